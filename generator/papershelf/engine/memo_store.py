"""What remembered functions answered, from one run to the next.

A file comes in and goes out. What is not exactly as we wrote it, or was written by other code, is
forgotten, never trusted.
"""

from __future__ import annotations

import json
from pathlib import Path

from papershelf.core.memo import all_known
from papershelf.engine.cache_file import load_bytes, store_bytes

_WORTH_WRITING = 0.02
"""Of all answers, those that had to be worked out; fewer are sooner worked out once more."""


def recall_answers(path: Path, code: str) -> None:
    """Give remembered functions what they knew in the last run by the same code.

    A process that has asked them before knows as much.
    """
    if any(known.asked for known in all_known().values()):
        return
    body = load_bytes(path, code)
    stored = json.loads(body) if body else {}
    for name, known in all_known().items():
        known.earlier.update(stored.get(name, {}))


def keep_answers(path: Path, code: str) -> None:
    """Write down what functions were asked in this run, where much of it was new to them."""
    answers = {name: known.asked for name, known in sorted(all_known().items())}
    found = sum(known.found for known in all_known().values())
    if found <= _WORTH_WRITING * sum(map(len, answers.values())):
        return
    body = json.dumps(answers, ensure_ascii=False).encode("utf-8", "surrogatepass")
    store_bytes(path, code, body)
    for known in all_known().values():
        known.found = 0
