"""What remembered functions answered, from one run to the next.

A file comes in and goes out. What is not exactly as we wrote it, or was written by other code, is
forgotten, never trusted.
"""

from __future__ import annotations

from collections.abc import Mapping

from papershelf.core.memo import MEMOS, Memo
from papershelf.engine.cache_file import CacheFile

_MIN_MISS_SHARE = 0.02
"""Of all answers, those that had to be worked out; fewer are sooner worked out once more."""


def load_memo(file: CacheFile, memos: Mapping[str, Memo] = MEMOS) -> None:
    """Give remembered functions what they knew in the last run by the same code.

    A process that has asked them before knows as much.
    """
    if any(known.used for known in memos.values()):
        return
    stored = file.load_json() or {}
    for name, known in memos.items():
        known.loaded.update(stored.get(name, {}))


def save_memo(file: CacheFile, memos: Mapping[str, Memo] = MEMOS) -> None:
    """Write down what functions were asked in this run, where much of it was new to them."""
    answers = {name: known.used for name, known in sorted(memos.items())}
    found = sum(known.misses for known in memos.values())
    if found <= _MIN_MISS_SHARE * sum(map(len, answers.values())):
        return
    file.save_json(answers)
    for known in memos.values():
        known.misses = 0
