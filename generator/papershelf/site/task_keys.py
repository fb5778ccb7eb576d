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
    tags = {name: fingerprint_texts([repr(tag)]) for name, tag in catalogue.tags.items()}
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

    `entry_keys` has the cache keys of list entries. `citation_hashes` has a 64-bit hash for each
    paper, of its cache key and citation key.
    `fingerprint` is that of the code, libraries and settings.
    """

    paper_keys: Mapping[PaperId, str]
    entry_keys: Mapping[PaperId, str]
    citation_hashes: Mapping[PaperId, int]
    fingerprint: str

    def page_task(self, kind: str, page_task: PageTask) -> BuildTask:
        """Make the task of a page; for a paper, it includes the exports."""
        # Pages of papers contain no list entries.
        keys = self.paper_keys if page_task.paper else self.entry_keys
        key = self._cache_key(page_task.name, page_task.papers, page_task.facts, keys)
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
        if artifact_task.uses_citation_keys:
            facts = (*artifact_task.facts, self._hash_citations(artifact_task.papers))
            key = self._cache_key(artifact_task.name, (), facts)
        else:
            key = self._cache_key(artifact_task.name, artifact_task.papers, artifact_task.facts)
        return BuildTask(
            kind=kind,
            name=artifact_task.name,
            cache_key=key,
            cost=1 + len(artifact_task.papers),
        )

    def site_task(self, name: str, facts: tuple[object, ...], cost: int) -> BuildTask:
        """Make a task of files that only the built site has; its kind is its name."""
        return BuildTask(
            kind=name, name=name, cache_key=self._cache_key(name, (), facts), cost=cost
        )

    def _hash_citations(self, papers: Iterable[Paper]) -> str:
        """Hash papers with their citation keys, in a fifth of the time of joining their cache keys."""
        numbers = array("Q", map(self.citation_hashes.__getitem__, map(_get_id, papers)))
        return hash_content(numbers.tobytes())

    def _cache_key(
        self,
        name: str,
        papers: Iterable[Paper],
        facts: tuple[object, ...],
        paper_keys: Mapping[PaperId, str] | None = None,
    ) -> str:
        # All keys have the same length, so no separator is needed.
        keys = "".join(map((paper_keys or self.paper_keys).__getitem__, map(_get_id, papers)))
        return fingerprint_texts([self.fingerprint, name, keys, repr(facts)])
