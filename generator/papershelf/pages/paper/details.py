"""The details of a paper: dates, places, numbers and sources.

Takes a `SiteContext` and a paper; returns labeled lines of HTML in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from papershelf.core.count_kinds import SHOWN_COUNTS
from papershelf.core.formatting import format_count, format_date
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.exports.citation_data import version_url
from papershelf.pages.paper.links import list_identifier_links
from papershelf.pages.site_context import SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.model import Count, Paper, Source, VenueId, Version
from papershelf.text.escaping import escape_html

_TYPE_LABELS = {
    "article": "Preprint", "article-journal": "Journal article", "article-magazine": "Article",
    "paper-conference": "Conference paper", "chapter": "Chapter", "post-weblog": "Blog post",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Detail:
    """One line: a label and its HTML."""

    label: str
    value: Markup


def list_details(site: SiteContext, paper: Paper) -> list[Detail]:
    """Return all known facts that are not shown elsewhere on the page."""
    lines = [
        *_venue_details(site, paper),
        *_date_details(paper),
        *_count_details(paper),
        *_source_details(site, paper),
    ]
    return [Detail(label, mark_safe(value)) for label, value in lines if value]


def _venue_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    venue = site.catalogue.venue_of(paper)
    if venue:
        name = escape_html(venue.full_name or venue.name)
        address = f"{ROOT_PLACEHOLDER}{site_paths.venue_address(venue.id)}" if venue.id else ""
        yield "Venue", f'<a href="{address}">{name}</a>' if address else name
    yield "Editors", escape_html(", ".join(editor.name for editor in paper.editors))
    yield "Series", escape_html(paper.series)
    if paper.year:
        yield (
            "Year",
            f'<a href="{ROOT_PLACEHOLDER}{site_paths.year_address(paper.year)}">{paper.year}</a>',
        )
    yield "Track", escape_html(paper.track)
    yield "Session", escape_html(paper.session)
    yield "Decision", escape_html(paper.decision)
    volume = f"{paper.volume}({paper.issue})" if paper.issue else paper.volume
    yield "Volume", escape_html(volume)
    yield "Pages", escape_html(paper.pages.replace("--", "–").replace("-", "–"))
    yield "Article number", escape_html(paper.article_number)
    yield "Edition", escape_html(paper.edition)
    yield "Publisher", escape_html(paper.publisher or (venue.publisher if venue else ""))
    yield "Place", escape_html(paper.place)
    yield "ISBN", ", ".join(paper.isbn)
    yield "ISSN", ", ".join(paper.issn)
    yield "Type", escape_html(_TYPE_LABELS.get(paper.type, paper.type.capitalize()))
    yield "Language", escape_html(paper.language)


def _date_details(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "Date as given", escape_html(paper.date_note)
    if paper.published:
        date = paper.published
        yield "Published", f'<time datetime="{date}">{format_date(date)}</time>'
    if paper.featured:
        yield (
            "Daily lists",
            ", ".join(
                f'<a href="{ROOT_PLACEHOLDER}{site_paths.day_address(day)}">{_render_day(day)}</a>'
                for day in paper.featured
            ),
        )
    yield "Submitted by", escape_html(paper.submitted_by)
    if paper.added:
        yield "Added", _render_day(paper.added)


def _render_day(day: str) -> str:
    """Render a date of this collection without `<time>`, which programs take for a publication date."""
    return f'<data value="{day}">{format_date(day)}</data>'


def _count_details(paper: Paper) -> Iterator[tuple[str, str]]:
    counts = ((getattr(paper, kind.field), kind.noun) for kind in SHOWN_COUNTS)
    yield "Counts", ", ".join(_render_count(count, noun) for count, noun in counts if count)


def _render_count(count: Count, noun: str) -> str:
    day = f" <small>({_render_day(count.day)})</small>" if count.day else ""
    return f"{format_count(count.value, noun)}{day}"


def _source_details(site: SiteContext, paper: Paper) -> Iterator[tuple[str, str]]:
    links = (
        f'<span>{link.label} <a href="{escape_html(link.url)}">{escape_html(link.note)}</a></span>'
        for link in list_identifier_links(paper)
    )
    yield "Identifiers", " ".join(links)
    if paper.container_doi:
        doi = escape_html(paper.container_doi)
        address = escape_html(SCHEMES["doi"].url(paper.container_doi))
        yield "Book or volume", f'DOI <a href="{address}">{doi}</a>'
    versions = (_render_version(site, version) for version in paper.versions)
    yield "Other versions", " ".join(f"<span>{version}</span>" for version in versions)
    if paper.source:
        yield "Source", _render_source(paper.source)


def _render_version(site: SiteContext, version: Version) -> str:
    """Render another version by its venue and year, with a link."""
    venue = site.catalogue.venues.get(VenueId(Slug(version.venue)))
    name = venue.name if venue else version.venue
    url = version_url(version)
    label = " ".join(filter(None, [name, str(version.year or "")])) or url
    return f'<a href="{escape_html(url)}">{escape_html(label)}</a>' if url else escape_html(label)


def _render_source(source: Source) -> str:
    """Render the sources of the record, one on each line, then the fields that have other sources.

    The format of the source is shown only if no place is known.
    """
    day = f", {_render_day(source.day)}" if source.day else ""
    places = [place for place in source.origin.split("; ") if place] or [source.format]
    lines = [f"{escape_html(place)}{day}" for place in places if place] or [day[2:]]
    elsewhere: dict[str, list[str]] = {}
    for name, place in source.fields:
        elsewhere.setdefault(place, []).append(name)
    lines += [
        f"{escape_html(place)} <small>({escape_html(', '.join(names))})</small>"
        for place, names in elsewhere.items()
    ]
    return " ".join(f"<span>{line}</span>" for line in lines if line)
