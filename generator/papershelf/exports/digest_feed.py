"""The feed of digests: a catalogue comes in, Atom and JSON Feed go out, one entry for each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import group_by_news
from papershelf.core.formatting import format_count, format_date
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.digest import make_item
from papershelf.exports.feeds import (
    ATOM,
    FEED_LENGTH,
    JSON_FEED,
    Entry,
    Feed,
    render_atom,
    render_json_feed,
)
from papershelf.records.model import Paper
from papershelf.records.site_paths import DIGESTS, digest_address
from papershelf.text.escaping import escape_html

DIGEST_FEEDS = (f"{DIGESTS}{ATOM}", f"{DIGESTS}{JSON_FEED}")
_PAPERS_SHOWN = 50


def fed_days(catalogue: Catalogue) -> dict[IsoDate, tuple[Paper, ...]]:
    """The days that the feed tells of, the last first, with their papers."""
    return dict(islice(group_by_news(catalogue.papers).items(), FEED_LENGTH))


def digest_feeds(catalogue: Catalogue, settings: Settings) -> Iterator[Artifact]:
    """Both files of the feed."""
    feed = make_digest_feed(fed_days(catalogue), catalogue, settings)
    atom, json = DIGEST_FEEDS
    yield Artifact(atom, render_atom(feed, settings).encode())
    yield Artifact(json, render_json_feed(feed, settings).encode())


def make_digest_feed(
    days: Mapping[IsoDate, Sequence[Paper]], catalogue: Catalogue, settings: Settings
) -> Feed:
    """The feed of some days, an entry for each."""
    return Feed(
        title=f"Digests · {settings.site_name}",
        description=f"What came into {settings.site_name}, day by day",
        folder=DIGESTS,
        entries=tuple(
            _make_entry(day, papers, catalogue, settings) for day, papers in days.items()
        ),
    )


def _make_entry(
    day: IsoDate, papers: Sequence[Paper], catalogue: Catalogue, settings: Settings
) -> Entry:
    address = f"{settings.site_url}{digest_address(day)}"
    count = format_count(len(papers), "paper")
    return Entry(
        address=address,
        title=f"{format_date(day)}: {count}",
        day=day,
        changed=day,
        summary="",
        content="".join(_content(papers, address, catalogue, settings)),
        authors=(),
        tags=(),
        external="",
        language="",
    )


def _content(
    papers: Sequence[Paper], address: str, catalogue: Catalogue, settings: Settings
) -> Iterator[str]:
    yield "<ol>"
    for paper in papers[:_PAPERS_SHOWN]:
        item = make_item(paper, catalogue, settings)
        byline = " · ".join(filter(None, (item.authors, item.where)))
        yield f'<li><p><a href="{escape_html(item.address)}">{escape_html(item.title)}</a>'
        yield f"<br>{escape_html(byline)}</p>" if byline else "</p>"
        yield f"<p>{escape_html(item.text)}</p></li>" if item.text else "</li>"
    yield "</ol>"
    if len(papers) > _PAPERS_SHOWN:
        more = format_count(len(papers) - _PAPERS_SHOWN, "more paper")
        yield f'<p>And <a href="{escape_html(address)}">{more}</a>.</p>'
