"""What one build leaves for the next: how long list entries are, and where bulk files can be cut.

A file comes in and goes out. What is not exactly as we wrote it is forgotten, never trusted; nor
is a bulk file that has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papershelf.core.disk_files import read_file
from papershelf.engine.cache_file import Arrays, load_arrays, store_arrays
from papershelf.engine.manifest import digest
from papershelf.exports.bulk_file import Piece
from papershelf.exports.exporter import cut_bulk, part_paths


class KnownBulk(NamedTuple):
    """A bulk file: its digest, and for each paper the number and the bytes of its piece."""

    digest: str
    keys: NDArray[np.uint64]
    lengths: NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Lengths of list entries in bytes, by the key of the paper; bulk files, by path."""

    lengths: Mapping[str, int] = field(default_factory=dict)
    bulks: Mapping[str, KnownBulk] = field(default_factory=dict)


def load_memory(path: Path, code: str) -> Memory:
    """What a build by the same code left; nothing from a file that is damaged or not ours."""
    arrays = load_arrays(path, code)
    return _assemble(arrays) if arrays else Memory()


def store_memory(path: Path, code: str, memory: Memory) -> None:
    """Write down what a build leaves, all at once."""
    bulks = dict(sorted(memory.bulks.items()))
    texts = {
        "papers": sorted(memory.lengths),
        "bulks": [(path, bulk.digest, len(bulk.keys)) for path, bulk in bulks.items()],
    }
    arrays: Arrays = {
        "texts": np.frombuffer(json.dumps(texts).encode(), np.uint8),
        "entries": np.array([memory.lengths[key] for key in sorted(memory.lengths)], np.uint32),
        "keys": _concatenate((bulk.keys for bulk in bulks.values()), np.uint64),
        "lengths": _concatenate((bulk.lengths for bulk in bulks.values()), np.uint32),
    }
    store_arrays(path, code, arrays)


def recall_pieces(root: Path, memory: Memory, path: str) -> dict[int, Piece]:
    """The pieces that the bulk files at a path in a folder hold, by their numbers."""
    pieces: dict[int, Piece] = {}
    for part in takewhile(memory.bulks.__contains__, part_paths(path)):
        known = memory.bulks[part]
        try:
            content = read_file(root / part)
        except OSError:
            continue
        if digest(content) == known.digest:
            cuts = cut_bulk(part, content, known.lengths.tolist())
            pieces.update(zip(known.keys.tolist(), cuts, strict=True))
    return pieces


def _concatenate(parts: Iterable[NDArray[np.generic]], kind: type) -> NDArray[np.generic]:
    return np.concatenate([np.zeros(0, kind), *parts])


def _assemble(arrays: Arrays) -> Memory:
    texts = json.loads(arrays["texts"].tobytes())
    keys, lengths = arrays["keys"].astype(np.uint64), arrays["lengths"].astype(np.uint32)
    bulks = {}
    start = 0
    for path, name, count in texts["bulks"]:
        end = start + count
        bulks[path] = KnownBulk(name, keys[start:end], lengths[start:end])
        start = end
    entries = dict(zip(texts["papers"], arrays["entries"].tolist(), strict=True))
    return Memory(lengths=entries, bulks=bulks)
