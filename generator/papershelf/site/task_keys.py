"""Units of what renderers plan: each gets a key that names all that it is made from.

Planned pages and files come in with the keys of papers, `Unit`s go out. Nothing is rendered here
before somebody asks for it.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from operator import attrgetter
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.page import Artifact
from papershelf.engine.build_task import Rendered, Unit
from papershelf.engine.fingerprint import fingerprint_texts
from papershelf.engine.manifest import digest
from papershelf.exports.api import paper_artifacts
from papershelf.exports.markdown import render_markdown_twin
from papershelf.pages import PageUnit, Site
from papershelf.records.model import Author, Paper, PaperId, UnlistedVenue, VenueId
from papershelf.records.site_paths import paper_address
from papershelf.site.artifact_plan import ArtifactUnit

_PAGE = 10
"""What a page weighs beside an entry in it."""


def key_papers(catalogue: Catalogue) -> dict[PaperId, str]:
    """A name for all that a paper's entry in a list shows: its record, its tags, its venue."""
    tags = {name: fingerprint_texts([repr(tag)]) for name, tag in catalogue.tags.items()}
    venues = {name: fingerprint_texts([repr(venue)]) for name, venue in catalogue.venues.items()}

    def key(paper: Paper) -> str:
        people = list(map(_read_author, (*paper.authors, *paper.editors)))
        told = [tags.get(tag) for tag in paper.tags]
        venue = _read_venue(paper.venue, venues)
        more = [venues.get(VenueId(Slug(version.venue))) for version in paper.versions]
        facts = (_read_fields(paper), len(paper.authors), people, venue, more, told)
        return digest(_tell(facts))

    return {paper.id: key(paper) for paper in catalogue.papers}


def _tell(facts: Any) -> bytes:  # noqa: ANN401  # what is known of a paper is of all kinds
    """Bytes that differ where any fact does.

    Most papers are made of texts, numbers and lists alone, for which `marshal` takes a third of the
    time of `repr`. Version 2 has no references, so equal facts give equal bytes.
    """
    try:
        return marshal.dumps(facts, 2)
    except ValueError:  # of an object of ours, such as a count
        return repr(facts).encode("utf-8", "surrogatepass")


def _read_venue(
    venue: VenueId | UnlistedVenue | None, known: Mapping[VenueId, str]
) -> tuple[str | None, ...]:
    """All that a paper shows of its venue, as plain texts."""
    if isinstance(venue, UnlistedVenue):
        return (venue.name, venue.short, venue.kind)
    return (venue, known.get(venue)) if venue else ()


def _read_all(kind: type, *but: str) -> Callable[[object], object]:
    """A quick way to read all that tells two objects of a kind apart, `but` some fields."""
    names = (field.name for field in fields(kind) if field.compare and field.name not in but)
    return attrgetter(*names)


# All of a paper but where its record stands, which every line above it moves.
_read_fields = _read_all(Paper, "authors", "editors", "venue")
_read_id = attrgetter("id")
# As plain tuples: authors are most of a paper.
_read_author = _read_all(Author)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Makes units of what renderers plan: names all that each is made from in one key.

    `papers` has the key of each paper, `cited` a number of 64 bits for that and the key by which
    the paper is cited; `base` stands for our code, the libraries and the settings.
    """

    papers: Mapping[PaperId, str]
    cited: Mapping[PaperId, int]
    base: str

    def pages(self, site: Site, planned: PageUnit) -> Unit:
        """A unit of pages; the exports of a paper go with its page."""
        key = self._key(planned.name, planned.papers, planned.facts)
        return Unit(
            name=planned.name,
            key=key,
            render=partial(_render_pages, site, planned),
            weight=_PAGE * len(planned.addresses) + len(planned.papers),
            is_page=True,
        )

    def artifacts(self, planned: ArtifactUnit) -> Unit:
        """A unit of other files."""
        if planned.cites:
            facts = (*planned.facts, self._tell_cited(planned.papers))
            key = self._key(planned.name, (), facts)
        else:
            key = self._key(planned.name, planned.papers, planned.facts)
        render = partial(_render_artifacts, planned)
        return Unit(name=planned.name, key=key, render=render, weight=1 + len(planned.papers))

    def only_built(
        self,
        name: str,
        facts: tuple[object, ...],
        render: Callable[[], Iterable[Artifact]],
        weight: int,
    ) -> Unit:
        """A unit of files that only the built site has, made of some facts."""
        return Unit(
            name=name,
            key=self._key(name, (), facts),
            render=lambda: Rendered(only_built=tuple(render())),
            weight=weight,
        )

    def _tell_cited(self, papers: Iterable[Paper]) -> str:
        """A name for what some papers are and are cited by: a fifth of what their keys take."""
        numbers = array("Q", map(self.cited.__getitem__, map(_read_id, papers)))
        return digest(numbers.tobytes())

    def _key(self, name: str, papers: Iterable[Paper], facts: tuple[object, ...]) -> str:
        # Keys are all of one length, so what stands between them tells nothing.
        keys = "".join(map(self.papers.__getitem__, map(_read_id, papers)))
        return fingerprint_texts([self.base, name, keys, repr(facts)])


def _render_pages(site: Site, planned: PageUnit) -> Rendered:
    pages = tuple(planned.render())
    paper = planned.paper
    if paper is None:
        return Rendered(pages=pages)
    told = (paper, site.catalogue, site.settings, site.keys[paper.id])
    twin = Artifact(f"{paper_address(paper.id)[:-1]}.md", render_markdown_twin(*told).encode())
    return Rendered(
        pages=pages,
        artifacts=tuple(paper_artifacts(*told)),
        only_built=(twin,),
        entry=site.item(paper),
    )


def _render_artifacts(planned: ArtifactUnit) -> Rendered:
    return Rendered(artifacts=tuple(planned.render()))
