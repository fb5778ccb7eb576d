"""Caches the sizes of list entries and of records in bulk files between builds.

Listings are split into pages by the lengths of their entries. Unchanged records are copied from the
old bulk file, unless that file was modified since it was written.
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
from papershelf.engine.cache_file import Arrays, CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.exports.bulk_file import RecordBytes
from papershelf.exports.exporter import part_paths, split_bulk_file


class BulkFileIndex(NamedTuple):
    """The content hash of a bulk file, and the key and length in bytes of each paper's record."""

    content_hash: str
    record_keys: NDArray[np.uint64]
    lengths: NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeCache:
    """Lengths of list entries in bytes by paper cache key, and indexes of bulk files by path."""

    entry_lengths: Mapping[str, int] = field(default_factory=dict)
    bulk_files: Mapping[str, BulkFileIndex] = field(default_factory=dict)

    def summary(self) -> tuple[Mapping[str, int], list[str]]:
        """A value that differs if two caches differ: the lengths and the content hashes."""
        return self.entry_lengths, [bulk.content_hash for bulk in self.bulk_files.values()]


def load_size_cache(file: CacheFile) -> SizeCache:
    """Load the sizes saved by the same code; empty if the file is missing or not valid."""
    arrays = file.load_arrays()
    return _from_arrays(arrays) if arrays else SizeCache()


def save_size_cache(file: CacheFile, cache: SizeCache) -> None:
    """Save the sizes atomically."""
    bulks = dict(sorted(cache.bulk_files.items()))
    texts = {
        "papers": sorted(cache.entry_lengths),
        "bulks": [(path, bulk.content_hash, len(bulk.record_keys)) for path, bulk in bulks.items()],
    }
    arrays: Arrays = {
        "texts": np.frombuffer(json.dumps(texts).encode(), np.uint8),
        "entries": np.array(
            [cache.entry_lengths[key] for key in sorted(cache.entry_lengths)], np.uint32
        ),
        "keys": _concatenate((bulk.record_keys for bulk in bulks.values()), np.uint64),
        "lengths": _concatenate((bulk.lengths for bulk in bulks.values()), np.uint32),
    }
    file.save_arrays(arrays)


def read_record_bytes(root: Path, cache: SizeCache, path: str) -> dict[int, RecordBytes]:
    """The records in the bulk file at a path, or in its parts, by record key."""
    records: dict[int, RecordBytes] = {}
    for part in takewhile(cache.bulk_files.__contains__, part_paths(path)):
        index = cache.bulk_files[part]
        try:
            content = read_file(root / part)
        except OSError:
            continue
        if hash_content(content) == index.content_hash:
            split = split_bulk_file(part, content, index.lengths.tolist())
            records.update(zip(index.record_keys.tolist(), split, strict=True))
    return records


def _concatenate(parts: Iterable[NDArray[np.generic]], kind: type) -> NDArray[np.generic]:
    return np.concatenate([np.zeros(0, kind), *parts])


def _from_arrays(arrays: Arrays) -> SizeCache:
    texts = json.loads(arrays["texts"].tobytes())
    keys, lengths = arrays["keys"].astype(np.uint64), arrays["lengths"].astype(np.uint32)
    bulks = {}
    start = 0
    for path, name, count in texts["bulks"]:
        end = start + count
        bulks[path] = BulkFileIndex(name, keys[start:end], lengths[start:end])
        start = end
    entries = dict(zip(texts["papers"], arrays["entries"].tolist(), strict=True))
    return SizeCache(entry_lengths=entries, bulk_files=bulks)
