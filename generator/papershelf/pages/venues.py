"""Venues: the index by kind, a listing for each venue, and one for each of its years.

A `Site` comes in, units of pages go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from papershelf.catalogue.catalogue import name_unlisted
from papershelf.core.formatting import format_count
from papershelf.core.page import ROOT
from papershelf.pages.indexes import Entry, Index, Section, plan_empty, plan_index
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageUnit, Site
from papershelf.records import site_paths
from papershelf.records.model import Paper, Venue
from papershelf.text.escaping import escape_html
from papershelf.text.urls import quote_path, safe_url

CRUMB = Crumb("Venues", site_paths.VENUES)
_KINDS = {
    "conference": "Conferences",
    "journal": "Journals",
    "workshop": "Workshops",
    "preprint": "Preprints",
    "book": "Books",
}


def plan_venues(site: Site) -> Iterator[PageUnit]:
    """The index of venues and their listings."""
    if not (site.catalogue.by_venue or site.catalogue.by_unlisted):
        yield from plan_empty(site, site_paths.VENUES, "Venues", "a venue")
        return
    total = len(site.catalogue.by_venue) + len(site.catalogue.by_unlisted)
    venues = format_count(total, "venue")
    index = Index(
        address=site_paths.VENUES,
        title="Venues",
        lead=f"{venues} in which the papers of this collection appeared.",
        sections=(*venue_sections(site), *_other_venues(site)),
    )
    yield plan_index(site, index)
    for venue_id, papers in site.catalogue.by_venue.items():
        yield from _plan_venue(site, site.catalogue.venues[venue_id], papers)


def venue_sections(site: Site) -> tuple[Section, ...]:
    """The venues that have papers, by kind, each kind by name."""
    members: dict[str, list[Entry]] = {kind: [] for kind in _KINDS}
    for venue_id, papers in site.catalogue.by_venue.items():
        venue = site.catalogue.venues[venue_id]
        entry = Entry(
            venue.name, site_paths.venue_address(venue_id), len(papers), _full_name(venue)
        )
        members.setdefault(venue.kind, []).append(entry)
    return tuple(
        Section(
            title=_KINDS.get(kind, kind.capitalize()),
            entries=tuple(sorted(entries, key=lambda entry: entry.label.casefold())),
            anchor=kind,
        )
        for kind, entries in members.items()
        if entries
    )


def _other_venues(site: Site) -> Iterator[Section]:
    """The venues that have no page: each leads to its one paper, or to a search for its papers."""
    entries = [
        Entry(name_unlisted(papers), _find_address(key, papers), len(papers))
        for key, papers in site.catalogue.by_unlisted.items()
    ]
    if entries:
        entries.sort(key=lambda entry: entry.label.casefold())
        yield Section(title="Other venues", entries=tuple(entries), anchor="other")


def _find_address(key: str, papers: tuple[Paper, ...]) -> str:
    if len(papers) == 1:
        return site_paths.paper_address(papers[0].id)
    return f"{site_paths.SEARCH}?venue={quote_path(key)}"


def _full_name(venue: Venue) -> str:
    return venue.full_name if venue.full_name != venue.name else ""


def _plan_venue(site: Site, venue: Venue, papers: tuple[Paper, ...]) -> Iterator[PageUnit]:
    listing = Listing(
        address=site_paths.venue_address(venue.id),
        kind=venue.kind.capitalize(),
        title=venue.name,
        lead=venue.description or _full_name(venue) or f"Papers that appeared in {venue.name}.",
        papers=papers,
        crumbs=(CRUMB,),
        more=_render_homepage(venue),
    )
    years = Counter(paper.year for paper in papers if paper.year)
    if len(years) < 2:  # the listing of the only year would be this one again
        yield plan_listing(site, listing)
        return
    yield plan_listing(site, replace(listing, more=listing.more + _render_years(venue, years)))
    for year in sorted(years, reverse=True):
        of_year = replace(
            listing,
            address=site_paths.venue_address(venue.id, year),
            title=f"{venue.name} {year}",
            papers=tuple(paper for paper in papers if paper.year == year),
            crumbs=(CRUMB, Crumb(venue.name, listing.address)),
        )
        yield plan_listing(site, of_year)


def _render_homepage(venue: Venue) -> str:
    url = safe_url(venue.homepage) if venue.homepage else None
    return (
        f'<p><a href="{escape_html(url)}">Homepage of {escape_html(venue.name)}</a></p>'
        if url
        else ""
    )


def _render_years(venue: Venue, years: Counter[int]) -> str:
    links = (
        f'<a href="{ROOT}{site_paths.venue_address(venue.id, year)}">{year}'
        f" <small>{years[year]:,}</small></a>"
        for year in sorted(years, reverse=True)
    )
    return f'<p class="tags num"><span>By year</span> {" ".join(links)}</p>'
