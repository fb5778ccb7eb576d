"""Writes all that is planned, step by step: what comes late depends on what was made early.

A `Plan` comes in; folders hold what it makes, and what the next run can use is kept in a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from papershelf.core.progress import Step
from papershelf.engine.build_task import Harvest, Unit
from papershelf.engine.executor import Begun, Target, write_units
from papershelf.engine.output_folder import Folder
from papershelf.site.artifact_plan import EXPORT
from papershelf.site.build_memory import KnownBulk, Memory
from papershelf.site.build_plan import (
    NO_PAGES,
    Pages,
    Plan,
    plan_downloads,
    plan_lists,
    plan_sitemaps,
)

_LISTS = "lists"
_FEW = 50
"""Papers whose entries are made before their pages."""
_FEW_LISTS = 4000
"""The weight of pages of lists that one process makes while others do the rest."""
_WORTH_KEEPING = 100
"""Papers of a bulk file below which it is made anew sooner than it is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that there is to make, the search index too, and what is in the making already.

    The pages of `papers` come late; `others` are the sources of people's pages.
    """

    plan: Plan
    index: Unit
    begun: Begun
    papers: Pages = NO_PAGES
    others: Sequence[str] = ()


def plan_late(draft: Draft) -> list[Unit]:
    """What depends on how long entries are."""
    lists = plan_lists(draft.plan)
    return [*lists.units, plan_sitemaps(draft.plan, lists, draft.others)]


def begin_lists(draft: Draft, target: Target, memory: Memory) -> None:
    """Have another process make the pages of lists, and the site maps, while papers are planned.

    It can where an earlier run told how long nearly all entries are, and does where few change.
    """
    if _recall_lengths(draft.plan, memory) <= _FEW:
        draft.begun.begin_to_plan(_LISTS, partial(plan_late, draft), target, _FEW_LISTS)


def write_plan(draft: Draft, target: Target, step: Step, memory: Memory) -> Memory:
    """Make everything, and tell what the next run can use beside the `memory` of this one.

    Raises `PapersError` for a file in the way that is not ours.
    """
    plan = draft.plan
    units = draft.begun.leave_out([*draft.papers.units, *plan.units, draft.index])
    harvest = write_units(units, target, step)
    _learn_entries(plan, draft.papers, harvest)
    if not draft.begun.collect_planned(_LISTS):
        write_units(plan_late(draft), target, step)
    harvest.cuts.update(draft.begun.collect().cuts)
    write_units(plan_downloads(plan, target.docs.claimed_sizes(EXPORT)), target, step)
    site, keys = plan.site, plan.files.planner.papers
    return Memory(
        lengths={keys[paper.id]: site.length(paper) for paper in site.catalogue.papers},
        bulks=dict(_know_bulks(plan, harvest, memory, target.docs)),
    )


def _recall_lengths(plan: Plan, memory: Memory) -> int:
    """Tell the site how long entries were in the run before; and how many papers it did not know.

    Where these are few, their entries are soon made, and lists can be made with all the rest.
    """
    known = {
        paper: memory.lengths[key]
        for paper, key in plan.files.planner.papers.items()
        if key in memory.lengths
    }
    plan.site.remember({}, known)
    return len(plan.site.catalogue.papers) - len(known)


def _learn_entries(plan: Plan, papers: Pages, harvest: Harvest) -> None:
    """Tell the site the entries that came with the pages of papers."""
    made = {
        planned.paper.id: harvest.entries[planned.name]
        for planned in papers.pages
        if planned.paper and planned.name in harvest.entries
    }
    plan.site.remember(made, {})


def _know_bulks(
    plan: Plan, harvest: Harvest, memory: Memory, docs: Folder
) -> Iterator[tuple[str, KnownBulk]]:
    for planned in plan.files.artifacts:
        if len(planned.papers) < _WORTH_KEEPING:
            continue
        for path, note in sorted(docs.claimed(planned.name).items()):
            known = memory.bulks.get(path)
            if cuts := harvest.cuts.get(path):
                papers = planned.papers[cuts.first : cuts.first + len(cuts.lengths)]
                keys = np.array([plan.files.piece_keys[paper.id] for paper in papers], np.uint64)
                yield path, KnownBulk(note.digest, keys, np.array(cuts.lengths, np.uint32))
            elif known and known.digest == note.digest:
                yield path, known
