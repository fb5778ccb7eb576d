"""One value a paper, for all papers in a row: what facets count and lists are sorted by.

Papers by number come in, files of numbers go out. Only values that have papers are numbered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.catalogue import Catalogue
from generator.identifiers import Slug
from generator.model import Paper
from generator.search.packing import deflate, deflate_json, pack_number, pack_numbers

NAMES_A_FILE = 256


def render_facets(papers: Sequence[Paper], catalogue: Catalogue) -> bytes:
    """The year of every paper, then the venue of every paper, then the tags of every paper.

    A year is 0 where there is none; so is a venue, and those there are count from 1, in the order
    of the catalogue. Tags are how many and which, counted from 0.
    """
    tags = {tag: number for number, tag in enumerate(catalogue.by_tag)}
    venues = {venue: number for number, venue in enumerate(catalogue.by_venue, 1)}
    years = (paper.year or 0 for paper in papers)
    places = (venues[paper.venue] if paper.venue else 0 for paper in papers)
    return deflate(
        pack_numbers(years)
        + pack_numbers(places)
        + _pack_lists(sorted(tags[tag] for tag in paper.tags) for paper in papers)
    )


def render_upvotes(papers: Sequence[Paper]) -> bytes | None:
    """The upvotes of every paper, 0 where nobody counted; `None` where there are none at all."""
    counts = [max(0, paper.upvotes.value) if paper.upvotes else 0 for paper in papers]
    return deflate(pack_numbers(counts)) if any(counts) else None


def render_persons(papers: Sequence[Paper], catalogue: Catalogue) -> tuple[bytes, list[bytes]]:
    """The persons of every paper by number, and files of their addresses and names.

    Who has most papers here comes first, so that a facet finds its names in the first files.
    """
    ordered = sorted(
        catalogue.persons.values(), key=lambda person: (-len(person.papers), person.slug)
    )
    numbers = {person.slug: number for number, person in enumerate(ordered)}
    names = [(person.slug, person.name) for person in ordered]
    files = [
        deflate_json(names[start : start + NAMES_A_FILE])
        for start in range(0, len(names), NAMES_A_FILE)
    ]
    return deflate(_pack_lists(_persons_of(paper, catalogue, numbers) for paper in papers)), files


def _persons_of(paper: Paper, catalogue: Catalogue, numbers: dict[Slug, int]) -> list[int]:
    persons = map(catalogue.person_of, paper.authors)
    return sorted({numbers[person.slug] for person in persons if person})


def _pack_lists(lists: Iterable[list[int]]) -> bytes:
    return b"".join(pack_number(len(one)) + pack_numbers(one) for one in lists)
