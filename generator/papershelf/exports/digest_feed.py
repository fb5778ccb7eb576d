"""The feed of digests: takes a catalogue, returns Atom and JSON Feed with one entry for each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from markupsafe import Markup

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.day_redirects import LAST_FORMER_DAY
from papershelf.catalogue.news import group_by_news
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.digest import make_digest_item
from papershelf.exports.feeds import (
    ATOM_FILE,
    FEED_LENGTH,
    JSON_FEED_FILE,
    Feed,
    FeedEntry,
    render_atom,
    render_json_feed,
)
from papershelf.records.model import Paper
from papershelf.records.site_paths import DIGESTS_ADDRESS, day_address, former_digest_address
from papershelf.text.escaping import escape_html

DIGEST_FEEDS = (f"{DIGESTS_ADDRESS}{ATOM_FILE}", f"{DIGESTS_ADDRESS}{JSON_FEED_FILE}")
_PAPERS_SHOWN = 50


def feed_days(catalogue: Catalogue) -> dict[IsoDate, tuple[Paper, ...]]:
    """Return the days covered by the feed with their papers, latest first."""
    return dict(islice(group_by_news(catalogue.papers).items(), FEED_LENGTH))


def render_digest_feeds(catalogue: Catalogue, settings: Settings) -> Iterator[Artifact]:
    """Yield the Atom and the JSON file of the feed."""
    feed = make_digest_feed(feed_days(catalogue), catalogue, settings)
    atom, json = DIGEST_FEEDS
    yield Artifact(atom, render_atom(feed, settings).encode())
    yield Artifact(json, render_json_feed(feed, settings).encode())


def make_digest_feed(
    days: Mapping[IsoDate, Sequence[Paper]], catalogue: Catalogue, settings: Settings
) -> Feed:
    """Build the feed, with one entry for each of the given days."""
    text = settings.messages.text
    return Feed(
        title=text("feeds.title", name=text("digests.title"), site=settings.site_name),
        description=text("feeds.digests", site=settings.site_name),
        folder=DIGESTS_ADDRESS,
        entries=tuple(
            _make_day_entry(day, papers, catalogue, settings) for day, papers in days.items()
        ),
    )


def _make_day_entry(
    day: IsoDate, papers: Sequence[Paper], catalogue: Catalogue, settings: Settings
) -> FeedEntry:
    address = f"{settings.site_url}{day_address(day)}"
    # The id of an entry that may have been published does not change.
    former = f"{settings.site_url}{former_digest_address(day)}" if day <= LAST_FORMER_DAY else ""
    messages = settings.messages
    count = messages.count("count.papers", len(papers))
    return FeedEntry(
        address=address,
        title=messages.text("feeds.digest_title", date=messages.date(day), papers=count),
        day=day,
        updated=day,
        summary="",
        content="".join(_day_html(papers, address, catalogue, settings)),
        authors=(),
        tags=(),
        external="",
        language="",
        id=former,
    )


def _day_html(
    papers: Sequence[Paper], address: str, catalogue: Catalogue, settings: Settings
) -> Iterator[str]:
    yield "<ol>"
    for paper in papers[:_PAPERS_SHOWN]:
        item = make_digest_item(paper, catalogue, settings)
        byline = " · ".join(filter(None, (item.authors, item.venue_line)))
        yield f'<li><p><a href="{escape_html(item.address)}">{escape_html(item.title)}</a>'
        yield f"<br>{escape_html(byline)}</p>" if byline else "</p>"
        yield f"<p>{escape_html(item.text)}</p></li>" if item.text else "</li>"
    yield "</ol>"
    if len(papers) > _PAPERS_SHOWN:
        more = settings.messages.count("count.more_papers", len(papers) - _PAPERS_SHOWN)
        link = Markup('<a href="{}">{}</a>').format(address, more)
        yield f"<p>{settings.messages.html('feeds.and_more', papers=link)}</p>"
