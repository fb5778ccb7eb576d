"""Runs build tasks: makes the files of those that are not fresh, on all processors.

Tasks and a `BuildContext` come in; folders hold what they make. A task that is fresh is not rendered.
Processes are those of any `concurrent.futures.Executor` in which the context was set: each takes it
from its own memory, so that only tasks are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

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
from papershelf.engine.process_pool import (
    BackgroundTask,
    can_fork,
    count_jobs,
    count_pool_jobs,
    open_process_pool,
    parallel_map,
    pool_errors,
)

_MIN_COST_FOR_FORK = 500
"""The weight of units below which a second process costs more than it saves."""
_MAX_BATCHES = 32
"""Batches of tasks that an executor gets, so that all processes end at about the same time."""
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


class BuildContext(NamedTuple):
    """What a process needs to make tasks, beside the tasks.

    `renderers` has a function for each kind of task, which makes its files from `source`. All of it
    can be pickled.
    """

    source: Any
    renderers: Mapping[str, Callable[[Any, BuildTask], TaskOutput]]
    target: BuildTarget

    def render(self, task: BuildTask) -> TaskOutput:
        """The files of a task."""
        return self.renderers[task.kind](self.source, task)


_process_context: list[BuildContext] = []
"""The context of this process, at most one."""


def set_process_context(context: BuildContext) -> None:
    """Give this process the context of all tasks that it is handed from now on."""
    _process_context[:] = [context]


@contextmanager
def process_context(context: BuildContext) -> Iterator[None]:
    """Have this process, and those that it forks, make tasks in a context."""
    before = _process_context[:]
    set_process_context(context)
    try:
        yield
    finally:
        _process_context[:] = before


class _ProcessResult(NamedTuple):
    """What one process did."""

    docs: WriteResult
    site: WriteResult | None
    results: TaskResults
    fresh_names: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundBuilds:
    """Tasks that forked processes make while the rest is planned.

    Where processes cannot be forked none is started, and all tasks are left for `run_tasks`.
    """

    target: BuildTarget
    _task_names: set[str] = field(default_factory=set)
    _running: list[BackgroundTask[_ProcessResult]] = field(default_factory=list)
    _planned: dict[str, BackgroundTask[_ProcessResult | None]] = field(default_factory=dict)

    def start(self, label: str, tasks: Sequence[BuildTask], context: BuildContext) -> None:
        """Have another process make those of some tasks that are not fresh.

        `label` says in an error what could not be made.
        """
        stale = self.target.stale_tasks(tasks) if can_fork() else []
        if stale:
            with process_context(context):
                work = partial(run_batch, self._next_writer_number(), stale)
                self._running.append(BackgroundTask(label, work))
            self._task_names.update(task.name for task in stale)

    def start_planned(
        self,
        label: str,
        plan_tasks: Callable[[Any], Sequence[BuildTask]],
        context: BuildContext,
        max_cost: int,
    ) -> None:
        """Have another process plan some tasks of the context and make those that are not fresh.

        Where the pages among these cost more than `max_cost`, it makes none: they are better
        shared.
        """
        if can_fork():
            with process_context(context):
                number = self._next_writer_number()
                work = partial(_plan_and_run, number, plan_tasks, max_cost)
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


def run_tasks(
    tasks: Sequence[BuildTask], context: BuildContext, step: Step, executor: Executor | None = None
) -> TaskResults:
    """Bring every task into the context's folders, making only those that are not fresh.

    In the processes of an `executor`, `set_process_context` has been called. Without one,
    processes of this machine are used where it is worth it. Raises `PapersError` for a file in the
    way that is not ours.
    """
    target = context.target
    fresh, stale = target.partition_fresh(tasks)
    target.keep_tasks(fresh)
    step.set_total(len(stale))
    pages = sorted((task for task in stale if task.is_page), key=lambda task: -task.cost)
    others = sorted((task for task in stale if not task.is_page), key=lambda task: task.cost)
    row = [*pages, *others]
    if executor:
        return _merge_results(_run_in_executor(row, executor, step), target)
    is_large = sum(task.cost for task in stale) > _MIN_COST_FOR_FORK
    if is_large and not can_fork():
        jobs = count_pool_jobs()
        with pool_errors(), open_process_pool(jobs, set_process_context, context) as pool:
            return _merge_results(_run_in_executor(row, pool, step), target)
    with process_context(context):
        jobs = count_jobs() if is_large else 1
        return _merge_results(_run_shared(row, jobs, step), target)


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


def run_batch(number: int, tasks: Iterable[BuildTask]) -> _ProcessResult:
    """Make tasks one after the other, in the context of this process.

    No two batches that run at a time have the same `number`.
    """
    [context] = _process_context
    return _run_in_context(number, tasks, context)


def _plan_and_run(
    number: int, plan_tasks: Callable[[Any], Sequence[BuildTask]], max_cost: int
) -> _ProcessResult | None:
    [context] = _process_context
    fresh, stale = context.target.partition_fresh(plan_tasks(context.source))
    if sum(task.cost for task in stale if task.is_page) > max_cost:
        return None
    return run_batch(number, stale)._replace(fresh_names=fresh)


def _run_in_context(
    number: int, tasks: Iterable[BuildTask], context: BuildContext
) -> _ProcessResult:
    results = TaskResults({}, {})
    target = context.target
    partner = target.site.root if target.site else None
    with target.docs.writer(number, partner) as docs:
        if target.site is None:
            for task in tasks:
                output = context.render(task)
                docs.write_task(task.name, task.cache_key, render_docs_files(output))
                _collect(task, output, results)
            return _ProcessResult(docs.result, None, results)
        with target.site.writer(number) as site:
            for task in tasks:
                output = context.render(task)
                made = docs.write_task(task.name, task.cache_key, render_docs_files(output))
                same = {artifact.path: made[artifact.path] for artifact in output.artifacts}
                files = render_site_files(output, target.templates)
                key = target.site_cache_key(task)
                site.write_task(task.name, key, files, HardLinks(target.docs.root, same))
                _collect(task, output, results)
            return _ProcessResult(docs.result, site.result, results)


def _collect(task: BuildTask, output: TaskOutput, results: TaskResults) -> None:
    if output.list_entry:
        results.list_entries[task.name] = output.list_entry
    results.record_offsets.update(
        (a.path, a.record_offsets) for a in output.artifacts if a.record_offsets
    )


def _run_shared(row: Sequence[BuildTask], jobs: int, step: Step) -> list[_ProcessResult]:
    """Share tasks among forked processes: pages from one end, files for machines from the other."""

    def work(number: int, indexes: Iterator[int]) -> _ProcessResult:
        return run_batch(number, (row[index] for index in indexes))

    return parallel_map(len(row), work, jobs, step.advance)


def _run_in_executor(
    row: Sequence[BuildTask], executor: Executor, step: Step
) -> list[_ProcessResult]:
    """Hand tasks to an executor in batches of about the same cost."""
    batches = list(_split_into_batches(row))
    futures = [executor.submit(run_batch, number, batch) for number, batch in enumerate(batches)]
    results = []
    for future, batch in zip(futures, batches, strict=True):
        results.append(future.result())
        step.advance(len(batch))
    return results


def _split_into_batches(row: Sequence[BuildTask]) -> Iterator[list[BuildTask]]:
    enough = sum(task.cost for task in row) / _MAX_BATCHES
    batch: list[BuildTask] = []
    cost = 0
    for task in row:
        batch.append(task)
        cost += task.cost
        if cost >= enough:
            yield batch
            batch, cost = [], 0
    if batch:
        yield batch


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
