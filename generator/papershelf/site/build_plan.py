"""The plan of a build: what is known of a project, and every task that follows from it.

A `LoadedProject` comes in, `BuildTask`s go out, in three stages (see `BuildPlan`). Nothing is
rendered here: `task_renderers` makes the files of a task from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, TypeVar

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.catalogue.trending import TrendingRankings, rank_all_days
from papershelf.core.identifiers import CitationKey
from papershelf.engine.build_task import BuildTask
from papershelf.exports.bulk_file import PreviousExports
from papershelf.pages import PageTask, SiteContext, plan_pages_except_papers, plan_paper_tasks
from papershelf.pages.downloads import plan_download_page
from papershelf.records.model import PaperId
from papershelf.records.site_paths import paper_address
from papershelf.related.related_lists import PackedLists
from papershelf.search.index_task import plan_search_index
from papershelf.site.artifact_plan import ArtifactTask, plan_artifacts
from papershelf.site.build_cache import BuildCache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.size_cache import read_record_bytes
from papershelf.site.task_keys import TaskFactory, paper_cache_keys

Planned = TypeVar("Planned", PageTask, ArtifactTask)

_FACTS = ("loaded", "cache", "limits", "user_pages", "related", "_list_items", "_entry_lengths")


@dataclass(kw_only=True)
class BuildPlan:
    """What there is to make of a project; what is derived is computed on first use.

    Three facts come late, and with each of them more tasks can be planned:

    1. at once: `export_tasks`, `page_build_tasks`, `search_task`;
    2. with `related` papers (`set_related`): `paper_build_tasks`;
    3. with the lengths of list entries (`add_entries`) and the sources of people's pages
       (`user_pages`): `list_build_tasks` and `sitemap_task`; with the sizes of the exports:
       `download_tasks`.

    A plan that is sent to another process takes only the facts along.
    """

    loaded: LoadedProject
    cache: BuildCache | None = None
    limits: BuildLimits = DEFAULT_LIMITS
    user_pages: Sequence[str] = ()
    related: PackedLists = field(default_factory=lambda: PackedLists({}))
    _list_items: dict[PaperId, str] = field(default_factory=dict, repr=False)
    _entry_lengths: dict[PaperId, int] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """The facts, without what is derived from them."""
        return {name: self.__dict__[name] for name in _FACTS}

    def set_related(self, related: PackedLists) -> None:
        """Take the related papers of each paper, which only the pages of papers show."""
        self.related = related
        self.site = replace(self.site, related=related)

    def add_entries(self, items: Mapping[PaperId, str], lengths: Mapping[PaperId, int]) -> None:
        """Take list entries that another process made, and the lengths of others."""
        self._list_items.update(items)
        self._entry_lengths.update(lengths)
        self.site.add_cached_items(items, lengths)

    @cached_property
    def paper_keys(self) -> Mapping[PaperId, str]:
        """The cache key of each paper: it names all that an entry in a list shows."""
        return paper_cache_keys(self.loaded.catalogue)

    @cached_property
    def record_keys(self) -> Mapping[PaperId, int]:
        """A number for each paper, which stands for its records in bulk files."""
        return record_cache_keys(self.paper_keys, self.loaded.citation_keys)

    @cached_property
    def trending(self) -> TrendingRankings:
        """The rankings of all days."""
        papers, counts = self.loaded.catalogue.papers, self.loaded.collection.counts
        return rank_all_days(papers, counts, self.loaded.settings)

    @cached_property
    def artifacts(self) -> Mapping[str, ArtifactTask]:
        """The files for machines by the name of their task."""
        loaded, previous = self.loaded, None
        if self.cache:
            read = partial(read_record_bytes, loaded.project.docs, self.cache.sizes)
            previous = PreviousExports(record_keys=self.record_keys, read_records=read)
        planned = plan_artifacts(
            loaded.catalogue, loaded.settings, loaded.citation_keys, self.trending, previous
        )
        return _by_name(planned)

    @cached_property
    def site(self) -> SiteContext:
        """The collection as pages see it."""
        site = SiteContext(
            catalogue=self.loaded.catalogue,
            settings=self.loaded.settings,
            citation_keys=self.loaded.citation_keys,
            related=self.related,
            trending=self.trending,
            files=frozenset(path for one in self.artifacts.values() for path in one.paths),
        )
        site.add_cached_items(self._list_items, self._entry_lengths)
        return site

    @cached_property
    def pages(self) -> Mapping[str, PageTask]:
        """All pages but those of papers and downloads, by the name of their task; lists whole."""
        collection = self.loaded.collection
        planned = plan_pages_except_papers(
            self.site, collection.redirects, collection.removed_addresses
        )
        return _by_name(planned)

    @cached_property
    def list_pages(self) -> Mapping[str, PageTask]:
        """The pages of lists, split small, so that a change of a paper makes few of them again."""
        lists = (page for page in self.pages.values() if page.needs_all_entries)
        return _by_name(part for page in lists for part in page.page_tasks())

    @cached_property
    def redirect_addresses(self) -> frozenset[str]:
        """Addresses that lead elsewhere or say that a page was removed: no list of pages has them."""
        collection, papers = self.loaded.collection, self.loaded.catalogue.papers
        aliases = {paper_address(old) for paper in papers for old in paper.aliases}
        return frozenset(aliases | collection.redirects.keys() | collection.removed_addresses)

    @property
    def addresses(self) -> list[str]:
        """Where all pages stand, those of papers too; of a list, where the first does."""
        others = [address for page in self.pages.values() for address in page.addresses]
        return [*others, *(paper_address(paper.id) for paper in self.loaded.catalogue.papers)]

    # Stage 1: of the collection alone.

    @cached_property
    def export_tasks(self) -> Sequence[BuildTask]:
        """Feeds, exports and the API."""
        return [self._factory.artifact_task("artifact", one) for one in self.artifacts.values()]

    @cached_property
    def page_build_tasks(self) -> Sequence[BuildTask]:
        """The pages that are no lists."""
        whole = (page for page in self.pages.values() if not page.needs_all_entries)
        return [self._factory.page_task("page", page) for page in whole]

    @cached_property
    def search_task(self) -> BuildTask | None:
        """The search index; `None` for a plan that has no cache."""
        cache = self.cache and self.cache.search_index
        return plan_search_index(self.loaded.catalogue, self.paper_keys, cache) if cache else None

    # Stage 2: with related papers.

    @cached_property
    def paper_build_tasks(self) -> Sequence[BuildTask]:
        """The pages of papers, with the exports beside them."""
        return [self._factory.page_task("paper", page) for page in plan_paper_tasks(self.site)]

    # Stage 3: with the lengths of entries.

    @cached_property
    def list_build_tasks(self) -> Sequence[BuildTask]:
        """The pages of lists."""
        return [self._factory.page_task("list", page) for page in self.list_pages.values()]

    @property
    def sitemap_task(self) -> BuildTask:
        """The site maps: every page with the day of its last news.

        Their key is that of all that pages are made from: to see whether any day has changed takes
        as long as to make them, which is left to other processes.
        """
        papers = self.loaded.catalogue.papers
        keys = [task.cache_key for task in (*self.page_build_tasks, *self.list_build_tasks)]
        paper_keys = [self.paper_keys[paper.id] for paper in papers]
        near = [self.related.related_ids(paper.id) for paper in papers]
        user_pages = sorted(self.user_pages)
        facts = (keys, paper_keys, near, user_pages, sorted(self.redirect_addresses))
        return self._factory.site_task("sitemap", facts, len(keys) + len(papers))

    def download_tasks(self, sizes: Mapping[str, int]) -> list[BuildTask]:
        """The page of downloads, which tells the bytes of every file of exports."""
        pages = plan_download_page(self.site, sizes)
        parameters = (tuple(sizes.items()),)
        return [
            self._factory.page_task("downloads", page)._replace(parameters=parameters)
            for page in pages
        ]

    @cached_property
    def _factory(self) -> TaskFactory:
        return TaskFactory(
            paper_keys=self.paper_keys,
            citation_hashes=self.record_keys,
            fingerprint=self.cache.build_fingerprint if self.cache else "",
        )


def _by_name(planned: Iterable[Planned]) -> dict[str, Planned]:
    """What is planned by name. Raises `ValueError` for a name that two have: that is a bug."""
    found: dict[str, Planned] = {}
    for one in planned:
        if found.setdefault(one.name, one) is not one:
            raise ValueError(f"{one.name} is planned twice")
    return found


def plan_dependent_tasks(plan: BuildPlan) -> list[BuildTask]:
    """The tasks of the third stage but the page of downloads."""
    return [*plan.list_build_tasks, plan.sitemap_task]


def all_tasks(plan: BuildPlan) -> Iterable[BuildTask]:
    """The tasks of all stages but the page of downloads and the search index."""
    yield from plan.paper_build_tasks
    yield from plan.page_build_tasks
    yield from plan.export_tasks
    yield from plan_dependent_tasks(plan)


def record_cache_keys(
    paper_keys: Mapping[PaperId, str], citation_keys: Mapping[PaperId, CitationKey]
) -> dict[PaperId, int]:
    """A number of 64 bits for all that the pieces of a paper in bulk files are made from."""
    names = ((paper, f"{key} {citation_keys[paper]}".encode()) for paper, key in paper_keys.items())
    return {
        paper: int.from_bytes(blake2b(name, digest_size=8).digest(), "little")
        for paper, name in names
    }
