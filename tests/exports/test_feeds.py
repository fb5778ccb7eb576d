from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from papershelf.catalogue.groups import list_groups
from papershelf.catalogue.paper_days import last_change_day, last_change_day_of
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.core.outputs import FULL, MINIMAL, STANDARD, Outputs
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.feeds import FEED_LENGTH, FeedMaker, feed_groups, feed_paths
from papershelf.exports.opml import render_opml
from papershelf.records.model import Count, Paper, TagId
from papershelf.text.cleaning import clean_block, clean_line
from tests.export_samples import (
    catalogue_feeds,
    full_paper,
    make_catalogue,
    make_paper,
    withdrawn_paper,
)

SITE = Settings(
    site_name="Shelf & Co", site_url="https://papers.example/shelf/", site_description="All <new>"
)
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = "{http://www.w3.org/2005/Atom}"


def feeds_of(*papers: Paper, settings: Settings = SITE) -> dict[str, bytes]:
    artifacts: list[Artifact] = list(catalogue_feeds(make_catalogue(papers), settings))
    assert len({artifact.path for artifact in artifacts}) == len(artifacts)
    return {artifact.path: artifact.content for artifact in artifacts}


def assert_valid(feeds: dict[str, bytes]) -> None:
    """Check feeds against the RFC, with feedparser, and for rules beyond the schema."""
    for path, content in feeds.items():
        if path.endswith(".xml"):
            document = etree.fromstring(content)
            SCHEMA.assertValid(document)
            parsed = feedparser.parse(content)
            assert not parsed.bozo
            ids = [entry.id for entry in parsed.entries]
            assert len(set(ids)) == len(ids)
            links = [link for link in document.findall(f"{ATOM}link") if link.get("rel") == "self"]
            assert [link.get("href") for link in links] == [f"{SITE.site_url}{path}"]
        elif path.endswith(".json"):
            assert_json_feed(json.loads(content), path)


def assert_json_feed(feed: Any, path: str) -> None:  # noqa: ANN401  # parsed JSON
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"{SITE.site_url}{path}"
    for item in feed["items"]:
        assert item["id"]
        assert "content_html" in item or item["title"]
        assert all(author["name"] for author in item.get("authors", []))
        assert all(isinstance(tag, str) for tag in item.get("tags", []))


def test_each_value_has_a_feed() -> None:
    papers = [make_paper(f"p-{n}", title=f"P {n}", authors=["Ada Byron"]) for n in range(2)]
    feeds = feeds_of(full_paper(), *papers)
    folders = ["", "authors/ada-byron/", "tags/pruning/", "tags/q-and-a/", "venues/toyconf/"]
    assert sorted(feeds) == sorted(
        [f"{folder}feed.{kind}" for folder in folders for kind in ("xml", "json")]
    )
    assert_valid(feeds)
    catalogue = make_catalogue([full_paper(), *papers])
    assert sorted(
        path for g in feed_groups(catalogue, SITE) for path in feed_paths(g, FULL)
    ) == sorted(path for path in feeds if path != "feeds.opml")


@pytest.mark.parametrize(("outputs", "files"), [(STANDARD, ["feed.xml"]), (MINIMAL, [])])
def test_authors_of_many_papers_have_one_feed_or_none(outputs: Outputs, files: list[str]) -> None:
    settings = replace(SITE, outputs=outputs)
    for count in (7, 8):
        papers = [make_paper(f"p-{n}", authors=["Ada Byron"]) for n in range(count)]
        catalogue = make_catalogue(papers)
        paths = [p for g in feed_groups(catalogue, settings) for p in feed_paths(g, outputs)]
        of_author = [f"authors/ada-byron/{name}" for name in files if count == 8]
        assert [path for path in paths if path.startswith("authors/")] == of_author
        maker = FeedMaker(catalogue=catalogue, settings=settings)
        for group in feed_groups(catalogue, settings):
            made = [artifact.path for artifact in maker.feed_artifacts(group)]
            assert made == list(feed_paths(group, outputs))


def test_an_author_of_two_papers_has_no_feed() -> None:
    papers = [make_paper(f"p-{n}", authors=["Ada Byron"]) for n in range(2)]
    assert sorted(feeds_of(*papers)) == ["feed.json", "feed.xml"]


def test_a_site_without_a_url_has_no_feeds() -> None:
    assert not feeds_of(full_paper(), settings=Settings())


def test_an_entry_has_all_data_of_the_page() -> None:
    feeds = feeds_of(full_paper())
    entry = feedparser.parse(feeds["feed.xml"]).entries[0]
    item = json.loads(feeds["feed.json"])["items"][0]
    address = "https://papers.example/shelf/papers/full-paper/"
    assert entry.id == entry.link == item["id"] == item["url"] == address
    assert entry.title_detail.type == "text/plain"
    title = "BERT & Friends: ℓ_1 Pruning of GANs in Café Settings"
    assert etree.fromstring(feeds["feed.xml"]).find(f"{ATOM}entry/{ATOM}title").text == title
    assert item["title"] == title
    names = ["Ada Byron", "Jan van der Berg", "José Núñez Jr.", "The Toy Collaboration"]
    assert [author.name for author in entry.authors] == names
    assert [author["name"] for author in item["authors"]] == names
    assert item["authors"][0]["url"] == "https://orcid.org/0000-0002-1825-0097"
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("pruning", "Pruning"), ("q-and-a", "Q & A <hard>"),
    ]  # fmt: skip
    assert item["tags"] == ["Pruning", "Q & A <hard>"]
    assert entry.updated == entry.published == item["date_published"] == "2026-11-20T00:00:00Z"
    assert item["summary"] == entry.summary == "Prunes half of everything."
    assert item["content_html"] == (
        '<p dir="auto">ToyConf 2024</p><p dir="auto"><em>Prunes half of everything.</em></p>'
        '<p dir="auto" lang="en">We prune 50% of the weights &amp; keep O(n^2) &lt;time&gt;.</p>'
        '<p dir="auto" lang="en">It works: “fine”.</p>'
        '<p><a href="https://example.org/paper?a=1&amp;b=2">Paper</a> · '
        '<a href="https://example.org/paper.pdf">PDF</a> · '
        '<a href="https://github.com/example/code">Code</a></p>'
    )
    content = etree.fromstring(feeds["feed.xml"]).find(f"{ATOM}entry/{ATOM}content")
    assert content.text == item["content_html"]


def test_an_entry_has_the_languages_of_title_and_abstract() -> None:
    paper = make_paper(title="Boote", abstract="Wir rudern.", summary="On boats.", language="de")
    feeds = feeds_of(paper)
    title = etree.fromstring(feeds["feed.xml"]).find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    (item,) = json.loads(feeds["feed.json"])["items"]
    assert item["language"] == "de"
    assert '<p dir="auto" lang="de">Wir rudern.</p>' in item["content_html"]
    assert '<p dir="auto"><em>On boats.</em></p>' in item["content_html"]
    assert_valid(feeds)


def test_invalid_language_tags_are_omitted() -> None:
    (item,) = json.loads(feeds_of(make_paper(language="Old Norse, mostly"))["feed.json"])["items"]
    assert "language" not in item


def test_a_paper_with_only_a_title_is_an_entry() -> None:
    feeds = feeds_of(make_paper())
    assert_valid(feeds)
    assert json.loads(feeds["feed.json"])["items"] == [
        {
            "id": "https://papers.example/shelf/papers/tiny-models/",
            "url": "https://papers.example/shelf/papers/tiny-models/",
            "title": "Tiny Models",
            "date_published": "1970-01-01T00:00:00Z",
            "date_modified": "1970-01-01T00:00:00Z",
        }
    ]


def test_an_empty_feed_is_valid() -> None:
    feeds = feeds_of()
    assert_valid(feeds)
    assert feedparser.parse(feeds["feed.xml"]).feed.updated == "1970-01-01T00:00:00Z"
    assert json.loads(feeds["feed.json"])["items"] == []


def test_the_title_of_a_retracted_paper_is_marked() -> None:
    item = json.loads(feeds_of(withdrawn_paper())["feed.json"])["items"][0]
    assert item["content_html"].startswith("<p><strong>Retracted: The data were wrong.</strong>")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"added": IsoDate("2026-01-02"), "featured": (IsoDate("2026-02-03"),)}, "2026-01-02"),
        ({"featured": (IsoDate("2026-02-03"), IsoDate("2026-02-01"))}, "2026-02-01"),
        ({"published": IsoDate("2020-05")}, "2020-05-01"),
        ({"published": IsoDate("2020")}, "2020-01-01"),
        ({"year": 2019}, "2019-01-01"),
        ({}, "1970-01-01"),
    ],
)
def test_the_date_of_an_entry_is_when_the_paper_was_added(
    changes: dict[str, Any], expected: str
) -> None:
    item = json.loads(feeds_of(make_paper(**changes))["feed.json"])["items"][0]
    assert item["date_published"] == f"{expected}T00:00:00Z"


def test_a_feed_has_the_papers_added_last() -> None:
    papers = [
        make_paper(f"p-{n:03}", published=IsoDate("2020-01-01"),
                   added=IsoDate(f"20{10 + n // 28:02}-01-{1 + n % 28:02}"))
        for n in range(FEED_LENGTH + 20)
    ]  # fmt: skip
    feeds = feeds_of(*papers)
    ids = [item["id"].split("/")[-2] for item in json.loads(feeds["feed.json"])["items"]]
    assert ids == [f"p-{n:03}" for n in range(FEED_LENGTH + 19, 19, -1)]
    newest = papers[-1].added
    assert feedparser.parse(feeds["feed.xml"]).feed.updated == f"{newest}T00:00:00Z"


def test_opml_lists_each_atom_feed_once() -> None:
    papers = [make_paper(f"p-{n}", authors=["Ada Byron"], venue="jtm") for n in range(3)]
    catalogue = make_catalogue([full_paper(), *papers])
    opml = etree.fromstring(render_opml(catalogue, SITE).encode())
    assert opml.tag == "opml"
    assert opml.get("version") == "2.0"
    listed = [outline.get("xmlUrl") for outline in opml.iter("outline") if outline.get("type")]
    feeds = [a.path for a in catalogue_feeds(catalogue, SITE) if a.path.endswith(".xml")]
    feeds.insert(1, "digests/feed.xml")
    assert listed == [f"{SITE.site_url}{path}" for path in feeds]
    sections = [outline.get("text") for outline in opml.find("body")]
    assert sections == ["Shelf & Co", "Digests", "Tags", "Venues", "Authors"]


_TEXT = st.text().map(clean_line)


@given(_TEXT.filter(bool), st.text().map(clean_block), _TEXT.filter(bool))
def test_texts_cannot_break_a_feed(title: str, abstract: str, name: str) -> None:
    paper = make_paper(
        title=title, abstract=abstract, summary=abstract, authors=[name], venue="toyconf",
        tags=(TagId(Slug("q-and-a")),), code=("https://example.org/?a=<&b=\"'",),
    )  # fmt: skip
    assert_valid(feeds_of(paper))


def test_groups_are_in_display_order() -> None:
    catalogue = make_catalogue([full_paper()])
    assert [group.address for group in list_groups(catalogue)] == [
        "papers/", "tags/pruning/", "tags/q-and-a/", "venues/toyconf/", "years/2024/",
        "days/2026-11-21/", "days/2026-11-20/",
    ]  # fmt: skip
    assert [group.title for group in list_groups(catalogue, "venue", "year")] == ["ToyConf", "2024"]


def test_groups_of_selected_kinds_are_found() -> None:
    blind = replace(make_catalogue([full_paper()]), persons=cast("Any", None))
    assert [group.name for group in list_groups(blind, "tag")] == ["pruning", "q-and-a"]
    with pytest.raises(AttributeError):
        list(list_groups(blind, "author"))


def test_the_change_date_is_the_last_date_of_added_featured_and_counts() -> None:
    paper = make_paper(
        added=IsoDate("2026-01-01"),
        featured=(IsoDate("2026-01-03"),),
        stars=Count(value=1, day=IsoDate("2026-01-02")),
    )
    assert last_change_day(paper) == "2026-01-03"
    assert last_change_day(make_paper()) is None
    assert last_change_day_of([make_paper(), paper]) == "2026-01-03"
    assert last_change_day_of([]) is None


@pytest.mark.parametrize(
    ("fault", "instead"),
    [
        (b"<id>https://papers.example/shelf/feed.xml</id>", b""),
        (b"T00:00:00Z</updated>", b"</updated>"),
        (b"<author><name>Shelf &amp; Co</name></author>", b""),
        (b'href="https://papers.example/shelf/"', b'href="../"'),
    ],
)
def test_the_schema_rejects_invalid_feeds(fault: bytes, instead: bytes) -> None:
    content = feeds_of(full_paper())["feed.xml"]
    assert SCHEMA.validate(etree.fromstring(content))
    assert fault in content
    assert not SCHEMA.validate(etree.fromstring(content.replace(fault, instead, 1)))
