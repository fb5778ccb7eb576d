"""From a collection to files: plans every unit, makes those that are not fresh, on all processors.

A `Collection` comes in; folders hold what it makes. Nothing is rendered before the whole catalogue
is known, and nothing that is fresh is rendered at all.
"""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from generator.addresses import paper_address
from generator.api import paper_artifacts
from generator.catalogue import Catalogue
from generator.errors import PapersError, Problem
from generator.fingerprints import fingerprint_code, fingerprint_texts
from generator.manifest import digest
from generator.model import Paper, PaperId
from generator.output import Folder, Part, SyncReport
from generator.page import Artifact
from generator.pages import PageUnit, Site
from generator.progress import Step
from generator.publishing import ArtifactUnit
from generator.shells import Shells
from generator.twin import render_markdown_twin
from generator.units import Rendered, Unit, docs_files, site_files

_WORTH_A_PROCESS = 1000
"""The weight of units below which a second process costs more than it saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where units go: the folder of MkDocs, and with shells the built site."""

    docs: Folder
    site: Folder | None = None
    shells: Shells | None = None
    shells_key: str = ""

    def is_fresh(self, unit: Unit) -> bool:
        """Whether a unit stands everywhere as it should."""
        return self.docs.is_fresh(unit.name, unit.key) and (
            self.site is None or self.site.is_fresh(unit.name, self.site_key(unit))
        )

    def site_key(self, unit: Unit) -> str:
        """The key of a unit in the site: what it is made from, and the shells around it."""
        return f"{unit.key}{self.shells_key}"

    def keep(self, unit: Unit) -> None:
        """Claim a fresh unit."""
        self.docs.keep(unit.name)
        if self.site:
            self.site.keep(unit.name)


def key_papers(catalogue: Catalogue) -> dict[PaperId, str]:
    """A name for all that a paper's entry in a list shows: its record, its tags, its venue."""
    return {paper.id: _key_paper(catalogue, paper) for paper in catalogue.papers}


def _key_paper(catalogue: Catalogue, paper: Paper) -> str:
    tags = [repr(catalogue.tags.get(tag)) for tag in paper.tags]
    venue = repr(catalogue.venues.get(paper.venue)) if paper.venue else ""
    return fingerprint_texts([repr(paper), *tags, venue])


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes units of what renderers plan: names all that each is made from in one key."""

    site: Site
    papers: Mapping[PaperId, str]
    base: str

    def pages(self, planned: PageUnit) -> Unit:
        """A unit of pages; the exports of a paper go with its page."""
        key = self._key(planned.name, planned.papers, planned.facts)
        return Unit(name=planned.name, key=key, render=partial(_render_pages, self.site, planned))

    def artifacts(self, planned: ArtifactUnit) -> Unit:
        """A unit of other files."""
        key = self._key(planned.name, planned.papers, planned.facts)
        render = partial(_render_artifacts, planned)
        return Unit(name=planned.name, key=key, render=render, weight=1 + len(planned.papers))

    def only_built(self, name: str, artifacts: Sequence[Artifact]) -> Unit:
        """A unit of files that are made already, and that only the built site has."""
        key = self._key(name, (), tuple(digest(artifact.content) for artifact in artifacts))
        rendered = Rendered(only_built=tuple(artifacts))
        return Unit(name=name, key=key, render=lambda: rendered)

    def _key(self, name: str, papers: Iterable[Paper], facts: tuple[object, ...]) -> str:
        keys = (self.papers[paper.id] for paper in papers)
        return fingerprint_texts([self.base, name, *keys, repr(facts)])


def make_planner(site: Site) -> Planner:
    """A planner for a site; its keys stand for our code, the libraries and the settings, too."""
    base = fingerprint_texts([fingerprint_code(), repr(site.settings)])
    return Planner(site, key_papers(site.catalogue), base)


def _render_pages(site: Site, planned: PageUnit) -> Rendered:
    pages = tuple(planned.render())
    paper = planned.paper
    if paper is None:
        return Rendered(pages=pages)
    told = (paper, site.catalogue, site.settings, site.keys[paper.id])
    twin = Artifact(f"{paper_address(paper.id)[:-1]}.md", render_markdown_twin(*told).encode())
    return Rendered(pages=pages, artifacts=tuple(paper_artifacts(*told)), only_built=(twin,))


def _render_artifacts(planned: ArtifactUnit) -> Rendered:
    return Rendered(artifacts=tuple(planned.render()))


def write_units(units: Sequence[Unit], target: Target, step: Step, jobs: int = 0) -> None:
    """Bring every unit into the target's folders, making only those that are not fresh.

    `jobs` is the number of processes, 0 for one a processor. Raises `PapersError` for a file in the
    way that is not ours.
    """
    stale = []
    for unit in units:
        if target.is_fresh(unit):
            target.keep(unit)
        else:
            stale.append(unit)
    step.expect(len(stale))
    jobs = jobs or os.cpu_count() or 1
    weight = sum(unit.weight for unit in stale)
    if jobs == 1 or len(stale) == 1 or weight < _WORTH_A_PROCESS or not _can_fork():
        parts = _write(stale, target, 0, step)
        _take(target, parts)
    else:
        _write_on_all(stale, target, jobs, step)


def finish(target: Target) -> tuple[SyncReport, SyncReport | None]:
    """Close both folders: what nobody claimed is deleted."""
    return target.docs.finish(), target.site.finish() if target.site else None


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods() and os.name == "posix"


def _take(target: Target, parts: tuple[Part, Part | None]) -> None:
    docs, site = parts
    target.docs.take(docs)
    if target.site and site:
        target.site.take(site)


def _write(
    units: Sequence[Unit], target: Target, number: int, step: Step | None
) -> tuple[Part, Part | None]:
    """Make units one after the other, in this process."""
    with target.docs.writer(number) as docs:
        if target.site is None or target.shells is None:
            for unit in units:
                docs.put(unit.name, unit.key, docs_files(unit.render()))
                if step:
                    step.advance()
            return docs.part, None
        with target.site.writer(number) as site:
            for unit in units:
                rendered = unit.render()
                docs.put(unit.name, unit.key, docs_files(rendered))
                files = site_files(rendered, target.shells)
                site.put(unit.name, target.site_key(unit), files, origin=target.docs)
                if step:
                    step.advance()
            return docs.part, site.part


def _write_on_all(units: Sequence[Unit], target: Target, jobs: int, step: Step) -> None:
    """Share units among forked processes, which see the whole catalogue as it is."""
    context = multiprocessing.get_context("fork")
    workers = []
    # The heaviest first, and those of one weight together: shares end at about the same time.
    units = sorted(units, key=lambda unit: -unit.weight)
    for number in range(jobs):
        here, there = context.Pipe(duplex=False)
        share = units[number::jobs]
        worker = context.Process(target=_work, args=(share, target, number, there), daemon=True)
        with warnings.catch_warnings():
            # Other threads (of numeric libraries) may run; the child touches nothing of theirs.
            warnings.simplefilter("ignore", DeprecationWarning)
            worker.start()
        there.close()
        workers.append((worker, here, len(share)))
    problems: list[Problem] = []
    failures: list[str] = []
    for worker, pipe, count in workers:
        answer = _receive(pipe)
        worker.join()
        if isinstance(answer, PapersError):
            problems.extend(answer.problems)
        elif isinstance(answer, str):
            failures.append(answer)
        else:
            _take(target, answer)
            step.advance(count)
    if problems:
        raise PapersError(problems)
    if failures:
        raise RuntimeError(failures[0])


Answer = tuple[Part, Part | None] | PapersError | str


def _receive(pipe: Connection) -> Answer:
    try:
        answer: Answer = pipe.recv()
    except EOFError:
        return "a process of the generator was killed"
    return answer


def _work(units: Sequence[Unit], target: Target, number: int, pipe: Connection) -> None:
    try:
        answer: Answer = _write(units, target, number, None)
    except PapersError as error:
        answer = error
    except Exception as error:  # noqa: BLE001  # it is raised again where the run can end cleanly
        answer = f"{type(error).__name__}: {error}"
    pipe.send(answer)
    pipe.close()
