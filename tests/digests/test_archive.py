"""Digests on the web: a page for each day, an index, a feed, and the way there from home."""

from __future__ import annotations

import json

import feedparser
from lxml import etree

from generator.catalogue import Catalogue
from generator.digests.feed import DIGEST_FEEDS, digest_feeds
from generator.identifiers import IsoDate
from generator.model import Count
from generator.page import Page
from generator.pages import Site
from generator.publishing import plan_artifacts
from generator.settings import Settings
from tests.conftest import ROOT
from tests.works_of_hand import KEY, full_paper, make_catalogue, make_paper, render_pages

SITE = Settings(site_name="Shelf & Co", site_url="https://papers.example/shelf/")
TWO_DAYS = make_catalogue(
    [
        full_paper(),  # added on the 20th, featured on the 20th and the 21st
        make_paper("late", title="Late & <b>bold</b>", added=IsoDate("2026-11-21")),
        make_paper(
            "liked", title="Liked", added=IsoDate("2026-11-21"), upvotes=Count(value=3, day=None)
        ),
        make_paper("never", title="Never told"),
    ]
)


def pages_of(catalogue: Catalogue, settings: Settings = SITE) -> dict[str, Page]:
    keys = dict.fromkeys(catalogue.by_id, KEY)
    files = frozenset(p for u in plan_artifacts(catalogue, settings, keys) for p in u.paths)
    site = Site(catalogue=catalogue, settings=settings, keys=keys, files=files)
    return {page.address: page for page in render_pages(site)}


def test_each_day_with_news_has_its_digest_with_each_paper_on_its_first_day() -> None:
    pages = pages_of(TWO_DAYS)
    first, second = pages["digests/2026-11-20/"].body, pages["digests/2026-11-21/"].body
    assert "papers/full-paper/" in first
    assert "papers/full-paper/" not in second
    assert 0 < second.index("papers/liked/") < second.index("papers/late/")
    assert not any("papers/never/" in page.body for a, page in pages.items() if "digests/" in a)
    assert "digests/2026-11-20/" in second
    assert "digests/2026-11-21/" in first


def test_the_index_leads_to_every_digest_and_to_the_feed() -> None:
    index = pages_of(TWO_DAYS)["digests/"]
    assert index.title == "Digests"
    for day, count in (("2026-11-20", 1), ("2026-11-21", 2)):
        assert f'digests/{day}/">{int(day[8:])}</a> <span>{count}</span>' in index.body
    for path in DIGEST_FEEDS:
        assert path in index.head
        assert path in index.body


def test_a_long_index_has_two_years_on_a_page() -> None:
    papers = [
        make_paper(f"p-{n}", added=IsoDate(f"{2026 - n // 12}-{12 - n % 12:02d}-07"))
        for n in range(50)
    ]
    pages = pages_of(make_catalogue(papers))
    counts = [
        pages[address].body.count(">7</a>")
        for address in ("digests/", "digests/page/2/", "digests/page/3/")
    ]
    assert counts == [24, 24, 2]
    assert "digests/page/4/" not in pages
    assert pages["digests/page/2/"].title == "Digests, page 2"
    assert 'rel="next" href' in pages["digests/"].head


def test_the_home_page_tells_all_ways_to_subscribe() -> None:
    settings = Settings(site_name="S", site_url=SITE.site_url, mail="mailto:join@papers.example")
    body = pages_of(TWO_DAYS, settings)[""].body
    for link in ("feed.xml", "feed.json", "feeds.opml", "digests/"):
        assert f'/{link}"' in body
    assert 'href="mailto:join@papers.example">By e-mail</a>' in body
    assert "By e-mail" not in pages_of(TWO_DAYS)[""].body


def test_a_collection_without_days_has_no_digests_and_no_link_to_them() -> None:
    pages = pages_of(make_catalogue([make_paper()]))
    assert not [address for address in pages if address.startswith("digests")]
    assert "digests/" not in pages[""].body


def test_a_site_without_an_address_has_the_pages_and_no_feed() -> None:
    pages = pages_of(TWO_DAYS, Settings())
    assert "digests/2026-11-21/" in pages
    assert "feed.xml" not in pages["digests/"].head + pages["digests/"].body


def test_the_feed_has_an_entry_for_each_day_that_feed_readers_understand() -> None:
    atom, own = (artifact.content for artifact in digest_feeds(TWO_DAYS, SITE))
    schema = etree.RelaxNG(etree.parse(str(ROOT / "tests/atom.rng")))
    assert schema.validate(etree.fromstring(atom)), schema.error_log
    feed = feedparser.parse(atom)
    assert not feed.bozo
    assert feed.feed.title == "Digests · Shelf & Co"
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("21 November 2026: 2 papers", "https://papers.example/shelf/digests/2026-11-21/"),
        ("20 November 2026: 1 paper", "https://papers.example/shelf/digests/2026-11-20/"),
    ]
    content = feed.entries[0].content[0].value
    assert "Late &amp; &lt;b&gt;bold&lt;/b&gt;" in content
    assert content.index("Liked") < content.index("Late")
    items = json.loads(own)["items"]
    assert [item["id"] for item in items] == [entry.id for entry in feed.entries]


def test_a_day_with_very_many_papers_is_cut_in_the_feed_with_a_link() -> None:
    many = [make_paper(f"p-{n}", title=f"No. {n}", added=IsoDate("2026-11-21")) for n in range(70)]
    atom, _ = (artifact.content for artifact in digest_feeds(make_catalogue(many), SITE))
    [entry] = feedparser.parse(atom).entries
    assert entry.content[0].value.count("<li>") == 50
    assert "20 more papers</a>" in entry.content[0].value


def test_the_feed_goes_back_fifty_days() -> None:
    papers = [
        make_paper(f"p-{n}", added=IsoDate(f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}"))
        for n in range(60)
    ]
    atom, _ = (artifact.content for artifact in digest_feeds(make_catalogue(papers), SITE))
    assert len(feedparser.parse(atom).entries) == 50
