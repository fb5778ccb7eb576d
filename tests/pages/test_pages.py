from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import html5lib
import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.structure.files import File

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import IsoDate, Orcid, Slug
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.core.settings import Settings
from papershelf.engine.page_template import resolve_page_links
from papershelf.pages import PageTask, SiteContext
from papershelf.pages.listings import PAGE_BYTES
from papershelf.records.model import Author, Paper, PaperId, Status, TagId, VenueId
from papershelf.related.related_lists import RelatedPaper
from papershelf.text.cleaning import clean_block, clean_line
from tests.export_samples import (
    full_paper,
    make_catalogue,
    make_paper,
    pack_related,
    plan_pages,
    render_pages,
    withdrawn_paper,
)

SETTINGS = Settings(
    site_name="Shelf & Co",
    site_url="https://papers.example/shelf/",
    site_description="All <new>",
    repo="https://git.example/shelf",
)
TAG, VENUE = TagId(Slug("pruning")), VenueId(Slug("toyconf"))

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"


def make_site(papers: Iterable[Paper], **changes: Any) -> SiteContext:  # noqa: ANN401  # whatever a site has
    catalogue = make_catalogue(papers)
    site = SiteContext(
        catalogue=catalogue,
        settings=SETTINGS,
        citation_keys=assign_citation_keys(catalogue.papers),
        files=frozenset({"feed.xml", "papers/full-paper.bib", "tags/pruning/feed.xml"}),
        related=pack_related(changes.pop("related", {})),
    )
    return replace(site, **changes)


def some_papers(number: int = 12) -> list[Paper]:
    """Papers that produce pages of every kind."""
    plain = [
        make_paper(
            f"tiny-{n}",
            title=f"Tiny Models, Part {n}",
            authors=("Ada Byron", f"Author {n}"),
            venue=VENUE if n % 2 else None,
            year=2018 + n % 6,
            tags=(TAG,) if n % 3 else (),
            featured=(IsoDate(f"2026-11-{1 + n % 9:02d}"),),
        )
        for n in range(number)
    ]
    return [*plain, full_paper(), withdrawn_paper(), make_paper("alone", title="Alone")]


def related_of(papers: list[Paper]) -> dict[PaperId, tuple[RelatedPaper, ...]]:
    near = RelatedPaper(papers[0].id, 0.5, ("tiny", "models"), (TAG,))
    return {paper.id: (near,) for paper in papers[1:]}


def pages_of(site: SiteContext, redirects: Mapping[str, str] | None = None) -> dict[str, Page]:
    pages = list(render_pages(site, redirects))
    assert len({page.address for page in pages}) == len(pages), "two pages at one address"
    return {page.address: page for page in pages}


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    papers = some_papers(130)
    redirects = {"papers/old/": "papers/tiny-1/"}
    return pages_of(make_site(papers, related=related_of(papers)), redirects)


def attributes(html: str) -> list[tuple[str, str, str]]:
    """Element, attribute and value of all attributes in HTML."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [(str(e.tag), name, value) for e in tree.iter() for name, value in e.attrib.items()]


def test_there_are_pages_of_all_kinds(pages: dict[str, Page]) -> None:
    assert {
        "", "papers/", "papers/page/2/", "papers/full-paper/", "tags/", "tags/pruning/", "venues/",
        "venues/toyconf/", "venues/toyconf/2024/", "authors/", "authors/letter/b/",
        "authors/ada-byron/", "years/", "years/2024/", "days/", "days/2026-11-20/",
        "weeks/2026-w47/", "months/2026-11/", "statistics/", "search/", "papers/old/",
    } <= set(pages)  # fmt: skip


THEME = Path(__file__).parents[2] / "generator/papershelf/theme"


def test_all_internal_links_have_a_target(pages: dict[str, Page]) -> None:
    files = {"feed.xml", "tags/pruning/feed.xml"}
    broken = set()
    for page in pages.values():
        base = f"https://site.test/{page.address}"
        for _, name, value in attributes(resolve_page_links(page)[1]):
            if name in {"href", "action", "data-copy", "data-record"} and not value.startswith(
                ("#", "http")
            ):
                address = urldefrag(urljoin(base, value))[0].partition("?")[0]
                target = address.removeprefix("https://site.test/")
                of_theme = (THEME / target).is_file()
                page_beside = re.sub(r"(?<=\w)\.(bib|ris|csl\.json|json)$", "/", target)
                found = target in files or target in pages or page_beside in pages
                if not found and not of_theme:
                    broken.add(f"{page.address}: {value}")
    assert not broken


def test_all_fragment_links_have_a_target(pages: dict[str, Page]) -> None:
    for page in pages.values():
        for _, name, value in attributes(page.body):
            if name == "href" and "#" in value and value.startswith(ROOT_PLACEHOLDER):
                address, _, anchor = value.removeprefix(ROOT_PLACEHOLDER).partition("#")
                assert f'id="{anchor}"' in pages[address].body


def test_every_body_is_valid_html_in_one_element(pages: dict[str, Page]) -> None:
    for page in pages.values():
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        fragment = parser.parseFragment(resolve_page_links(page)[1])
        assert len(list(fragment)) == 1, page.address


def test_python_markdown_does_not_change_bodies(pages: dict[str, Page]) -> None:
    reader = markdown.Markdown(extensions=["attr_list", "tables", "toc", "pymdownx.superfences"])
    for page in pages.values():
        body = resolve_page_links(page)[1]
        assert reader.reset().convert(body) == body, page.address


def test_bodies_conform_to_the_content_security_policy(pages: dict[str, Page]) -> None:
    for page in pages.values():
        for element, name, _ in attributes(page.body):
            assert element not in {"script", "style", "iframe", "object", "embed", "base"}
            assert name not in {"style", "src"}, (page.address, element)
            assert not name.startswith("on"), (page.address, element)


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    for page in pages.values():
        ids = [value for _, name, value in attributes(page.body) if name == "id"]
        assert len(set(ids)) == len(ids), page.address


def test_headings_do_not_skip_a_level(pages: dict[str, Page]) -> None:
    for page in pages.values():
        levels = [int(level) for level in re.findall(r"<h(\d)", page.body)]
        assert levels[:1] == [1], page.address
        assert levels.count(1) == 1, page.address
        assert all(b <= a + 1 for a, b in pairwise(levels)), page.address


def test_pages_have_the_paths_that_mkdocs_gives_them() -> None:
    papers = [*some_papers(), make_paper("index", title="Index", authors=("Index", "A Index"))]
    pages = pages_of(make_site(papers))
    assert "authors/index/" in pages
    for page in pages.values():
        file = File(page.source, "docs", "site", use_directory_urls=True)
        assert file.dest_uri == f"{page.address}index.html"


def test_many_months_of_daily_lists_are_collapsed() -> None:
    papers = [
        make_paper(f"p-{n}", featured=(IsoDate(f"{2000 + n // 12}-{n % 12 + 1:02d}-03"),))
        for n in range(30)
    ]
    body = pages_of(make_site(papers))["days/"].body
    assert body.count(f'href="{ROOT_PLACEHOLDER}days/2') == body.count("<table") == 12
    assert f'href="{ROOT_PLACEHOLDER}months/2000-06/"' in body
    assert ">June 2000</a>" in body


def test_listings_never_exceed_the_page_size(pages: dict[str, Page]) -> None:
    sizes = [page.body.count('<li><div class="rail">') for page in pages.values()]
    assert 67 <= max(sizes) <= 100


@pytest.mark.parametrize("size", [1, 3, 8, 12])
def test_lists_of_authors_never_exceed_the_page_size(size: int) -> None:
    papers = [make_paper(f"p-{n}", authors=("Ada Byron",)) for n in range(9)]
    pages = pages_of(make_site(papers, settings=replace(SETTINGS, page_size=size)))
    shown = [
        page.body.count('<li><div class="rail">')
        for address, page in pages.items()
        if address.startswith("authors/ada-byron/")
    ]
    assert sum(shown) == 9
    assert max(shown) <= size
    assert len(shown) == {1: 9, 3: 3, 8: 2, 12: 1}[size]


def test_a_few_papers_fit_on_a_page_whatever_their_length() -> None:
    rich = "$" + "_".join("<&>" * 4) + "$ & " * 300
    papers = [
        make_paper(
            f"p-{n}",
            title=rich,
            summary=rich,
            abstract="Long " * 1500,
            authors=("Ada Byron", *(f"{'&' * 80} {n}" for n in range(9))),
            awards=("&" * 90, "<" * 90, ">" * 90),
            tags=(TAG,),
            venue=VENUE,
        )
        for n in range(8)
    ]
    site = make_site(papers)
    assert sum(map(site.list_item_length, papers)) < PAGE_BYTES


def test_pages_do_not_depend_on_the_order_of_papers() -> None:
    papers = some_papers()
    related = related_of(papers)
    assert pages_of(make_site(papers, related=related)) == pages_of(
        make_site(papers[::-1], related=related)
    )


def test_an_empty_collection_has_its_main_pages() -> None:
    assert set(pages_of(make_site([]))) == {
        "", "papers/", "search/", "tags/", "venues/", "authors/", "years/", "statistics/",
    }  # fmt: skip


def test_the_index_of_an_axis_without_values_says_so() -> None:
    alone = pages_of(make_site([make_paper("alone", year=2020)]))
    assert set(alone) == {
        "", "papers/", "papers/alone/", "search/", "tags/", "venues/", "authors/", "years/",
        "years/2020/", "statistics/",
    }  # fmt: skip
    assert "No paper has a tag yet." in alone["tags/"].body
    assert "tags/" not in alone[""].body


def hostile_paper() -> Paper:
    return make_paper(
        "hostile",
        title=f"A {HOSTILE} `tick` ~~~ {{{{ 7*7 }}}}",
        abstract=f"{HOSTILE}\n\n```\nfence\n```\n\n<!-- {HOSTILE} --> &lt;script&gt; " + "x" * 3000,
        summary=HOSTILE,
        authors=(Author(name=HOSTILE, affiliation=HOSTILE), Author(name="\U0001d49c \u4e2d\u6587")),
        venue=VENUE,
        year=2024,
        volume=HOSTILE,
        pages=HOSTILE,
        publisher=HOSTILE,
        language=HOSTILE,
        submitted_by=HOSTILE,
        url="https://example.org/?a=b&amp;c",
        pdf="data:text/html,<script>alert(1)</script>",
        code=("javascript:alert(2)", "https://git.example/a'b\"c<d"),
        openreview='"><script>alert(3)</script>',
        awards=(HOSTILE,),
        note=f"{HOSTILE}\n\n{HOSTILE}",
        tags=(TAG, TagId(Slug("q-and-a"))),
    )


def test_values_of_records_never_become_markup() -> None:
    site = make_site([hostile_paper(), full_paper()])
    reader = markdown.Markdown(extensions=["attr_list", "tables", "toc", "pymdownx.superfences"])
    for page in pages_of(site).values():
        for element, name, value in attributes(page.body):
            assert element not in {"script", "img"}
            assert not name.startswith("on")
            if name in {"href", "data-copy", "data-record", "action"}:
                assert urlsplit(value).scheme in {"", "http", "https"}, value
        body = resolve_page_links(page)[1]
        assert reader.reset().convert(body) == body


def test_a_very_long_title_does_not_break_a_listing() -> None:
    papers = [make_paper(f"long-{n}", title="$x^2$ and more " * 2000) for n in range(30)]
    pages = pages_of(make_site(papers))
    listings = [page for address, page in pages.items() if address.startswith("papers/page/")]
    assert all(len(page.body.encode()) < 150_000 for page in [pages["papers/"], *listings])


def test_large_entries_give_more_pages_instead_of_larger_ones() -> None:
    names = tuple(f"{'Ж' * 59}{n}" for n in range(5))
    papers = [
        make_paper(f"wide-{n}", title="Ж" * 299, authors=names, summary="Ж" * 239, year=2024)
        for n in range(100)
    ]
    pages = pages_of(make_site(papers))
    assert "papers/page/2/" in pages
    assert all(len(page.body.encode()) < 150_000 for page in pages.values())
    listed = [p for p in pages.values() if re.fullmatch(r"papers/(?:page/\d+/)?", p.address)]
    assert sum(page.body.count('<li><div class="rail">') for page in listed) == 100


# --- tasks: pages depend only on the inputs of their task ---------------------------------------


def fingerprint(site: SiteContext, task: PageTask) -> tuple[str, ...]:
    """The inputs of a task, as used for its cache key: displayed papers and facts."""
    catalogue = site.catalogue
    shown = [
        repr((p, [catalogue.tags[t] for t in p.tags], catalogue.venue_of(p))) for p in task.papers
    ]
    return (*shown, repr(task.facts))


CHANGES: dict[str, dict[str, Any]] = {
    "title": {"title": "Another Title"},
    "abstract": {"abstract": "Another abstract, with code at https://github.com/a/b."},
    "tags": {"tags": (TagId(Slug("q-and-a")),)},
    "no tags": {"tags": ()},
    "venue": {"venue": VENUE, "year": 1999},
    "authors": {"authors": ("Somebody New",)},
    "orcid": {"authors": (Author(name="Ada Byron", orcid=Orcid("0000-0002-1825-0097")),)},
    "day": {"featured": (IsoDate("2026-11-30"), IsoDate("2025-01-02"))},
    "status": {"status": withdrawn_paper().status},
    "alias": {"aliases": (PaperId(Slug("an-old-name")),)},
}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (
            Status(kind="rejected", reason="Submitted to ICRR 2024"),
            ("Rejected", "Submitted to ICRR 2024"),
        ),
        (Status(kind="rejected"), ("Rejected", "This paper was submitted but not accepted.")),
        (
            Status(kind="desk-rejected"),
            ("Desk-rejected", "This paper was submitted but rejected without review."),
        ),
        (Status(kind="withdrawn"), ("Withdrawn", "This paper was withdrawn.")),
        (Status(kind="retracted"), ("Retracted", "This paper was retracted.")),
    ],
)
def test_the_banner_shows_the_status_of_a_paper(status: Status, expected: tuple[str, str]) -> None:
    heading, start = expected
    body = pages_of(make_site([make_paper("gone", status=status)]))["papers/gone/"].body
    found = re.search(r'<section class="row status".*?</section>', body)
    assert found
    assert f"<h2>{heading}</h2><p>{start}" in found.group()
    assert status.reason or "page remains available" in found.group()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_tasks_with_the_same_inputs_make_the_same_pages(
    change: dict[str, Any],
) -> None:
    papers = some_papers()
    given_fields = {name: getattr(papers[3], name) for name in ("authors", "year", "venue", "tags")}
    changed = make_paper("tiny-3", **({"title": papers[3].title} | given_fields | change))
    before = make_site(papers, related=related_of(papers))
    after = make_site([*papers[:3], changed, *papers[4:]], related=related_of(papers))
    known = {task.name: task for task in plan_pages(before)}
    same = 0
    for task in plan_pages(after):
        old = known.get(task.name)
        if old and fingerprint(before, old) == fingerprint(after, task):
            same += 1
            assert list(old.render()) == list(task.render()), task.name
    assert 0 < same < len(known), "the change touched nothing, or everything"


def test_a_changed_abstract_affects_few_tasks() -> None:
    papers = some_papers(60)
    changed = make_paper("alone", title="Alone", abstract="Now with an abstract.")
    before, after = make_site(papers), make_site([*papers[:-1], changed])
    known = {task.name: fingerprint(before, task) for task in plan_pages(before)}
    stale = {u.name for u in plan_pages(after) if known.get(u.name) != fingerprint(after, u)}
    assert stale <= {"home", "papers/", "papers/alone/", "years/none/", "venues/none/"}


@pytest.mark.seconds
@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_pages_with_any_texts_are_not_changed_by_markdown(
    title: str, abstract: str, names: list[str]
) -> None:
    authors = tuple(name for name in map(clean_line, names) if name)
    paper = make_paper(
        "any", title=clean_line(title) or "x", abstract=clean_block(abstract), authors=authors
    )
    reader = markdown.Markdown(extensions=["attr_list", "tables", "toc", "pymdownx.superfences"])
    for page in pages_of(make_site([paper])).values():
        body = resolve_page_links(page)[1]
        assert reader.reset().convert(body) == body
        html5lib.HTMLParser(strict=True).parseFragment(body)
