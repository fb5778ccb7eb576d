"""Does many small tasks on all processors: tasks come in, what each of them found goes out.

Processes are forked, so that tasks see everything in memory as it is; where a system cannot fork,
or the work is small, all is done in this process.
"""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Result = TypeVar("Result")
_WORTH_A_PROCESS = 30
_tasks: Sequence[Callable[[], Any]] = ()


def share(tasks: Sequence[Callable[[], Result]], jobs: int) -> Iterator[Result]:
    """The results of all tasks, in any order."""
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if jobs == 1 or len(tasks) < _WORTH_A_PROCESS or not can_fork:
        for task in tasks:
            yield task()
        return
    global _tasks  # noqa: PLW0603  # what forked processes find: tasks cannot travel
    _tasks = tasks
    try:
        with warnings.catch_warnings():
            # Other threads (of numeric libraries) may run; the child touches nothing of theirs.
            warnings.simplefilter("ignore", DeprecationWarning)
            pool = multiprocessing.get_context("fork").Pool(jobs)
        with pool:
            yield from pool.imap_unordered(_do, range(len(tasks)))
    finally:
        _tasks = ()


def _do(number: int) -> Any:  # noqa: ANN401  # whatever the task returns
    return _tasks[number]()
