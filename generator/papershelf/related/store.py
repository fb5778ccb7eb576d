"""Cached computation of related papers: takes papers, returns the most similar papers of each.

A file keeps the state of a build; the next build recomputes only what a change can affect.
"""

from __future__ import annotations

from collections.abc import Sequence

from papershelf.engine.cache_file import CacheFile
from papershelf.records.model import Paper
from papershelf.related.incremental import update_related
from papershelf.related.ranking import RELATED_COUNT, packed_lists_of_state
from papershelf.related.related_lists import PackedLists
from papershelf.related.state import RelatedState, empty_state, state_from_arrays, state_to_arrays
from papershelf.vectors.paper_vectors import Vectorizer


def find_related_cached(
    cache: CacheFile, papers: Sequence[Paper], vectorizer: Vectorizer | None = None
) -> PackedLists:
    """Return the related papers of each, updated from the state of the last build in `cache`.

    The fingerprint of the cache covers the vectorizer.
    """
    known = load_related_state(cache)
    state = update_related(known or empty_state(RELATED_COUNT), papers, vectorizer)
    if state is not known:
        cache.save_arrays(state_to_arrays(state))
    return packed_lists_of_state(state, papers)


def load_related_state(cache: CacheFile) -> RelatedState | None:
    """Load the state of the last build by the same code; `None` if it is missing or invalid."""
    arrays = cache.load_arrays()
    return state_from_arrays(arrays) if arrays else None
