"""The index of authors by letter: the persons on each of its pages, and the address of each person.

Takes a catalogue and the number of papers from which a person has a page. The pages of the index
show the papers of all others. Scripts find these persons, too, so the pages depend only on slugs and
family names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple, Protocol

from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.catalogue.entry_size import estimate_entry_bytes
from papershelf.core.chunking import split_at_boundaries
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper
from papershelf.records.site_paths import (
    author_address,
    author_letter_address,
    listing_page_address,
)

_PAGE_BYTES = 158_000
"""The estimated bytes of persons and entries on a page, which has at most 150,000 with its frame."""
_MIN_PAGE_BYTES = _PAGE_BYTES * 9 // 10
"""Fuller than the chunks of other lists: these pages are the most numerous of a large site."""
_LINK_BYTES = 790
"""The share of a person with a page: two hundred of them fit on a page of the index."""
_PERSON_BYTES = 350
"""The heading and the link of a person whose papers the page shows."""
_DIGITS_LETTER = "0-9"


class AuthorIndexPage(NamedTuple):
    """One page of the persons under a letter."""

    letter: str
    number: int
    persons: Sequence[Person]

    @property
    def address(self) -> str:
        """The address of the page."""
        return listing_page_address(author_letter_address(self.letter), self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorIndex:
    """The pages of each letter; persons of fewer than `min_papers` papers have no page of their own.

    Members have one with any number of papers.
    """

    min_papers: int
    letters: Mapping[str, Sequence[AuthorIndexPage]]
    _addresses: dict[Slug, str] = field(default_factory=dict, repr=False)

    @property
    def pages(self) -> Iterator[AuthorIndexPage]:
        """All pages in order."""
        return (page for pages in self.letters.values() for page in pages)

    def has_page(self, person: Person) -> bool:
        """Whether a person has a page of their own."""
        return len(person.papers) >= self.min_papers or (
            person.known is not None and person.is_member
        )

    def address_of(self, person: Person) -> str:
        """Return the address of a person: a page, or an anchor in a page of the index."""
        if not self._addresses:
            self._addresses.update(self._list_addresses())
        return self._addresses[person.slug]

    def _list_addresses(self) -> Iterator[tuple[Slug, str]]:
        for page in self.pages:
            address = page.address
            for one in page.persons:
                anchored = f"{address}#{author_anchor(one.slug)}"
                yield one.slug, author_address(one.slug) if self.has_page(one) else anchored

    def describe(self) -> dict[str, object]:
        """Describe the pages for scripts, which compute the address of a person from the slug.

        `first` has the first slug of each page, `families` each family name that is not the last
        word of its slug.
        """
        persons = [one for page in self.pages for one in page.persons if not self.has_page(one)]
        first = [page.persons[0] for page in self.pages]
        families = {
            one.slug: one.family
            for one in (*first, *persons)
            if one.family != one.slug.rpartition("-")[2]
        }
        return {"first": [one.slug for one in first], "families": families}


def author_anchor(slug: Slug) -> str:
    """Return the anchor of a person in a page of the index."""
    return f"author-{slug}"


def author_index(catalogue: Catalogue, min_papers: int) -> AuthorIndex:
    """Return the index of the authors of a catalogue."""
    return catalogue.cached_index(
        f"authors of {min_papers} papers", lambda: _make_index(catalogue, min_papers)
    )


def _make_index(catalogue: Catalogue, min_papers: int) -> AuthorIndex:
    letters: dict[str, list[Person]] = {}
    for person in sorted(catalogue.persons.values(), key=lambda one: f"{one.family} {one.slug}"):
        letter = _DIGITS_LETTER if person.family[0].isdigit() else person.family[0]
        letters.setdefault(letter, []).append(person)
    ordered = sorted(letters.items(), key=lambda item: (item[0] == _DIGITS_LETTER, item[0]))
    return AuthorIndex(
        min_papers=min_papers,
        letters={
            letter: [
                AuthorIndexPage(letter, number, persons[piece])
                for number, piece in enumerate(split_by_size(persons, min_papers), start=1)
            ]
            for letter, persons in ordered
        },
    )


def _person_bytes(person: Listed, min_papers: int) -> int:
    if len(person.papers) >= min_papers:
        return _LINK_BYTES
    return _PERSON_BYTES + sum(map(estimate_entry_bytes, person.papers))


class Listed(Protocol):
    """A person with papers."""

    @property
    def slug(self) -> Slug:
        """The last part of the address."""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the person."""


def split_by_size(persons: Sequence[Listed], min_papers: int) -> Iterator[slice]:
    """Split persons into pages by the size of the papers that they show."""
    ends = [0, *accumulate(_person_bytes(person, min_papers) for person in persons)]

    def bounds(start: int) -> tuple[int, int]:
        first = bisect_left(ends, ends[start] + _MIN_PAGE_BYTES)
        return first, bisect_right(ends, ends[start] + _PAGE_BYTES) - 1

    return split_at_boundaries([person.slug for person in persons], bounds)
