"""What there is to make of a collection: every unit of pages, feeds, exports and site maps.

A checked collection comes in, a `SitePlan` goes out. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.catalogue.paper_days import last_change_day
from papershelf.catalogue.trending import TrendingRankings, rank_all_days
from papershelf.core.identifiers import CitationKey, IsoDate
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.engine.build_task import BuildTask
from papershelf.exports.bulk_file import PreviousExports, RecordBytes
from papershelf.exports.sitemaps import render_sitemaps
from papershelf.pages import PageTask, SiteContext, plan_pages_except_papers
from papershelf.pages import plan_paper_tasks as plan_paper_pages
from papershelf.pages.downloads import plan_download_page
from papershelf.records.loader import Collection
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import DOWNLOADS_ADDRESS, SEARCH_ADDRESS, paper_address
from papershelf.related.related_lists import PackedLists
from papershelf.site.artifact_plan import ArtifactTask, plan_artifacts
from papershelf.site.task_keys import TaskFactory, paper_cache_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedCollection:
    """A checked collection, its catalogue, and two names for each paper.

    `paper_cache_keys` stand for all that is known of papers, by `citation_keys` they are cited. The
    search index needs no more, and so can be made while the rest is planned.
    """

    collection: Collection
    catalogue: Catalogue
    paper_cache_keys: Mapping[PaperId, str]
    citation_keys: Mapping[PaperId, CitationKey]


def index_collection(loaded: LoadedProject) -> IndexedCollection:
    """Put the papers of a collection into the order in which everything else finds them."""
    return IndexedCollection(
        collection=loaded.collection,
        catalogue=loaded.catalogue,
        paper_cache_keys=paper_cache_keys(loaded.catalogue),
        citation_keys=loaded.citation_keys,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPlan:
    """The files for machines that there are to make: they depend on no page.

    `record_keys` has a number for each paper, which stands for its pieces of bulk files.
    """

    task_factory: TaskFactory
    record_keys: Mapping[PaperId, int]
    trending: TrendingRankings
    artifact_tasks: tuple[ArtifactTask, ...]
    tasks: tuple[BuildTask, ...]


class PagePlan(NamedTuple):
    """Some pages, and what makes each."""

    page_tasks: Sequence[PageTask]
    tasks: Sequence[BuildTask]


NO_PAGE_TASKS = PagePlan((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """What there is to make of a site.

    `tasks` can be made at once. The pages of papers (`plan_paper_page_tasks`) depend on which are related,
    those of lists (`plan_list_page_tasks`) on how long the entries of papers are, and the page of downloads
    on how large files became. `redirect_addresses` are the addresses that lead elsewhere or say that their page
    was removed: no list of pages has them.
    """

    exports: ExportPlan
    site: SiteContext
    page_tasks: tuple[PageTask, ...]
    tasks: tuple[BuildTask, ...]
    redirect_addresses: frozenset[str]

    @property
    def addresses(self) -> list[str]:
        """Where all pages stand, those of papers too; of a list, where the first does."""
        others = [address for unit in self.page_tasks for address in unit.addresses]
        return [*others, *(paper_address(paper.id) for paper in self.site.catalogue.papers)]

    def page_build_task(self, page_task: PageTask) -> BuildTask:
        """A unit of pages of this site."""
        return self.exports.task_factory.page_task(self.site, page_task)


def plan_exports(
    indexed: IndexedCollection,
    settings: Settings,
    *,
    fingerprint: str = "",
    read_records: Callable[[str], Mapping[int, RecordBytes]] | None = None,
) -> ExportPlan:
    """The files for machines; `fingerprint` is the name of all that makes them but the collection.

    `read_records` finds pieces of bulk files that stand from an earlier run, by `PreviousExports.keys`.
    """
    catalogue, keys = indexed.catalogue, indexed.citation_keys
    trending = rank_all_days(catalogue.papers, indexed.collection.counts, settings)
    pieces = record_cache_keys(indexed.paper_cache_keys, keys)
    past = PreviousExports(record_keys=pieces, read_records=read_records) if read_records else None
    artifacts = tuple(plan_artifacts(catalogue, settings, keys, trending, past))
    planner = TaskFactory(
        paper_keys=indexed.paper_cache_keys, citation_hashes=pieces, fingerprint=fingerprint
    )
    return ExportPlan(
        task_factory=planner,
        record_keys=pieces,
        trending=trending,
        artifact_tasks=artifacts,
        tasks=tuple(map(planner.artifact_task, artifacts)),
    )


def plan_site(indexed: IndexedCollection, settings: Settings, exports: ExportPlan) -> SitePlan:
    """Everything that can be planned before anything is known of related papers."""
    collection, catalogue = indexed.collection, indexed.catalogue
    site = SiteContext(
        catalogue=catalogue,
        settings=settings,
        citation_keys=indexed.citation_keys,
        trending=exports.trending,
        files=frozenset(path for unit in exports.artifact_tasks for path in unit.paths),
    )
    aliases = {paper_address(old) for paper in catalogue.papers for old in paper.aliases}
    pages = tuple(
        plan_pages_except_papers(site, collection.redirects, collection.removed_addresses)
    )
    whole = (
        exports.task_factory.page_task(site, planned)
        for planned in pages
        if not planned.needs_all_entries
    )
    return SitePlan(
        exports=exports,
        site=site,
        page_tasks=pages,
        tasks=(*whole, *exports.tasks),
        redirect_addresses=frozenset(
            aliases | collection.redirects.keys() | collection.removed_addresses
        ),
    )


def add_related(plan: SitePlan, related: PackedLists) -> SitePlan:
    """A plan that knows which papers are related."""
    return replace(plan, site=replace(plan.site, related=related))


def record_cache_keys(
    paper_keys: Mapping[PaperId, str], citation_keys: Mapping[PaperId, CitationKey]
) -> dict[PaperId, int]:
    """A number of 64 bits for all that the pieces of a paper in bulk files are made from."""
    names = ((paper, f"{key} {citation_keys[paper]}".encode()) for paper, key in paper_keys.items())
    return {
        paper: int.from_bytes(blake2b(name, digest_size=8).digest(), "little")
        for paper, name in names
    }


def plan_paper_page_tasks(plan: SitePlan) -> PagePlan:
    """The pages of papers, of a plan that knows which are related."""
    pages = list(plan_paper_pages(plan.site))
    return PagePlan(pages, list(map(plan.page_build_task, pages)))


def plan_list_page_tasks(plan: SitePlan) -> PagePlan:
    """The pages of lists, cut small, so that a change of a paper makes few of them again."""
    pages = [
        part
        for planned in plan.page_tasks
        if planned.needs_all_entries
        for part in planned.page_tasks()
    ]
    return PagePlan(pages, list(map(plan.page_build_task, pages)))


def plan_sitemaps(plan: SitePlan, lists: PagePlan, user_pages: Iterable[str]) -> BuildTask:
    """The site maps: every page with the day of its last news; `user_pages` are people's pages.

    Their key is that of all that pages are made from: to see whether any day has changed takes as
    long as to make them, which is left to other processes.
    """
    user_pages = sorted(user_pages)
    keys = [unit.cache_key for unit in (*plan.tasks, *lists.tasks) if unit.is_page]
    papers = [
        plan.exports.task_factory.paper_keys[paper.id] for paper in plan.site.catalogue.papers
    ]
    near = [plan.site.related.related_ids(paper.id) for paper in plan.site.catalogue.papers]
    return plan.exports.task_factory.site_task(
        "sitemap",
        (keys, papers, near, user_pages, sorted(plan.redirect_addresses)),
        partial(_render_sitemaps, plan, lists.page_tasks, user_pages),
        cost=len(keys) + len(papers),
    )


def _render_sitemaps(
    plan: SitePlan, lists: Sequence[PageTask], user_pages: Sequence[str]
) -> Iterator[Artifact]:
    changed = {paper.id: last_change_day(paper) for paper in plan.site.catalogue.papers}
    days: dict[str, IsoDate | None] = dict.fromkeys(
        (*map(_page_address, user_pages), DOWNLOADS_ADDRESS)
    )
    for paper in plan.site.catalogue.papers:
        near = map(plan.site.catalogue.by_id.__getitem__, plan.site.related.related_ids(paper.id))
        days[paper_address(paper.id)] = _last_change(changed, (paper, *near))
    for unit in (*(unit for unit in plan.page_tasks if not unit.needs_all_entries), *lists):
        if unit.papers_by_address:
            days.update(
                (name, _last_change(changed, papers))
                for name, papers in unit.papers_by_address.items()
            )
        else:
            days[unit.address] = _last_change(changed, unit.papers)
    for address in (*plan.redirect_addresses, SEARCH_ADDRESS):
        days.pop(address, None)
    return render_sitemaps(days.items(), plan.site.settings)


def plan_download_tasks(plan: SitePlan, sizes: Mapping[str, int]) -> list[BuildTask]:
    """The page of downloads, which tells the bytes of every file of exports."""
    return list(map(plan.page_build_task, plan_download_page(plan.site, sizes)))


def _last_change(
    changed: Mapping[PaperId, IsoDate | None], papers: Sequence[Paper]
) -> IsoDate | None:
    """The day of the last news on any of some papers."""
    if len(papers) == 1:  # as most persons have
        return changed[papers[0].id]
    return max([day for paper in papers if (day := changed[paper.id])], default=None)


def _page_address(path: str) -> str:
    """The address of the page that MkDocs makes of a Markdown file."""
    stem = path.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('/index')}/"
