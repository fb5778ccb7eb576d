"""The feed of trending papers: takes a ranking, returns Atom and JSON Feed, best paper first."""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.trending import DayRanking
from papershelf.core.page import Artifact
from papershelf.exports.feeds import (
    ATOM_FILE,
    JSON_FEED_FILE,
    Feed,
    FeedMaker,
    render_atom,
    render_json_feed,
)
from papershelf.records.model import Paper
from papershelf.records.site_paths import TRENDING_ADDRESS

TRENDING_FEED_PATHS = (f"{TRENDING_ADDRESS}{ATOM_FILE}", f"{TRENDING_ADDRESS}{JSON_FEED_FILE}")


def papers_of_ranking(catalogue: Catalogue, day: DayRanking) -> tuple[Paper, ...]:
    """Return the papers of a ranking, best first."""
    return tuple(catalogue.by_id[one.paper] for one in day.ranked)


def render_trending_feeds(maker: FeedMaker, day: DayRanking) -> Iterator[Artifact]:
    """Yield the Atom and the JSON file of the feed."""
    site, text = maker.settings.site_name, maker.settings.messages.text
    feed = Feed(
        title=text("feeds.title", name=text("trending.title"), site=site),
        description=text("feeds.trending", site=site),
        folder=TRENDING_ADDRESS,
        entries=tuple(map(maker.feed_entry, papers_of_ranking(maker.catalogue, day))),
    )
    atom, json = TRENDING_FEED_PATHS
    yield Artifact(atom, render_atom(feed, maker.settings).encode())
    yield Artifact(json, render_json_feed(feed, maker.settings).encode())
