"""Tests of digest pages: days, weeks, index, feed, and links from the home page."""

from __future__ import annotations

import json

import feedparser
import pytest
from lxml import etree

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import week_range
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import Page
from papershelf.core.settings import Settings
from papershelf.exports.digest import make_digest
from papershelf.exports.digest_feed import DIGEST_FEEDS, render_digest_feeds
from papershelf.pages import SiteContext
from papershelf.records.model import Count
from papershelf.site.artifact_plan import plan_artifacts
from tests.conftest import ROOT
from tests.export_samples import KEY, full_paper, make_catalogue, make_paper, render_pages

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
    site = SiteContext(catalogue=catalogue, settings=settings, citation_keys=keys, files=files)
    return {page.address: page for page in render_pages(site)}


def test_each_day_with_news_has_a_digest() -> None:
    pages = pages_of(TWO_DAYS)
    first, second = pages["digests/2026-11-20/"].body, pages["digests/2026-11-21/"].body
    assert "papers/full-paper/" in first
    assert "papers/full-paper/" not in second
    assert 0 < second.index("papers/liked/") < second.index("papers/late/")
    assert not any("papers/never/" in page.body for a, page in pages.items() if "digests/" in a)
    assert "digests/2026-11-20/" in second
    assert "digests/2026-11-21/" in first


def test_the_index_links_all_digests_and_the_feed() -> None:
    index = pages_of(TWO_DAYS)["digests/"]
    assert index.title == "Digests"
    for day, count in (("2026-11-20", 1), ("2026-11-21", 2)):
        assert f'digests/{day}/">{int(day[8:])}</a> <span>{count}</span>' in index.body
    for path in DIGEST_FEEDS:
        assert path in index.head
        assert path in index.body


def test_a_long_index_has_two_years_per_page() -> None:
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


def test_the_home_page_lists_all_ways_to_subscribe() -> None:
    settings = Settings(site_name="S", site_url=SITE.site_url, mail="mailto:join@papers.example")
    body = pages_of(TWO_DAYS, settings)[""].body
    for link in ("feed.xml", "feed.json", "feeds.opml", "digests/"):
        assert f'/{link}"' in body
    assert 'href="mailto:join@papers.example">By email</a>' in body
    assert "By email" not in pages_of(TWO_DAYS)[""].body


def test_a_collection_without_dates_has_no_digests_or_links_to_them() -> None:
    pages = pages_of(make_catalogue([make_paper()]))
    assert not [address for address in pages if address.startswith("digests")]
    assert "digests/" not in pages[""].body


def test_a_site_without_a_url_has_digests_but_no_feed() -> None:
    pages = pages_of(TWO_DAYS, Settings())
    assert "digests/2026-11-21/" in pages
    assert "feed.xml" not in pages["digests/"].head + pages["digests/"].body


def test_the_feed_has_a_valid_entry_for_each_day() -> None:
    atom, own = (artifact.content for artifact in render_digest_feeds(TWO_DAYS, SITE))
    schema = etree.RelaxNG(etree.parse(str(ROOT / "tests/exports/atom.rng")))
    assert schema.validate(etree.fromstring(atom)), schema.error_log
    feed = feedparser.parse(atom)
    assert not feed.bozo
    assert feed.feed.title == "Digests · Shelf & Co"
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("November 21, 2026: 2 papers", "https://papers.example/shelf/digests/2026-11-21/"),
        ("November 20, 2026: 1 paper", "https://papers.example/shelf/digests/2026-11-20/"),
    ]
    content = feed.entries[0].content[0].value
    assert "Late &amp; &lt;b&gt;bold&lt;/b&gt;" in content
    assert content.index("Liked") < content.index("Late")
    items = json.loads(own)["items"]
    assert [item["id"] for item in items] == [entry.id for entry in feed.entries]


def test_feed_entries_with_many_papers_are_truncated_with_a_link() -> None:
    many = [make_paper(f"p-{n}", title=f"No. {n}", added=IsoDate("2026-11-21")) for n in range(70)]
    atom, _ = (artifact.content for artifact in render_digest_feeds(make_catalogue(many), SITE))
    [entry] = feedparser.parse(atom).entries
    assert entry.content[0].value.count("<li>") == 50
    assert "20 more papers</a>" in entry.content[0].value


def test_the_feed_has_fifty_days() -> None:
    papers = [
        make_paper(f"p-{n}", added=IsoDate(f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}"))
        for n in range(60)
    ]
    atom, _ = (artifact.content for artifact in render_digest_feeds(make_catalogue(papers), SITE))
    assert len(feedparser.parse(atom).entries) == 50


def test_each_week_has_a_digest_with_all_its_papers_once() -> None:
    papers = [
        *TWO_DAYS.papers,
        make_paper("sunday", added=IsoDate("2026-11-22")),
        make_paper("monday", added=IsoDate("2026-11-23")),
    ]
    pages = pages_of(make_catalogue(papers))
    week = pages["digests/2026-w47/"]
    assert week.title == "New papers, Nov 16 – 22, 2026"
    places = [week.body.index(f"papers/{name}/") for name in ("sunday", "liked", "late")]
    assert places == sorted(places) < [week.body.index("papers/full-paper/")]
    assert week.body.count('/papers/full-paper/">') == 1
    assert "papers/monday/" not in week.body
    assert "papers/monday/" in pages["digests/2026-w48/"].body


def test_weekly_digests_link_adjacent_weeks_and_days_and_back() -> None:
    days = ("2026-11-13", "2026-11-16", "2026-11-22", "2026-11-23")
    pages = pages_of(make_catalogue([make_paper(f"p-{d}", added=IsoDate(d)) for d in days]))
    body = pages["digests/2026-w47/"].body
    for address in ("2026-w46", "2026-w48", "2026-11-16", "2026-11-22"):
        assert f'/digests/{address}/">' in body
    for address in ("2026-11-13", "2026-11-23"):
        assert f"/digests/{address}/" not in body
    assert '/digests/2026-w47/">Whole week</a>' in pages["digests/2026-11-16/"].body


def test_a_long_week_is_split_into_pages_and_counted_in_the_index() -> None:
    papers = [make_paper(f"p-{n}", added=IsoDate(f"2026-11-{16 + n % 5}")) for n in range(175)]
    pages = pages_of(make_catalogue(papers))
    shown = [pages[f"digests/2026-w47/{part}"].body for part in ("", "page/2/")]
    for paper in papers:
        assert sum(f'/papers/{paper.id}/"' in body for body in shown) == 1
    assert (
        'digests/2026-w47/">Week of Nov 16 – 22, 2026</a> <span>175</span>'
        in pages["digests/"].body
    )


def test_a_week_in_two_months_belongs_to_that_of_its_last_day() -> None:
    days = ("2026-12-01", "2026-11-30", "2026-11-29")
    body = pages_of(make_catalogue([make_paper(d, added=IsoDate(d)) for d in days]))[
        "digests/"
    ].body
    order = ["December 2026", "digests/2026-w49/", "digests/2026-12-01/", "November 2026",
             "digests/2026-11-30/", "digests/2026-w48/", "digests/2026-11-29/"]  # fmt: skip
    assert [body.index(word) for word in order] == sorted(body.index(word) for word in order)


@pytest.mark.parametrize("day", ["2024-12-30", "2027-01-03", "2020-12-31", "9999-12-31"])
def test_weekly_mails_link_an_existing_page(day: str) -> None:
    catalogue = make_catalogue([make_paper(added=IsoDate(day))])
    digest = make_digest(catalogue, SITE, week_range(IsoDate(day)))
    assert digest.page_address.removeprefix(SITE.site_url) in pages_of(catalogue)
    assert digest.page_address != f"{SITE.site_url}digests/"
    assert len(digest.items) == 1
