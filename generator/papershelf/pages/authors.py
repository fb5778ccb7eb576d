"""Author pages: an index from A to Z and a listing for each person.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import NamedTuple

from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.catalogue import Person
from papershelf.core.chunking import split_evenly
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
    render_index_page,
)
from papershelf.pages.layout import axis_crumb
from papershelf.pages.listings import Listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.value_listings import NAME_LENGTH, count_and_years, plan_value_listings
from papershelf.records import site_paths
from papershelf.text.cleaning import truncate

PERSONS_PER_PAGE = 100
_LARGEST_SHOWN = 60
_DIGITS_LETTER = "0-9"


def plan_authors(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of authors and a listing for each."""
    persons = site.catalogue.persons
    if not persons:
        yield plan_empty_index(site, AUTHORS)
        return
    serialized = {person.slug: _serialize_person(person) for person in persons.values()}
    letters = _group_by_letter(persons.values())
    yield plan_index_page(site, _make_index(site, letters))
    for letter in letters:
        yield from _plan_letter(site, letter, letters, serialized)
    yield from plan_value_listings(
        site, AUTHORS, persons.values(), partial(_make_listing, site), serialized
    )


def _serialize_person(person: Person) -> str:
    """Serialize what pages show of a person besides the papers; fast, since there are many persons."""
    return f"{person.slug}\t{person.name}\t{person.orcid}\t{len(person.papers)}"


def _group_by_letter(persons: Iterable[Person]) -> dict[str, list[Person]]:
    """Group the persons by the first letter of their family name, from a to z, digits last."""
    letters: dict[str, list[Person]] = {}
    for person in persons:
        letters.setdefault(person.family[0], []).append(person)
    if digits := [person for first in "0123456789" for person in letters.pop(first, ())]:
        letters[_DIGITS_LETTER] = digits
    return dict(sorted(letters.items(), key=lambda item: (item[0] == _DIGITS_LETTER, item[0])))


def _index_entry(person: Person) -> IndexEntry:
    name = truncate(person.name, NAME_LENGTH)
    return IndexEntry(name, site_paths.author_address(person.slug), len(person.papers))


def _make_index(site: SiteContext, letters: dict[str, list[Person]]) -> IndexPage:
    messages = site.messages
    persons = [person for members in letters.values() for person in members]
    most = nlargest(_LARGEST_SHOWN, persons, key=lambda person: len(person.papers))
    return IndexPage(
        address=site_paths.AUTHORS_ADDRESS,
        title=AUTHORS.text(messages, "title"),
        lead=messages.text("authors.lead", count=AUTHORS.count(messages, len(persons))),
        sections=(
            IndexSection(
                title=messages.text("list.most_papers"),
                entries=tuple(_index_entry(person) for person in most),
            ),
        ),
        extra_html=_render_letters(letters),
    )


class _LetterPage(NamedTuple):
    """One page of the persons under a letter; `letter_links` has the links to all letters."""

    letter: str
    letter_links: str
    lead: str
    number: int
    last: int
    persons: Sequence[Person]


def _plan_letter(
    site: SiteContext, letter: str, letters: dict[str, list[Person]], serialized: Mapping[Slug, str]
) -> Iterator[PageTask]:
    members = letters[letter]
    row = _render_letters(letters, letter)
    pieces = split_evenly([person.slug for person in members], PERSONS_PER_PAGE)
    for number, piece in enumerate(pieces, start=1):
        # Only the first page shows the total, so a new author changes few pages.
        if number == 1:
            who = AUTHORS.count(site.messages, len(members))
            lead = site.messages.text("authors.letter_lead", count=who, letter=letter.upper())
        else:
            lead = site.messages.text("authors.letter_lead_continued", letter=letter.upper())
        part = _LetterPage(letter, row, lead, number, len(pieces), members[piece])
        yield PageTask(
            name=site_paths.listing_page_address(site_paths.author_letter_address(letter), number),
            papers=(),
            facts=(*part[:-1], "\n".join([serialized[p.slug] for p in part.persons])),
            render=partial(_render_letter_page, site, part),
        )


def _render_letter_page(site: SiteContext, part: _LetterPage) -> Iterator[Page]:
    title = part.letter.upper()
    first = site_paths.author_letter_address(part.letter)
    index = IndexPage(
        address=site_paths.listing_page_address(first, part.number),
        title=site.messages.text("authors.letter_title", letter=title),
        lead=part.lead,
        sections=(IndexSection(title=title, entries=tuple(map(_index_entry, part.persons))),),
        crumbs=(axis_crumb(site, AUTHORS),),
        extra_html=part.letter_links,
        first_address=first,
        page_number=part.number,
        page_count=part.last,
    )
    return render_index_page(site, index)


def _render_letters(letters: dict[str, list[Person]], current: str = "") -> str:
    links = (
        f'<a href="{ROOT_PLACEHOLDER}{site_paths.author_letter_address(letter)}"'
        f"{' aria-current=page' * (letter == current)}>{letter.upper()}</a>"
        for letter in letters
    )
    return f'<p class="letters">{" ".join(links)}</p>'


def _make_listing(site: SiteContext, person: Person) -> Listing:
    name = truncate(person.name, NAME_LENGTH)
    return Listing(
        address=site_paths.author_address(person.slug),
        kind=AUTHORS.text(site.messages, "label"),
        title=name,
        lead=count_and_years(site, person.papers),
        papers=person.papers,
        crumbs=(axis_crumb(site, AUTHORS),),
        extra_html=_render_profile_links(site, person),
    )


def _render_profile_links(site: SiteContext, person: Person) -> str:
    """Render the links to the person's profiles elsewhere that the records provide."""
    links = []
    if person.orcid:
        label = site.messages.html("authors.orcid", id=person.orcid)
        links.append(f'<a href="https://orcid.org/{person.orcid}">{label}</a>')
    return f'<p class="more">{" ".join(links)}</p>' if links else ""
