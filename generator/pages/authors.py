"""Authors: an index from A to Z, and a listing for each person.

A `Site` comes in, units of pages go out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from zlib import crc32

from generator import addresses
from generator.catalogue import Person
from generator.identifiers import make_slug
from generator.page import ROOT, Page
from generator.pages.context import PageUnit, Site
from generator.pages.frame import Crumb
from generator.pages.indexes import Entry, Index, Section, plan_empty, plan_index
from generator.pages.listings import Listing, plan_listing
from generator.pages.words import format_count
from generator.text import truncate

CRUMB = Crumb("Authors", addresses.AUTHORS)
PER_PAGE = 100
_MOST = 60
_NAME_LENGTH = 100
_UNITS = 1024
_DIGITS = "0-9"


def plan_authors(site: Site) -> Iterator[PageUnit]:
    """The index of authors and a listing for each."""
    persons = site.catalogue.persons
    if not persons:
        yield from plan_empty(site, addresses.AUTHORS, "Authors", "an author")
        return
    letters = _by_letter(persons.values())
    yield plan_index(site, _overview(letters))
    for letter in letters:
        yield from _plan_letter(site, letter, letters)
    yield from _plan_single(site)
    for person in persons.values():
        if len(person.papers) > 1:
            yield plan_listing(site, _listing(person))


def _plan_single(site: Site) -> Iterator[PageUnit]:
    """Persons of one paper, some in a unit: they are most, and their pages are quickly made.

    Which unit is told by the name alone, so that nobody moves when others come and go.
    """
    units: dict[int, list[Person]] = defaultdict(list)
    for person in site.catalogue.persons.values():
        if len(person.papers) == 1:
            units[crc32(person.slug.encode()) % _UNITS].append(person)
    for number, persons in sorted(units.items()):
        yield PageUnit(
            name=f"{addresses.AUTHORS}single {number}",
            papers=[person.papers[0] for person in persons],
            facts=tuple((person.slug, person.name, person.orcid) for person in persons),
            render=partial(_render_single, site, persons),
            papers_of={addresses.author_address(p.slug): p.papers for p in persons},
        )


def _render_single(site: Site, persons: Iterable[Person]) -> Iterator[Page]:
    for person in persons:
        yield from plan_listing(site, _listing(person)).render()


def _by_letter(persons: Iterable[Person]) -> dict[str, list[Person]]:
    """The persons under the first letter of their family name, from a to z, digits last."""
    letters: dict[str, list[Person]] = {}
    for person in persons:
        letters.setdefault(_letter(person), []).append(person)
    return dict(sorted(letters.items(), key=lambda item: (item[0] == _DIGITS, item[0])))


def _letter(person: Person) -> str:
    # As the catalogue sorts them: by the last word of the folded name.
    first = (make_slug(person.name) or person.slug).rpartition("-")[2][0]
    return _DIGITS if first.isdigit() else first


def _entry(person: Person) -> Entry:
    name = truncate(person.name, _NAME_LENGTH)
    return Entry(name, addresses.author_address(person.slug), len(person.papers))


def _overview(letters: dict[str, list[Person]]) -> Index:
    persons = [person for members in letters.values() for person in members]
    most = sorted(persons, key=lambda person: -len(person.papers))[:_MOST]
    return Index(
        address=addresses.AUTHORS,
        title="Authors",
        lead=f"{format_count(len(persons), 'author')}, from A to Z by family name.",
        sections=(
            Section(title="Most papers here", entries=tuple(_entry(person) for person in most)),
        ),
        more=_render_letters(letters),
    )


def _plan_letter(site: Site, letter: str, letters: dict[str, list[Person]]) -> Iterator[PageUnit]:
    members = letters[letter]
    first = addresses.letter_address(letter)
    last = -(-len(members) // PER_PAGE)
    for number in range(1, last + 1):
        part = members[(number - 1) * PER_PAGE : number * PER_PAGE]
        index = Index(
            address=addresses.numbered_address(first, number),
            title=f"Authors: {letter.upper()}",
            lead=f"{format_count(len(members), 'author')} by family name: {letter.upper()}.",
            sections=(
                Section(title=letter.upper(), entries=tuple(_entry(person) for person in part)),
            ),
            crumbs=(CRUMB,),
            more=_render_letters(letters, letter),
            first=first,
            number=number,
            last=last,
        )
        yield plan_index(site, index)


def _render_letters(letters: dict[str, list[Person]], current: str = "") -> str:
    links = (
        f'<a href="{ROOT}{addresses.letter_address(letter)}"'
        f"{' aria-current=page' * (letter == current)}>{letter.upper()}</a>"
        for letter in letters
    )
    return f'<p class="letters">{" ".join(links)}</p>'


def _listing(person: Person) -> Listing:
    years = sorted({paper.year for paper in person.papers if paper.year})
    span = f", {years[0]}–{years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    name = truncate(person.name, _NAME_LENGTH)
    return Listing(
        address=addresses.author_address(person.slug),
        kind="Author",
        title=name,
        lead=f"{format_count(len(person.papers), 'paper')} in this collection{span}.",
        papers=person.papers,
        crumbs=(CRUMB,),
        more=_render_links(person),
    )


def _render_links(person: Person) -> str:
    """Where the person has pages elsewhere, as far as the records say."""
    links = []
    if person.orcid:
        links.append(f'<a href="https://orcid.org/{person.orcid}">ORCID {person.orcid}</a>')
    return f'<p class="more">{" ".join(links)}</p>' if links else ""
