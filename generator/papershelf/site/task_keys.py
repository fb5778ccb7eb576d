"""Makes build tasks of planned pages and files: each gets a key that names all it is made from.

Planned pages and files come in with the keys of papers, `BuildTask`s go out.
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
from papershelf.engine.build_task import BuildTask
from papershelf.engine.fingerprint import fingerprint_texts, hash_content
from papershelf.pages import PageTask
from papershelf.records.model import Author, Paper, PaperId, UnlistedVenue, VenueId
from papershelf.site.artifact_plan import ArtifactTask

_PAGE_COST = 10
"""What a page weighs beside an entry in it."""


def paper_cache_keys(catalogue: Catalogue) -> dict[PaperId, str]:
    """A name for all that a paper's entry in a list shows: its record, its tags, its venue."""
    tags = {name: fingerprint_texts([repr(tag)]) for name, tag in catalogue.tags.items()}
    venues = {name: fingerprint_texts([repr(venue)]) for name, venue in catalogue.venues.items()}

    def key(paper: Paper) -> str:
        people = list(map(_get_author_fields, (*paper.authors, *paper.editors)))
        told = [tags.get(tag) for tag in paper.tags]
        venue = _venue_facts(paper.venue, venues)
        more = [venues.get(VenueId(Slug(version.venue))) for version in paper.versions]
        facts = (_get_paper_fields(paper), len(paper.authors), people, venue, more, told)
        return hash_content(_serialize(facts))

    return {paper.id: key(paper) for paper in catalogue.papers}


def _serialize(facts: Any) -> bytes:  # noqa: ANN401  # what is known of a paper is of all kinds
    """Bytes that differ where any fact does.

    Most papers are made of texts, numbers and lists alone, for which `marshal` takes a third of the
    time of `repr`. Version 2 has no references, so equal facts give equal bytes.
    """
    try:
        return marshal.dumps(facts, 2)
    except ValueError:  # of an object of ours, such as a count
        return repr(facts).encode("utf-8", "surrogatepass")


def _venue_facts(
    venue: VenueId | UnlistedVenue | None, venue_facts_by_id: Mapping[VenueId, str]
) -> tuple[str | None, ...]:
    """All that a paper shows of its venue, as plain texts."""
    if isinstance(venue, UnlistedVenue):
        return (venue.name, venue.short, venue.kind)
    return (venue, venue_facts_by_id.get(venue)) if venue else ()


def _field_getter(kind: type, *except_fields: str) -> Callable[[object], object]:
    """A getter of all fields of a class, except `except_fields`."""
    names = (
        field.name for field in fields(kind) if field.compare and field.name not in except_fields
    )
    return attrgetter(*names)


# All of a paper but where its record stands, which every line above it moves.
_get_paper_fields = _field_getter(Paper, "authors", "editors", "venue")
_get_id = attrgetter("id")
# As plain tuples: authors are most of a paper.
_get_author_fields = _field_getter(Author)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFactory:
    """Makes units of what renderers plan: names all that each is made from in one key.

    `papers` has the key of each paper, `citation_hashes` a number of 64 bits for that and the key by which
    the paper is cited; `fingerprint` stands for our code, the libraries and the settings.
    """

    paper_keys: Mapping[PaperId, str]
    citation_hashes: Mapping[PaperId, int]
    fingerprint: str

    def page_task(self, kind: str, page_task: PageTask) -> BuildTask:
        """A task of pages; the exports of a paper go with its page."""
        key = self._cache_key(page_task.name, page_task.papers, page_task.facts)
        return BuildTask(
            kind=kind,
            name=page_task.name,
            cache_key=key,
            parameters=(page_task.paper.id,) if page_task.paper else (),
            cost=_PAGE_COST * len(page_task.addresses) + len(page_task.papers),
            is_page=True,
        )

    def artifact_task(self, kind: str, artifact_task: ArtifactTask) -> BuildTask:
        """A task of other files."""
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
        """A task of files that only the built site has, made of some facts; its kind is its name."""
        return BuildTask(
            kind=name, name=name, cache_key=self._cache_key(name, (), facts), cost=cost
        )

    def _hash_citations(self, papers: Iterable[Paper]) -> str:
        """A name for what some papers are and are cited by: a fifth of what their keys take."""
        numbers = array("Q", map(self.citation_hashes.__getitem__, map(_get_id, papers)))
        return hash_content(numbers.tobytes())

    def _cache_key(self, name: str, papers: Iterable[Paper], facts: tuple[object, ...]) -> str:
        # Keys are all of one length, so what stands between them tells nothing.
        keys = "".join(map(self.paper_keys.__getitem__, map(_get_id, papers)))
        return fingerprint_texts([self.fingerprint, name, keys, repr(facts)])
