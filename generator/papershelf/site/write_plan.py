"""Writes all that is planned, step by step: what comes late depends on what was made early.

A `Plan` comes in; folders hold what it makes, and what the next run can use is kept in a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from papershelf.core.progress import Step
from papershelf.engine.build_task import BuildTask, TaskResults
from papershelf.engine.executor import BackgroundBuilds, BuildTarget, run_tasks
from papershelf.engine.output_folder import OutputFolder
from papershelf.site.artifact_plan import EXPORT_PREFIX
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.build_memory import BulkFileIndex, SizeCache
from papershelf.site.build_plan import (
    NO_PAGE_TASKS,
    PagePlan,
    SitePlan,
    plan_download_tasks,
    plan_list_page_tasks,
    plan_sitemaps,
)

_LISTS_LABEL = "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """All that there is to make, the search index too, and what is in the making already.

    The pages of `papers` come late; `user_pages` are the sources of people's pages.
    """

    site_plan: SitePlan
    index_task: BuildTask
    background: BackgroundBuilds
    paper_pages: PagePlan = NO_PAGE_TASKS
    user_pages: Sequence[str] = ()
    limits: BuildLimits = DEFAULT_LIMITS


def plan_dependent_pages(build_plan: BuildPlan) -> list[BuildTask]:
    """What depends on how long entries are."""
    lists = plan_list_page_tasks(build_plan.site_plan)
    return [*lists.tasks, plan_sitemaps(build_plan.site_plan, lists, build_plan.user_pages)]


def start_lists(build_plan: BuildPlan, target: BuildTarget, sizes: SizeCache) -> None:
    """Have another process make the pages of lists, and the site maps, while papers are planned.

    It can where an earlier run told how long nearly all entries are, and does where few change.
    """
    limits = build_plan.limits
    if _apply_cached_lengths(build_plan.site_plan, sizes) <= limits.max_new_entries:
        plan_pages = partial(plan_dependent_pages, build_plan)
        build_plan.background.start_planned(
            _LISTS_LABEL, plan_pages, target, limits.max_background_cost
        )


def run_plan(build_plan: BuildPlan, target: BuildTarget, step: Step, sizes: SizeCache) -> SizeCache:
    """Make everything, and tell what the next run can use beside the `sizes` of this one.

    Raises `PapersError` for a file in the way that is not ours.
    """
    plan = build_plan.site_plan
    units = build_plan.background.not_started(
        [*build_plan.paper_pages.tasks, *plan.tasks, build_plan.index_task]
    )
    harvest = run_tasks(units, target, step)
    _add_new_entries(plan, build_plan.paper_pages, harvest)
    if not build_plan.background.try_collect_planned(_LISTS_LABEL):
        run_tasks(plan_dependent_pages(build_plan), target, step)
    harvest.record_offsets.update(build_plan.background.collect_results().record_offsets)
    run_tasks(plan_download_tasks(plan, target.docs.task_file_sizes(EXPORT_PREFIX)), target, step)
    site, keys = plan.site, plan.exports.task_factory.paper_keys
    return SizeCache(
        entry_lengths={
            keys[paper.id]: site.list_item_length(paper) for paper in site.catalogue.papers
        },
        bulk_files=dict(_index_bulk_files(build_plan, harvest, sizes, target.docs)),
    )


def _apply_cached_lengths(plan: SitePlan, sizes: SizeCache) -> int:
    """Tell the site how long entries were in the run before; and how many papers it did not know.

    Where these are few, their entries are soon made, and lists can be made with all the rest.
    """
    known = {
        paper: sizes.entry_lengths[key]
        for paper, key in plan.exports.task_factory.paper_keys.items()
        if key in sizes.entry_lengths
    }
    plan.site.add_cached_items({}, known)
    return len(plan.site.catalogue.papers) - len(known)


def _add_new_entries(plan: SitePlan, paper_pages: PagePlan, results: TaskResults) -> None:
    """Tell the site the entries that came with the pages of papers."""
    made = {
        planned.paper.id: results.list_entries[planned.name]
        for planned in paper_pages.page_tasks
        if planned.paper and planned.name in results.list_entries
    }
    plan.site.add_cached_items(made, {})


def _index_bulk_files(
    build_plan: BuildPlan, results: TaskResults, sizes: SizeCache, docs_folder: OutputFolder
) -> Iterator[tuple[str, BulkFileIndex]]:
    exports = build_plan.site_plan.exports
    for planned in exports.artifact_tasks:
        if len(planned.papers) < build_plan.limits.min_reusable_papers:
            continue
        for path, note in sorted(docs_folder.task_files(planned.name).items()):
            known = sizes.bulk_files.get(path)
            if cuts := results.record_offsets.get(path):
                papers = planned.papers[cuts.start : cuts.start + len(cuts.lengths)]
                keys = np.array([exports.record_keys[paper.id] for paper in papers], np.uint64)
                yield (
                    path,
                    BulkFileIndex(note.content_hash, keys, np.array(cuts.lengths, np.uint32)),
                )
            elif known and known.content_hash == note.content_hash:
                yield path, known
