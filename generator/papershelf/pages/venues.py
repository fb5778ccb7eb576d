"""Venue pages: an index by kind, a listing for each venue, and one for each of its years.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from papershelf.catalogue.axes.venues import VENUES
from papershelf.catalogue.catalogue import Catalogue, most_used_venue_name
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.record_schema import VENUE_KINDS
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
)
from papershelf.pages.layout import Crumb, axis_crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.missing_values import missing_value_sections, plan_missing_values
from papershelf.pages.people.profiles import render_profile
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper, Venue, VenueId
from papershelf.text.escaping import escape_html
from papershelf.text.urls import normalize_url, quote_path

_PROFILE = ("topics", "authors")


def plan_venues(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of venues and their listings."""
    if not (site.catalogue.by_venue or site.catalogue.by_unlisted_venue):
        yield plan_empty_index(site, VENUES)
        return
    without = papers_without_venue(site.catalogue)
    total = len(site.catalogue.by_venue) + len(site.catalogue.by_unlisted_venue)
    venues = VENUES.count(site.messages, total)
    index = IndexPage(
        address=site_paths.VENUES_ADDRESS,
        title=VENUES.text(site.messages, "title"),
        lead=site.messages.text("venues.lead", venues=venues),
        sections=(
            *venue_sections(site),
            *_unlisted_venue_sections(site),
            *missing_value_sections(site, VENUES, site_paths.NO_VENUE_ADDRESS, without),
        ),
    )
    yield plan_index_page(site, index)
    for venue_id, papers in site.catalogue.by_venue.items():
        yield from _plan_venue(site, site.catalogue.venues[venue_id], papers)
    yield from plan_missing_values(site, VENUES, site_paths.NO_VENUE_ADDRESS, without)


def papers_without_venue(catalogue: Catalogue) -> tuple[Paper, ...]:
    """Return the papers that no venue lists.

    Empty if no paper has a venue, or if a venue has the address of their list.
    """
    has_venues = catalogue.by_venue or catalogue.by_unlisted_venue
    if not has_venues or VenueId(Slug("none")) in catalogue.by_venue:
        return ()
    return tuple(paper for paper in catalogue.papers if not paper.venue)


def venue_sections(site: SiteContext) -> tuple[IndexSection, ...]:
    """Return the venues that have papers, by kind, sorted by name within each kind."""
    members: dict[str, list[IndexEntry]] = {kind: [] for kind in VENUE_KINDS}
    for venue_id, papers in site.catalogue.by_venue.items():
        venue = site.catalogue.venues[venue_id]
        entry = IndexEntry(
            venue.name, site_paths.venue_address(venue_id), len(papers), _full_name_lead(venue)
        )
        members[venue.kind].append(entry)
    return tuple(
        IndexSection(
            title=site.messages.text(f"venues.{kind}s"),
            entries=tuple(sorted(entries, key=lambda entry: entry.label.casefold())),
            anchor=kind,
        )
        for kind, entries in members.items()
        if entries
    )


def _unlisted_venue_sections(site: SiteContext) -> Iterator[IndexSection]:
    """Yield the venues without pages: each links to its only paper or to a search for its papers."""
    entries = [
        IndexEntry(most_used_venue_name(papers), _unlisted_venue_address(key, papers), len(papers))
        for key, papers in site.catalogue.by_unlisted_venue.items()
    ]
    if entries:
        entries.sort(key=lambda entry: entry.label.casefold())
        yield IndexSection(
            title=site.messages.text("venues.other"), entries=tuple(entries), anchor="other"
        )


def _unlisted_venue_address(venue_key: str, papers: tuple[Paper, ...]) -> str:
    if len(papers) == 1:
        return site_paths.paper_address(papers[0].id)
    return f"{site_paths.SEARCH_ADDRESS}?venue={quote_path(venue_key)}"


def _full_name_lead(venue: Venue) -> str:
    return venue.full_name if venue.full_name != venue.name else ""


def _plan_venue(site: SiteContext, venue: Venue, papers: tuple[Paper, ...]) -> Iterator[PageTask]:
    listing = Listing(
        address=site_paths.venue_address(venue.id),
        kind=site.messages.text(f"venues.{venue.kind}"),
        title=venue.name,
        lead=_full_name_lead(venue)
        or venue.description
        or site.messages.text("venues.listing_lead", name=venue.name),
        papers=papers,
        crumbs=(axis_crumb(site, VENUES),),
        extra_html=_render_description(site, venue) + render_profile(site, papers, _PROFILE),
        search_query=f"venue={venue.id}",
    )
    years = Counter(paper.year for paper in papers if paper.year)
    if len(years) < 2:  # With a single year, the listing of that year would be the same.
        yield plan_listing(site, listing)
        return
    yield plan_listing(
        site, replace(listing, extra_html=listing.extra_html + _render_years(site, venue, years))
    )
    for year in sorted(years, reverse=True):
        listing_of_year = replace(
            listing,
            address=site_paths.venue_address(venue.id, year),
            title=f"{venue.name} {year}",
            papers=(of_year := tuple(paper for paper in papers if paper.year == year)),
            extra_html=_render_description(site, venue) + render_profile(site, of_year, _PROFILE),
            crumbs=(axis_crumb(site, VENUES), Crumb(venue.name, listing.address)),
            search_query=f"{listing.search_query}&from={year}&to={year}",
        )
        yield plan_listing(site, listing_of_year)


def _render_description(site: SiteContext, venue: Venue) -> str:
    """Render the description, unless it is the lead, and the link to the homepage."""
    parts = []
    if venue.description and _full_name_lead(venue):
        parts.append(f'<p class="about" dir="auto">{escape_html(venue.description)}</p>')
    if url := normalize_url(venue.homepage) if venue.homepage else None:
        label = site.messages.html("venues.homepage", name=venue.name)
        parts.append(f'<p class="more"><a href="{escape_html(url)}">{label}</a></p>')
    return "".join(parts)


def _render_years(site: SiteContext, venue: Venue, years: Counter[int]) -> str:
    messages = site.messages
    links = (
        f'<a href="{ROOT_PLACEHOLDER}{site_paths.venue_address(venue.id, year)}">{year}'
        f" <small>{messages.number(years[year])}</small></a>"
        for year in sorted(years, reverse=True)
    )
    return (
        f'<p class="tags num"><span>{messages.html("venues.by_year")}</span> {" ".join(links)}</p>'
    )
