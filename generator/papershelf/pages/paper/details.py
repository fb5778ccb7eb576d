"""The details of a paper: dates, places, numbers and sources.

Takes a `SiteContext` and a paper; returns labeled lines of HTML in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from papershelf.catalogue.axes.submitters import submitter_index
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.exports.citation_data import version_url
from papershelf.pages.entry.marks import counts_day, list_counts
from papershelf.pages.paper.links import list_identifier_links
from papershelf.pages.paper_texts import render_own_values
from papershelf.pages.site_context import SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.model import Count, Paper, Source, VenueId, Version
from papershelf.text.escaping import escape_html


@dataclass(frozen=True, slots=True)
class Detail:
    """One line: a label and its HTML. `is_own`: a field that the collection declares itself."""

    label: str
    value: Markup
    is_own: bool = False


def list_details(site: SiteContext, paper: Paper) -> list[Detail]:
    """Return all known facts that are not shown elsewhere on the page.

    The label of each is the message `details.<name>`, or that of a field of the collection itself.
    """
    lines = [
        *_venue_details(site, paper),
        *_date_details(site, paper),
        *_count_details(site, paper),
        *_source_details(site, paper),
    ]
    details = [
        Detail(site.messages.text(f"details.{name}"), mark_safe(value))
        for name, value in lines
        if value
    ]
    own = (
        Detail(field.label, mark_safe(value), is_own=True)
        for field in site.settings.fields
        if "paper" in field.shown_on and (value := render_own_values(paper, field, site.messages))
    )
    return [*details, *own]


def _venue_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    venue = site.catalogue.venue_of(paper)
    if venue:
        name = escape_html(venue.full_name or venue.name)
        address = f"{ROOT_PLACEHOLDER}{site_paths.venue_address(venue.id)}" if venue.id else ""
        yield "venue", f'<a href="{address}">{name}</a>' if address else name
    yield "editors", escape_html(", ".join(editor.name for editor in paper.editors))
    yield "series", escape_html(paper.series)
    if paper.year:
        yield (
            "year",
            f'<a href="{ROOT_PLACEHOLDER}{site_paths.year_address(paper.year)}">{paper.year}</a>',
        )
    yield "track", escape_html(paper.track)
    yield "session", escape_html(paper.session)
    yield "decision", escape_html(paper.decision)
    volume = f"{paper.volume}({paper.issue})" if paper.issue else paper.volume
    yield "volume", escape_html(volume)
    yield "pages", escape_html(paper.pages.replace("--", "–").replace("-", "–"))
    yield "article_number", escape_html(paper.article_number)
    yield "edition", escape_html(paper.edition)
    yield "publisher", escape_html(paper.publisher or (venue.publisher if venue else ""))
    yield "place", escape_html(paper.place)
    yield "isbn", ", ".join(paper.isbn)
    yield "issn", ", ".join(paper.issn)
    if paper.type:
        yield "type", site.messages.html(f"types.{paper.type}")
    yield "language", escape_html(paper.language)


def submitter_address(site: SiteContext, paper: Paper) -> str:
    """Return the address of the submitter of a paper, which depends on other papers, or ""."""
    if not paper.submitted_by:
        return ""
    index = submitter_index(site.catalogue, site.settings.outputs.author_pages)
    return index.address_of(paper.submitted_by)


def _render_submitter(site: SiteContext, paper: Paper) -> str:
    name, address = escape_html(paper.submitted_by), submitter_address(site, paper)
    return f'<a href="{ROOT_PLACEHOLDER}{address}">{name}</a>' if address else name


def _date_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    yield "date_note", escape_html(paper.date_note)
    if paper.published:
        date = paper.published
        yield "published", f'<time datetime="{date}">{site.messages.date(date)}</time>'
    if paper.featured:
        yield (
            "featured",
            ", ".join(
                f'<a href="{ROOT_PLACEHOLDER}{site_paths.day_address(day)}">{_render_day(site, day)}</a>'
                for day in paper.featured
            ),
        )
    yield "submitted_by", _render_submitter(site, paper)
    if paper.added:
        yield "added", _render_day(site, paper.added)


def _render_day(site: SiteContext, day: str) -> str:
    """Render a date of this collection without `<time>`, which programs take for a publication date."""
    return f'<data value="{day}">{site.messages.date(day)}</data>'


def _count_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the counts of papers that have them of several days; the header shows all others."""
    if not counts_day(paper):
        yield "counts", ", ".join(_render_count(site, *count) for count in list_counts(paper))


def _render_count(site: SiteContext, name: str, count: Count) -> str:
    day = f" <small>({_render_day(site, count.day)})</small>" if count.day else ""
    return f"{site.messages.count(f'count.{name}', count.value)}{day}"


def _source_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    links = (
        f'<span>{link.label} <a href="{escape_html(link.url)}">{escape_html(link.note)}</a></span>'
        for link in list_identifier_links(paper)
    )
    yield "identifiers", " ".join(links)
    if paper.container_doi:
        doi = escape_html(paper.container_doi)
        address = escape_html(SCHEMES["doi"].url(paper.container_doi))
        yield "container_doi", f'DOI <a href="{address}">{doi}</a>'
    versions = (_render_version(site, version) for version in paper.versions)
    yield "versions", " ".join(f"<span>{version}</span>" for version in versions)
    if paper.source:
        yield "source", _render_source(site, paper.source)


def _render_version(site: SiteContext, version: Version) -> str:
    """Render another version by its venue and year, with a link."""
    venue = site.catalogue.venues.get(VenueId(Slug(version.venue)))
    name = venue.name if venue else version.venue
    url = version_url(version)
    label = " ".join(filter(None, [name, str(version.year or "")])) or url
    return f'<a href="{escape_html(url)}">{escape_html(label)}</a>' if url else escape_html(label)


def _render_source(site: SiteContext, source: Source) -> str:
    """Render the sources of the record, one on each line, then the fields that have other sources.

    They are collapsed, since few readers need them.

    The format of the source is shown only if no place is known.
    """
    day = f", {_render_day(site, source.day)}" if source.day else ""
    places = [place for place in source.origin.split("; ") if place] or [source.format]
    lines = [f"{escape_html(place)}{day}" for place in places if place] or [day[2:]]
    elsewhere: dict[str, list[str]] = {}
    for name, place in source.fields:
        elsewhere.setdefault(place, []).append(name)
    lines += [
        f"{escape_html(place)} <small>({escape_html(', '.join(names))})</small>"
        for place, names in elsewhere.items()
    ]
    text = " ".join(f"<span>{line}</span>" for line in lines if line)
    label = site.messages.html("details.show_source")
    return f"<details><summary>{label}</summary>{text}</details>" if text else ""
