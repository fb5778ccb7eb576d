"""Writes all that is planned, step by step: what comes late depends on what was made early.

A `Plan` comes in; folders hold what it makes, and what the next run can use is kept in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.generation import Begun, Target, write_units
from generator.output import Folder
from generator.past import KnownBulk, Memory, store_memory
from generator.planning import Plan, plan_downloads, plan_lists, plan_sitemaps
from generator.progress import Step
from generator.publishing import EXPORT
from generator.units import Harvest, Unit

_FEW = 50
"""Papers whose entries are made before their pages."""
_WORTH_KEEPING = 100
"""Papers of a bulk file below which it is made anew sooner than it is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that there is to make, the search index too, and what is in the making already."""

    plan: Plan
    index: Unit
    begun: Begun


def write_plan(
    draft: Draft, target: Target, step: Step, *, memory: Memory, others: Iterable[str]
) -> Memory:
    """Make everything; `others` are the pages of people. Tells what the next run can use.

    Raises `PapersError` for a file in the way that is not ours.
    """
    plan = draft.plan
    units = draft.begun.leave_out([*plan.units, draft.index])
    made = Harvest({}, {})
    if _recall_lengths(plan, memory) > _FEW:
        made = write_units(units, target, step)
        _learn_entries(plan, made)
        units = []
    lists = plan_lists(plan)
    units += [*lists.units, plan_sitemaps(plan, lists, others)]
    harvest = write_units(units, target, step)
    harvest.cuts.update(made.cuts)
    harvest.cuts.update(draft.begun.collect().cuts)
    write_units(plan_downloads(plan, target.docs.claimed_sizes(EXPORT)), target, step)
    site, keys = plan.site, plan.files.planner.papers
    return Memory(
        lengths={keys[paper.id]: site.length(paper) for paper in site.catalogue.papers},
        bulks=dict(_know_bulks(plan, harvest, memory, target.docs)),
    )


def keep_memory(path: Path, code: str, before: Memory, after: Memory) -> None:
    """Write down what the next run can use, where it is not what this one knew."""
    names = [bulk.digest for bulk in before.bulks.values()]
    if before.lengths != after.lengths or names != [b.digest for b in after.bulks.values()]:
        store_memory(path, code, after)


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


def _learn_entries(plan: Plan, harvest: Harvest) -> None:
    """Tell the site the entries that came with the pages of papers."""
    made = {
        planned.paper.id: harvest.entries[planned.name]
        for planned in plan.pages
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
