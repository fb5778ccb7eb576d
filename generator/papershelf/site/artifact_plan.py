"""Plans every file for machines, in units that are made or kept together.

A catalogue comes in; `ArtifactUnit`s go out, with the paths of their files known before any of
them is made, so that pages can link exactly what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import Group, plan_groups
from papershelf.catalogue.trending import Day, Trending
from papershelf.core.export_formats import FormatName
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.api import API_FILES, SCHEMA, api_artifacts
from papershelf.exports.bulk_file import Past
from papershelf.exports.digest_feed import DIGEST_FEEDS, digest_feeds, fed_days
from papershelf.exports.exporter import Exporter, export_paths, group_formats
from papershelf.exports.feeds import FeedMaker, feed_groups, feed_paths
from papershelf.exports.json_schema import schema_artifact
from papershelf.exports.opensearch import OPENSEARCH, render_opensearch
from papershelf.exports.opml import OPML, render_opml
from papershelf.exports.sitemaps import render_llms, render_robots
from papershelf.exports.trending_feed import TRENDING_FEEDS, ranked_papers, trending_feeds
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import TRENDING

EXPORT = "export "
"""Begins the name of a unit of bulk files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactUnit:
    """Files that come and go together, with all that they are made from.

    Beside the settings they depend on nothing but `papers` (with their tags and venues) and
    `facts`, and where the unit `cites` on the citation keys of these papers. `paths` are those of
    the files that pages may link to.
    """

    name: str
    papers: Sequence[Paper]
    facts: tuple[object, ...]
    paths: tuple[str, ...]
    render: Callable[[], Iterator[Artifact]]
    cites: bool = False


def plan_artifacts(
    catalogue: Catalogue,
    settings: Settings,
    keys: Mapping[PaperId, CitationKey],
    trending: Trending | None = None,
    past: Past | None = None,
) -> Iterator[ArtifactUnit]:
    """All feeds, exports of groups and files of the API; what is beside a paper is its page's."""
    maker = FeedMaker(catalogue=catalogue, settings=settings)
    for group in feed_groups(catalogue, settings):
        yield _feed_unit(maker, group)
    if trending and trending.newest and settings.site_url:
        yield _trending_unit(maker, trending.newest)
    if settings.site_url:
        yield from _digest_units(catalogue, settings)
    past = past or Past()
    exporter = Exporter(catalogue=catalogue, settings=settings, keys=keys, past=past)
    for group in plan_groups(catalogue):
        yield from _export_units(exporter, group)
    yield _index_unit(catalogue, settings, has_trending=bool(trending and trending.newest))
    if description := render_opensearch(settings):
        yield ArtifactUnit(
            name=OPENSEARCH,
            papers=(),
            facts=(),
            paths=(OPENSEARCH,),
            render=lambda: iter((description,)),
        )


def _feed_unit(maker: FeedMaker, group: Group) -> ArtifactUnit:
    return ArtifactUnit(
        name=f"feed {group.address}",
        papers=maker.newest(group),
        facts=(group.kind, group.title),
        paths=feed_paths(group),
        render=partial(maker.artifacts, group),
    )


def _trending_unit(maker: FeedMaker, day: Day) -> ArtifactUnit:
    return ArtifactUnit(
        name="feed trending",
        papers=ranked_papers(maker.catalogue, day),
        facts=(),
        paths=TRENDING_FEEDS,
        render=partial(trending_feeds, maker, day),
    )


def _digest_units(catalogue: Catalogue, settings: Settings) -> Iterator[ArtifactUnit]:
    days = fed_days(catalogue)
    if days:
        yield ArtifactUnit(
            name="feed digests",
            papers=[paper for papers in days.values() for paper in papers],
            facts=(tuple((day, len(papers)) for day, papers in days.items()),),
            paths=DIGEST_FEEDS,
            render=partial(digest_feeds, catalogue, settings),
        )


def _export_units(exporter: Exporter, group: Group) -> Iterator[ArtifactUnit]:
    total = len(exporter.catalogue.papers)
    formats = group_formats(group, total)
    paths = export_paths(group, total)
    # The collection's files are the largest of all: each is a unit, so that no two are in memory.
    split: list[tuple[FormatName, ...]] = (
        [(f.name,) for f in formats]
        if group.kind == "collection"
        else [tuple(f.name for f in formats)]
        if formats
        else []
    )
    for names in split:
        known = tuple(p for p, f in zip(paths, formats, strict=True) if f.name in names)
        yield ArtifactUnit(
            name=f"{EXPORT}{known[0]}",
            papers=group.papers,
            facts=(names,),
            paths=known,
            render=partial(exporter.artifacts, group, names),
            cites=True,
        )


def _index_unit(catalogue: Catalogue, settings: Settings, *, has_trending: bool) -> ArtifactUnit:
    opml = (OPML,) if settings.site_url else ()
    files = (*API_FILES, SCHEMA)
    return ArtifactUnit(
        name="api",
        papers=catalogue.papers,
        facts=(
            has_trending,
            *(
                tuple(values.values())
                for values in (catalogue.groups, catalogue.tags, catalogue.venues)
            ),
        ),
        paths=(*files, "robots.txt", "llms.txt", *opml),
        render=partial(_render_index, catalogue, settings, has_trending=has_trending),
    )


def _render_index(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool
) -> Iterator[Artifact]:
    yield from api_artifacts(catalogue, settings, has_trending=has_trending)
    yield schema_artifact(settings)
    yield render_robots(settings)
    yield render_llms(catalogue, settings)
    if settings.site_url:
        trending = TRENDING if has_trending else ""
        yield Artifact(OPML, render_opml(catalogue, settings, trending).encode())
