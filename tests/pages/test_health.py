"""The page about gaps: off by default; each paper with its file and line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from papershelf.catalogue.catalogue import build_collection_catalogue
from papershelf.catalogue.gaps import find_gaps
from papershelf.core.identifiers import Slug
from papershelf.core.settings import Settings, parse_settings
from papershelf.pages.curation.health import plan_health
from papershelf.records.loader import load_collection
from papershelf.records.model import Author, Paper, VenueId
from papershelf.sitecheck.page_budget import PAGE_BUDGET
from papershelf.sources.own.data_folder import read_data
from tests.conftest import MakeCollection
from tests.export_samples import make_catalogue, make_paper
from tests.pages.test_pages import make_site

PLACE = {"path": "data/papers/a.yaml", "line": 7}
WHOLE = {
    "authors": (Author(name="Ada Byron"),),
    "venue": VenueId(Slug("neurips")),
    "year": 2020,
    "abstract": "We study tides.",
    "url": "https://example.org/x",
}


def paper(name: str, **values: object) -> Paper:
    return make_paper(name, **{**WHOLE, **PLACE, "title": name, **values})


def gaps(*papers: Paper) -> dict[str, list[str]]:
    found = find_gaps(make_catalogue(papers))
    return {gap.name: [one.id for one in (*gap.papers, *gap.entries)] for gap in found}


def page(*papers: Paper, health: bool = True) -> str:
    site = make_site(papers, settings=Settings(health=health), data_root="data/")
    return "".join(made.body for task in plan_health(site) for made in task.render())


def test_there_is_no_page_unless_it_is_set() -> None:
    assert page(paper("a"), health=False) == ""
    assert not parse_settings({}).health
    assert parse_settings({"extra": {"papershelf": {"health": True}}}).health


@pytest.mark.parametrize(
    ("field", "empty", "name"),
    [
        ("authors", (), "no_authors"),
        ("venue", None, "no_venue"),
        ("year", None, "no_date"),
        ("abstract", "", "no_abstract"),
        ("url", "", "no_links"),
    ],
)
def test_what_a_paper_lacks_is_found(field: str, empty: object, name: str) -> None:
    found = gaps(paper("whole"), paper("other", **{field: empty}))
    assert found[name] == ["other"]
    assert not {one for one in found if one.startswith("no_")} - {name}


def test_duplicates_and_unused_vocabulary_are_found() -> None:
    twins = [
        make_paper(name, **{**WHOLE, "title": "Tides", "path": "a.yaml", "line": line})
        for name, line in (("one", 1), ("two", 5))
    ]
    found = gaps(*twins)
    assert found["duplicates"] == ["two"]
    assert "neurips" not in found.get("unused_venues", [])
    assert found["unused_tags"] == list(make_catalogue(twins).tags)


def test_the_page_has_file_and_line_and_escapes_titles() -> None:
    body = page(paper("x", title="On <script>alert(1)</script>", authors=()))
    assert "<script>" not in body
    tree = html.fromstring(body)
    rows = [" ".join(row.text_content().split()) for row in tree.iter("li")]
    assert "On <script>alert(1)</script> papers/a.yaml:7" in rows
    assert any("papers/x/" in (link.get("href") or "") for link in tree.iter("a"))


def test_a_large_collection_fits_the_budget() -> None:
    papers = [
        make_paper(
            f"p{n}", title=f"{'Long words ' * 20}{n}", authors=(), path="data/papers/a.yaml", line=n
        )
        for n in range(2_000)
    ]
    body = page(*papers)
    assert len(body.encode()) < PAGE_BUDGET
    assert "And 1,900 more." in body


def test_unused_vocabulary_has_file_and_line(make_collection: MakeCollection) -> None:
    tags = {
        "groups": [{"id": "water", "name": "Water"}],
        "tags": [{"id": "tides", "name": "Tides", "group": "water"}],
    }
    venues = {"venues": [{"id": "icrr", "name": "ICRR"}, {"id": "jtm", "name": "JTM"}]}
    data = make_collection([{"id": "a", "title": "A", "venue": "icrr"}], tags=tags, venues=venues)
    catalogue = build_collection_catalogue(load_collection(read_data(data)))
    site = replace(make_site([], settings=Settings(health=True)), catalogue=catalogue)
    body = "".join(made.body for task in plan_health(site) for made in task.render())
    rows = [" ".join(row.text_content().split()) for row in html.fromstring(body).iter("li")]
    assert "Tides tags.yaml:5" in rows
    assert "JTM venues.yaml:4" in rows
