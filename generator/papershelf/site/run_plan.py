"""Runs the tasks of a plan in stages, in which later tasks use results of earlier ones.

Input: a `BuildContext` with a `BuildPlan`. Output: files in the folders of the context, and the
sizes that the next build can use.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from papershelf.core.progress import Step
from papershelf.engine.build_task import TaskResults
from papershelf.engine.executor import BackgroundBuilds, BuildContext, run_tasks
from papershelf.engine.output_folder import OutputFolder
from papershelf.site.artifact_plan import EXPORT_PREFIX
from papershelf.site.build_plan import BuildPlan, plan_dependent_tasks
from papershelf.site.size_cache import BulkFileIndex, SizeCache

_LISTS_LABEL = "lists"


def start_lists(plan: BuildPlan, context: BuildContext, background: BackgroundBuilds) -> None:
    """Start making listing pages and sitemaps in another process, while papers are planned.

    This requires that the last build saved the lengths of nearly all list entries.
    """
    if _apply_cached_lengths(plan, _previous_sizes(plan)) <= plan.limits.max_new_entries:
        background.start_planned(
            _LISTS_LABEL, plan_dependent_tasks, context, plan.limits.max_background_cost
        )


def run_plan(
    plan: BuildPlan, context: BuildContext, background: BackgroundBuilds, step: Step
) -> SizeCache:
    """Run all remaining tasks; return the sizes that the next build can use.

    Raises `PapersError` if a user's file is in the way of a generated file.
    """
    search = [plan.search_task] if plan.search_task else []
    early = [*plan.paper_build_tasks, *plan.page_build_tasks, *plan.export_tasks, *search]
    results = run_tasks(background.not_started(early), context, step)
    _add_new_entries(plan, results)
    if not background.try_collect_planned(_LISTS_LABEL):
        run_tasks(plan_dependent_tasks(plan), context, step)
    results.record_offsets.update(background.collect_results().record_offsets)
    files = context.target.files
    run_tasks(plan.download_tasks(files.task_file_sizes(EXPORT_PREFIX)), context, step)
    site, keys = plan.site, plan.entry_keys
    return SizeCache(
        entry_lengths={
            keys[paper.id]: site.list_item_length(paper) for paper in site.catalogue.papers
        },
        bulk_files=dict(_index_bulk_files(plan, results, files)),
    )


def _previous_sizes(plan: BuildPlan) -> SizeCache:
    return plan.cache.sizes if plan.cache else SizeCache()


def _apply_cached_lengths(plan: BuildPlan, sizes: SizeCache) -> int:
    """Use the entry lengths of the last build; return the number of papers without a length.

    If there are few of them, their entries are rendered quickly, and listings need not wait.
    """
    known = {
        paper: sizes.entry_lengths[key]
        for paper, key in plan.entry_keys.items()
        if key in sizes.entry_lengths
    }
    plan.add_entries({}, known)
    return len(plan.entry_keys) - len(known)


def _add_new_entries(plan: BuildPlan, results: TaskResults) -> None:
    """Add the list entries that were rendered with the pages of papers."""
    entries = {
        task.parameters[0]: results.list_entries[task.name]
        for task in plan.paper_build_tasks
        if task.name in results.list_entries
    }
    plan.add_entries(entries, {})


def _index_bulk_files(
    plan: BuildPlan, results: TaskResults, files: OutputFolder
) -> Iterator[tuple[str, BulkFileIndex]]:
    previous = _previous_sizes(plan).bulk_files
    for planned in plan.artifacts.values():
        if len(planned.papers) < plan.limits.min_reusable_papers:
            continue
        for path, record in sorted(files.task_files(planned.name).items()):
            known = previous.get(path)
            if offsets := results.record_offsets.get(path):
                papers = planned.papers[offsets.start : offsets.start + len(offsets.lengths)]
                keys = np.array([plan.record_keys[paper.id] for paper in papers], np.uint64)
                lengths = np.array(offsets.lengths, np.uint32)
                yield path, BulkFileIndex(record.content_hash, keys, lengths)
            elif known and known.content_hash == record.content_hash:
                yield path, known
