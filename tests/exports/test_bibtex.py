from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string as parse_bibtex
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text

from papershelf.core.identifiers import ArxivId, CitationKey, IsoDate, Slug
from papershelf.records.model import Author, Paper, Status, Venue, VenueId
from papershelf.records.person_names import PersonName, parse_person_name
from papershelf.text.latex_render import render_plain
from tests.export_samples import KEY, VENUES, full_paper, make_paper, render_bibtex, withdrawn_paper

CONFERENCE, JOURNAL, PREPRINTS = VENUES.values()


def strip_braces(latex: str) -> str:
    """The text that LaTeX prints, without braces that only BibTeX needs."""
    text = LatexNodes2Text(keep_comments=True).latex_to_text(latex)
    return unicodedata.normalize("NFC", text).replace("ˆ", "^").replace("\u00a0", " ")


def parse_both(bibtex: str) -> tuple[dict[str, str], Any, list[NameParts], list[Any]]:
    """The fields and names of an entry as parsed by bibtexparser and by pybtex, which must agree."""
    library = parse_bibtex(bibtex, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    assert len(library.entries) == 1
    entry = library.entries[0]
    fields = {field.key: field.value for field in entry.fields}
    theirs = parse_string(bibtex, "bibtex")
    assert list(theirs.entries) == [entry.key]
    other = theirs.entries[entry.key]
    assert other.type == entry.entry_type
    return fields, other.fields, fields.get("author", []), other.persons.get("author", [])


def test_a_full_entry_has_the_field_order_of_acl_anthology() -> None:
    assert render_bibtex(full_paper(), KEY, CONFERENCE) == (
        r"""@inproceedings{byron-etal-2024-tiny,
  title = {{BERT} \& Friends: {$\ell_1$} Pruning of {GAN}s in Caf{\'e} Settings},
  author = {Byron, Ada and van der Berg, Jan and N{\'u}{\~n}ez, Jr., Jos{\'e} and """
        r"""{The Toy Collaboration}},
  booktitle = {Proceedings of the Toy Conference on Small \& Tiny Models},
  volume = {12},
  number = {3},
  month = may,
  year = {2024},
  publisher = {Toy Press},
  url = {https://example.org/paper?a=1&b=2},
  doi = {10.1000/toy_12.3},
  pages = {101--117},
  language = {en},
  eprint = {2401.01234},
  archivePrefix = {arXiv},
  pdf = {https://example.org/paper.pdf},
}
"""
    )


@pytest.mark.parametrize(
    ("venue", "changes", "start"),
    [
        (None, {}, "@misc{"),
        (None, {"arxiv": ArxivId("2401.01234")}, "@misc{"),
        (CONFERENCE, {}, "@inproceedings{"),
        (JOURNAL, {}, "@article{"),
        (PREPRINTS, {}, "@misc{"),
        (CONFERENCE, {"type": "chapter"}, "@incollection{"),
        (None, {"type": "paper-conference"}, "@misc{"),  # inproceedings needs a booktitle
        (None, {"type": "thesis", "publisher": "Nowhere"}, "@phdthesis{"),
        (None, {"type": "thesis"}, "@misc{"),
        (None, {"type": "report", "publisher": "Nowhere"}, "@techreport{"),
        (None, {"type": "book", "publisher": "Nowhere"}, "@book{"),
        (None, {"type": "software"}, "@misc{"),
    ],
)
def test_the_entry_type_depends_on_the_type_of_work(
    venue: Venue | None, changes: dict[str, Any], start: str
) -> None:
    assert render_bibtex(make_paper(**changes), KEY, venue).startswith(start)


@pytest.mark.parametrize(("kind", "field"), [("book", "howpublished"), ("chapter", "booktitle")])
def test_a_publisher_that_is_also_the_venue_is_in_both_fields(kind: str, field: str) -> None:
    press = Venue(
        id=VenueId(Slug("press")), name="WP", full_name="Wells Press", kind="book",
        publisher="Wells Press",
    )  # fmt: skip
    entry = render_bibtex(make_paper(type=kind), KEY, press)
    assert f"  {field} = {{Wells Press}},\n  publisher = {{Wells Press}},\n" in entry
    assert "series" not in entry


def test_a_paper_with_only_a_title_is_an_entry() -> None:
    assert render_bibtex(make_paper(), KEY, None) == (
        "@misc{byron-etal-2024-tiny,\n  title = {Tiny Models},\n}\n"
    )


@pytest.mark.parametrize(
    ("arxiv", "expected"),
    [
        ("2401.01234", "eprint = {2401.01234},\n  archivePrefix = {arXiv},\n  pdf = "),
        (
            "hep-ex/0307015",
            "eprint = {hep-ex/0307015},\n  archivePrefix = {arXiv},\n  primaryClass = {hep-ex},\n",
        ),
    ],
)
def test_a_preprint_has_a_class_only_if_its_id_contains_one(arxiv: str, expected: str) -> None:
    entry = render_bibtex(make_paper(arxiv=ArxivId(arxiv)), KEY, PREPRINTS)
    assert expected in entry
    assert "howpublished" not in entry


@pytest.mark.parametrize(
    ("year", "published", "expected"),
    [
        (2024, "2024-12-01", "  month = dec,\n  year = {2024},\n"),
        (2024, "2024-12", "  month = dec,\n  year = {2024},\n"),
        (2024, "2023-12-01", "  year = {2024},\n"),  # this month would belong to another year
        (None, "2023-01-02", "  month = jan,\n  year = {2023},\n"),
        (2024, None, "  year = {2024},\n"),
    ],
)
def test_a_month_is_given_only_with_the_year_of_its_date(
    year: int | None, published: str | None, expected: str
) -> None:
    date = IsoDate(published) if published else None
    entry = render_bibtex(make_paper(year=year, published=date), KEY, None)
    assert f"Models}},\n{expected}}}" in entry


def test_a_retracted_paper_is_marked() -> None:
    assert "  note = {Retracted},\n" in render_bibtex(withdrawn_paper(), KEY, None)


def test_the_abstract_is_optional() -> None:
    assert "abstract" not in render_bibtex(full_paper(), KEY, CONFERENCE)
    entry = render_bibtex(full_paper(), KEY, CONFERENCE, abstract=True)
    assert (
        r"abstract = {We prune 50\% of the weights \& keep $O(n^2)$ {$<$}time{$>$}"
        r". It works: ``fine''.},"
    ) in entry


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Byron", "Byron, Ada"),
        ("Plato", "{Plato}"),
        ("others", "{others}"),
        ("李伟", "{李伟}"),
        ("The Toy Collaboration", "{The Toy Collaboration}"),
        ("Rock and Roll Team", "{Rock and Roll Team}"),
        ("Miao Yang and Ke Hu", "Hu, {Miao Yang and Ke}"),
        ("Jan van der Berg", "van der Berg, Jan"),
        ("Musa al-Khwarizmi", "al-Khwarizmi, Musa"),
        ("Telmo de Menezes e Silva Filho", "de {Menezes e Silva Filho}, Telmo"),
        ("Marie De la Tour", "{De la Tour}, Marie"),
        ("Luc Van Gent", "Van Gent, Luc"),
        ("Maria von Trapp Sr.", "von Trapp, Sr., Maria"),
        ("Çağla Øst", r"{\O}st, {\c{C}}a{\u{g}}la"),
    ],
)
def test_names_are_written_so_that_bibtex_parses_them_correctly(name: str, expected: str) -> None:
    entry = render_bibtex(make_paper(authors=(name,)), KEY, None)
    assert f"  author = {{{expected}}},\n" in entry


# --- parsed by other programs --------------------------------------------------------------------


def expect_fields(paper: Paper, venue: Venue | None) -> dict[str, str]:
    """The expected fields of an entry as text, computed from the paper."""
    fields = {"title": paper.title.replace("$", ""), "abstract": paper.abstract}
    fields |= {"volume": paper.volume, "number": paper.issue, "language": paper.language}
    fields["doi"] = paper.doi or ""
    fields["eprint"] = paper.arxiv or ""
    fields["booktitle"] = venue.full_name if venue else ""
    return {name: " ".join(value.split()) for name, value in fields.items() if value}


def assert_round_trip(paper: Paper, venue: Venue | None) -> None:
    ours, theirs, names, persons = parse_both(render_bibtex(paper, KEY, venue, abstract=True))
    for name, value in expect_fields(paper, venue).items():
        verbatim = name in ("doi", "eprint")
        assert (ours[name] if verbatim else strip_braces(ours[name])) == value
        assert (theirs[name] if verbatim else strip_braces(theirs[name])) == value
    assert len(names) == len(persons) == len(paper.authors)
    for author, parts, person in zip(paper.authors, names, persons, strict=True):
        expected = read_name(parse_person_name(author))
        assert [
            strip_braces(" ".join(p)) for p in (parts.first, parts.von, parts.last, parts.jr)
        ] == (expected)
        theirs_too = (
            [*person.first_names, *person.middle_names], person.prelast_names, person.last_names,
            person.lineage_names,
        )  # fmt: skip
        assert [strip_braces(" ".join(p)) for p in theirs_too] == expected


def read_name(name: PersonName) -> list[str]:
    """Given name, particle, family name and suffix as parsed by BibTeX."""
    if name.literal:
        return ["", "", name.literal, ""]
    if name.particle and name.particle[-1] in "-'’":
        return [name.given, "", name.surname, name.suffix]
    return [name.given, name.particle, name.family, name.suffix]


def test_a_full_entry_round_trips() -> None:
    paper = full_paper()
    ours, theirs, *_ = parse_both(render_bibtex(paper, KEY, CONFERENCE))
    assert_round_trip(
        make_paper(
            title="BERT & Friends in Café Settings",
            abstract="50% of A_1 & #2, 5 ^ 3 < 4 > 2 | é",
            authors=paper.authors,
            doi=paper.doi,
            arxiv=paper.arxiv,
            volume="12",
            issue="3",
            language="en",
        ),
        CONFERENCE,
    )
    assert ours["month"] == "may"
    assert theirs["month"] == "May"
    assert ours["pages"] == theirs["pages"] == "101--117"


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGÄÉØßçñőżł李金αЖ한"
_WORD = st.text(st.sampled_from(_LETTERS), min_size=1, max_size=8)
_NAME = st.lists(
    _WORD
    | st.sampled_from(
        ["van", "der", "de", "la", "and", "And", "others", "Jr.", "III", "al-Din", "d'Or", "e",
         "Van", "De", "The", "Team", "{x", "y}", "$", "%", "a_b", "\\", "#1", "x,", "&", "~", "(B)"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)  # fmt: skip


@pytest.mark.seconds
@given(st.lists(_NAME, min_size=1, max_size=4, unique=True))
def test_hostile_names_round_trip(names: list[str]) -> None:
    assert_round_trip(make_paper(authors=names), None)


_TEXT = st.text(st.sampled_from("abc XYZ 123 {}$%&#_~^\\\"'@,=()[]éçłΩ李\n")).map(
    lambda text: " ".join(text.split())
)


@given(_TEXT.filter(bool), _TEXT)
def test_hostile_texts_cannot_break_out_of_their_field(title: str, abstract: str) -> None:
    entry = render_bibtex(make_paper(title=title, abstract=abstract), KEY, None, abstract=True)
    ours, theirs, *_ = parse_both(entry)
    assert set(ours) == {"title"} | ({"abstract"} if abstract else set())
    assert set(theirs) == set(ours)


@pytest.mark.parametrize(
    "text",
    ["@article{x, title={y}}", "% comment", 'a" # "b', "{{{", "}}}", "@string{a=1}", "@comment{",
     "\n@misc{a,\ntitle={b}}\n"],
)  # fmt: skip
def test_bibtex_in_a_text_is_escaped(text: str) -> None:
    paper = make_paper(title=text.strip(), abstract=text)
    fields, *_ = parse_both(render_bibtex(paper, KEY, None, abstract=True))
    assert strip_braces(fields["title"]) == " ".join(render_plain(text).split())


def test_a_file_of_many_entries_is_parsed() -> None:
    papers = [make_paper(title=f"Paper {n} on {{GAN}}s", authors=["A B"]) for n in range(20)]
    text = "\n".join(
        render_bibtex(paper, CitationKey(f"b-{n}"), None) for n, paper in enumerate(papers)
    )
    assert len(parse_bibtex(text).entries) == 20
    assert len(parse_string(io.StringIO(text).read(), "bibtex").entries) == 20


def test_urls_cannot_close_their_field() -> None:
    paper = make_paper(url='https://example.org/{a}"b c', status=Status(kind="withdrawn"))
    entry = render_bibtex(paper, KEY, None)
    assert re.search(r"url = \{https://example.org/%7Ba%7D%22b%20c\},", entry)


def test_a_venue_without_a_full_name_is_cited_by_its_short_name() -> None:
    venue = Venue(id=VenueId(Slug("x")), name="XConf")
    assert "booktitle = {XConf}," in render_bibtex(make_paper(), KEY, venue)


def test_an_author_with_name_parts_is_written_with_them() -> None:
    author = Author(name="Li Wei", given="Wei", family="Li")
    assert "author = {Li, Wei}," in render_bibtex(make_paper(authors=[author]), KEY, None)
