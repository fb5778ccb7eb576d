"""What there is to make of a collection: every unit of pages, feeds, exports and site maps.

A checked collection comes in, a `Plan` goes out. Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.addresses import SEARCH, paper_address
from generator.catalogue import Catalogue, build_catalogue
from generator.citations import Ledger, assign_citation_keys
from generator.generation import Planner, key_papers, make_planner
from generator.groups import last_change_of
from generator.identifiers import IsoDate
from generator.loading import Collection
from generator.model import PaperId
from generator.pages import PageUnit, Site, plan_pages
from generator.pages.downloads import plan_download_page
from generator.publishing import plan_artifacts
from generator.related import Related
from generator.settings import Settings
from generator.sitemap import render_sitemaps
from generator.trending import trace_trending
from generator.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A checked collection, its catalogue, and a name for all that is known of each paper.

    It is all that the search index needs, which so can be made while the rest is planned.
    """

    collection: Collection
    catalogue: Catalogue
    paper_keys: Mapping[PaperId, str]


def fill_shelf(collection: Collection) -> Shelf:
    """Put the papers of a collection into the order in which everything else finds them."""
    catalogue = build_catalogue(
        collection.papers, collection.groups, collection.tags, collection.venues
    )
    return Shelf(collection=collection, catalogue=catalogue, paper_keys=key_papers(catalogue))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The units of a site. Those of `finish_plan` depend on what the others made."""

    planner: Planner
    pages: tuple[PageUnit, ...]
    units: tuple[Unit, ...]
    moved: frozenset[str]

    @property
    def site(self) -> Site:
        """The collection as pages see it."""
        return self.planner.site


def plan_site(
    shelf: Shelf,
    settings: Settings,
    related: Mapping[PaperId, tuple[Related, ...]],
    ledger: Ledger,
) -> Plan:
    """Everything that can be planned before anything is made."""
    collection, catalogue = shelf.collection, shelf.catalogue
    keys = assign_citation_keys(catalogue.papers, ledger)
    trending = trace_trending(catalogue.papers, collection.counts, settings)
    artifacts = tuple(plan_artifacts(catalogue, settings, keys, trending))
    site = Site(
        catalogue=catalogue,
        settings=settings,
        keys=keys,
        related=related,
        trending=trending,
        files=frozenset(path for unit in artifacts for path in unit.paths),
    )
    pages = tuple(plan_pages(site, collection.redirects))
    planner = make_planner(site, shelf.paper_keys)
    units = (*map(planner.pages, pages), *map(planner.artifacts, artifacts))
    aliases = {paper_address(old) for paper in catalogue.papers for old in paper.aliases}
    moved = frozenset(aliases | collection.redirects.keys())
    return Plan(planner=planner, pages=pages, units=units, moved=moved)


def finish_plan(
    plan: Plan, files: Mapping[str, tuple[str, int]], others: Iterable[str]
) -> list[Unit]:
    """The units that tell of the others: downloads with sizes, site maps with all addresses.

    `files` maps each path in the folder of MkDocs to the name of its unit and its size in bytes,
    `others` are the paths of the pages that people wrote.
    """
    sizes = {path: size for path, (_, size) in files.items()}
    downloads = tuple(plan_download_page(plan.site, sizes))
    days = {unit.name: last_change_of(unit.papers) for unit in plan.pages}
    pages = [*_addresses(files, days), *((_address(path), None) for path in others)]
    pages += [(unit.name, None) for unit in downloads]
    listed = [(address, day) for address, day in pages if address not in plan.moved | {SEARCH}]
    sitemaps = tuple(render_sitemaps(listed, plan.site.settings))
    return [
        *map(plan.planner.pages, downloads),
        plan.planner.only_built("sitemap", sitemaps),
    ]


def _addresses(
    files: Mapping[str, tuple[str, int]], days: Mapping[str, IsoDate | None]
) -> Iterable[tuple[str, IsoDate | None]]:
    for path, (unit, _) in files.items():
        if path.endswith(".md") and unit in days:
            yield _address(path), days[unit]


def _address(path: str) -> str:
    """The address of the page that MkDocs makes of a Markdown file."""
    stem = path.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('/index')}/"
