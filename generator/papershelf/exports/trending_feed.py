"""The feed of what is trending: a ranking comes in, Atom and JSON Feed go out, best first."""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.trending import Day
from papershelf.core.page import Artifact
from papershelf.exports.feeds import ATOM, JSON_FEED, Feed, FeedMaker, render_atom, render_json_feed
from papershelf.records.model import Paper
from papershelf.records.site_paths import TRENDING

TRENDING_FEEDS = (f"{TRENDING}{ATOM}", f"{TRENDING}{JSON_FEED}")


def ranked_papers(catalogue: Catalogue, day: Day) -> tuple[Paper, ...]:
    """The papers of a ranking, best first."""
    return tuple(catalogue.by_id[one.paper] for one in day.ranked)


def trending_feeds(maker: FeedMaker, day: Day) -> Iterator[Artifact]:
    """Both files of the feed."""
    site = maker.settings.site_name
    feed = Feed(
        title=f"Trending · {site}",
        description=f"Papers that gain most upvotes in {site}",
        folder=TRENDING,
        entries=tuple(map(maker.entry, ranked_papers(maker.catalogue, day))),
    )
    atom, json = TRENDING_FEEDS
    yield Artifact(atom, render_atom(feed, maker.settings).encode())
    yield Artifact(json, render_json_feed(feed, maker.settings).encode())
