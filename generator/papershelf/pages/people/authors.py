"""Author pages: an index from A to Z, and a listing for each person with enough papers.

Takes a `SiteContext`; yields page tasks. Pages of the index show the papers of the other persons.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from hashlib import blake2b
from heapq import nlargest
from typing import NamedTuple

from papershelf.catalogue.author_index import AuthorIndexPage, author_anchor
from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.catalogue import Person
from papershelf.catalogue.known_people import distinct_name, shared_names
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
from papershelf.pages.people.profile_links import render_profile_links
from papershelf.pages.people.profiles import render_profile, serialize_listed_authors
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.value_listings import NAME_LENGTH, count_and_years, plan_value_listings
from papershelf.records import site_paths
from papershelf.text.cleaning import truncate

_LARGEST_SHOWN = 60


def plan_authors(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of authors, and a listing for each person who has a page."""
    persons = site.catalogue.persons
    if not persons:
        yield plan_empty_index(site, AUTHORS)
        return
    index = site.author_index
    serialized = {person.slug: _serialize_person(site, person) for person in persons.values()}
    yield plan_index_page(site, _make_index(site))
    for page in index.pages:
        yield _plan_letter_page(site, page, serialized)
    listed = filter(index.has_page, persons.values())
    yield from plan_value_listings(site, AUTHORS, listed, partial(_make_listing, site), serialized)


def plan_shared_names(site: SiteContext, redirects: Container[str]) -> Iterator[PageTask]:
    """Yield a page for each name that several persons of `people.yaml` have, and nobody else.

    It has the address that these persons had together; `redirects` may lead elsewhere from there.
    """
    for slug, persons in shared_names(site.catalogue).items():
        address = site_paths.author_address(slug)
        if address not in redirects:
            names = " · ".join(dict.fromkeys(person.name for person in persons))
            entries = tuple(_describe_namesake(site, person) for person in persons)
            yield plan_index_page(
                site,
                IndexPage(
                    address=address,
                    title=site.messages.text(
                        "authors.shared_name_title", name=truncate(names, NAME_LENGTH)
                    ),
                    lead=site.messages.text("authors.shared_name"),
                    sections=(
                        IndexSection(
                            title=AUTHORS.count(site.messages, len(persons)), entries=entries
                        ),
                    ),
                    crumbs=(axis_crumb(site, AUTHORS),),
                ),
            )


def _describe_namesake(site: SiteContext, person: Person) -> IndexEntry:
    """Return an entry with what tells a person from others of the same name."""
    known = person.known
    note = known.affiliation if known else ""
    return _index_entry(site, person)._replace(note=truncate(note, NAME_LENGTH))


def _serialize_person(site: SiteContext, person: Person) -> str:
    """Serialize what pages show of a person besides the papers; fast, since there are many persons."""
    shown = f"{person.slug}\t{person.name}\t{person.orcid}\t{len(person.papers)}"
    if person.known:
        name = distinct_name(site.catalogue, person)
        shown += f"\t{name!r}\t{person.known!r}\t{render_profile_links(site, person)!r}"
    if site.author_index.has_page(person):
        listed = serialize_listed_authors(site, person.papers).encode()
        shown += f"\t{blake2b(listed, digest_size=16).hexdigest()}"  # a hash saves memory
    return shown


def _index_entry(site: SiteContext, person: Person) -> IndexEntry:
    name = truncate(distinct_name(site.catalogue, person), NAME_LENGTH)
    return IndexEntry(name, site.author_index.address_of(person), len(person.papers))


def _make_index(site: SiteContext) -> IndexPage:
    messages, persons = site.messages, site.catalogue.persons.values()
    most = nlargest(_LARGEST_SHOWN, persons, key=lambda person: len(person.papers))
    return IndexPage(
        address=site_paths.AUTHORS_ADDRESS,
        title=AUTHORS.text(messages, "title"),
        lead=messages.text("authors.lead", count=AUTHORS.count(messages, len(persons))),
        sections=(
            IndexSection(
                title=messages.text("list.most_papers"),
                entries=tuple(_index_entry(site, person) for person in most),
            ),
        ),
        extra_html=_render_letters(site.author_index.letters),
    )


class _LetterPage(NamedTuple):
    """One page of the persons under a letter; `letter_links` has the links to all letters."""

    page: AuthorIndexPage
    letter_links: str
    lead: str
    last: int


def _plan_letter_page(
    site: SiteContext, page: AuthorIndexPage, serialized: Mapping[Slug, str]
) -> PageTask:
    index, letter = site.author_index, page.letter
    pages = index.letters[letter]
    # Only the first page shows the total, so a new author changes few pages.
    if page.number == 1:
        who = AUTHORS.count(site.messages, sum(len(one.persons) for one in pages))
        lead = site.messages.text("authors.letter_lead", count=who, letter=letter.upper())
    else:
        lead = site.messages.text("authors.letter_lead_continued", letter=letter.upper())
    part = _LetterPage(page, _render_letters(index.letters, letter), lead, len(pages))
    shown = [p for person in page.persons if not index.has_page(person) for p in person.papers]
    return PageTask(
        name=page.address,
        papers=shown,
        facts=(*part[1:], page.number, "\n".join([serialized[p.slug] for p in page.persons])),
        render=partial(_render_letter_page, site, part),
        needs_all_entries=bool(shown),
    )


def _render_letter_page(site: SiteContext, part: _LetterPage) -> Iterator[Page]:
    page = part.page
    title = page.letter.upper()
    entries = tuple(_index_entry(site, person) for person in page.persons)
    others = (one for one in page.persons if not site.author_index.has_page(one))
    return render_index_page(
        site,
        IndexPage(
            address=page.address,
            title=site.messages.text("authors.letter_title", letter=title),
            lead=part.lead,
            sections=(
                IndexSection(title=title, entries=entries),
                *(_make_person_section(site, person) for person in others),
            ),
            crumbs=(axis_crumb(site, AUTHORS),),
            extra_html=part.letter_links,
            first_address=site_paths.author_letter_address(page.letter),
            page_number=page.number,
            page_count=part.last,
        ),
    )


def _make_person_section(site: SiteContext, person: Person) -> IndexSection:
    """Return what the page of a person would show."""
    return IndexSection(
        title=truncate(distinct_name(site.catalogue, person), NAME_LENGTH),
        lead=count_and_years(site, person.papers),
        anchor=author_anchor(person.slug),
        extra_html=render_profile_links(site, person),
        items_html=site.list_items(person.papers, brief=True),
    )


def _render_letters(letters: Iterable[str], current: str = "") -> str:
    links = (
        f'<a href="{ROOT_PLACEHOLDER}{site_paths.author_letter_address(letter)}"'
        f"{' aria-current=page' * (letter == current)}>{letter.upper()}</a>"
        for letter in letters
    )
    return f'<p class="letters">{" ".join(links)}</p>'


def _make_listing(site: SiteContext, person: Person) -> Listing:
    name = truncate(distinct_name(site.catalogue, person), NAME_LENGTH)
    return Listing(
        address=site_paths.author_address(person.slug),
        kind=AUTHORS.text(site.messages, "label"),
        title=name,
        lead=count_and_years(site, person.papers),
        papers=person.papers,
        crumbs=(axis_crumb(site, AUTHORS),),
        extra_html=render_profile_links(site, person) + _render_person_profile(site, person),
        search_query=f"author={person.slug}",
    )


def _render_person_profile(site: SiteContext, person: Person) -> str:
    return render_profile(site, person.papers, ("topics", "co_authors", "years"))
