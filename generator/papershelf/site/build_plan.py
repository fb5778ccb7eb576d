"""What there is to make of a collection: every unit of pages, feeds, exports and site maps.

A checked collection comes in, a `Plan` goes out. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

from papershelf.catalogue.catalogue import Catalogue, catalogue_collection
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.catalogue.groups import last_change
from papershelf.catalogue.trending import Trending, trace_trending
from papershelf.core.identifiers import CitationKey, IsoDate
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.engine.build_task import Unit
from papershelf.exports.bulk_file import Past, Piece
from papershelf.exports.sitemaps import render_sitemaps
from papershelf.pages import PageUnit, Site, plan_other_pages
from papershelf.pages import plan_papers as plan_paper_pages
from papershelf.pages.downloads import plan_download_page
from papershelf.records.loader import Collection
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import DOWNLOADS, SEARCH, paper_address
from papershelf.related.related_lists import PackedLists
from papershelf.site.artifact_plan import ArtifactUnit, plan_artifacts
from papershelf.site.task_keys import Planner, key_papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A checked collection, its catalogue, and two names for each paper.

    `paper_keys` stand for all that is known of papers, by `citation_keys` they are cited. The
    search index needs no more, and so can be made while the rest is planned.
    """

    collection: Collection
    catalogue: Catalogue
    paper_keys: Mapping[PaperId, str]
    citation_keys: Mapping[PaperId, CitationKey]


def fill_shelf(collection: Collection) -> Shelf:
    """Put the papers of a collection into the order in which everything else finds them."""
    catalogue = catalogue_collection(collection)
    return Shelf(
        collection=collection,
        catalogue=catalogue,
        paper_keys=key_papers(catalogue),
        citation_keys=assign_citation_keys(catalogue.papers, collection.ledger, collection.former),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """The files for machines that there are to make: they depend on no page.

    `piece_keys` has a number for each paper, which stands for its pieces of bulk files.
    """

    planner: Planner
    piece_keys: Mapping[PaperId, int]
    trending: Trending
    artifacts: tuple[ArtifactUnit, ...]
    units: tuple[Unit, ...]


class Pages(NamedTuple):
    """Some pages, and what makes each."""

    pages: Sequence[PageUnit]
    units: Sequence[Unit]


NO_PAGES = Pages((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to make of a site.

    `units` can be made at once. The pages of papers (`plan_papers`) depend on which are related,
    those of lists (`plan_lists`) on how long the entries of papers are, and the page of downloads
    on how large files became. `moved` are the addresses that lead elsewhere or say that their page
    was removed: no list of pages has them.
    """

    files: FilePlan
    site: Site
    pages: tuple[PageUnit, ...]
    units: tuple[Unit, ...]
    moved: frozenset[str]

    @property
    def addresses(self) -> list[str]:
        """Where all pages stand, those of papers too; of a list, where the first does."""
        others = [address for unit in self.pages for address in unit.addresses]
        return [*others, *(paper_address(paper.id) for paper in self.site.catalogue.papers)]

    def page_unit(self, planned: PageUnit) -> Unit:
        """A unit of pages of this site."""
        return self.files.planner.pages(self.site, planned)


def plan_files(
    shelf: Shelf,
    settings: Settings,
    *,
    code: str = "",
    recall: Callable[[str], Mapping[int, Piece]] | None = None,
) -> FilePlan:
    """The files for machines; `code` is the name of all that makes them but the collection.

    `recall` finds pieces of bulk files that stand from an earlier run, by `Past.keys`.
    """
    catalogue, keys = shelf.catalogue, shelf.citation_keys
    trending = trace_trending(catalogue.papers, shelf.collection.counts, settings)
    pieces = key_pieces(shelf.paper_keys, keys)
    past = Past(keys=pieces, recall=recall) if recall else None
    artifacts = tuple(plan_artifacts(catalogue, settings, keys, trending, past))
    planner = Planner(papers=shelf.paper_keys, cited=pieces, base=code)
    return FilePlan(
        planner=planner,
        piece_keys=pieces,
        trending=trending,
        artifacts=artifacts,
        units=tuple(map(planner.artifacts, artifacts)),
    )


def plan_site(shelf: Shelf, settings: Settings, files: FilePlan) -> Plan:
    """Everything that can be planned before anything is known of related papers."""
    collection, catalogue = shelf.collection, shelf.catalogue
    site = Site(
        catalogue=catalogue,
        settings=settings,
        keys=shelf.citation_keys,
        trending=files.trending,
        files=frozenset(path for unit in files.artifacts for path in unit.paths),
    )
    aliases = {paper_address(old) for paper in catalogue.papers for old in paper.aliases}
    pages = tuple(plan_other_pages(site, collection.redirects, collection.removed))
    whole = (files.planner.pages(site, planned) for planned in pages if not planned.of_entries)
    return Plan(
        files=files,
        site=site,
        pages=pages,
        units=(*whole, *files.units),
        moved=frozenset(aliases | collection.redirects.keys() | collection.removed),
    )


def add_related(plan: Plan, related: PackedLists) -> Plan:
    """A plan that knows which papers are related."""
    return replace(plan, site=replace(plan.site, related=related))


def key_pieces(
    papers: Mapping[PaperId, str], keys: Mapping[PaperId, CitationKey]
) -> dict[PaperId, int]:
    """A number of 64 bits for all that the pieces of a paper in bulk files are made from."""
    names = ((paper, f"{key} {keys[paper]}".encode()) for paper, key in papers.items())
    return {
        paper: int.from_bytes(blake2b(name, digest_size=8).digest(), "little")
        for paper, name in names
    }


def plan_papers(plan: Plan) -> Pages:
    """The pages of papers, of a plan that knows which are related."""
    pages = list(plan_paper_pages(plan.site))
    return Pages(pages, list(map(plan.page_unit, pages)))


def plan_lists(plan: Plan) -> Pages:
    """The pages of lists, cut small, so that a change of a paper makes few of them again."""
    pages = [part for planned in plan.pages if planned.of_entries for part in planned.parts()]
    return Pages(pages, list(map(plan.page_unit, pages)))


def plan_sitemaps(plan: Plan, lists: Pages, others: Iterable[str]) -> Unit:
    """The site maps: every page with the day of its last news; `others` are people's pages.

    Their key is that of all that pages are made from: to see whether any day has changed takes as
    long as to make them, which is left to other processes.
    """
    others = sorted(others)
    keys = [unit.key for unit in (*plan.units, *lists.units) if unit.is_page]
    papers = [plan.files.planner.papers[paper.id] for paper in plan.site.catalogue.papers]
    near = [plan.site.related.names(paper.id) for paper in plan.site.catalogue.papers]
    return plan.files.planner.only_built(
        "sitemap",
        (keys, papers, near, others, sorted(plan.moved)),
        partial(_render_sitemaps, plan, lists.pages, others),
        weight=len(keys) + len(papers),
    )


def _render_sitemaps(
    plan: Plan, lists: Sequence[PageUnit], others: Sequence[str]
) -> Iterator[Artifact]:
    changed = {paper.id: last_change(paper) for paper in plan.site.catalogue.papers}
    days: dict[str, IsoDate | None] = dict.fromkeys((*map(_address, others), DOWNLOADS))
    for paper in plan.site.catalogue.papers:
        near = map(plan.site.catalogue.by_id.__getitem__, plan.site.related.names(paper.id))
        days[paper_address(paper.id)] = _newest(changed, (paper, *near))
    for unit in (*(unit for unit in plan.pages if not unit.of_entries), *lists):
        if unit.papers_of:
            days.update((name, _newest(changed, papers)) for name, papers in unit.papers_of.items())
        else:
            days[unit.address] = _newest(changed, unit.papers)
    for address in (*plan.moved, SEARCH):
        days.pop(address, None)
    return render_sitemaps(days.items(), plan.site.settings)


def plan_downloads(plan: Plan, sizes: Mapping[str, int]) -> list[Unit]:
    """The page of downloads, which tells the bytes of every file of exports."""
    return list(map(plan.page_unit, plan_download_page(plan.site, sizes)))


def _newest(changed: Mapping[PaperId, IsoDate | None], papers: Sequence[Paper]) -> IsoDate | None:
    """The day of the last news on any of some papers."""
    if len(papers) == 1:  # as most persons have
        return changed[papers[0].id]
    return max([day for paper in papers if (day := changed[paper.id])], default=None)


def _address(path: str) -> str:
    """The address of the page that MkDocs makes of a Markdown file."""
    stem = path.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('/index')}/"
