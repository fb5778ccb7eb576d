"""Related papers from one run to the next: papers come in, for each its nearest ones go out.

A file keeps what a run knows; the next one finds anew only what a change can have touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from papershelf.engine.cache_file import CacheFile
from papershelf.records.model import Paper
from papershelf.related.incremental import update_related
from papershelf.related.ranking import RELATED_COUNT, packed_lists_of_state
from papershelf.related.related_lists import PackedLists
from papershelf.related.state import RelatedState, empty_state, state_from_arrays, state_to_arrays


def find_related_cached(cache: CacheFile, papers: Sequence[Paper]) -> PackedLists:
    """Related papers of each, updated from what the last run left in `cache`."""
    known = load_related_state(cache)
    state = update_related(known or empty_state(RELATED_COUNT), papers)
    if state is not known:
        cache.save_arrays(state_to_arrays(state))
    return packed_lists_of_state(state, papers)


def load_related_state(cache: CacheFile) -> RelatedState | None:
    """What the last run by the same code knew; `None` where there is nothing to trust."""
    arrays = cache.load_arrays()
    return state_from_arrays(arrays) if arrays else None
