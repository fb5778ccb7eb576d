"""Computes cache keys: of papers, and of build tasks for planned pages and files.

Input: planned pages and files. Output: `BuildTask`s, whose cache keys cover all their inputs.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.core.identifiers import Slug
from papershelf.core.settings import Settings
from papershelf.engine.build_task import BuildTask
from papershelf.engine.fingerprint import fingerprint_texts, hash_content
from papershelf.pages import PageTask
from papershelf.pages.entry.list_item import list_author_addresses, shows_abstracts
from papershelf.records.model import Author, Paper, PaperId, UnlistedVenue, VenueId
from papershelf.site.artifact_plan import ArtifactTask

_PAGE_COST = 10
"""The cost of a page, relative to one entry in it."""


def paper_cache_keys(catalogue: Catalogue) -> dict[PaperId, str]:
    """A hash of the record of each paper, its tags and venue."""
    tags = {
        name: fingerprint_texts([repr(tag), f"{tag_hue(catalogue, name)}"])
        for name, tag in catalogue.tags.items()
    }
    venues = {name: fingerprint_texts([repr(venue)]) for name, venue in catalogue.venues.items()}

    def key(paper: Paper) -> str:
        people = list(map(_get_author_fields, (*paper.authors, *paper.editors)))
        paper_tags = [tags.get(tag) for tag in paper.tags]
        venue = _venue_facts(paper.venue, venues)
        versions = [venues.get(VenueId(Slug(version.venue))) for version in paper.versions]
        facts = (_get_paper_fields(paper), len(paper.authors), people, venue, versions, paper_tags)
        return hash_content(_serialize(facts))

    return {paper.id: key(paper) for paper in catalogue.papers}


def entry_cache_keys(
    catalogue: Catalogue, settings: Settings, paper_keys: Mapping[PaperId, str]
) -> dict[PaperId, str]:
    """A hash of everything that the list entry of a paper shows: also the addresses of authors."""
    with_abstracts = str(shows_abstracts(catalogue, settings))

    def key(paper: Paper) -> str:
        addresses = list_author_addresses(paper, catalogue, settings)
        return fingerprint_texts([paper_keys[paper.id], with_abstracts, *addresses])

    return {paper.id: key(paper) for paper in catalogue.papers}


def _serialize(facts: Any) -> bytes:  # noqa: ANN401  # fields of a paper have many types
    """Serialize values so that different values give different bytes.

    Most papers contain only strings, numbers and lists, for which `marshal` takes a third of the
    time of `repr`. Version 2 has no references, so equal values give equal bytes.
    """
    try:
        return marshal.dumps(facts, 2)
    except ValueError:  # one of our own objects, such as a count
        return repr(facts).encode("utf-8", "surrogatepass")


def _venue_facts(
    venue: VenueId | UnlistedVenue | None, venue_facts_by_id: Mapping[VenueId, str]
) -> tuple[str | None, ...]:
    """Everything that a paper shows of its venue, as strings."""
    if isinstance(venue, UnlistedVenue):
        return (venue.name, venue.short, venue.kind)
    return (venue, venue_facts_by_id.get(venue)) if venue else ()


def _field_getter(kind: type, *except_fields: str) -> Callable[[object], object]:
    """A getter of all fields of a class, except `except_fields`."""
    names = (
        field.name for field in fields(kind) if field.compare and field.name not in except_fields
    )
    return attrgetter(*names)


# All fields except the line of the record, which changes with every line above it.
_get_paper_fields = _field_getter(Paper, "authors", "editors", "venue")
_get_id = attrgetter("id")
# Plain tuples, for speed: authors are the largest part of a paper.
_get_author_fields = _field_getter(Author)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFactory:
    """Makes build tasks from planned pages and files.

    The hashes of papers, of their list entries, and of papers with citation keys have 64 bits.
    `fingerprint` is that of the code, libraries and settings.
    """

    paper_hashes: Mapping[PaperId, int]
    entry_hashes: Mapping[PaperId, int]
    citation_hashes: Mapping[PaperId, int]
    fingerprint: str

    def page_task(self, kind: str, page_task: PageTask) -> BuildTask:
        """Make the task of a page; for a paper, it includes the exports."""
        # Pages of papers contain no list entries.
        hashes = self.paper_hashes if page_task.paper else self.entry_hashes
        key = self._cache_key(page_task.name, page_task.papers, page_task.facts, hashes)
        return BuildTask(
            kind=kind,
            name=page_task.name,
            cache_key=key,
            parameters=(page_task.paper.id,) if page_task.paper else (),
            cost=_PAGE_COST * len(page_task.addresses) + len(page_task.papers),
            is_page=True,
        )

    def artifact_task(self, kind: str, artifact_task: ArtifactTask) -> BuildTask:
        """Make the task of feeds, exports or API files."""
        hashes = self.citation_hashes if artifact_task.uses_citation_keys else self.paper_hashes
        return BuildTask(
            kind=kind,
            name=artifact_task.name,
            cache_key=self._cache_key(
                artifact_task.name, artifact_task.papers, artifact_task.facts, hashes
            ),
            cost=1 + len(artifact_task.papers),
        )

    def site_task(self, name: str, facts: tuple[object, ...], cost: int) -> BuildTask:
        """Make a task of files that only the built site has; its kind is its name."""
        return BuildTask(
            kind=name, name=name, cache_key=self._cache_key(name, (), facts, {}), cost=cost
        )

    def _cache_key(
        self,
        name: str,
        papers: Iterable[Paper],
        facts: tuple[object, ...],
        hashes: Mapping[PaperId, int],
    ) -> str:
        # Hashing numbers takes a fifth of the time of joining cache keys.
        numbers = array("Q", map(hashes.__getitem__, map(_get_id, papers)))
        texts = [self.fingerprint, name, hash_content(numbers.tobytes()), repr(facts)]
        return fingerprint_texts(texts)


def shorten_hashes(keys: Mapping[PaperId, str]) -> dict[PaperId, int]:
    """Return the first 64 bits of each hash."""
    return {paper: int(key[:16], 16) for paper, key in keys.items()}
