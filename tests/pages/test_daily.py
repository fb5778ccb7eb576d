"""Tests of pages by date: days, weeks, months, the feed of digests, home and former addresses."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from datetime import date

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import first_news_day, week_range
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.core.settings import Settings
from papershelf.exports.digest import make_digest
from papershelf.exports.digest_feed import DIGEST_FEEDS, render_digest_feeds
from papershelf.pages import SiteContext
from papershelf.pages.daily.month_calendar import list_weeks
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


def pages_of(catalogue: Catalogue, site_settings: Settings = SITE) -> dict[str, Page]:
    keys = dict.fromkeys(catalogue.by_id, KEY)
    files = frozenset(p for u in plan_artifacts(catalogue, site_settings, keys) for p in u.paths)
    site = SiteContext(catalogue=catalogue, settings=site_settings, citation_keys=keys, files=files)
    return {page.address: page for page in render_pages(site)}


def test_a_day_has_its_list_and_then_other_new_papers_with_the_most_upvotes_first() -> None:
    papers = [
        *TWO_DAYS.papers,
        make_paper("loved", featured=(IsoDate("2026-11-21"),), upvotes=Count(value=99, day=None)),
    ]
    body = pages_of(make_catalogue(papers))["days/2026-11-21/"].body
    words = ("On the daily list", "papers/loved/", "papers/full-paper/", "Also added",
             "papers/liked/", "papers/late/")  # fmt: skip
    places = [body.index(word) for word in words]
    assert places == sorted(places)
    assert "papers/never/" not in body


def test_a_day_without_a_list_has_no_headings_for_its_papers() -> None:
    body = pages_of(make_catalogue([make_paper(added=IsoDate("2026-11-20"))]))[
        "days/2026-11-20/"
    ].body
    assert "Papers added on November 20, 2026." in body
    assert "Also added" not in body


def test_days_link_adjacent_days_their_week_and_their_month() -> None:
    days = ("2026-11-13", "2026-11-16", "2026-11-23")
    pages = pages_of(make_catalogue([make_paper(d, featured=(IsoDate(d),)) for d in days]))
    body = pages["days/2026-11-16/"].body
    for address in ("days/2026-11-13", "days/2026-11-23", "weeks/2026-w47", "months/2026-11"):
        assert f'/{address}/"' in body


def test_the_day_of_counting_is_named_once() -> None:
    counted = [
        make_paper(
            f"p-{day}",
            added=IsoDate("2026-11-20"),
            upvotes=Count(value=day, day=IsoDate(f"2026-11-{day}")),
        )
        for day in (21, 23, 22)
    ]
    body = pages_of(make_catalogue(counted))["days/2026-11-20/"].body
    assert body.count("counts as of November 23, 2026") == 1
    uncounted = pages_of(make_catalogue([make_paper(added=IsoDate("2026-11-20"))]))
    assert "counts as of" not in uncounted["days/2026-11-20/"].body


def test_former_addresses_of_digests_redirect_to_days_and_weeks() -> None:
    pages = pages_of(TWO_DAYS)
    for old, new in (
        ("digests/", "days/"),
        ("digests/2026-11-20/", "days/2026-11-20/"),
        ("digests/2026-w47/", "weeks/2026-w47/"),
        ("days/latest/", "days/2026-11-21/"),
    ):
        assert f'url={ROOT_PLACEHOLDER}{new}"' in pages[old].head, old


def test_days_that_never_had_a_digest_of_their_own_do_not_redirect() -> None:
    pages = pages_of(make_catalogue([make_paper(added=IsoDate("2027-01-01"))]))
    assert "days/2027-01-01/" in pages
    assert [address for address in pages if "digests/" in address] == ["digests/"]
    assert "days/latest/" not in pages


def test_every_page_of_a_former_index_redirects() -> None:
    papers = [
        make_paper(f"p-{n}", added=IsoDate(f"{2026 - n // 12}-{12 - n % 12:02d}-07"))
        for n in range(50)
    ]
    pages = pages_of(make_catalogue(papers))
    assert {address for address in pages if address.startswith("digests/page/")} == {
        "digests/page/2/", "digests/page/3/",
    }  # fmt: skip


def test_the_index_has_a_calendar_for_each_recent_month_and_the_feed() -> None:
    index = pages_of(TWO_DAYS)["days/"]
    assert index.title == "Daily papers"
    for day, papers in (("2026-11-20", "1 paper"), ("2026-11-21", "3 papers")):
        assert f'days/{day}/" title="November {day[8:]}, 2026: {papers}"' in index.body
    assert 'weeks/2026-w47/">47</a>' in index.body
    assert 'months/2026-11/">November 2026</a>' in index.body
    for path in DIGEST_FEEDS:
        assert path in index.head
        assert path in index.body


def test_home_opens_with_the_newest_daily_list() -> None:
    papers = [
        *(make_paper(f"listed-{n:02d}", featured=(IsoDate("2026-11-20"),)) for n in range(14)),
        make_paper("loved", featured=(IsoDate("2026-11-20"),), upvotes=Count(value=9, day=None)),
        make_paper("before", featured=(IsoDate("2026-11-19"),)),
        make_paper("added-later", added=IsoDate("2026-11-22"), published=IsoDate("2026-11-22")),
    ]
    body = pages_of(make_catalogue(papers))[""].body
    today = body[body.index("Friday, November 20, 2026") : body.index(">Newest<")]
    assert today.index("papers/loved/") < today.index("papers/listed-00/")
    assert today.count("<li>") == 12
    assert "papers/before/" not in today
    assert "papers/added-later/" not in today
    assert 'days/2026-11-19/"' in today
    assert 'days/latest/">All 15 papers</a>' in today


def test_home_of_a_collection_without_daily_lists_begins_with_the_newest_papers() -> None:
    body = pages_of(make_catalogue([make_paper(added=IsoDate("2026-11-20"))]))[""].body
    assert "Daily list" not in body
    assert ">Newest<" in body


def test_the_home_page_lists_all_ways_to_subscribe() -> None:
    with_mail = Settings(site_name="S", site_url=SITE.site_url, mail="mailto:join@papers.example")
    pages = pages_of(TWO_DAYS, with_mail)
    for link in ("feed.xml", "feed.json", "feeds.opml", "days/"):
        assert f'/{link}"' in pages[""].body
    for address in ("", "days/", "days/2026-11-20/", "weeks/2026-w47/", "months/2026-11/"):
        assert 'href="mailto:join@papers.example">By email</a>' in pages[address].body, address
    assert "By email" not in pages_of(TWO_DAYS)[""].body


def test_a_collection_without_dates_has_no_days_or_links_to_them() -> None:
    pages = pages_of(make_catalogue([make_paper()]))
    assert not [address for address in pages if address.startswith(("days", "digests"))]
    assert "days/" not in pages[""].body


def test_a_site_without_a_url_has_days_but_no_feed() -> None:
    pages = pages_of(TWO_DAYS, Settings())
    assert "days/2026-11-21/" in pages
    assert "feed.xml" not in pages["days/"].head + pages["days/"].body


def test_the_feed_has_a_valid_entry_for_each_day() -> None:
    atom, own = (artifact.content for artifact in render_digest_feeds(TWO_DAYS, SITE))
    schema = etree.RelaxNG(etree.parse(str(ROOT / "tests/exports/atom.rng")))
    assert schema.validate(etree.fromstring(atom)), schema.error_log
    feed = feedparser.parse(atom)
    assert not feed.bozo
    assert feed.feed.title == "Digests · Shelf & Co"
    assert [(entry.title, entry.link) for entry in feed.entries] == [
        ("November 21, 2026: 2 papers", "https://papers.example/shelf/days/2026-11-21/"),
        ("November 20, 2026: 1 paper", "https://papers.example/shelf/days/2026-11-20/"),
    ]
    content = feed.entries[0].content[0].value
    assert "Late &amp; &lt;b&gt;bold&lt;/b&gt;" in content
    assert content.index("Liked") < content.index("Late")
    items = json.loads(own)["items"]
    assert [item["id"] for item in items] == [entry.id for entry in feed.entries]
    assert feed.entries[0].id == "https://papers.example/shelf/digests/2026-11-21/"


def test_entries_of_days_without_a_former_address_have_that_of_the_day_as_their_id() -> None:
    catalogue = make_catalogue([make_paper(added=IsoDate("2027-01-01"))])
    atom, _ = (artifact.content for artifact in render_digest_feeds(catalogue, SITE))
    [entry] = feedparser.parse(atom).entries
    assert entry.id == entry.link == "https://papers.example/shelf/days/2027-01-01/"


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


def test_each_week_has_its_days_with_each_paper_once() -> None:
    papers = [
        *TWO_DAYS.papers,
        make_paper("sunday", added=IsoDate("2026-11-22")),
        make_paper("monday", added=IsoDate("2026-11-23")),
    ]
    pages = pages_of(make_catalogue(papers))
    week = pages["weeks/2026-w47/"]
    assert week.title == "Nov 16 – 22, 2026"
    words = ("Sunday, November 22", "papers/sunday/", "Saturday, November 21", "papers/full-paper/",
             "papers/liked/", "papers/late/")  # fmt: skip
    places = [week.body.index(word) for word in words]
    assert places == sorted(places)
    assert "Friday, November 20" not in week.body  # its only paper is on a later list, too
    assert week.body.count('/papers/full-paper/">') == 1
    assert "papers/monday/" not in week.body
    assert "papers/monday/" in pages["weeks/2026-w48/"].body


def test_weeks_link_adjacent_weeks_and_their_days() -> None:
    days = ("2026-11-13", "2026-11-16", "2026-11-22", "2026-11-23")
    pages = pages_of(make_catalogue([make_paper(f"p-{d}", added=IsoDate(d)) for d in days]))
    body = pages["weeks/2026-w47/"].body
    for address in ("weeks/2026-w46", "weeks/2026-w48", "days/2026-11-16", "days/2026-11-22"):
        assert f'/{address}/">' in body
    for address in ("days/2026-11-13", "days/2026-11-23"):
        assert f"/{address}/" not in body


def test_a_long_week_is_split_into_pages_that_name_their_days() -> None:
    papers = [make_paper(f"p-{n}", added=IsoDate(f"2026-11-{16 + n % 5}")) for n in range(175)]
    pages = pages_of(make_catalogue(papers))
    shown = [pages[f"weeks/2026-w47/{part}"].body for part in ("", "page/2/")]
    for paper in papers:
        assert sum(f'/papers/{paper.id}/"' in body for body in shown) == 1
    for body in shown:  # no page has an entry above its first heading
        assert body.index('<h2><a href="') < body.index("<h3")
    assert "Friday, November 20" in shown[0]
    assert "Monday, November 16" not in shown[0]
    assert "Monday, November 16" in shown[1]


def test_a_month_has_a_calendar_and_all_papers_with_the_most_upvotes_first() -> None:
    papers = [
        make_paper("first", added=IsoDate("2026-11-30"), upvotes=Count(value=1, day=None)),
        make_paper("most", added=IsoDate("2026-11-02"), upvotes=Count(value=7, day=None)),
        make_paper("other", added=IsoDate("2026-12-01")),
    ]
    body = pages_of(make_catalogue(papers))["months/2026-11/"].body
    assert body.index("<table") < body.index("papers/most/") < body.index("papers/first/")
    assert "papers/other/" not in body
    assert 'months/2026-12/">December 2026' in body
    assert 'days/2026-12-01/"' not in body


@given(st.dates())
def test_the_weeks_of_a_month_have_each_of_its_days_once(day: date) -> None:
    weeks = list_weeks(IsoDate(day.isoformat()[:7]))
    days = [one for week in weeks for one in week]
    inside = [one for one in days if (one.year, one.month) == (day.year, day.month)]
    assert inside == sorted(set(inside))
    assert len(inside) == monthrange(day.year, day.month)[1]
    for week in weeks:
        assert any(one in inside for one in week)
        assert [one.weekday() for one in week] == [*range(7)][: len(week)]
        assert len({one.isocalendar()[:2] for one in week}) == 1
    if day.year < 9999:
        assert all(len(week) == 7 for week in weeks)


DAY = st.dates(date(2026, 10, 26), date(2027, 1, 9)).map(lambda day: IsoDate(day.isoformat()))
PAPERS = st.lists(
    st.tuples(st.none() | DAY, st.lists(DAY, max_size=3), st.integers(0, 3)), max_size=12
)


@pytest.mark.seconds
@settings(max_examples=40)
@given(PAPERS)
def test_pages_by_date_have_every_paper_and_no_link_without_a_page(
    rows: list[tuple[IsoDate | None, list[IsoDate], int]],
) -> None:
    papers = [
        make_paper(
            f"p-{n}", added=added, featured=tuple(featured), upvotes=Count(value=votes, day=None)
        )
        for n, (added, featured, votes) in enumerate(rows)
    ]
    pages = pages_of(make_catalogue(papers))
    for paper in papers:
        for day in {*paper.featured, *filter(None, [first_news_day(paper)])}:
            week = week_range(day).name.lower()
            for address in (f"days/{day}/", f"weeks/{week}/", f"months/{day[:7]}/"):
                assert f'/{paper.id}/"' in pages[address].body, (paper.id, address)
    link = re.compile(rf'"{ROOT_PLACEHOLDER}((?:days|weeks|months|digests)/[^"#]*)"')
    for page in pages.values():
        for address in link.findall(page.body):
            assert address in pages or address.endswith(("feed.xml", "feed.json")), page.address


@pytest.mark.parametrize("day", ["2024-12-30", "2027-01-03", "2020-12-31", "9999-12-31"])
def test_weekly_mails_link_an_existing_page(day: str) -> None:
    catalogue = make_catalogue([make_paper(added=IsoDate(day))])
    digest = make_digest(catalogue, SITE, week_range(IsoDate(day)))
    assert digest.page_address.removeprefix(SITE.site_url) in pages_of(catalogue)
    assert digest.page_address != f"{SITE.site_url}days/"
    assert len(digest.items) == 1
