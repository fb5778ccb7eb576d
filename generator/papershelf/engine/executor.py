"""From units to files: makes those that are not fresh, on all processors.

Units come in; folders hold what they make. Nothing that is fresh is rendered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from papershelf.core.progress import Step
from papershelf.engine.build_task import Harvest, Rendered, Unit, docs_files, site_files
from papershelf.engine.file_writer import Part, SyncReport
from papershelf.engine.manifest import Twins
from papershelf.engine.output_folder import Folder
from papershelf.engine.page_template import NO_SHELLS, Shells
from papershelf.engine.process_pool import Later, count_jobs, share

_WORTH_A_PROCESS = 500
"""The weight of units below which a second process costs more than it saves."""
_FIRST_BEGUN = 1000
"""The number of the first process that makes what is begun early; the others count from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where units go: the folder of MkDocs, and the built site, with shells for its pages."""

    docs: Folder
    site: Folder | None = None
    shells: Shells = NO_SHELLS
    shells_key: str = ""

    def with_shells(self, shells: Shells) -> Target:
        """The same folders, with what the site puts around our pages."""
        return replace(self, shells=shells, shells_key=shells.fingerprint())

    def find_stale(self, units: Sequence[Unit]) -> list[Unit]:
        """The units that do not stand everywhere as they should."""
        return self.sort_out(units)[1]

    def sort_out(self, units: Sequence[Unit]) -> tuple[set[str], list[Unit]]:
        """The names of those units that stand everywhere as they should, and the other units."""
        fresh = self.docs.find_fresh({unit.name: unit.key for unit in units})
        if self.site:
            keys = {unit.name: self.site_key(unit) for unit in units if unit.name in fresh}
            fresh = self.site.find_fresh(keys)
        return fresh, [unit for unit in units if unit.name not in fresh]

    def site_key(self, unit: Unit) -> str:
        """The key of a unit in the site: what it is made from, and of pages the shells."""
        return f"{unit.key}{self.shells_key}" if unit.is_page else unit.key

    def keep(self, names: Collection[str]) -> None:
        """Claim fresh units."""
        self.docs.keep(names)
        if self.site:
            self.site.keep(names)


class _Made(NamedTuple):
    """What one process did."""

    docs: Part
    site: Part | None
    harvest: Harvest
    fresh: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Units that other processes make while the rest is planned."""

    target: Target
    _names: set[str] = field(default_factory=set)
    _made: list[Later[_Made]] = field(default_factory=list)
    _planned: dict[str, Later[_Made | None]] = field(default_factory=dict)

    def begin(self, what: str, units: Sequence[Unit]) -> None:
        """Have another process make those of some units that are not fresh.

        `what` says in an error what could not be made.
        """
        stale = self.target.find_stale(units)
        if stale:
            self._made.append(Later(what, partial(_write, stale, self.target, self._number())))
            self._names.update(unit.name for unit in stale)

    def begin_to_plan(
        self, what: str, plan: Callable[[], Sequence[Unit]], target: Target, most: int
    ) -> None:
        """Have another process plan some units and make those that are not fresh.

        Where the pages among these weigh more than `most`, it makes none: they are better shared.
        """
        work = partial(_plan_and_write, plan, target, self._number(), most)
        self._planned[what] = Later(what, work)

    def leave_out(self, units: Iterable[Unit]) -> list[Unit]:
        """Those of some units that nobody has begun with."""
        return [unit for unit in units if unit.name not in self._names]

    def collect(self) -> Harvest:
        """Take in what was begun, once it is made. Raises as `write_units` does."""
        return _gather((made.result() for made in self._made), self.target)

    def collect_planned(self, what: str) -> bool:
        """Take in what was planned and made elsewhere, if it was. Raises as `write_units` does."""
        planned = self._planned.get(what)
        made = planned.result() if planned else None
        if made:
            _gather([made], self.target)
        return made is not None

    def abandon(self) -> None:
        """Wait until nothing is being made any more, whatever came of it."""
        for made in self._made:
            made.abandon()
        for planned in self._planned.values():
            planned.abandon()

    def _number(self) -> int:
        return _FIRST_BEGUN + len(self._made) + len(self._planned)


def write_units(units: Sequence[Unit], target: Target, step: Step) -> Harvest:
    """Bring every unit into the target's folders, making only those that are not fresh.

    Raises `PapersError` for a file in the way that is not ours.
    """
    fresh, stale = target.sort_out(units)
    target.keep(fresh)
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


def _plan_and_write(
    plan: Callable[[], Sequence[Unit]], target: Target, number: int, most: int
) -> _Made | None:
    fresh, stale = target.sort_out(plan())
    if sum(unit.weight for unit in stale if unit.is_page) > most:
        return None
    return _write(stale, target, number)._replace(fresh=fresh)


def _write(units: Iterable[Unit], target: Target, number: int) -> _Made:
    """Make units one after the other, in this process."""
    harvest = Harvest({}, {})
    partner = target.site.root if target.site else None
    with target.docs.writer(number, partner) as docs:
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
        target.keep(made.fresh)
        target.docs.take(made.docs)
        if target.site and made.site:
            target.site.take(made.site)
        whole.entries.update(made.harvest.entries)
        whole.cuts.update(made.harvest.cuts)
    return whole
