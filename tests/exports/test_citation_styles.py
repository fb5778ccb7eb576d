"""Tests of formatted references against expected texts written by hand.

citeproc-js 2.4.63 produces the same from our CSL-JSON with the styles of the CSL project of August
2026, except for the differences listed in docs/decisions/citation-styles.md.
"""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import Slug
from papershelf.exports.citation_data import Citation, make_citation
from papershelf.exports.citation_styles import STYLES, render_styles
from papershelf.exports.citation_styles.name_and_date_text import (
    add_initial_stops,
    capitalize_title,
    render_initials,
    render_page_range,
    shorten_by_chicago,
    shorten_fully,
)
from papershelf.records.model import Author, Status, Venue, VenueId
from papershelf.text.cleaning import clean_line
from tests.export_samples import KEY, make_paper

JOURNAL = Venue(
    id=VenueId(Slug("jtm")), name="JTM", full_name="Journal of Toy Models", kind="journal"
)
CONFERENCE = Venue(
    id=VenueId(Slug("toyconf")),
    name="ToyConf",
    full_name="Proceedings of the Toy Conference",
    publisher="Toy Press",
)
BOOK = Venue(id=VenueId(Slug("toys")), name="Toys", full_name="A Handbook of Toys", kind="book")
PRESS = Venue(
    id=VenueId(Slug("mp")), name="MP", full_name="Mole Press", kind="book", publisher="Mole Press"
)
SERIES = Venue(
    id=VenueId(Slug("nt")), name="NT", full_name="Notes on Toys", kind="book", publisher="Toy Press"
)
EDITORS = (Author(name="Carl Doe"), Author(name="Dora Roe"))
MANY = ("Ada Byron", "Jan van der Berg", "José Núñez Jr.", "The Toy Collaboration",
        "Jean-Pierre Roe", "Li Wei", "Bo Xu", "Q. R. Stone")  # fmt: skip


def work_of(venue: Venue | None = None, **fields: Any) -> Citation:  # noqa: ANN401  # whatever a paper has
    return make_citation(make_paper(**fields), KEY, venue)


WORKS = {
    "article": work_of(
        JOURNAL, title="on the ebb of rivers: a study in two parts", authors=MANY[:2], year=2021,
        volume="12", issue="3", pages="101-117", doi="10.1000/j.1",
    ),
    "article by number": work_of(
        JOURNAL, title="Tides without End?", authors=MANY[:1], year=2020, volume="4", issue="2",
        article_number="e1042", doi="10.1000/j.2",
    ),
    "paper of a conference": work_of(
        CONFERENCE, title="Small Models", authors=MANY, year=2024, published="2024-05-07",
        url="https://example.org/c?a=1&b=2",
    ),
    "paper of edited proceedings": work_of(
        CONFERENCE, title="Small Models!", authors=MANY[:4], year=2024, published="2024-05-07",
        pages="11-19", doi="10.1000/c.1", editors=EDITORS, series="Notes on Toys", volume="77",
        place="Wells",
    ),
    "chapter": work_of(
        BOOK, title="A Chapter on Tides", authors=MANY[:2], year=2001, pages="12-19",
        editors=EDITORS, edition="2", publisher="Mole & Sons", place="Wells",
    ),
    "book": work_of(
        title="The book of tides", authors=MANY[:1], year=1999, type="book",
        publisher="Mole & Sons", place="Wells", edition="3",
    ),
    "book of a press": work_of(
        PRESS, title="Tides and Toys", authors=MANY[:1], year=2022, type="book",
    ),
    "book of a series": work_of(
        SERIES, title="Tides and Toys", authors=MANY[:1], year=2022, type="book", volume="7",
    ),
    "edited book": work_of(
        title="Tides", year=1999, type="book", publisher="Mole & Sons", editors=EDITORS,
    ),
    "thesis": work_of(
        title="Rivers in Winter", authors=MANY[:1], year=2010, type="thesis",
        publisher="University of Nowhere", url="https://example.org/t",
    ),
    "report": work_of(
        title="Report on Tides", authors=MANY[:1], year=1999, type="report", issue="TR-12",
        publisher="River Lab", place="Wells",
    ),
    "data set": work_of(
        title="Ten Thousand Tides", authors=MANY[:2], year=2022, type="dataset",
        publisher="Tide Archive", doi="10.1000/d.1",
    ),
    "preprint": work_of(
        title='The "Ebb" of Li\'s Rivers', authors=MANY[:3], year=2025, published="2025-11-03",
        arxiv="2511.01734",
    ),
    "title alone": work_of(title="A Title Alone"),
}  # fmt: skip

EXPECTED = {
    "article": {
        "APA": "Byron, A., & van der Berg, J. (2021). on the ebb of rivers: a study in two parts. "
        "*Journal of Toy Models*, *12*(3), 101–117. https://doi.org/10.1000/j.1",
        "Chicago": "Byron, Ada, and Jan van der Berg. 2021. “On the Ebb of Rivers: A Study in Two "
        "Parts.” *Journal of Toy Models* 12 (3): 101–17. https://doi.org/10.1000/j.1.",
        "IEEE": "A. Byron and J. van der Berg, “on the ebb of rivers: a study in two parts,” "
        "*JTM*, vol. 12, no. 3, pp. 101–117, 2021, doi: 10.1000/j.1.",
        "Vancouver": "Byron A, van der Berg J. on the ebb of rivers: a study in two parts. JTM. "
        "2021;12(3):101–17. doi:10.1000/j.1",
    },
    "article by number": {
        "APA": "Byron, A. (2020). Tides without End? *Journal of Toy Models*, *4*(2), Article "
        "e1042. https://doi.org/10.1000/j.2",
        "Chicago": "Byron, Ada. 2020. “Tides without End?” *Journal of Toy Models* 4 (2): e1042. "
        "https://doi.org/10.1000/j.2.",
        "IEEE": "A. Byron, “Tides without End?,” *JTM*, vol. 4, no. 2, Art. no. e1042, 2020, "
        "doi: 10.1000/j.2.",
        "Vancouver": "Byron A. Tides without End? JTM. 2020;4(2):e1042. doi:10.1000/j.2",
    },
    "paper of a conference": {
        "APA": "Byron, A., van der Berg, J., Núñez, J., Jr., The Toy Collaboration, Roe, J.-P., "
        "Wei, L., Xu, B., & Stone, Q. R. (2024). Small Models. *Proceedings of the Toy "
        "Conference*. https://example.org/c?a=1&b=2",
        "Chicago": "Byron, Ada, Jan van der Berg, José Núñez Jr., et al. 2024. “Small Models.” "
        "*Proceedings of the Toy Conference*. https://example.org/c?a=1&b=2.",
        "IEEE": "A. Byron *et al.*, “Small Models,” in *Proceedings of the Toy Conference*, Toy "
        "Press, May 2024. [Online]. Available: https://example.org/c?a=1&b=2",
        "Vancouver": "Byron A, van der Berg J, Núñez J Jr, The Toy Collaboration, Roe JP, Wei L, "
        "et al. Small Models. In: Proceedings of the Toy Conference [Internet]. Toy Press; 2024. "
        "Available from: https://example.org/c?a=1&b=2",
    },
    "paper of edited proceedings": {
        "APA": "Byron, A., van der Berg, J., Núñez, J., Jr., & The Toy Collaboration. (2024). "
        "Small Models! In C. Doe & D. Roe (Eds.), *Proceedings of the Toy Conference* (Vol. 77, "
        "pp. 11–19). Toy Press. https://doi.org/10.1000/c.1",
        "Chicago": "Byron, Ada, Jan van der Berg, José Núñez Jr., and The Toy Collaboration. 2024. "
        "“Small Models!” In *Proceedings of the Toy Conference*, edited by Carl Doe and Dora Roe, "
        "vol. 77. Notes on Toys. Toy Press. https://doi.org/10.1000/c.1.",
        "IEEE": "A. Byron, J. van der Berg, J. Núñez Jr., and The Toy Collaboration, “Small "
        "Models!,” in *Proceedings of the Toy Conference*, C. Doe and D. Roe, Eds., in Notes on "
        "Toys, vol. 77. Wells: Toy Press, May 2024, pp. 11–19. doi: 10.1000/c.1.",
        "Vancouver": "Byron A, van der Berg J, Núñez J Jr, The Toy Collaboration. Small Models! "
        "In: Doe C, Roe D, editors. Proceedings of the Toy Conference [Internet]. Wells: Toy "
        "Press; 2024. p. 11–9. (Notes on Toys). Available from: https://doi.org/10.1000/c.1 "
        "doi:10.1000/c.1",
    },
    "chapter": {
        "APA": "Byron, A., & van der Berg, J. (2001). A Chapter on Tides. In C. Doe & D. Roe "
        "(Eds.), *A Handbook of Toys* (2nd ed., pp. 12–19). Mole & Sons.",
        "Chicago": "Byron, Ada, and Jan van der Berg. 2001. “A Chapter on Tides.” In *A Handbook "
        "of Toys*, 2nd ed., edited by Carl Doe and Dora Roe. Mole & Sons.",
        "IEEE": "A. Byron and J. van der Berg, “A Chapter on Tides,” in *A Handbook of Toys*, 2nd "
        "ed., C. Doe and D. Roe, Eds., Wells: Mole & Sons, 2001, pp. 12–19.",
        "Vancouver": "Byron A, van der Berg J. A Chapter on Tides. In: Doe C, Roe D, editors. A "
        "Handbook of Toys. 2nd ed. Wells: Mole & Sons; 2001. p. 12–9.",
    },
    "book": {
        "APA": "Byron, A. (1999). *The book of tides* (3rd ed.). Mole & Sons.",
        "Chicago": "Byron, Ada. 1999. *The Book of Tides*. 3rd ed. Mole & Sons.",
        "IEEE": "A. Byron, *The book of tides*, 3rd ed. Wells: Mole & Sons, 1999.",
        "Vancouver": "Byron A. The book of tides. 3rd ed. Wells: Mole & Sons; 1999.",
    },
    "book of a press": {
        "APA": "Byron, A. (2022). *Tides and Toys*. Mole Press.",
        "Chicago": "Byron, Ada. 2022. *Tides and Toys*. Mole Press.",
        "IEEE": "A. Byron, *Tides and Toys*. Mole Press, 2022.",
        "Vancouver": "Byron A. Tides and Toys. Mole Press; 2022.",
    },
    "book of a series": {
        "APA": "Byron, A. (2022). *Tides and Toys* (Vol. 7). Toy Press.",
        "Chicago": "Byron, Ada. 2022. *Tides and Toys*. Vol. 7. Notes on Toys. Toy Press.",
        "IEEE": "A. Byron, *Tides and Toys*, vol. 7. in Notes on Toys, vol. 7. Toy Press, 2022.",
        "Vancouver": "Byron A. Tides and Toys. Vol. 7. Toy Press; 2022. (Notes on Toys).",
    },
    "edited book": {
        "APA": "Doe, C., & Roe, D. (Eds.). (1999). *Tides*. Mole & Sons.",
        "Chicago": "Doe, Carl, and Dora Roe, eds. 1999. *Tides*. Mole & Sons.",
        "IEEE": "C. Doe and D. Roe, Eds., *Tides*. Mole & Sons, 1999.",
        "Vancouver": "Doe C, Roe D, editors. Tides. Mole & Sons; 1999.",
    },
    "thesis": {
        "APA": "Byron, A. (2010). *Rivers in Winter* [University of Nowhere]. "
        "https://example.org/t",
        "Chicago": "Byron, Ada. 2010. “Rivers in Winter.” University of Nowhere. "
        "https://example.org/t.",
        "IEEE": "A. Byron, “Rivers in Winter,” University of Nowhere, 2010. [Online]. Available: "
        "https://example.org/t",
        "Vancouver": "Byron A. Rivers in Winter [Internet]. University of Nowhere; 2010. Available "
        "from: https://example.org/t",
    },
    "report": {
        "APA": "Byron, A. (1999). *Report on Tides* (TR-12). River Lab.",
        "Chicago": "Byron, Ada. 1999. *Report on Tides*. TR-12. River Lab.",
        "IEEE": "A. Byron, “Report on Tides,” River Lab, Wells, TR-12, 1999.",
        "Vancouver": "Byron A. Report on Tides. Wells: River Lab; 1999. Report TR-12.",
    },
    "data set": {
        "APA": "Byron, A., & van der Berg, J. (2022). *Ten Thousand Tides* [Dataset]. Tide "
        "Archive. https://doi.org/10.1000/d.1",
        "Chicago": "Byron, Ada, and Jan van der Berg. 2022. “Ten Thousand Tides.” Tide Archive. "
        "https://doi.org/10.1000/d.1.",
        "IEEE": "A. Byron and J. van der Berg, “Ten Thousand Tides.” Tide Archive, 2022. doi: "
        "10.1000/d.1.",
        "Vancouver": "Byron A, van der Berg J. Ten Thousand Tides [Internet]. Tide Archive; 2022. "
        "Available from: https://doi.org/10.1000/d.1 doi:10.1000/d.1",
    },
    "preprint": {
        "APA": "Byron, A., van der Berg, J., & Núñez, J., Jr. (2025). *The “Ebb” of Li’s Rivers* "
        "(arXiv:2511.01734). arXiv. https://arxiv.org/abs/2511.01734",
        "Chicago": "Byron, Ada, Jan van der Berg, and José Núñez Jr. 2025. “The ‘Ebb’ of Li’s "
        "Rivers.” arXiv:2511.01734. Preprint, arXiv, November 3. "
        "https://arxiv.org/abs/2511.01734.",
        "IEEE": "A. Byron, J. van der Berg, and J. Núñez Jr., “The ‘Ebb’ of Li’s Rivers,” Nov. 03, "
        "2025, *arXiv*: arXiv:2511.01734. [Online]. Available: https://arxiv.org/abs/2511.01734",
        "Vancouver": "Byron A, van der Berg J, Núñez J Jr. The “Ebb” of Li’s Rivers [Internet]. "
        "arXiv; 2025. Available from: https://arxiv.org/abs/2511.01734",
    },
    "title alone": {
        "APA": "*A Title Alone*. (n.d.).",
        "Chicago": "“A Title Alone.” n.d.",
        "IEEE": "“A Title Alone.”",
        "Vancouver": "A Title Alone.",
    },
}


def to_text(reference: str) -> str:
    return html.unescape(re.sub(r"</?i>", "*", reference))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", WORKS)
def test_references_match_the_style(kind: str, style: str) -> None:
    assert to_text(render_styles(WORKS[kind])[style]) == EXPECTED[kind][style]


def test_apa_lists_nineteen_authors_and_the_last() -> None:
    names = [f"Ada {'abcdefghijklmnopqrstuvw'[n].upper()}ow" for n in range(22)]
    work = work_of(authors=names, year=2020)
    assert "Row, A., Sow, A., … Vow, A. (2020)" in to_text(render_styles(work)["APA"])
    work = work_of(authors=names[:20], year=2020)
    assert "Sow, A., & Tow, A. (2020)" in to_text(render_styles(work)["APA"])


def test_chicago_moves_the_particle_of_the_first_author_after_given_names() -> None:
    work = work_of(authors=["Jan M van der Berg", "Eva d'Arc", "Jan van der Berg"], year=2020)
    assert to_text(render_styles(work)["Chicago"]).startswith(
        "Berg, Jan M. van der, Eva d’Arc, and Jan van der Berg. 2020."
    )


def test_a_retracted_paper_is_marked_in_apa() -> None:
    work = work_of(authors=["Ada Byron"], year=2020, status=Status(kind="retracted"))
    assert render_styles(work)["APA"].endswith(" (Retracted)")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Ada", "A."), ("Ada B.", "A. B."), ("Jean-Pierre", "J.-P."), ("J.-P.", "J.-P."),
        ("A.B.", "A. B."), ("Seung-eui", "S."), ("Chang hoon", "C. hoon"), ("Éva", "É."), ("", ""),
        ("-", ""), ("Ada -- B.", "A. B."), ("-.-", ""),
    ],
)  # fmt: skip
def test_initials(given: str, expected: str) -> None:
    assert render_initials(given) == expected


_ODD = st.text(st.sampled_from("aB.-–, '’:;()?!=1/&{}İß李\u0301 "), max_size=9).map(clean_line)


@given(_ODD, _ODD, _ODD, _ODD, st.lists(_ODD, max_size=2))
def test_references_are_made_from_any_texts(
    given_name: str, family: str, title: str, pages: str, more: list[str]
) -> None:
    names = [Author(name=name) for name in (f"{given_name} {family}", *more) if clean_line(name)]
    names.append(Author(name=f"{given_name} {family}", given=given_name, family=family))
    for venue in (JOURNAL, CONFERENCE, BOOK, None):
        fields = {"volume": pages, "issue": pages, "editors": tuple(names), "edition": title}
        work = work_of(venue, title=title or "T", authors=names, year=2020, pages=pages, **fields)
        assert set(render_styles(work)) == set(STYLES)


def test_initials_get_a_period() -> None:
    assert [add_initial_stops(given) for given in ("Ada B", "C.K.", "J.-P.", "Bo", "李")] == [
        "Ada B.", "C. K.", "J.-P.", "Bo", "李",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "whole", "chicago", "shortest"),
    [
        ("11-19", "11–19", "11–19", "11–9"),
        ("100-104", "100–104", "100–104", "100–4"),
        ("107-108", "107–108", "107–8", "107–8"),
        ("321-328", "321–328", "321–28", "321–8"),
        ("1496-1500", "1496–1500", "1496–1500", "1496–500"),
        ("e117-e121", "e117–e121", "e117–21", "e117–21"),
        ("iv-ix", "iv–ix", "iv–ix", "iv–ix"),
        ("7", "7", "7", "7"),
    ],
)
def test_page_ranges_by_style(pages: str, whole: str, chicago: str, shortest: str) -> None:
    assert render_page_range(pages) == whole
    assert render_page_range(pages, shorten_by_chicago) == chicago
    assert render_page_range(pages, shorten_fully) == shortest


def test_title_case_keeps_capitals_punctuation_and_small_words() -> None:
    assert capitalize_title("on iPhones and the k-means of ε: a v2 for all") == (
        "On iPhones and the k-Means of ε: A v2 for All"
    )


_TEXT = st.text().map(clean_line)


@given(_TEXT.filter(bool), _TEXT.filter(bool), _TEXT, st.sampled_from(sorted(WORKS)))
def test_texts_cannot_inject_markup(title: str, name: str, text: str, kind: str) -> None:
    paper = WORKS[kind].paper
    work = work_of(
        JOURNAL if kind.startswith("article") else BOOK if kind == "chapter" else None,
        title=title, authors=[name], type=paper.type, volume=text, issue=text, pages=text,
        publisher=text, place=text, series=text, edition=text, editors=(Author(name=name),),
        article_number=text, date_note=text,
    )  # fmt: skip
    for reference in render_styles(work).values():
        assert "<" not in reference.replace("<i>", "").replace("</i>", "")
        assert reference.count("<i>") == reference.count("</i>")
        assert "None" not in html.unescape(reference) or "None" in f"{title}{name}{text}"
