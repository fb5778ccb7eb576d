"""Authors: an index from A to Z, and a listing for each person.

A `Site` comes in, units of pages go out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import NamedTuple
from zlib import crc32

from papershelf.catalogue.catalogue import Person
from papershelf.catalogue.groups import AUTHOR_PAPERS
from papershelf.core.chunking import cut_evenly
from papershelf.core.formatting import format_count
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT, Page
from papershelf.pages.indexes import Entry, Index, Section, plan_empty, plan_index, render_index
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, files_beside, is_short, plan_listing, render_short
from papershelf.pages.site_context import PageUnit, Site
from papershelf.records import site_paths
from papershelf.text.cleaning import truncate

CRUMB = Crumb("Authors", site_paths.AUTHORS)
PER_PAGE = 100
_MOST = 60
_NAME_LENGTH = 100
_UNITS = 4096
_DIGITS = "0-9"


def plan_authors(site: Site) -> Iterator[PageUnit]:
    """The index of authors and a listing for each."""
    persons = site.catalogue.persons
    if not persons:
        yield from plan_empty(site, site_paths.AUTHORS, "Authors", "an author")
        return
    told = {person.slug: _tell(person) for person in persons.values()}
    letters = _by_letter(persons.values())
    yield plan_index(site, _overview(letters))
    for letter in letters:
        yield from _plan_letter(site, letter, letters, told)
    units: dict[int, list[Person]] = defaultdict(list)
    for person in persons.values():
        if is_short(site, person.papers):
            # By the name alone, so that nobody moves when others come and go.
            units[crc32(person.slug.encode()) % _UNITS].append(person)
        else:
            yield plan_listing(site, _listing(person))
    yield from _plan_short(site, units, told)


def _plan_short(
    site: Site, units: Mapping[int, Sequence[Person]], told: Mapping[Slug, str]
) -> Iterator[PageUnit]:
    """Persons of few papers, some in a unit: they are most, and their pages are quickly made."""
    for number, persons in sorted(units.items()):
        yield PageUnit(
            name=f"{site_paths.AUTHORS}short {number}",
            papers=[paper for person in persons for paper in person.papers],
            facts=("\n".join([told[p.slug] for p in persons]), *_find_files(site, persons)),
            render=partial(_render_short, site, persons),
            of_entries=True,
            papers_of={site_paths.author_address(p.slug): p.papers for p in persons},
        )


def _tell(person: Person) -> str:
    """What pages say of a person beside the papers: quickly told, since there are so many."""
    return f"{person.slug}\t{person.name}\t{person.orcid}\t{len(person.papers)}"


def _find_files(site: Site, persons: Iterable[Person]) -> Iterator[object]:
    for person in persons:
        if len(person.papers) >= AUTHOR_PAPERS:
            yield files_beside(site, site_paths.author_address(person.slug))


def _render_short(site: Site, persons: Iterable[Person]) -> Iterator[Page]:
    for person in persons:
        yield from render_short(site, _listing(person))


def _by_letter(persons: Iterable[Person]) -> dict[str, list[Person]]:
    """The persons under the first letter of their family name, from a to z, digits last."""
    letters: dict[str, list[Person]] = {}
    for person in persons:
        letters.setdefault(person.family[0], []).append(person)
    if digits := [person for first in "0123456789" for person in letters.pop(first, ())]:
        letters[_DIGITS] = digits
    return dict(sorted(letters.items(), key=lambda item: (item[0] == _DIGITS, item[0])))


def _entry(person: Person) -> Entry:
    name = truncate(person.name, _NAME_LENGTH)
    return Entry(name, site_paths.author_address(person.slug), len(person.papers))


def _overview(letters: dict[str, list[Person]]) -> Index:
    persons = [person for members in letters.values() for person in members]
    most = nlargest(_MOST, persons, key=lambda person: len(person.papers))
    return Index(
        address=site_paths.AUTHORS,
        title="Authors",
        lead=f"{format_count(len(persons), 'author')}, from A to Z by family name.",
        sections=(
            Section(title="Most papers here", entries=tuple(_entry(person) for person in most)),
        ),
        more=_render_letters(letters),
    )


class _Part(NamedTuple):
    """One page of the persons under a letter; `row` has the links to all letters."""

    letter: str
    row: str
    lead: str
    number: int
    last: int
    persons: Sequence[Person]


def _plan_letter(
    site: Site, letter: str, letters: dict[str, list[Person]], told: Mapping[Slug, str]
) -> Iterator[PageUnit]:
    members = letters[letter]
    row = _render_letters(letters, letter)
    pieces = cut_evenly([person.slug for person in members], PER_PAGE)
    for number, piece in enumerate(pieces, start=1):
        # Only the first page tells how many there are: one author more changes few pages.
        who = format_count(len(members), "author") if number == 1 else "Authors"
        lead = f"{who} by family name: {letter.upper()}."
        part = _Part(letter, row, lead, number, len(pieces), members[piece])
        yield PageUnit(
            name=site_paths.numbered_address(site_paths.letter_address(letter), number),
            papers=(),
            facts=(*part[:-1], "\n".join([told[p.slug] for p in part.persons])),
            render=partial(_render_part, site, part),
        )


def _render_part(site: Site, part: _Part) -> Iterator[Page]:
    title = part.letter.upper()
    first = site_paths.letter_address(part.letter)
    index = Index(
        address=site_paths.numbered_address(first, part.number),
        title=f"Authors: {title}",
        lead=part.lead,
        sections=(Section(title=title, entries=tuple(map(_entry, part.persons))),),
        crumbs=(CRUMB,),
        more=part.row,
        first=first,
        number=part.number,
        last=part.last,
    )
    return render_index(site, index)


def _render_letters(letters: dict[str, list[Person]], current: str = "") -> str:
    links = (
        f'<a href="{ROOT}{site_paths.letter_address(letter)}"'
        f"{' aria-current=page' * (letter == current)}>{letter.upper()}</a>"
        for letter in letters
    )
    return f'<p class="letters">{" ".join(links)}</p>'


def _listing(person: Person) -> Listing:
    years = sorted({paper.year for paper in person.papers if paper.year})
    span = f", {years[0]}–{years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    name = truncate(person.name, _NAME_LENGTH)
    return Listing(
        address=site_paths.author_address(person.slug),
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
