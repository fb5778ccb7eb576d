"""From units to files: makes those that are not fresh, on all processors.

Units come in; folders hold what they make. Nothing that is fresh is rendered at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from papershelf.core.progress import Step
from papershelf.engine.build_task import (
    BuildTask,
    TaskOutput,
    TaskResults,
    render_docs_files,
    render_site_files,
)
from papershelf.engine.file_writer import WriteReport, WriteResult
from papershelf.engine.manifest import HardLinks
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.page_template import NO_TEMPLATES, PageTemplates
from papershelf.engine.process_pool import BackgroundTask, count_jobs, parallel_map

_MIN_COST_FOR_FORK = 500
"""The weight of units below which a second process costs more than it saves."""
_FIRST_BACKGROUND_WRITER = 1000
"""The number of the first process that makes what is begun early; the others count from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTarget:
    """Where units go: the folder of MkDocs, and the built site, with shells for its pages."""

    docs: OutputFolder
    site: OutputFolder | None = None
    templates: PageTemplates = NO_TEMPLATES
    templates_hash: str = ""

    def with_templates(self, templates: PageTemplates) -> BuildTarget:
        """The same folders, with what the site puts around our pages."""
        return replace(self, templates=templates, templates_hash=templates.fingerprint())

    def stale_tasks(self, tasks: Sequence[BuildTask]) -> list[BuildTask]:
        """The units that do not stand everywhere as they should."""
        return self.partition_fresh(tasks)[1]

    def partition_fresh(self, tasks: Sequence[BuildTask]) -> tuple[set[str], list[BuildTask]]:
        """The names of those units that stand everywhere as they should, and the other units."""
        fresh = self.docs.fresh_tasks({unit.name: unit.cache_key for unit in tasks})
        if self.site:
            keys = {unit.name: self.site_cache_key(unit) for unit in tasks if unit.name in fresh}
            fresh = self.site.fresh_tasks(keys)
        return fresh, [unit for unit in tasks if unit.name not in fresh]

    def site_cache_key(self, task: BuildTask) -> str:
        """The key of a unit in the site: what it is made from, and of pages the shells."""
        return f"{task.cache_key}{self.templates_hash}" if task.is_page else task.cache_key

    def keep_tasks(self, names: Collection[str]) -> None:
        """Claim fresh units."""
        self.docs.keep_tasks(names)
        if self.site:
            self.site.keep_tasks(names)


class _ProcessResult(NamedTuple):
    """What one process did."""

    docs: WriteResult
    site: WriteResult | None
    results: TaskResults
    fresh_names: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundBuilds:
    """Units that other processes make while the rest is planned."""

    target: BuildTarget
    _task_names: set[str] = field(default_factory=set)
    _running: list[BackgroundTask[_ProcessResult]] = field(default_factory=list)
    _planned: dict[str, BackgroundTask[_ProcessResult | None]] = field(default_factory=dict)

    def start(self, label: str, tasks: Sequence[BuildTask]) -> None:
        """Have another process make those of some units that are not fresh.

        `label` says in an error what could not be made.
        """
        stale = self.target.stale_tasks(tasks)
        if stale:
            self._running.append(
                BackgroundTask(
                    label, partial(_run_in_process, stale, self.target, self._next_writer_number())
                )
            )
            self._task_names.update(unit.name for unit in stale)

    def start_planned(
        self,
        label: str,
        plan: Callable[[], Sequence[BuildTask]],
        target: BuildTarget,
        max_cost: int,
    ) -> None:
        """Have another process plan some units and make those that are not fresh.

        Where the pages among these weigh more than `max_cost`, it makes none: they are better
        shared.
        """
        work = partial(_plan_and_run, plan, target, self._next_writer_number(), max_cost)
        self._planned[label] = BackgroundTask(label, work)

    def not_started(self, tasks: Iterable[BuildTask]) -> list[BuildTask]:
        """Those of some units that nobody has begun with."""
        return [unit for unit in tasks if unit.name not in self._task_names]

    def collect_results(self) -> TaskResults:
        """Take in what was begun, once it is made. Raises as `run_tasks` does."""
        return _merge_results((made.result() for made in self._running), self.target)

    def try_collect_planned(self, label: str) -> bool:
        """Take in what was planned and made elsewhere, if it was. Raises as `run_tasks` does."""
        planned = self._planned.get(label)
        made = planned.result() if planned else None
        if made:
            _merge_results([made], self.target)
        return made is not None

    def wait(self) -> None:
        """Wait until nothing is being made any more, whatever came of it."""
        for made in self._running:
            made.wait()
        for planned in self._planned.values():
            planned.wait()

    def _next_writer_number(self) -> int:
        return _FIRST_BACKGROUND_WRITER + len(self._running) + len(self._planned)


def run_tasks(tasks: Sequence[BuildTask], target: BuildTarget, step: Step) -> TaskResults:
    """Bring every unit into the target's folders, making only those that are not fresh.

    Raises `PapersError` for a file in the way that is not ours.
    """
    fresh, stale = target.partition_fresh(tasks)
    target.keep_tasks(fresh)
    step.set_total(len(stale))
    weight = sum(unit.cost for unit in stale)
    jobs = count_jobs() if weight > _MIN_COST_FOR_FORK else 1
    return _merge_results(_run_in_parallel(stale, target, jobs, step), target)


def finish_folders(
    target: BuildTarget, while_deleting: Callable[[], None] = lambda: None
) -> tuple[WriteReport, WriteReport | None]:
    """Close both folders: what nobody claimed is deleted.

    `while_deleting` is done when it is known what stands, while other processes write it down.
    """
    if target.site is None:
        return target.docs.prune_and_save(), None
    docs = BackgroundTask("the folder of MkDocs", target.docs.prune_and_save)
    target.site.prune()
    site = BackgroundTask("the site", target.site.save_manifest)
    while_deleting()
    return docs.result(), site.result()


def _plan_and_run(
    plan: Callable[[], Sequence[BuildTask]], target: BuildTarget, number: int, max_cost: int
) -> _ProcessResult | None:
    fresh, stale = target.partition_fresh(plan())
    if sum(unit.cost for unit in stale if unit.is_page) > max_cost:
        return None
    return _run_in_process(stale, target, number)._replace(fresh_names=fresh)


def _run_in_process(tasks: Iterable[BuildTask], target: BuildTarget, number: int) -> _ProcessResult:
    """Make units one after the other, in this process."""
    harvest = TaskResults({}, {})
    partner = target.site.root if target.site else None
    with target.docs.writer(number, partner) as docs:
        if target.site is None:
            for unit in tasks:
                rendered = unit.render()
                docs.write_task(unit.name, unit.cache_key, render_docs_files(rendered))
                _add_output(harvest, unit, rendered)
            return _ProcessResult(docs.result, None, harvest)
        with target.site.writer(number) as site:
            for unit in tasks:
                rendered = unit.render()
                made = docs.write_task(unit.name, unit.cache_key, render_docs_files(rendered))
                same = {artifact.path: made[artifact.path] for artifact in rendered.artifacts}
                files = render_site_files(rendered, target.templates)
                key = target.site_cache_key(unit)
                site.write_task(unit.name, key, files, HardLinks(target.docs.root, same))
                _add_output(harvest, unit, rendered)
            return _ProcessResult(docs.result, site.result, harvest)


def _add_output(results: TaskResults, task: BuildTask, output: TaskOutput) -> None:
    if output.list_entry:
        results.list_entries[task.name] = output.list_entry
    results.record_offsets.update(
        (a.path, a.record_offsets) for a in output.artifacts if a.record_offsets
    )


def _run_in_parallel(
    tasks: Sequence[BuildTask], target: BuildTarget, jobs: int, step: Step
) -> list[_ProcessResult]:
    """Share units among processes: pages from one end, files for machines from the other."""
    pages = sorted((unit for unit in tasks if unit.is_page), key=lambda unit: -unit.cost)
    others = sorted((unit for unit in tasks if not unit.is_page), key=lambda unit: unit.cost)
    row = [*pages, *others]

    def work(number: int, places: Iterator[int]) -> _ProcessResult:
        return _run_in_process((row[place] for place in places), target, number)

    return parallel_map(len(row), work, jobs, step.advance)


def _merge_results(parts: Iterable[_ProcessResult], target: BuildTarget) -> TaskResults:
    """Take in what processes made."""
    whole = TaskResults({}, {})
    for made in parts:
        target.keep_tasks(made.fresh_names)
        target.docs.add_result(made.docs)
        if target.site and made.site:
            target.site.add_result(made.site)
        whole.list_entries.update(made.results.list_entries)
        whole.record_offsets.update(made.results.record_offsets)
    return whole
