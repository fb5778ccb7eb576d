"""From a collection to files: plans every unit, makes those that are not fresh, on all processors.

A `Collection` comes in; folders hold what it makes. Nothing is rendered before the whole catalogue
is known, and nothing that is fresh is rendered at all.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from generator.addresses import paper_address
from generator.api import paper_artifacts
from generator.catalogue import Catalogue
from generator.fingerprints import fingerprint_texts
from generator.manifest import Twins, digest
from generator.model import Author, Paper, PaperId
from generator.output import Folder
from generator.page import Artifact
from generator.pages import PageUnit, Site
from generator.placing import Part, SyncReport
from generator.progress import Step
from generator.publishing import ArtifactUnit
from generator.shells import NO_SHELLS, Shells
from generator.twin import render_markdown_twin
from generator.units import Harvest, Rendered, Unit, docs_files, site_files
from generator.workers import Later, count_jobs, share

_WORTH_A_PROCESS = 500
"""The weight of units below which a second process costs more than it saves."""
_PAGE = 10
"""What a page weighs beside an entry in it."""
_FIRST_BEGUN = 1000
"""The number of the first process that makes what is begun early; the others count from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where units go: the folder of MkDocs, and the built site, with shells for its pages."""

    docs: Folder
    site: Folder | None = None
    shells: Shells = NO_SHELLS
    shells_key: str = ""

    def find_stale(self, units: Sequence[Unit]) -> list[Unit]:
        """The units that do not stand everywhere as they should."""
        fresh = self.docs.find_fresh({unit.name: unit.key for unit in units})
        if self.site:
            keys = {unit.name: self.site_key(unit) for unit in units if unit.name in fresh}
            fresh = self.site.find_fresh(keys)
        return [unit for unit in units if unit.name not in fresh]

    def site_key(self, unit: Unit) -> str:
        """The key of a unit in the site: what it is made from, and of pages the shells."""
        return f"{unit.key}{self.shells_key}" if unit.is_page else unit.key

    def keep(self, names: Collection[str]) -> None:
        """Claim fresh units."""
        self.docs.keep(names)
        if self.site:
            self.site.keep(names)


def key_papers(catalogue: Catalogue) -> dict[PaperId, str]:
    """A name for all that a paper's entry in a list shows: its record, its tags, its venue."""
    tags = {name: fingerprint_texts([repr(tag)]) for name, tag in catalogue.tags.items()}
    venues = {name: fingerprint_texts([repr(venue)]) for name, venue in catalogue.venues.items()}

    def key(paper: Paper) -> str:
        authors = list(map(_read_author, paper.authors))
        told = [tags.get(tag) for tag in paper.tags]
        venue = venues.get(paper.venue) if paper.venue else None
        return digest(_tell((_read_fields(paper), authors, venue, told)))

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


def _read_all(kind: type, *but: str) -> Callable[[object], object]:
    """A quick way to read all that tells two objects of a kind apart, `but` some fields."""
    names = (field.name for field in fields(kind) if field.compare and field.name not in but)
    return attrgetter(*names)


# All of a paper but where its record stands, which every line above it moves.
_read_fields = _read_all(Paper, "authors")
_read_id = attrgetter("id")
# As plain tuples: authors are most of a paper.
_read_author = _read_all(Author)


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes units of what renderers plan: names all that each is made from in one key.

    `papers` has the key of each paper, `base` stands for our code, the libraries and the settings.
    """

    papers: Mapping[PaperId, str]
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


class _Made(NamedTuple):
    """What one process did."""

    docs: Part
    site: Part | None
    harvest: Harvest


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Units that other processes make while the rest is planned."""

    target: Target
    _names: set[str] = field(default_factory=set)
    _made: list[Later[_Made]] = field(default_factory=list)

    def begin(self, what: str, units: Sequence[Unit]) -> None:
        """Have another process make those of some units that are not fresh.

        `what` says in an error what could not be made.
        """
        stale = self.target.find_stale(units)
        if stale:
            number = _FIRST_BEGUN + len(self._made)
            self._made.append(Later(what, partial(_write, stale, self.target, number)))
            self._names.update(unit.name for unit in stale)

    def leave_out(self, units: Iterable[Unit]) -> list[Unit]:
        """Those of some units that nobody has begun with."""
        return [unit for unit in units if unit.name not in self._names]

    def collect(self) -> Harvest:
        """Take in what was begun, once it is made. Raises as `write_units` does."""
        return _gather((made.result() for made in self._made), self.target)


def write_units(units: Sequence[Unit], target: Target, step: Step) -> Harvest:
    """Bring every unit into the target's folders, making only those that are not fresh.

    Raises `PapersError` for a file in the way that is not ours.
    """
    stale = target.find_stale(units)
    target.keep({unit.name for unit in units}.difference(unit.name for unit in stale))
    step.expect(len(stale))
    weight = sum(unit.weight for unit in stale)
    jobs = count_jobs() if weight > _WORTH_A_PROCESS else 1
    return _gather(_write_on_all(stale, target, jobs, step), target)


def finish(
    target: Target, meanwhile: Callable[[], None] = lambda: None
) -> tuple[SyncReport, SyncReport | None]:
    """Close both folders: what nobody claimed is deleted.

    `meanwhile` is done when it is known what stands, while other processes write it down.
    """
    if target.site is None:
        return target.docs.finish(), None
    docs = Later("the folder of MkDocs", target.docs.finish)
    target.site.settle()
    site = Later("the site", target.site.close)
    meanwhile()
    return docs.result(), site.result()


def _write(units: Iterable[Unit], target: Target, number: int) -> _Made:
    """Make units one after the other, in this process."""
    harvest = Harvest({}, {})
    with target.docs.writer(number) as docs:
        if target.site is None:
            for unit in units:
                rendered = unit.render()
                docs.put(unit.name, unit.key, docs_files(rendered))
                _keep(harvest, unit, rendered)
            return _Made(docs.part, None, harvest)
        with target.site.writer(number) as site:
            for unit in units:
                rendered = unit.render()
                made = docs.put(unit.name, unit.key, docs_files(rendered))
                same = {artifact.path: made[artifact.path] for artifact in rendered.artifacts}
                files = site_files(rendered, target.shells)
                key = target.site_key(unit)
                site.put(unit.name, key, files, Twins(target.docs.root, same))
                _keep(harvest, unit, rendered)
            return _Made(docs.part, site.part, harvest)


def _keep(harvest: Harvest, unit: Unit, rendered: Rendered) -> None:
    if rendered.entry:
        harvest.entries[unit.name] = rendered.entry
    harvest.cuts.update((a.path, a.cuts) for a in rendered.artifacts if a.cuts)


def _write_on_all(units: Sequence[Unit], target: Target, jobs: int, step: Step) -> list[_Made]:
    """Share units among processes: pages from one end, files for machines from the other."""
    pages = sorted((unit for unit in units if unit.is_page), key=lambda unit: -unit.weight)
    others = sorted((unit for unit in units if not unit.is_page), key=lambda unit: unit.weight)
    row = [*pages, *others]

    def work(number: int, places: Iterator[int]) -> _Made:
        return _write((row[place] for place in places), target, number)

    return share(len(row), work, jobs, step.advance)


def _gather(parts: Iterable[_Made], target: Target) -> Harvest:
    """Take in what processes made."""
    whole = Harvest({}, {})
    for made in parts:
        target.docs.take(made.docs)
        if target.site and made.site:
            target.site.take(made.site)
        whole.entries.update(made.harvest.entries)
        whole.cuts.update(made.harvest.cuts)
    return whole
