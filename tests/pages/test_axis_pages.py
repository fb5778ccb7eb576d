"""Tests of pages of an axis without its own page module: institutions."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from papershelf.catalogue.axes.institutions import INSTITUTIONS
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import IsoDate
from papershelf.core.outputs import FULL
from papershelf.core.page import Page
from papershelf.core.settings import Settings
from papershelf.exports.api import api_artifacts, api_paths
from papershelf.exports.opml import render_opml
from papershelf.pages import SiteContext, plan_paper_tasks
from papershelf.pages.axis_pages import VALUES_PER_PAGE
from papershelf.records.model import Author, Paper
from papershelf.site.artifact_plan import plan_artifacts
from tests.export_samples import make_catalogue, make_paper, render_pages

SETTINGS = Settings(site_name="Shelf", site_url="https://papers.example/")
HOSTILE = "</p><script>alert(1)</script> \"' & Co"


def paper_from(name: str, *affiliations: str) -> Paper:
    authors = [Author(name=f"Author {n}", affiliation=a) for n, a in enumerate(affiliations)]
    return make_paper(name, authors=authors, year=2024, added=IsoDate("2026-01-01"))


def make_site(papers: list[Paper]) -> SiteContext:
    catalogue = make_catalogue(papers)
    keys = assign_citation_keys(catalogue.papers)
    files = frozenset(
        path for task in plan_artifacts(catalogue, SETTINGS, keys) for path in task.paths
    )
    return SiteContext(catalogue=catalogue, settings=SETTINGS, citation_keys=keys, files=files)


def pages_of(papers: list[Paper]) -> dict[str, Page]:
    return {page.address: page for page in render_pages(make_site(papers))}


def test_without_affiliations_there_are_no_pages_or_links_of_institutions() -> None:
    site = make_site([make_paper(authors=["Ada Byron"])])
    assert not any("institution" in page.address + page.body for page in render_pages(site))
    assert not any("institution" in path for path in site.files)  # type: ignore[attr-defined]
    for artifact in api_artifacts(site.catalogue, SETTINGS):
        assert b"institution" not in artifact.content
    assert "nstitution" not in render_opml(site.catalogue, SETTINGS)


def test_an_institution_has_a_listing_linked_from_papers_and_index() -> None:
    pages = pages_of([paper_from("one", "River Lab; Sea School", "River Lab"), paper_from("two")])
    listing = pages["institutions/river-lab/"]
    assert "<h1>River Lab (institution)</h1>" in listing.body
    assert "1 paper in this collection, 2024." in listing.body
    assert "papers/one/" in listing.body
    for page in (pages["institutions/"], pages["papers/one/"]):
        assert re.search(r'<a href="[^"]*institutions/river-lab/">River Lab</a>', page.body)
        assert page.body.count("institutions/river-lab/") == 1
    assert "2 institutions, from A to Z." in pages["institutions/"].body
    assert re.search(r'<a href="[^"]*institutions/">2 institutions', pages[""].body)
    assert '<p class="from"' not in pages["papers/two/"].body


def test_an_institution_of_three_papers_has_feeds_exports_and_is_in_the_api() -> None:
    papers = [paper_from(f"p-{n}", "River Lab", "Sea School" if n else "") for n in range(3)]
    site = make_site(papers)
    files = {f"institutions/river-lab{end}" for end in ("/feed.xml", "/feed.json", ".bib", ".csv")}
    assert all(path in site.files for path in files)
    assert "institutions/sea-school/feed.xml" not in site.files
    page = {page.address: page for page in render_pages(site)}["institutions/river-lab/"]
    assert all(path in page.body for path in files)
    found = {a.path: json.loads(a.content) for a in api_artifacts(site.catalogue, SETTINGS)}
    assert set(found) == set(api_paths(site.catalogue))
    index, (known,) = found["api/index.json"], found["api/institutions.json"]["institutions"]
    assert index["institutions"] == "api/institutions.json"
    assert index["counts"]["institutions"] == 2
    assert index["pages"]["institutions"] == "institutions/"
    assert known.pop("exports")
    assert known == {
        "id": "river-lab", "name": "River Lab", "page": "institutions/river-lab/", "papers": 3,
    }  # fmt: skip
    opml = render_opml(site.catalogue, SETTINGS)
    assert '<outline text="Institutions">\n<outline type="rss" text="River Lab"' in opml


def test_hostile_names_are_escaped_everywhere() -> None:
    papers = [paper_from(f"p-{n}", HOSTILE) for n in range(3)]
    site = make_site(papers)
    pages = {page.address: page for page in render_pages(site)}
    (slug,) = INSTITUTIONS.papers_of(site.catalogue)
    listing = pages[INSTITUTIONS.address_of(slug)]
    for page in (listing, pages["institutions/"], pages["papers/p-0/"]):
        assert "&lt;script&gt;alert(1)" in page.body
    assert all("<script>alert" not in page.body + page.head for page in pages.values())
    for task in plan_artifacts(site.catalogue, SETTINGS, site.citation_keys):
        if task.name == f"feed {INSTITUTIONS.address_of(slug)}":
            (atom, _) = task.render()
            assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in atom.content
            break
    else:
        pytest.fail("the institution has no feed")


def test_a_long_index_is_split_into_pages() -> None:
    number = 2 * VALUES_PER_PAGE
    papers = [paper_from(f"p-{n}", f"Lab {n:03d}", "3rd River Lab") for n in range(number)]
    pages = pages_of(papers)
    index = [
        page
        for address, page in pages.items()
        if re.fullmatch(r"institutions/(page/\d+/)?", address)
    ]
    assert len(index) >= 2
    listed = [re.findall(r'institutions/([a-z0-9-]+)/">', page.body) for page in index]
    assert {slug for part in listed for slug in part} >= {f"lab-{n:03d}" for n in range(number)}
    assert listed[0][0] == "3rd-river-lab", "the one with most papers comes first"
    assert all(len(page.body.encode()) < 150_000 for page in index)
    assert "401 institutions, from A to Z." in index[0].body


def test_a_paper_page_depends_on_the_ids_of_its_institutions() -> None:
    own = paper_from("own", "LAB")
    other = make_paper(
        "other", authors=[Author(name="B", affiliation="Lab")], added=IsoDate("2025-01-01")
    )
    facts = [
        next(
            task.facts for task in plan_paper_tasks(make_site(papers)) if task.name == "papers/own/"
        )
        for papers in ([own], [own, other])
    ]
    assert facts[0] != facts[1]


@pytest.mark.parametrize("least", [1, 3])
def test_every_submitter_has_the_papers_that_they_submitted(least: int) -> None:
    papers = [
        *(make_paper(f"ada-{n}", submitted_by="Ada <b>") for n in range(3)),
        make_paper("bo-1", submitted_by="Bo"),
    ]
    outputs = replace(FULL, author_pages=least)
    catalogue = make_catalogue(papers)
    site = SiteContext(
        catalogue=catalogue,
        settings=Settings(outputs=outputs),
        citation_keys=assign_citation_keys(catalogue.papers),
    )
    pages = {page.address: page.body for page in render_pages(site)}
    assert all(f"papers/ada-{n}/" in pages["submitters/ada-b/"] for n in range(3))
    index = pages["submitters/"]
    assert "Ada &lt;b&gt;" in index
    assert "<b>" not in index
    address = "submitters/bo/" if least == 1 else "submitters/#submitter-bo"
    assert f'{address}">Bo</a>' in index
    assert f'{address}">Bo</a>' in pages["papers/bo-1/"]
    assert "papers/bo-1/" in pages[address.partition("#")[0]]
    assert ("submitters/bo/" in pages) == (least == 1)
