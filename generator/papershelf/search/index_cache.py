"""What a build of the index knows, kept for the next one: only what changed is made anew.

A file comes in and goes out. What is not exactly as we wrote it is forgotten, never trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from papershelf.engine.cache_file import Arrays, load_arrays, store_arrays
from papershelf.search.index_state import Memory
from papershelf.search.postings import PaperTerms

_KEY_SIZE = 16


def load_memory(path: Path, code: str) -> Memory:
    """What a build by the same code knew; nothing from a file that is damaged or not ours."""
    arrays = load_arrays(path, code)
    return _assemble(arrays) if arrays else Memory()


def store_memory(path: Path, code: str, memory: Memory) -> None:
    """Write down what a build knows, all at once."""
    arrays: Arrays = {
        "keys": _pack(memory.keys),
        "names": _pack(memory.names),
        "counts": memory.papers.counts,
        "terms": memory.papers.terms,
        "weights": memory.papers.weights,
        "files": np.frombuffer(b"".join(memory.files), np.uint8),
        "sizes": np.array([*map(len, memory.files.values())], dtype=np.int64),
        "contents": np.frombuffer(b"".join(memory.files.values()), np.uint8),
    }
    store_arrays(path, code, arrays)


def _assemble(arrays: Arrays) -> Memory:
    names = arrays["files"].tobytes()
    contents = arrays["contents"].tobytes()
    ends = np.concatenate([[0], np.cumsum(arrays["sizes"])]).tolist()
    return Memory(
        keys=_unpack(arrays["keys"]),
        names=_unpack(arrays["names"]),
        papers=PaperTerms(
            arrays["counts"].astype(np.int32, copy=False),
            arrays["terms"].astype(np.int32, copy=False),
            arrays["weights"].astype(np.uint8, copy=False),
        ),
        files={
            names[place * _KEY_SIZE : (place + 1) * _KEY_SIZE]: contents[start:end]
            for place, (start, end) in enumerate(pairwise(ends))
        },
    )


def _pack(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join((*texts, "")).encode(), np.uint8)


def _unpack(packed: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode().split("\n")[:-1])
