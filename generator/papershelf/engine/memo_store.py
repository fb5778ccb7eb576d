"""Saves the results of memoized functions (`core.memo`) between runs.

Reads and writes one cache file. A file that is damaged or was written by other code is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping

from papershelf.core.memo import MEMOS, Memo
from papershelf.engine.cache_file import CacheFile

_MIN_MISS_SHARE = 0.02
"""Share of results that had to be computed; below it, computing them again is faster than saving."""


def load_memo(file: CacheFile, memos: Mapping[str, Memo] = MEMOS) -> None:
    """Load the results that memoized functions returned in the last run of the same code.

    Does nothing in a process that has already called one of them.
    """
    if any(memo.used for memo in memos.values()):
        return
    stored = file.load_json() or {}
    for name, memo in memos.items():
        memo.loaded.update(stored.get(name, {}))


def save_memo(file: CacheFile, memos: Mapping[str, Memo] = MEMOS) -> None:
    """Save the results that were used in this run, if enough of them were new."""
    results = {name: memo.used for name, memo in sorted(memos.items())}
    misses = sum(memo.misses for memo in memos.values())
    if misses <= _MIN_MISS_SHARE * sum(map(len, results.values())):
        return
    file.save_json(results)
    for memo in memos.values():
        memo.misses = 0
