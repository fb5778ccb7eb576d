"""The plan of a build: the loaded project and all tasks needed to build it.

Input: a `LoadedProject`. Output: `BuildTask`s, in three stages (see `BuildPlan`). Nothing is
rendered here; `task_renderers` makes the files of a task from the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from papershelf.catalogue.day_redirects import day_redirects
from papershelf.catalogue.known_people import person_redirects
from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.catalogue.trending import TrendingRankings, rank_all_days
from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import CitationKey
from papershelf.engine.build_task import BuildTask
from papershelf.exports.bulk_file import PreviousExports
from papershelf.pages import PageTask, SiteContext, plan_pages_except_papers, plan_paper_tasks
from papershelf.pages.downloads import plan_download_page
from papershelf.pages.navigation import HOME_SOURCE
from papershelf.pages.site_context import HOME_TASK_NAME
from papershelf.pictures.tasks import plan_pictures
from papershelf.records.model import PaperId
from papershelf.records.site_paths import DOWNLOADS_ADDRESS, paper_address
from papershelf.related.related_lists import PackedLists
from papershelf.search.index_task import plan_search_index
from papershelf.site.artifact_plan import ArtifactTask, plan_artifacts
from papershelf.site.build_cache import BuildCache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.size_cache import read_record_bytes
from papershelf.site.task_keys import (
    TaskFactory,
    entry_cache_keys,
    paper_cache_keys,
    shorten_hashes,
)

Planned = TypeVar("Planned", PageTask, ArtifactTask)

_FACTS = (
    "loaded", "cache", "files_root", "limits", "replaced_files", "user_pages", "related",
    "_list_items", "_entry_lengths",
)  # fmt: skip


@dataclass(kw_only=True)
class BuildPlan:
    """Everything to build for a project; derived values are computed on first use.

    Some inputs become available during the build. Tasks can be planned in three stages:

    1. immediately: `export_tasks`, `page_build_tasks`, `picture_tasks`, `search_task`;
    2. after `set_related`: `paper_build_tasks`;
    3. after `add_entries` (lengths of list entries) and with `user_pages` set:
       `list_build_tasks` and `sitemap_task`; with the sizes of the exports: `download_tasks`.

    `files_root` is the folder of bulk files, whose unchanged records are copied.
    `replaced_files` are generated files that the user wrote instead. If a plan is sent to another
    process, only its inputs are sent.
    """

    loaded: LoadedProject
    cache: BuildCache | None = None
    files_root: Path | None = None
    limits: BuildLimits = DEFAULT_LIMITS
    replaced_files: frozenset[str] = frozenset()
    user_pages: Sequence[str] = ()
    related: PackedLists = field(default_factory=lambda: PackedLists({}))
    _list_items: dict[PaperId, str] = field(default_factory=dict, repr=False)
    _entry_lengths: dict[PaperId, int] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """The inputs, without derived values."""
        return {name: self.__dict__[name] for name in _FACTS}

    def set_related(self, related: PackedLists) -> None:
        """Set the related papers, which only the pages of papers show."""
        self.related = related
        self.site = replace(self.site, related=related)

    def add_entries(self, items: Mapping[PaperId, str], lengths: Mapping[PaperId, int]) -> None:
        """Add list entries that were rendered elsewhere, and the known lengths of others."""
        self._list_items.update(items)
        self._entry_lengths.update(lengths)
        self.site.add_cached_items(items, lengths)

    @cached_property
    def paper_keys(self) -> Mapping[PaperId, str]:
        """The cache key of each paper, which covers its record, tags and venue."""
        return paper_cache_keys(self.loaded.catalogue)

    @cached_property
    def entry_keys(self) -> Mapping[PaperId, str]:
        """The cache key of each list entry, which also covers links to the pages of authors."""
        return entry_cache_keys(self.loaded.catalogue, self.loaded.settings, self.paper_keys)

    @cached_property
    def record_keys(self) -> Mapping[PaperId, int]:
        """A hash for each paper, which covers its records in bulk files."""
        return record_cache_keys(self.paper_keys, self.loaded.citation_keys)

    @cached_property
    def trending(self) -> TrendingRankings:
        """The rankings of all days."""
        papers, counts = self.loaded.catalogue.papers, self.loaded.collection.counts
        return rank_all_days(papers, counts, self.loaded.settings)

    @cached_property
    def artifacts(self) -> Mapping[str, ArtifactTask]:
        """The planned feeds, exports and API files by the name of their task."""
        loaded, previous = self.loaded, None
        if self.cache and self.files_root:
            read = partial(read_record_bytes, self.files_root, self.cache.sizes)
            previous = PreviousExports(record_keys=self.record_keys, read_records=read)
        planned = plan_artifacts(
            loaded.catalogue, loaded.settings, loaded.citation_keys, self.trending, previous
        )
        return _by_name(planned)

    @cached_property
    def site(self) -> SiteContext:
        """The context that pages are rendered in."""
        site = SiteContext(
            catalogue=self.loaded.catalogue,
            settings=self.loaded.settings,
            citation_keys=self.loaded.citation_keys,
            related=self.related,
            trending=self.trending,
            data_root=f"{self.loaded.project.data}/",
            files=frozenset(path for task in self.artifacts.values() for path in task.paths),
        )
        site.add_cached_items(self._list_items, self._entry_lengths)
        return site

    @cached_property
    def pages(self) -> Mapping[str, PageTask]:
        """All pages except those of papers and downloads, by task name; listings are not split."""
        collection = self.loaded.collection
        planned = list(
            plan_pages_except_papers(self.site, collection.redirects, collection.removed_addresses)
        )
        self._check_redirects(planned)
        has_own_home = HOME_SOURCE in self.replaced_files
        return _by_name(p for p in planned if not (has_own_home and p.name == HOME_TASK_NAME))

    def _check_redirects(self, planned: Iterable[PageTask]) -> None:
        """Raise `PapersError` for lines of `redirects.yaml` with the address of another page."""
        collection = self.loaded.collection
        given = collection.redirects.keys() | collection.removed_addresses
        counts = Counter(a for page in planned for a in page.addresses if a in given)
        counts.update(given & {DOWNLOADS_ADDRESS})  # planned last, with the sizes of files
        file = str(self.loaded.project.data / "redirects.yaml")
        message = "is the address of a page of this site; delete the line"
        problems = [Problem(file, 0, one, message) for one in sorted(counts) if counts[one] > 1]
        if problems:
            raise PapersError(problems)

    @cached_property
    def list_pages(self) -> Mapping[str, PageTask]:
        """The pages of listings, each a task of its own, so that a change affects few of them."""
        lists = (page for page in self.pages.values() if page.needs_all_entries)
        return _by_name(part for page in lists for part in page.page_tasks())

    @cached_property
    def redirect_addresses(self) -> frozenset[str]:
        """Addresses of redirects and of removed pages, which are not listed in sitemaps."""
        collection, papers = self.loaded.collection, self.loaded.catalogue.papers
        aliases = {paper_address(old) for paper in papers for old in paper.aliases}
        days = day_redirects(self.loaded.catalogue, self.trending).keys()
        persons = person_redirects(self.loaded.catalogue, self.site.author_index).keys()
        return frozenset(
            aliases | days | persons | collection.redirects.keys() | collection.removed_addresses
        )

    @property
    def addresses(self) -> list[str]:
        """The addresses of all pages; of a listing, only of its first page."""
        others = [address for page in self.pages.values() for address in page.addresses]
        return [*others, *(paper_address(paper.id) for paper in self.loaded.catalogue.papers)]

    # Stage 1: tasks that need only the collection.

    @cached_property
    def export_tasks(self) -> Sequence[BuildTask]:
        """Tasks for feeds, exports and the API."""
        return [
            self._factory.artifact_task("artifact", task)
            for name, task in self.artifacts.items()
            if name not in self.replaced_files
        ]

    @cached_property
    def page_build_tasks(self) -> Sequence[BuildTask]:
        """Tasks for pages that are not listings."""
        pages = (page for page in self.pages.values() if not page.needs_all_entries)
        return [self._factory.page_task("page", page) for page in pages]

    @cached_property
    def picture_tasks(self) -> Sequence[BuildTask]:
        """Tasks for figures and cards."""
        return list(plan_pictures(self.loaded))

    @cached_property
    def search_task(self) -> BuildTask | None:
        """The task for the search index; `None` for a plan without a cache."""
        cache = self.cache and self.cache.search_index
        return plan_search_index(self.loaded.catalogue, self.paper_keys, cache) if cache else None

    # Stage 2: tasks that need related papers.

    @cached_property
    def paper_build_tasks(self) -> Sequence[BuildTask]:
        """Tasks for the pages of papers and their exports."""
        return [self._factory.page_task("paper", page) for page in plan_paper_tasks(self.site)]

    # Stage 3: tasks that need the lengths of list entries.

    @cached_property
    def list_build_tasks(self) -> Sequence[BuildTask]:
        """Tasks for the pages of listings."""
        return [self._factory.page_task("list", page) for page in self.list_pages.values()]

    @property
    def sitemap_task(self) -> BuildTask:
        """The task for the sitemaps, which list every page with the date of its last change.

        Its cache key covers the inputs of all pages: computing whether a date changed would take
        as long as making the sitemaps, which other processes do.
        """
        papers = self.loaded.catalogue.papers
        keys = [task.cache_key for task in (*self.page_build_tasks, *self.list_build_tasks)]
        paper_keys = [self.paper_keys[paper.id] for paper in papers]
        related = [self.related.related_ids(paper.id) for paper in papers]
        user_pages = sorted(self.user_pages)
        facts = (keys, paper_keys, related, user_pages, sorted(self.redirect_addresses))
        return self._factory.site_task("sitemap", facts, len(keys) + len(papers))

    def download_tasks(self, sizes: Mapping[str, int]) -> list[BuildTask]:
        """The task for the download page, which shows the size of every export."""
        pages = plan_download_page(self.site, sizes)
        parameters = (tuple(sizes.items()),)
        return [
            self._factory.page_task("downloads", page)._replace(parameters=parameters)
            for page in pages
        ]

    @cached_property
    def _factory(self) -> TaskFactory:
        return TaskFactory(
            paper_hashes=shorten_hashes(self.paper_keys),
            entry_hashes=shorten_hashes(self.entry_keys),
            citation_hashes=self.record_keys,
            fingerprint=self.cache.build_fingerprint if self.cache else "",
        )


def _by_name(planned: Iterable[Planned]) -> dict[str, Planned]:
    """Index planned tasks by name. Raises `ValueError` if two have the same name, which is a bug."""
    by_name: dict[str, Planned] = {}
    for task in planned:
        if by_name.setdefault(task.name, task) is not task:
            raise ValueError(f"two build tasks have the name {task.name}")
    return by_name


def plan_dependent_tasks(plan: BuildPlan) -> list[BuildTask]:
    """The tasks of the third stage, except the download page."""
    return [*plan.list_build_tasks, plan.sitemap_task]


def all_tasks(plan: BuildPlan) -> Iterable[BuildTask]:
    """The tasks of all stages, except the download page and the search index."""
    yield from plan.paper_build_tasks
    yield from plan.page_build_tasks
    yield from plan.export_tasks
    yield from plan.picture_tasks
    yield from plan_dependent_tasks(plan)


def record_cache_keys(
    paper_keys: Mapping[PaperId, str], citation_keys: Mapping[PaperId, CitationKey]
) -> dict[PaperId, int]:
    """A 64-bit hash of everything that the records of a paper in bulk files depend on."""
    names = ((paper, f"{key} {citation_keys[paper]}".encode()) for paper, key in paper_keys.items())
    return {
        paper: int.from_bytes(blake2b(name, digest_size=8).digest(), "little")
        for paper, name in names
    }
