"""Tests of the pages of reading lists, and of what else shows them."""

from __future__ import annotations

import json

import feedparser

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import Slug
from papershelf.core.settings import Settings
from papershelf.pages import SiteContext
from papershelf.records.model import ListedPaper, PaperId, ReadingList
from papershelf.site.artifact_plan import plan_artifacts
from tests.export_samples import make_paper, render_pages

SITE = Settings(site_name="Shelf", site_url="https://papers.example/")
START = ReadingList(
    id=Slug("start-here"),
    title="Start <here>",
    text="For $n$ beginners.\n\nIn this <b>order</b>.",
    papers=(
        ListedPaper(paper=PaperId(Slug("second")), note="Has <i>the</i> figures"),
        ListedPaper(paper=PaperId(Slug("first"))),
    ),
)


def make_catalogue(*lists: ReadingList) -> Catalogue:
    papers = [make_paper(name, year=year) for name, year in (("first", 2026), ("second", 1999))]
    return build_catalogue(papers, {}, {}, {}, {one.id: one for one in lists})


def pages_of(catalogue: Catalogue) -> dict[str, str]:
    keys = assign_citation_keys(catalogue.papers)
    files = frozenset(p for task in plan_artifacts(catalogue, SITE, keys) for p in task.paths)
    site = SiteContext(catalogue=catalogue, settings=SITE, citation_keys=keys, files=files)
    return {page.address: page.head + page.body for page in render_pages(site)}


def test_a_reading_list_shows_its_text_and_papers_with_notes_in_order() -> None:
    body = pages_of(make_catalogue(START))["collections/start-here/"]
    words = ("Start &lt;here&gt;", "For n beginners.", "In this &lt;b&gt;order&lt;/b&gt;.",
             "papers/second/", "Has &lt;i&gt;the&lt;/i&gt; figures", "papers/first/")  # fmt: skip
    places = [body.rindex(word) if word.startswith("For") else body.find(word) for word in words]
    assert -1 not in places
    assert places[3:] == sorted(places[3:])
    assert "<title>Start &lt;here&gt; (reading list)" in body
    assert "in reading order" in body


def test_reading_lists_are_on_home_and_in_their_index() -> None:
    other = ReadingList(id=Slug("a-list"), title="A list", papers=START.papers[1:])
    pages = pages_of(make_catalogue(START, other))
    for address in ("", "collections/"):
        body = pages[address]
        assert 0 < body.index("collections/start-here/") < body.index("collections/a-list/")
    assert "For n beginners." in pages["collections/"]


def test_a_collection_without_reading_lists_has_no_pages_or_links_of_them() -> None:
    pages = pages_of(make_catalogue())
    assert not [address for address, body in pages.items() if "collections/" in address + body]


def test_a_reading_list_has_a_feed_an_export_and_an_entry_in_the_api() -> None:
    catalogue = make_catalogue(START)
    keys = assign_citation_keys(catalogue.papers)
    files = {
        artifact.path: artifact.content
        for task in plan_artifacts(catalogue, SITE, keys)
        for artifact in task.render()
    }
    feed = feedparser.parse(files["collections/start-here/feed.xml"])
    assert {entry.link for entry in feed.entries} == {
        "https://papers.example/papers/first/", "https://papers.example/papers/second/",
    }  # fmt: skip
    assert files["collections/start-here.bib"].count(b"@") == 2
    [entry] = json.loads(files["api/collections.json"])["collections"]
    assert entry["name"] == "Start <here>"
    assert b"collections/start-here/feed.xml" in files["feeds.opml"]
    text = files["llms.txt"].decode()
    assert "collections/" in text


def test_a_changed_note_changes_only_the_page_of_its_list() -> None:
    other = ReadingList(id=Slug("a-list"), title="A list", papers=START.papers[1:])
    changed = ReadingList(
        id=START.id, title=START.title, text=START.text,
        papers=(ListedPaper(paper=START.papers[0].paper, note="New"), START.papers[1]),
    )  # fmt: skip
    before, after = (pages_of(make_catalogue(one, other)) for one in (START, changed))
    assert {a for a in before if before[a] != after[a]} == {"collections/start-here/"}
