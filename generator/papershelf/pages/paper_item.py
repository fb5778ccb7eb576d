"""A paper as a list item, rendered once as a string because it is in many listings.

Built by hand instead of with Jinja because it is the most frequently rendered part of listings.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.messages import Messages
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.pages.paper_texts import (
    render_excerpt,
    render_own_values,
    render_short_title,
    title_language,
)
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper
from papershelf.records.site_paths import paper_address, tag_address, venue_address
from papershelf.records.unlisted_venues import clean_venue_name
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_NOTE_LENGTH = 30
_VENUE_LENGTH = 80
_TAGS_SHOWN = 6


def render_list_item(paper: Paper, catalogue: Catalogue, settings: Settings) -> str:
    """Render the `<li>` of a paper: venue and year, title, authors, excerpt, own fields, tags."""
    messages = settings.messages
    title = render_short_title(paper)
    language = title_language(paper, messages)
    if paper.status:
        title = f"<s>{title}</s>"
    parts = [
        f'<li><p class="when">{render_venue_and_year(paper, catalogue, messages)}</p>',
        f'<h3 dir="auto"{language}><a href="{ROOT_PLACEHOLDER}{paper_address(paper.id)}">{title}</a></h3>',
    ]
    byline = _render_byline(paper, messages)
    if byline:
        parts.append(f'<p class="by" dir="auto">{byline}</p>')
    if excerpt := render_excerpt(paper):
        parts.append(f'<p class="say" dir="auto">{excerpt}</p>')
    parts += _render_own_fields(paper, settings)
    if paper.tags:
        links = (
            f'<a href="{ROOT_PLACEHOLDER}{tag_address(tag)}">{escape_html(catalogue.tags[tag].name)}</a>'
            for tag in paper.tags[:_TAGS_SHOWN]
        )
        parts.append(f'<p class="tags">{" ".join(links)}</p>')
    parts.append("</li>")
    return "".join(parts)


def _render_own_fields(paper: Paper, settings: Settings) -> Iterator[str]:
    for field in settings.fields:
        if "list" in field.shown_on and (
            value := render_own_values(paper, field, settings.messages)
        ):
            yield f'<p class="own" dir="auto">{escape_html(field.label)}: {value}</p>'


def render_venue_and_year(paper: Paper, catalogue: Catalogue, messages: Messages) -> str:
    """Render the venue and year of a paper, for the narrow column next to its title."""
    year = str(paper.year or "") or escape_html(truncate(paper.date_note, _NOTE_LENGTH))
    if venue := catalogue.venue_of(paper):
        short = venue.name if venue.id else truncate(clean_venue_name(venue.name), _VENUE_LENGTH)
        name = escape_html(short)
        link = (
            f'<a href="{ROOT_PLACEHOLDER}{venue_address(venue.id)}">{name}</a>'
            if venue.id
            else name
        )
        return f"{link} <span>{year}</span>" if year else link
    date = paper.published or str(paper.year or "")
    return f'<time datetime="{date}">{messages.date(date)}</time>' if date else year


def _render_byline(paper: Paper, messages: Messages) -> str:
    parts = []
    if paper.status:
        parts.append(f'<b class="gone">{messages.html(f"status.{paper.status.kind}")}</b>')
    if paper.authors:
        parts.append(escape_html(format_authors(paper.authors, messages)))
    parts.extend(f"<b>{escape_html(truncate(award, 60))}</b>" for award in paper.awards[:2])
    return " · ".join(parts)
