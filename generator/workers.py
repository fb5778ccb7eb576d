"""Shares a row of work among forked processes, which take from both ends until they meet.

A function that does places of the row comes in, what it answered in each process goes out. Forked
processes see everything in memory as it is; where a system cannot fork, or the work is not worth
it, this process does all of it. What stands at one end of the row is done by one process as far as
can be, so work that shares much (pages, or files for machines) belongs together.
"""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from typing import TypeVar

from generator.errors import PapersError

Answer = TypeVar("Answer")
Work = Callable[[int, Iterator[int]], Answer]
"""Does places of a row as they come, in the process of a number; answers what can be pickled."""

_AT_ONCE = 8  # places that a process takes
_PATIENCE = 0.1  # seconds between two looks at how far the others are


class _Row:
    """The places that nobody has taken yet, as all processes see them."""

    def __init__(self, context: ForkContext, length: int) -> None:
        self._length = length
        self._lock = context.Lock()
        self._first, self._end = context.RawValue("q", 0), context.RawValue("q", length)

    def take(self, number: int) -> Iterator[int]:
        """Places for the process of a number: the even ones begin in front, the odd at the end."""
        while places := (self._take_last() if number % 2 else self._take_first()):
            yield from places

    def count_taken(self) -> int:
        return self._length - int(self._end.value - self._first.value)

    def _take_first(self) -> range:
        with self._lock:
            first = self._first.value
            self._first.value = min(first + _AT_ONCE, self._end.value)
            return range(first, self._first.value)

    def _take_last(self) -> range:
        with self._lock:
            end = self._end.value
            self._end.value = max(end - _AT_ONCE, self._first.value)
            return range(end - 1, self._end.value - 1, -1)


def count_jobs(jobs: int = 0) -> int:
    """How many processes to use: `jobs`, or with 0 as many as there are processors."""
    return (jobs or os.cpu_count() or 1) if os.name == "posix" else 1


def share(length: int, work: Work[Answer], jobs: int, tell: Callable[[int], None]) -> list[Answer]:
    """Have `jobs` processes do a row of `length`; `tell` hears how many more places are taken.

    Raises `PapersError` with the problems of all, and `RuntimeError` where a process failed.
    """
    if jobs == 1 or length < 2:
        return [work(0, _tell_each(length, tell))]
    context = multiprocessing.get_context("fork")
    row = _Row(context, length)
    workers = []
    for number in range(jobs):
        here, there = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(work, number, row, there), daemon=True)
        with warnings.catch_warnings():
            # Other threads (of numeric libraries) may run; the child touches nothing of theirs.
            warnings.simplefilter("ignore", DeprecationWarning)
            worker.start()
        there.close()
        workers.append((worker, here))
    answers: list[Answer | PapersError | _Failure] = []
    told = 0
    for worker, pipe in workers:
        while not pipe.poll(_PATIENCE):
            told, before = row.count_taken(), told
            tell(told - before)
        answers.append(_receive(pipe))
        worker.join()
    tell(length - told)
    return _check(answers)


def _tell_each(length: int, tell: Callable[[int], None]) -> Iterator[int]:
    for place in range(length):
        yield place
        tell(1)


class _Failure(str):
    """What went wrong in a process."""

    __slots__ = ()


def _work(work: Work[Answer], number: int, row: _Row, pipe: Connection) -> None:
    try:
        answer: Answer | PapersError | _Failure = work(number, row.take(number))
    except PapersError as error:
        answer = error
    except Exception as error:  # noqa: BLE001  # raised again where the run can end cleanly
        answer = _Failure(f"{type(error).__name__}: {error}")
    pipe.send(answer)
    pipe.close()


def _receive(pipe: Connection) -> Answer | PapersError | _Failure:
    try:
        answer: Answer | PapersError | _Failure = pipe.recv()
    except EOFError:
        return _Failure("a process of the generator was killed")
    return answer


def _check(answers: list[Answer | PapersError | _Failure]) -> list[Answer]:
    """The answers alone. Raises what the processes could not."""
    failures = [answer for answer in answers if isinstance(answer, _Failure)]
    refused = [answer for answer in answers if isinstance(answer, PapersError)]
    if failures:
        raise RuntimeError(failures[0])
    if refused:
        raise PapersError([problem for error in refused for problem in error.problems])
    return [a for a in answers if not isinstance(a, PapersError | _Failure)]
