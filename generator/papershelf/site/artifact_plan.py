"""Plans all machine-readable files: feeds, exports of groups, the API.

Input: a catalogue. Output: `ArtifactTask`s. The paths of their files are known before any file is
made, so that pages link only to files that exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from papershelf.catalogue.axes import Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND, collection_group, list_groups
from papershelf.catalogue.trending import DayRanking, TrendingRankings
from papershelf.core.identifiers import CitationKey
from papershelf.core.outputs import PARTS_FOLDER
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.api import (
    SCHEMA_PATH,
    api_artifacts,
    api_paths,
    group_by_part,
    part_artifacts,
)
from papershelf.exports.author_pages import has_author_pages_file, render_author_pages
from papershelf.exports.bulk_file import PreviousExports
from papershelf.exports.data_package import (
    DATA_PACKAGE_PATH,
    data_package_paths,
    render_data_package,
)
from papershelf.exports.digest_feed import DIGEST_FEEDS, feed_days, render_digest_feeds
from papershelf.exports.edit_schemas import schema_artifacts, schema_paths
from papershelf.exports.exporter import Exporter, export_paths, group_formats
from papershelf.exports.feeds import FeedMaker, feed_groups, feed_paths
from papershelf.exports.json_schema import schema_artifact
from papershelf.exports.opensearch import OPENSEARCH_PATH, render_opensearch
from papershelf.exports.opml import OPML_PATH, render_opml
from papershelf.exports.publication_list import (
    PublicationList,
    list_publications,
    render_publication_files,
)
from papershelf.exports.script_messages import render_script_messages
from papershelf.exports.sitemaps import render_llms, render_robots
from papershelf.exports.trending_feed import (
    TRENDING_FEED_PATHS,
    papers_of_ranking,
    render_trending_feeds,
)
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import TRENDING_ADDRESS

EXPORT_PREFIX = "export "
"""Prefix of the names of tasks that make bulk files."""
REPLACEABLE_FILES = ("llms.txt", "robots.txt")
"""Files that users may write in `docs/` instead; their tasks have the same names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactTask:
    """A set of files that are made together, with everything they depend on.

    Besides the settings, they depend on `papers` (with their tags and venues), on `facts`, and if
    `uses_citation_keys` is set, on the citation keys of these papers. `paths` are the files that
    pages may link to.
    """

    name: str
    papers: Sequence[Paper]
    facts: tuple[object, ...]
    paths: tuple[str, ...]
    render: Callable[[], Iterator[Artifact]]
    uses_citation_keys: bool = False


def plan_artifacts(
    catalogue: Catalogue,
    settings: Settings,
    citation_keys: Mapping[PaperId, CitationKey],
    trending: TrendingRankings | None = None,
    previous: PreviousExports | None = None,
) -> Iterator[ArtifactTask]:
    """Plan all feeds, exports of groups and API files, except the files of single papers."""
    maker = FeedMaker(catalogue=catalogue, settings=settings)
    for group in feed_groups(catalogue, settings):
        yield _feed_task(maker, group)
    if trending and trending.newest and settings.site_url:
        yield _trending_task(maker, trending.newest)
    if settings.site_url:
        yield from _digest_tasks(catalogue, settings)
    previous = previous or PreviousExports()
    exporter = Exporter(
        catalogue=catalogue, settings=settings, citation_keys=citation_keys, previous=previous
    )
    for group in list_groups(catalogue):
        yield from _export_tasks(exporter, group)
    for listed in list_publications(catalogue, settings.messages):
        yield _publications_task(exporter, listed)
    if not settings.outputs.paper_json:
        yield from _part_tasks(exporter)
    if has_author_pages_file(catalogue, settings):
        author_pages = render_author_pages(catalogue, settings)
        yield _file_task(author_pages.path, author_pages, author_pages.content)
    yield _index_task(catalogue, settings, has_trending=bool(trending and trending.newest))
    yield from _replaceable_tasks(catalogue, settings)
    if paths := data_package_paths(settings):
        yield ArtifactTask(
            name=DATA_PACKAGE_PATH,
            papers=(),
            facts=(
                export_paths(collection_group(catalogue), len(catalogue.papers), settings.outputs),
            ),
            paths=paths,
            render=lambda: iter((render_data_package(catalogue, settings),)),
        )
    script_messages = render_script_messages(settings.messages)
    yield _file_task("script messages", script_messages)
    if description := render_opensearch(settings):
        yield _file_task(OPENSEARCH_PATH, description)


def _file_task(name: str, artifact: Artifact, *facts: object) -> ArtifactTask:
    """Plan a file whose content is known already and depends on no papers but through `facts`."""
    return ArtifactTask(
        name=name,
        papers=(),
        facts=facts,
        paths=(artifact.path,),
        render=lambda: iter((artifact,)),
    )


def _feed_task(maker: FeedMaker, group: Group) -> ArtifactTask:
    return ArtifactTask(
        name=f"feed {group.address}",
        papers=maker.newest_papers(group),
        facts=(group.kind, group.title),
        paths=feed_paths(group, maker.settings.outputs),
        render=partial(maker.feed_artifacts, group),
    )


def _trending_task(maker: FeedMaker, day: DayRanking) -> ArtifactTask:
    return ArtifactTask(
        name="feed trending",
        papers=papers_of_ranking(maker.catalogue, day),
        facts=(),
        paths=TRENDING_FEED_PATHS,
        render=partial(render_trending_feeds, maker, day),
    )


def _digest_tasks(catalogue: Catalogue, settings: Settings) -> Iterator[ArtifactTask]:
    days = feed_days(catalogue)
    if days:
        yield ArtifactTask(
            name="feed digests",
            papers=[paper for papers in days.values() for paper in papers],
            facts=(tuple((day, len(papers)) for day, papers in days.items()),),
            paths=DIGEST_FEEDS,
            render=partial(render_digest_feeds, catalogue, settings),
        )


def _export_tasks(exporter: Exporter, group: Group) -> Iterator[ArtifactTask]:
    total = len(exporter.catalogue.papers)
    outputs = exporter.settings.outputs
    formats = group_formats(group, total, outputs)
    paths = export_paths(group, total, outputs)
    # Exports of the whole collection are the largest files. Each is a task of its own, so that
    # only one of them is in memory.
    split: list[tuple[str, ...]] = (
        [(f.name,) for f in formats]
        if group.kind == COLLECTION_KIND
        else [tuple(f.name for f in formats)]
        if formats
        else []
    )
    for names in split:
        task_paths = tuple(p for p, f in zip(paths, formats, strict=True) if f.name in names)
        yield ArtifactTask(
            name=f"{EXPORT_PREFIX}{task_paths[0]}",
            papers=group.papers,
            facts=(names,),
            paths=task_paths,
            render=partial(exporter.group_artifacts, group, names),
            uses_citation_keys=True,
        )


def _publications_task(exporter: Exporter, listed: PublicationList) -> ArtifactTask:
    return ArtifactTask(
        name=f"publications {listed.address}",
        papers=listed.papers,
        facts=(listed.title, listed.facts, sorted(listed.slugs)),
        paths=listed.file_paths,
        render=partial(render_publication_files, exporter, listed),
        uses_citation_keys=True,
    )


def _part_tasks(exporter: Exporter) -> Iterator[ArtifactTask]:
    facts = (exporter.catalogue, exporter.settings, exporter.citation_keys)
    for name, papers in group_by_part(exporter.catalogue.papers).items():
        yield ArtifactTask(
            name=f"part {name}",
            papers=papers,
            facts=(),
            paths=(f"{PARTS_FOLDER}{name}.json",),
            render=partial(part_artifacts, name, papers, *facts),
            uses_citation_keys=True,
        )


def _replaceable_tasks(catalogue: Catalogue, settings: Settings) -> Iterator[ArtifactTask]:
    yield ArtifactTask(
        name="llms.txt",
        papers=catalogue.papers,
        facts=tuple(
            tuple(values.values())
            for values in (catalogue.tags, catalogue.venues, catalogue.reading_lists)
        ),
        paths=("llms.txt",),
        render=lambda: iter((render_llms(catalogue, settings),)),
    )
    yield ArtifactTask(
        name="robots.txt",
        papers=(),
        facts=(),
        paths=("robots.txt",),
        render=lambda: iter((render_robots(settings),)),
    )


def _index_task(catalogue: Catalogue, settings: Settings, *, has_trending: bool) -> ArtifactTask:
    opml = (OPML_PATH,) if settings.site_url else ()
    files = (*api_paths(catalogue), SCHEMA_PATH, *schema_paths())
    return ArtifactTask(
        name="api",
        papers=catalogue.papers,
        facts=(
            has_trending,
            *(
                tuple(values.values())
                for values in (
                    catalogue.groups,
                    catalogue.tags,
                    catalogue.venues,
                    catalogue.reading_lists,
                )
            ),
        ),
        paths=(*files, *opml),
        render=partial(_render_index, catalogue, settings, has_trending=has_trending),
    )


def _render_index(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool
) -> Iterator[Artifact]:
    yield from api_artifacts(catalogue, settings, has_trending=has_trending)
    yield schema_artifact(settings)
    yield from schema_artifacts()
    if settings.site_url:
        trending = TRENDING_ADDRESS if has_trending else ""
        yield Artifact(OPML_PATH, render_opml(catalogue, settings, trending).encode())
