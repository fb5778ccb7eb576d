"""A paper as a list item, rendered once as a string because it is in many listings.

Built by hand instead of with Jinja because it is the most frequently rendered part of listings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from papershelf.catalogue.author_index import AuthorIndex, author_index
from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.core.messages import Messages
from papershelf.core.outputs import LARGE_COLLECTION
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.pages.entry.actions import render_actions
from papershelf.pages.entry.figure import render_thumbnail
from papershelf.pages.entry.marks import render_counts, render_marks
from papershelf.pages.paper_texts import (
    render_excerpt,
    render_own_values,
    render_short_title,
    title_language,
)
from papershelf.pages.tags.tag_links import render_tag_link
from papershelf.records.author_list import AUTHOR_NAME_LENGTH, count_shown_authors
from papershelf.records.model import Author, Paper, TagId
from papershelf.records.site_paths import paper_address, venue_address
from papershelf.records.unlisted_venues import clean_venue_name
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_NOTE_LENGTH = 30
_VENUE_LENGTH = 80
_TAGS_SHOWN, _TAGS_SHOWN_ON_PHONES = 6, 2
_RAIL_START, _RAIL_END = '<div class="rail">', "</div>"
_TAGS_START, _TAGS_END = '<p class="tags">', "</p>"


def render_list_item(paper: Paper, catalogue: Catalogue, settings: Settings) -> str:
    """Render the `<li>` of a paper.

    A rail has venue, year, awards and counts. Beside it are the title, the authors, an excerpt, own
    fields, tags, and actions with the abstract.
    """
    messages = settings.messages
    address = f"{ROOT_PLACEHOLDER}{paper_address(paper.id)}"
    title = render_short_title(paper)
    language = title_language(paper, messages)
    if paper.status:
        title = f"<s>{title}</s>"
    parts = [
        f'<li>{_RAIL_START}<p class="when">{render_venue_and_year(paper, catalogue, messages)}</p>',
        *_render_marks(paper, messages),
        f'{_RAIL_END}<h3 dir="auto"{language}><a href="{address}">{title}</a></h3>',
    ]
    byline = _render_byline(paper, catalogue, settings, address)
    if byline:
        parts.append(f'<p class="by" dir="auto">{byline}</p>')
    parts.append(render_thumbnail(paper.figure))
    if excerpt := render_excerpt(paper):
        parts.append(f'<p class="say" dir="auto">{excerpt}</p>')
    parts += _render_own_fields(paper, settings)
    parts.append(_render_tags(paper.tags, catalogue, messages))
    with_abstract = shows_abstracts(catalogue, settings)
    parts.append(render_actions(paper, address, messages, with_abstract=with_abstract))
    parts.append("</li>")
    return "".join(parts)


def shows_abstracts(catalogue: Catalogue, settings: Settings) -> bool:
    """Whether list entries have abstracts, which fold out."""
    return settings.outputs.list_abstracts or len(catalogue.papers) <= LARGE_COLLECTION


def add_to_rail(item: str, before: str, after: str) -> str:
    """Return a list item with HTML at the beginning and at the end of its rail."""
    head, start, rest = item.partition(_RAIL_START)
    # Text is escaped, so the first end tag is that of the rail.
    rail, end, tail = rest.partition(_RAIL_END)
    return f"{head}{start}{before}{rail}{after}{end}{tail}"


def add_note(item: str, note: str) -> str:
    """Return a list item with a note as HTML below its title, if there is one."""
    if not note:
        return item
    head, end, tail = item.partition("</h3>")
    return f'{head}{end}<p class="note" dir="auto">{note}</p>{tail}'


def list_author_addresses(paper: Paper, catalogue: Catalogue, settings: Settings) -> Iterator[str]:
    """Yield the addresses that the list entry of a paper links, which depend on other papers."""
    index = author_index(catalogue, settings.outputs.author_pages)
    persons = catalogue.persons_of(paper)[: count_shown_authors(len(paper.authors))]
    yield from (index.address_of(person) for person in persons if person and _is_linked(person))


def _render_marks(paper: Paper, messages: Messages) -> Iterator[str]:
    if marks := render_marks(paper):
        yield f'<p class="marks" dir="auto">{marks}</p>'
    if counts := render_counts(paper, messages):
        yield f'<p class="counts">{counts}</p>'


def omit_tag(item: str, paper: Paper, tag: TagId, catalogue: Catalogue, messages: Messages) -> str:
    """Return a list item without one of its tags: that of the listing it is in."""
    head, start, rest = item.partition(_TAGS_START)
    if not start or tag not in paper.tags:
        return item
    # Text is escaped, so the first end tag is that of the tags.
    others = tuple(other for other in paper.tags if other != tag)
    return head + _render_tags(others, catalogue, messages) + rest.partition(_TAGS_END)[2]


def _render_tags(tags: Sequence[TagId], catalogue: Catalogue, messages: Messages) -> str:
    """Render tags; phones show the first of them and the number of the others."""
    if not tags:
        return ""
    links = " ".join(render_tag_link(catalogue, tag) for tag in tags[:_TAGS_SHOWN])
    more = len(tags) - _TAGS_SHOWN_ON_PHONES
    if more > 0:
        links += f" <small>+{messages.number(more)}</small>"
    return f"{_TAGS_START}{links}{_TAGS_END}"


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


def _render_byline(paper: Paper, catalogue: Catalogue, settings: Settings, address: str) -> str:
    """Render the status and the first authors; the number of the others links the paper's page."""
    messages = settings.messages
    parts = []
    if paper.status:
        parts.append(f'<b class="gone">{messages.html(f"status.{paper.status.kind}")}</b>')
    if paper.authors:
        shown = count_shown_authors(len(paper.authors))
        index = author_index(catalogue, settings.outputs.author_pages)
        persons = catalogue.persons_of(paper)
        pairs = zip(paper.authors[:shown], persons, strict=False)
        names = ", ".join(_render_author(author, person, index) for author, person in pairs)
        if more := len(paper.authors) - shown:
            label = escape_html(messages.count("count.more_authors", more))
            names += f' <a href="{address}" title="{label}">+{messages.number(more)}</a>'
        parts.append(names)
    return " · ".join(parts)


def _is_linked(person: Person) -> bool:
    """Whether an author is a member or has other papers.

    A link to the same paper would only make lists longer.
    """
    return len(person.papers) > 1 or person.is_member


def _render_author(author: Author, person: Person | None, index: AuthorIndex) -> str:
    """Render the name of an author, as a link if the person has other papers."""
    name = mark_member(escape_html(truncate(author.name, AUTHOR_NAME_LENGTH)), author)
    if not (person and _is_linked(person)):
        return name
    return f'<a href="{ROOT_PLACEHOLDER}{index.address_of(person)}">{name}</a>'


def mark_member(name: str, author: Author) -> str:
    """Return the name of an author as HTML, in bold for a member of the lab."""
    return f"<b>{name}</b>" if author.person and author.person.is_member else name
