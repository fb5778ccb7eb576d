"""Related papers from one run to the next: papers come in, for each its nearest ones go out.

A file keeps what a run knows; the next one finds anew only what a change can have touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from papershelf.engine.cache_file import load_arrays, store_arrays
from papershelf.records.model import Paper
from papershelf.related.incremental import update_related
from papershelf.related.ranking import TOP, list_related
from papershelf.related.related_lists import PackedLists
from papershelf.related.state import RelatedState, empty_state, list_arrays, read_arrays


def relate(cache: Path, code: str, papers: Sequence[Paper]) -> PackedLists:
    """The related papers of each, made from those of the last run where it had the same `code`."""
    known = load_state(cache, code)
    state = update_related(known or empty_state(TOP), papers)
    if state is not known:
        store_arrays(cache, code, list_arrays(state))
    return list_related(state, papers)


def load_state(cache: Path, code: str) -> RelatedState | None:
    """What the last run by the same code knew; `None` where there is nothing to trust."""
    arrays = load_arrays(cache, code)
    return read_arrays(arrays) if arrays else None
