"""Runs build tasks on all processors and skips those whose output is up to date ("fresh").

Input: tasks and a `BuildContext`. Output: files in the folders of the context's target.
Tasks can run in any `concurrent.futures.Executor` whose processes called `set_process_context`.
Each process uses its own context, so only tasks are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from papershelf.core.progress import Step
from papershelf.engine.build_task import (
    BuildTask,
    TaskOutput,
    TaskResults,
    render_markdown_files,
    render_other_files,
    render_page_files,
)
from papershelf.engine.file_writer import WriteReport, WriteResult
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.page_template import PageTemplates
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
"""Below this total cost, starting a second process takes longer than it saves."""
_MAX_BATCHES = 32
"""Number of batches for an executor: enough for all processes to end at about the same time."""
_FIRST_BACKGROUND_WRITER = 1000
"""Number of the first background process; the numbers of other processes start from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTarget:
    """Where tasks write: the `docs` folder of MkDocs, and a folder of files of the built site.

    `docs` has the sources of pages. `site` has all other files, and if there are `templates`, the
    pages. Without `site`, the other files are in `docs`, for builders that do not run our plugin.
    """

    docs: OutputFolder
    site: OutputFolder | None = None
    templates: PageTemplates | None = None
    templates_hash: str = ""

    @property
    def files(self) -> OutputFolder:
        """The folder of files that are not pages."""
        return self.site or self.docs

    def with_templates(self, templates: PageTemplates) -> BuildTarget:
        """The same folders with these page templates."""
        return replace(self, templates=templates, templates_hash=templates.fingerprint())

    def stale_tasks(self, tasks: Sequence[BuildTask]) -> list[BuildTask]:
        """The tasks whose files are missing, changed or out of date in one of the folders."""
        return self.partition_fresh(tasks)[1]

    def partition_fresh(
        self, tasks: Sequence[BuildTask]
    ) -> tuple[list[BuildTask], list[BuildTask]]:
        """The tasks that are fresh in all folders, and the other tasks."""
        in_docs = {task.name: self.docs_cache_key(task) for task in tasks if self.is_in_docs(task)}
        stale = in_docs.keys() - self.docs.fresh_tasks(in_docs)
        if self.site:
            keys = {task.name: self.site_cache_key(task) for task in tasks}
            stale |= keys.keys() - self.site.fresh_tasks(keys)
        return (
            [task for task in tasks if task.name not in stale],
            [task for task in tasks if task.name in stale],
        )

    def is_in_docs(self, task: BuildTask) -> bool:
        """Whether a task has files in `docs`."""
        return task.is_page or self.site is None

    def docs_cache_key(self, task: BuildTask) -> str:
        """The cache key of a task in `docs`, which says whether all its files are there."""
        return task.cache_key if self.site else f"{task.cache_key} with all files"

    def site_cache_key(self, task: BuildTask) -> str:
        """The cache key of a task in the site, which for pages includes the page templates."""
        return f"{task.cache_key}{self.templates_hash}" if task.is_page else task.cache_key

    def keep_tasks(self, tasks: Collection[BuildTask]) -> None:
        """Keep the files of fresh tasks."""
        self.docs.keep_tasks([task.name for task in tasks if self.is_in_docs(task)])
        if self.site:
            self.site.keep_tasks([task.name for task in tasks])


class BuildContext(NamedTuple):
    """Everything a process needs to run tasks, except the tasks.

    `renderers` maps each kind of task to the function that makes its files from `source`. A context
    can be pickled.
    """

    source: Any
    renderers: Mapping[str, Callable[[Any, BuildTask], TaskOutput]]
    target: BuildTarget

    def render(self, task: BuildTask) -> TaskOutput:
        """Render the files of a task."""
        return self.renderers[task.kind](self.source, task)


_process_context: list[BuildContext] = []
"""The context of this process: a list of at most one."""


def set_process_context(context: BuildContext) -> None:
    """Set the context of all tasks that this process runs from now on."""
    _process_context[:] = [context]


@contextmanager
def process_context(context: BuildContext) -> Iterator[None]:
    """Set the context of this process, and of processes forked from it, inside a `with` block."""
    before = _process_context[:]
    set_process_context(context)
    try:
        yield
    finally:
        _process_context[:] = before


class _ProcessResult(NamedTuple):
    """The results of one process."""

    docs: WriteResult
    site: WriteResult | None
    results: TaskResults
    fresh: Collection[BuildTask] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundBuilds:
    """Tasks that forked processes run while the main process plans the other tasks.

    If processes cannot be forked, none is started, and `run_tasks` runs all tasks.
    """

    target: BuildTarget
    _task_names: set[str] = field(default_factory=set)
    _running: list[BackgroundTask[_ProcessResult]] = field(default_factory=list)
    _planned: dict[str, BackgroundTask[_ProcessResult | None]] = field(default_factory=dict)

    def start(self, label: str, tasks: Sequence[BuildTask], context: BuildContext) -> None:
        """Run those of `tasks` that are not fresh in another process.

        `label` names the process in error messages.
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
        """Plan some tasks in another process and run those that are not fresh.

        If the pages among them cost more than `max_cost`, no task is run, because it is faster
        to distribute them over all processes later.
        """
        if can_fork():
            with process_context(context):
                number = self._next_writer_number()
                work = partial(_plan_and_run, number, plan_tasks, max_cost)
                self._planned[label] = BackgroundTask(label, work)

    def not_started(self, tasks: Iterable[BuildTask]) -> list[BuildTask]:
        """Those of `tasks` that were not given to `start`."""
        return [task for task in tasks if task.name not in self._task_names]

    def collect_results(self) -> TaskResults:
        """Wait for the started tasks and merge their results. Raises what `run_tasks` raises."""
        return _merge_results((job.result() for job in self._running), self.target)

    def try_collect_planned(self, label: str) -> bool:
        """Merge the results of tasks that another process planned; return whether it ran them.

        Raises what `run_tasks` raises.
        """
        job = self._planned.get(label)
        result = job.result() if job else None
        if result:
            _merge_results([result], self.target)
        return result is not None

    def wait(self) -> None:
        """Wait until all background processes have ended, with or without errors."""
        for job in self._running:
            job.wait()
        for planned in self._planned.values():
            planned.wait()

    def _next_writer_number(self) -> int:
        return _FIRST_BACKGROUND_WRITER + len(self._running) + len(self._planned)


def run_tasks(
    tasks: Sequence[BuildTask], context: BuildContext, step: Step, executor: Executor | None = None
) -> TaskResults:
    """Put the files of all tasks into the folders of the context, running only stale tasks.

    All processes of `executor` must have called `set_process_context`. Without an executor, as
    many processes of this machine are used as the work is worth. Raises `PapersError` if a file
    that was not generated is in the way.
    """
    target = context.target
    fresh, stale = target.partition_fresh(tasks)
    target.keep_tasks(fresh)
    step.set_total(len(stale))
    pages = sorted((task for task in stale if task.is_page), key=lambda task: -task.cost)
    others = sorted((task for task in stale if not task.is_page), key=lambda task: task.cost)
    ordered = [*pages, *others]
    if executor:
        return _merge_results(_run_in_executor(ordered, executor, step), target)
    is_large = sum(task.cost for task in stale) > _MIN_COST_FOR_FORK
    if is_large and not can_fork():
        jobs = count_pool_jobs()
        with pool_errors(), open_process_pool(jobs, set_process_context, context) as pool:
            return _merge_results(_run_in_executor(ordered, pool, step), target)
    with process_context(context):
        jobs = count_jobs() if is_large else 1
        return _merge_results(_run_shared(ordered, jobs, step), target)


def finish_folders(
    target: BuildTarget, while_deleting: Callable[[], None] = lambda: None
) -> tuple[WriteReport, WriteReport | None]:
    """Delete files that no task made or kept, and save the manifests of both folders.

    `while_deleting` is called once the new manifest is known, while other processes save it.
    """
    if target.site is None:
        return target.docs.prune_and_save(), None
    docs = BackgroundTask("the docs folder", target.docs.prune_and_save)
    target.site.prune()
    site = BackgroundTask("the site folder", target.site.save_manifest)
    while_deleting()
    return docs.result(), site.result()


def run_batch(number: int, tasks: Iterable[BuildTask]) -> _ProcessResult:
    """Run tasks one after the other, in the context of this process.

    Batches that run at the same time must have different numbers.
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
    return run_batch(number, stale)._replace(fresh=fresh)


def _run_in_context(
    number: int, tasks: Iterable[BuildTask], context: BuildContext
) -> _ProcessResult:
    results = TaskResults({}, {})
    target = context.target
    with ExitStack() as open_writers:
        docs = open_writers.enter_context(target.docs.writer(number))
        site = open_writers.enter_context(target.site.writer(number)) if target.site else None
        for task in tasks:
            output = context.render(task)
            if target.is_in_docs(task):
                files = render_markdown_files(output)
                if site is None:
                    files |= render_other_files(output, are_in_docs=True)
                docs.write_task(task.name, target.docs_cache_key(task), files)
            if site:
                files = render_page_files(output, target.templates) if target.templates else {}
                files |= render_other_files(output)
                site.write_task(task.name, target.site_cache_key(task), files)
            _collect(task, output, results)
        return _ProcessResult(docs.result, site.result if site else None, results)


def _collect(task: BuildTask, output: TaskOutput, results: TaskResults) -> None:
    if output.list_entry:
        results.list_entries[task.name] = output.list_entry
    results.record_offsets.update(
        (a.path, a.record_offsets) for a in output.artifacts if a.record_offsets
    )


def _run_shared(tasks: Sequence[BuildTask], jobs: int, step: Step) -> list[_ProcessResult]:
    """Run tasks in forked processes, which take pages from the front and other files from the end."""

    def work(number: int, indexes: Iterator[int]) -> _ProcessResult:
        return run_batch(number, (tasks[index] for index in indexes))

    return parallel_map(len(tasks), work, jobs, step.advance)


def _run_in_executor(
    tasks: Sequence[BuildTask], executor: Executor, step: Step
) -> list[_ProcessResult]:
    """Run tasks in an executor, in batches of about the same cost."""
    batches = list(_split_into_batches(tasks))
    futures = [executor.submit(run_batch, number, batch) for number, batch in enumerate(batches)]
    results = []
    for future, batch in zip(futures, batches, strict=True):
        results.append(future.result())
        step.advance(len(batch))
    return results


def _split_into_batches(tasks: Sequence[BuildTask]) -> Iterator[list[BuildTask]]:
    cost_per_batch = sum(task.cost for task in tasks) / _MAX_BATCHES
    batch: list[BuildTask] = []
    cost = 0
    for task in tasks:
        batch.append(task)
        cost += task.cost
        if cost >= cost_per_batch:
            yield batch
            batch, cost = [], 0
    if batch:
        yield batch


def _merge_results(parts: Iterable[_ProcessResult], target: BuildTarget) -> TaskResults:
    """Merge the results of processes, and add their files to the target's folders."""
    merged = TaskResults({}, {})
    for part in parts:
        target.keep_tasks(part.fresh)
        target.docs.add_result(part.docs)
        if target.site and part.site:
            target.site.add_result(part.site)
        merged.list_entries.update(part.results.list_entries)
        merged.record_offsets.update(part.results.record_offsets)
    return merged
