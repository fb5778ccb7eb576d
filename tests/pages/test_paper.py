from __future__ import annotations

import html
import re
from typing import Any

import html5lib
import pytest

from papershelf.core.identifiers import IsoDate, Orcid, Slug
from papershelf.core.outputs import MINIMAL, STANDARD, Outputs, part_name
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.core.settings import Settings
from papershelf.records.model import Author, Count, PaperId, Source, TagId, VenueId
from papershelf.related.related_lists import RelatedPaper
from tests.export_samples import full_paper, make_paper, withdrawn_paper
from tests.pages.test_pages import make_site, pages_of


def page_of(site: dict[str, Any] | None = None, **fields: Any) -> Page:  # noqa: ANN401  # whatever a paper has
    site_of = make_site([make_paper(**fields)], **(site or {}))
    return pages_of(site_of)["papers/tiny-models/"]


def full_page(**changes: Any) -> Page:  # noqa: ANN401  # whatever a site has
    return pages_of(make_site([full_paper()], **changes))["papers/full-paper/"]


def text_of(page: Page) -> str:
    """The visible text, with single spaces."""
    tree = html5lib.parse(page.body, treebuilder="etree", namespaceHTMLElements=False)
    return " ".join("".join(tree.itertext()).split())


def headings(page: Page) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page.body)


def links(page: Page) -> dict[str, str]:
    """The URLs of a page by link text."""
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', page.body)
    return {re.sub("<[^>]*>", "", text): html.unescape(address) for address, text in found}


def test_a_paper_with_only_a_title_has_no_empty_sections() -> None:
    page = page_of(site={"settings": Settings()})
    assert headings(page) == ["Cite"]
    assert not re.search(
        r"<(h\d|p|ul|dl|div|dd|section)[^>]*></\1>", page.body.replace('<p class="when"></p>', "")
    )
    assert "None" not in text_of(page)


def test_the_page_has_all_data_of_the_paper() -> None:
    text = text_of(full_page())
    for known in (
        "Ada Byron", "Jan van der Berg", "José Núñez Jr.", "The Toy Collaboration",
        "University of Nowhere", "ToyConf 2024", "Proceedings of the Toy Conference on Small",
        "12(3)", "101–117", "Toy Press", "May 7, 2024", "November 20, 2026, November 21, 2026",
        "carl", "2401.01234", "10.1000/toy_12.3", "N2WchST43h", "as of November 20, 2026",
        "Best toy paper", "A remark.", "Prunes half of everything.", "Pruning", "Q & A <hard>",
        "assigned automatically", "We prune 50% of the weights", "It works: “fine”.", "page.txt",
        "@inproceedings{", "Suggest a correction",
    ):  # fmt: skip
        assert known in text, known


def test_links_are_sorted_by_importance_and_unique() -> None:
    page = full_page()
    row = re.search(r'<ul class="links">.*?</ul>', page.body, re.DOTALL)
    assert row
    assert re.findall(r">([^<]+)</a>", row[0]) == [
        "PDF", "HTML", "arXiv", "OpenReview", "Publisher", "example.org", "Code", "Cite",
    ]  # fmt: skip


def test_a_url_that_equals_the_doi_is_shown_once() -> None:
    page = page_of(doi="10.1000/toy", url="https://doi.org/10.1000/toy")
    row = re.search(r'<ul class="links">.*?</ul>', page.body, re.DOTALL)
    assert row
    assert re.findall(r">([^<]+)</a>", row[0]) == ["Publisher", "Cite"]


def test_several_repositories_have_distinct_labels() -> None:
    page = page_of(code=("https://git.example/a/one", "https://git.example/a/two"))
    assert links(page)["Code · git.example/a/two"] == "https://git.example/a/two"


def test_links_found_in_the_abstract_are_marked_unless_in_the_record() -> None:
    abstract = "Code at https://github.com/ada/tiny and https://github.com/ada/more."
    page = page_of(abstract=abstract, code=("https://github.com/ada/tiny",))
    assert page.body.count("found in the abstract") == 1
    assert page.body.count('href="https://github.com/ada/tiny"') == 1


def test_unsafe_urls_are_not_linked() -> None:
    page = page_of(pdf="javascript:alert(1)", code=("data:text/html,x",))
    links = re.findall(r"""(?:href|src)=["']?([^"'>\s]+)""", page.body)
    assert links
    assert not [link for link in links if link.startswith(("javascript:", "data:"))]


@pytest.mark.parametrize(("authors", "folded"), [(20, 0), (21, 0), (22, 2), (3000, 2980)])
def test_a_long_list_of_authors_is_folded_with_all_names(authors: int, folded: int) -> None:
    page = page_of(authors=tuple(f"Author N{n}x" for n in range(authors)))
    assert len(set(re.findall(r">Author (N\d+x)</a>", page.body))) == authors
    summary = re.search(r"<summary>([\d,]+) more authors</summary>", page.body)
    assert (int(summary[1].replace(",", "")) if summary else 0) == folded


def test_an_author_name_without_letters_is_not_linked() -> None:
    page = page_of(authors=("—", "Ada Byron"))
    assert '<p class="authors" dir="auto">—, <a href=' in page.body


def test_a_retraction_is_shown_first() -> None:
    page = pages_of(make_site([withdrawn_paper()]))["papers/gone/"]
    assert headings(page)[0] == "Retracted"
    assert "The data were wrong." in text_of(page)


def test_a_withdrawal_without_a_reason_is_explained() -> None:
    status = withdrawn_paper().status
    assert status
    bare = type(status)(kind="withdrawn")
    assert "This paper was withdrawn. Its page remains available" in text_of(page_of(status=bare))


def test_related_papers_have_reasons() -> None:
    summary = "Prunes the graphs of the network first. Then it sleeps."
    venue = VenueId(Slug("toyconf"))
    other = make_paper(
        "other", title="Other", authors=("Li Wei",), year=2020, venue=venue, summary=summary
    )
    near = RelatedPaper(
        PaperId(Slug("other")), 0.7, ("sparse", "sparse graphs"), (TagId(Slug("pruning")),)
    )
    site = make_site(
        [make_paper(tags=(TagId(Slug("pruning")),)), other],
        related={PaperId(Slug("tiny-models")): (near,)},
    )
    text = text_of(pages_of(site)["papers/tiny-models/"])
    assert (
        "Other Li Wei · ToyConf 2020 Prunes the graphs of the network first."
        " In common: Pruning · sparse graphs" in text
    )


def test_authors_of_both_papers_are_a_reason() -> None:
    other = make_paper("other", title="Other", authors=("Li Wei", "Ada Byron"))
    near = RelatedPaper(PaperId(Slug("other")), 0.7, ("Byron",), ())
    site = make_site(
        [make_paper(authors=("Ada Byron",)), other], related={PaperId(Slug("tiny-models")): (near,)}
    )
    assert "In common: Ada Byron Cite" in text_of(pages_of(site)["papers/tiny-models/"])


@pytest.mark.parametrize(
    ("tags", "words", "reason"),
    [
        (("pruning",), ("pruning networks", "lottery tickets"), "Pruning · lottery tickets"),
        (("pruning",), ("gives", "Neural Networks"), "Pruning"),
        ((), ("width", "wide networks"), "wide networks"),
        ((), ("width", "Neural Networks"), ""),
    ],
)
def test_single_and_generic_words_are_no_reasons(
    tags: tuple[str, ...], words: tuple[str, ...], reason: str
) -> None:
    other = make_paper("other", title="Other")
    ids = tuple(TagId(Slug(tag)) for tag in tags)
    near = RelatedPaper(PaperId(Slug("other")), 0.7, words, ids)
    papers = [make_paper(tags=(TagId(Slug("pruning")),)), other]
    site = make_site(papers, related={PaperId(Slug("tiny-models")): (near,)})
    text = text_of(pages_of(site)["papers/tiny-models/"])
    assert f"Related papers Other {f'In common: {reason} ' if reason else ''}Cite" in text


def test_counts_of_one_day_are_shown_with_it_in_the_header() -> None:
    day = IsoDate("2026-11-20")
    page = page_of(upvotes=Count(value=12, day=day), stars=Count(value=1200, day=day))
    assert 'title="12 upvotes">12</span>' in page.body
    assert text_of(page).count("as of November 20, 2026") == 1
    assert "12 upvotes" not in text_of(page)


def test_counts_of_several_days_are_listed_with_their_days() -> None:
    page = page_of(citations=Count(value=1), stars=Count(value=1200, day=IsoDate("2026-11-20")))
    assert "1,200 stars (November 20, 2026), 1 citation" in text_of(page)
    assert "as of" not in text_of(page)


def test_every_citation_file_can_be_copied_and_downloaded() -> None:
    body = page_of().body
    for ending, label in ((".bib", "BibTeX"), (".ris", "RIS"), (".csl.json", "CSL-JSON")):
        assert f'href="{ROOT_PLACEHOLDER}papers/tiny-models{ending}" download' in body
        assert f'aria-label="Download {label}">{label}</a>' in body
    assert f'data-record="{ROOT_PLACEHOLDER}papers/tiny-models.json"' in body
    for field in ("ris", "csl"):
        assert f'data-copy-field="{field}"' in body


@pytest.mark.parametrize(
    ("outputs", "record"),
    [(STANDARD, "papers/tiny-models.json"), (MINIMAL, "api/parts/{part}.json#tiny-models")],
)
def test_without_export_files_buttons_use_the_record(outputs: Outputs, record: str) -> None:
    body = page_of({"settings": Settings(outputs=outputs)}).body
    path = record.replace("{part}", part_name("tiny-models"))
    assert body.count(f'data-record="{ROOT_PLACEHOLDER}{path}"') == 2
    assert "papers/tiny-models." not in body.replace(path, "")
    for field in ("bibtex", "ris", "csl"):
        assert f'data-save-field="{field}"' in body


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source(format="facts", origin="a/b:x.json; c/d:y.md"), "a/b:x.json c/d:y.md"),
        (Source(format="bibtex", day=IsoDate("2026-11-20")), "bibtex, November 20, 2026"),
        (
            Source(
                origin="a/b:x.json", fields=(("year", "arXiv identifier"), ("code", "abstract"))
            ),
            "a/b:x.json arXiv identifier (year) abstract (code)",
        ),
    ],
)
def test_all_sources_are_listed(source: Source, expected: str) -> None:
    assert f"SourceShow source{expected}" in text_of(page_of(source=source))


def test_without_a_repository_there_is_no_link_to_fix_records() -> None:
    assert "Suggest a correction" not in text_of(page_of(site={"settings": Settings()}))


def test_the_link_to_fix_a_record_prefills_the_current_values() -> None:
    assert links(page_of())["Suggest a correction"] == (
        "https://git.example/shelf/issues/new?template=fix-record.yml"
        "&title=Correct%3A+tiny-models"
        "&change=paper%3A+tiny-models%0Atitle%3A+%22Tiny+Models%22"
    )


def test_formulas_are_not_separated_from_adjacent_text() -> None:
    page = page_of(title="On $k$-means, $x$ and $\\mu$P")
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page.body)
    assert title
    held = re.findall(r'<span class="nb">(.*?)</span>', title[1])
    assert [re.sub("<[^>]*>", "", part) for part in held] == ["k-means,", "μP"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"arxiv": "2401.01234", "doi": "10.1000/toy"},
            {
                "HTML": "https://arxiv.org/html/2401.01234",
                "Semantic Scholar": "https://api.semanticscholar.org/arXiv:2401.01234",
                "Google Scholar": "https://scholar.google.com/scholar_lookup?arxiv_id=2401.01234",
                "alphaXiv": "https://www.alphaxiv.org/abs/2401.01234",
                "Hugging Face": "https://huggingface.co/papers/2401.01234",
            },
        ),
        (
            {"arxiv": "hep-ex/0307015"},
            {
                "HTML": "https://ar5iv.labs.arxiv.org/html/hep-ex/0307015",
                "Semantic Scholar": "https://api.semanticscholar.org/arXiv:hep-ex/0307015",
                "alphaXiv": None,
            },
        ),
        (
            {"doi": "10.1000/a<b>#c"},
            {
                "HTML": None,
                "Semantic Scholar": "https://api.semanticscholar.org/10.1000/a%3Cb%3E%23c",
                "Google Scholar": "https://scholar.google.com/scholar_lookup?doi=10.1000/a%3Cb%3E%23c",
            },
        ),
        ({"arxiv": "1706.03762"}, {"HTML": "https://ar5iv.labs.arxiv.org/html/1706.03762"}),
        ({}, {"HTML": None, "Semantic Scholar": None}),
    ],
)
def test_other_services_are_linked_by_identifier(
    fields: dict[str, Any], expected: dict[str, str | None]
) -> None:
    found = links(page_of(**fields))
    assert {name: found.get(name) for name in expected} == expected


def steps_of(page: Page) -> dict[str, str]:
    return dict(re.findall(rf'rel="(prev|next)" href="{ROOT_PLACEHOLDER}([^"]*)"', page.body))


def test_papers_of_a_venue_and_year_lead_to_each_other() -> None:
    venue = VenueId(Slug("toyconf"))
    papers = [make_paper(name, venue=venue, year=2024) for name in ("a", "b", "c")]
    pages = pages_of(make_site([*papers, make_paper("d", venue=venue, year=2023)]))
    assert steps_of(pages["papers/b/"]) == {"prev": "papers/a/", "next": "papers/c/"}
    assert steps_of(pages["papers/a/"]) == {"next": "papers/b/"}
    assert 'aria-label="List: ToyConf 2024"' in pages["papers/b/"].body
    assert "steps" not in pages["papers/d/"].body


def test_papers_of_a_daily_list_lead_to_each_other_by_upvotes() -> None:
    day = IsoDate("2026-11-20")
    papers = [
        make_paper(name, featured=(day,), upvotes=Count(value=votes), year=2026)
        for name, votes in (("a", 1), ("b", 9), ("c", 5))
    ]
    pages = pages_of(make_site([*papers, make_paper("d", year=2026)]))
    assert steps_of(pages["papers/c/"]) == {"prev": "papers/b/", "next": "papers/a/"}
    assert 'aria-label="List: November 20, 2026"' in pages["papers/c/"].body


def test_people_with_the_same_name_have_separate_pages() -> None:
    papers = [
        make_paper("one", authors=(Author(name="Li Wei", orcid=Orcid("0000-0002-1825-0097")),)),
        make_paper("two", authors=(Author(name="Li Wei", orcid=Orcid("0000-0001-5109-3700")),)),
    ]
    pages = pages_of(make_site(papers))
    assert f'href="{ROOT_PLACEHOLDER}authors/li-wei-0097/"' in pages["papers/one/"].body
    assert f'href="{ROOT_PLACEHOLDER}authors/li-wei-3700/"' in pages["papers/two/"].body
    assert "ORCID 0000-0001-5109-3700" in text_of(pages["authors/li-wei-3700/"])


def test_the_page_is_small_apart_from_its_text() -> None:
    page, bare = full_page(), page_of()
    assert len((bare.head + bare.body).encode()) < 4_500
    assert len(page.body.encode()) - len(text_of(page).encode()) < 7_000


def test_venue_and_year_link_to_listings() -> None:
    page = page_of(venue=VenueId(Slug("toyconf")), year=2024)
    assert links(page)["ToyConf"] == f"{ROOT_PLACEHOLDER}venues/toyconf/"
    assert links(page)["2024"] == f"{ROOT_PLACEHOLDER}years/2024/"


def test_texts_of_records_have_direction_and_language() -> None:
    page = page_of(
        title="מודלים זעירים", abstract="תקציר.", summary="Small.", language="he", note="A note."
    )
    assert '<h1 dir="auto" lang="he">' in page.body
    assert (
        '<section class="row abstract" id="abstract"><h2>Abstract</h2><div dir="auto" lang="he">'
        in page.body
    )
    assert '<h2>Summary</h2><div dir="auto">' in page.body  # the language of the curator
    assert 'lang="' not in page_of(language='x" onclick="alert(1)').body
