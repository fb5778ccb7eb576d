"""The axis of authors: persons and organizations, by their names in papers."""

from __future__ import annotations

from papershelf.catalogue.axes.axis import Axis
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper
from papershelf.records.site_paths import AUTHORS_ADDRESS


def _papers_by_person(catalogue: Catalogue) -> dict[Slug, tuple[Paper, ...]]:
    return {slug: person.papers for slug, person in catalogue.persons.items()}


AUTHORS = Axis(
    kind="author",
    address=AUTHORS_ADDRESS,
    papers_of=_papers_by_person,
    title_of=lambda catalogue, slug: catalogue.persons[slug].name,
    has_empty_index=True,
    min_papers=3,
    has_feeds=True,
    exports="one",
    in_api=True,
)
