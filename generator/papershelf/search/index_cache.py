"""Persistent cache of the search index, so that a build only redoes what changed.

Reads and writes one file. A file with unexpected content is discarded.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from papershelf.engine.cache_file import Arrays, CacheFile
from papershelf.search.index_state import IndexCache
from papershelf.search.postings import PaperTerms

_CACHE_KEY_SIZE = 16


def load_index_cache(file: CacheFile) -> IndexCache:
    """Load the cache written by the same code; return an empty one if the file is damaged or foreign."""
    arrays = file.load_arrays()
    return _from_arrays(arrays) if arrays else IndexCache()


def save_index_cache(file: CacheFile, cache: IndexCache) -> None:
    """Write the cache atomically."""
    arrays: Arrays = {
        "keys": _encode_texts(cache.paper_keys),
        "names": _encode_texts(cache.term_names),
        "counts": cache.paper_terms.counts,
        "terms": cache.paper_terms.terms,
        "weights": cache.paper_terms.weights,
        "place_counts": cache.paper_terms.place_counts,
        "places": cache.paper_terms.places,
        "files": np.frombuffer(b"".join(cache.files), np.uint8),
        "sizes": np.array([*map(len, cache.files.values())], dtype=np.int64),
        "contents": np.frombuffer(b"".join(cache.files.values()), np.uint8),
    }
    file.save_arrays(arrays)


def _from_arrays(arrays: Arrays) -> IndexCache:
    names = arrays["files"].tobytes()
    contents = arrays["contents"].tobytes()
    ends = np.concatenate([[0], np.cumsum(arrays["sizes"])]).tolist()
    return IndexCache(
        paper_keys=_decode_texts(arrays["keys"]),
        term_names=_decode_texts(arrays["names"]),
        paper_terms=PaperTerms(
            arrays["counts"].astype(np.int32, copy=False),
            arrays["terms"].astype(np.int32, copy=False),
            arrays["weights"].astype(np.uint8, copy=False),
            arrays["place_counts"].astype(np.uint8, copy=False),
            arrays["places"].astype(np.uint16, copy=False),
        ),
        files={
            names[place * _CACHE_KEY_SIZE : (place + 1) * _CACHE_KEY_SIZE]: contents[start:end]
            for place, (start, end) in enumerate(pairwise(ends))
        },
    )


def _encode_texts(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join((*texts, "")).encode(), np.uint8)


def _decode_texts(packed: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode().split("\n")[:-1])
