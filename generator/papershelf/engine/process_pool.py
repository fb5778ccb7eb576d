"""Work for other processors: a row of it shared among processes, or something done meanwhile.

A function that does some work comes in, what it answered in each process goes out. Forked
processes see everything in memory as it is; where a system cannot fork, or the work is not worth
it, this process does all of it. Of a row each process takes from its own end until they meet, so
work that shares much (pages, or files for machines) belongs together.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from multiprocessing.process import BaseProcess
from typing import IO, Generic, Protocol, TypeAlias, TypeVar
from weakref import finalize

from papershelf.core.errors import PapersError, Problem, system_error

Answer = TypeVar("Answer")
Work = Callable[[int, Iterator[int]], Answer]
"""Does places of a row as they come, in the process of a number; answers what can be pickled."""

_AT_ONCE = 8  # places that a process takes at most
_TURNS = 16  # that a process has at least, so that all end at about the same time
_PATIENCE = 0.1  # seconds between two looks at how far the others are
_NICENESS = 5  # a third of the time that an ordinary process gets beside it


class Later(Generic[Answer]):
    """Something that another process works out meanwhile; where no process can be forked, this one.

    It begins at once. What the work does to memory is lost; what it answers is not. `name` says in
    an error what could not be done. A `patient` one lets this process go first where processors
    are few.
    """

    def __init__(self, name: str, work: Callable[[], Answer], *, patient: bool = False) -> None:
        self._name = name
        self._known: list[Answer] = []
        forked = partial(_do_patiently, work) if patient else work
        self._running = _fork(forked) if os.name == "posix" else None
        # Work that another process does is not held: it may hold us, and the pipe would stay open.
        self._answer: Callable[[], _Told[Answer]]
        self._answer = partial(_join, self._running) if self._running else work

    def result(self) -> Answer:
        """The answer; waits for it. Raises what `share` raises."""
        if not self._known:
            answer = self._answer()
            if isinstance(answer, _Failure):
                answer = _Failure(f"{self._name}: {answer}")
            self._known = _check([answer])
        return self._known[0]

    def abandon(self) -> None:
        """Wait until nothing is being done any more, whatever came of it."""
        if self._running:
            with suppress(PapersError, RuntimeError):
                self.result()


class Background(Protocol):
    """Work that other processes do meanwhile."""

    def abandon(self) -> None:
        """Wait until nothing of it runs any more, whatever its result."""


@contextmanager
def settle_on_error() -> Iterator[list[Background]]:
    """Collect background work; on an error wait for all of it, so that a next build can begin."""
    started: list[Background] = []
    try:
        yield started
    except (PapersError, OSError):
        for work in reversed(started):
            work.abandon()
        raise


class _Row:
    """The places that nobody has taken yet, as all processes see them."""

    def __init__(self, context: ForkContext, length: int, jobs: int) -> None:
        self._length = length
        self._at_once = max(1, min(_AT_ONCE, length // (jobs * _TURNS)))
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
            self._first.value = min(first + self._at_once, self._end.value)
            return range(first, self._first.value)

    def _take_last(self) -> range:
        with self._lock:
            end = self._end.value
            self._end.value = max(end - self._at_once, self._first.value)
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
    row = _Row(multiprocessing.get_context("fork"), length, jobs)
    workers = [_fork(partial(_take_places, work, row, number)) for number in range(jobs)]
    answers: list[_Told[Answer]] = []
    told = 0
    for worker in workers:
        while not worker.pipe.poll(_PATIENCE):
            told, before = row.count_taken(), told
            tell(told - before)
        answers.append(_join(worker))
    tell(length - told)
    return _check(answers)


def _take_places(work: Work[Answer], row: _Row, number: int) -> Answer:
    return work(number, row.take(number))


def _tell_each(length: int, tell: Callable[[int], None]) -> Iterator[int]:
    for place in range(length):
        yield place
        tell(1)


class _Failure(str):
    """What went wrong in a process."""

    __slots__ = ()


_Told: TypeAlias = Answer | PapersError | _Failure


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Worker:
    """A process, the pipe on which it says that it is done, and the file that has its answer.

    No pipe holds a long answer: the process would have to wait for whoever reads it, and keep its
    memory all the while.
    """

    process: BaseProcess
    pipe: Connection
    answer: IO[bytes]


def _do_patiently(work: Callable[[], Answer]) -> Answer:
    os.nice(_NICENESS)
    return work()


def _fork(work: Callable[[], Answer]) -> _Worker:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker, below
    process = context.Process(target=_send, args=(work, there, file), daemon=True)
    with warnings.catch_warnings():
        # Other threads (of numeric libraries) may run; the child touches nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()
    worker = _Worker(process, here, file)
    # Nobody may ever ask for the answer.
    finalize(worker, file.close)
    return worker


def _send(work: Callable[[], Answer], pipe: Connection, file: IO[bytes]) -> None:
    # Ctrl+C reaches every process of the terminal; the main one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: _Told[Answer] = work()
    except PapersError as error:
        answer = error
    except OSError as error:
        answer = system_error(error)
    except Exception as error:  # noqa: BLE001  # raised again where the run can end cleanly
        answer = _Failure(f"{type(error).__name__}: {error}")
    # Without a word in the pipe, the main process takes this one for killed.
    with suppress(OSError):
        pickle.dump(answer, file, pickle.HIGHEST_PROTOCOL)
        file.flush()
        pipe.send_bytes(b"done")


def _join(worker: _Worker) -> _Told[Answer]:
    try:
        worker.pipe.recv_bytes()
    except EOFError:
        message = "one of its processes was killed; the system may lack memory or disk space"
        return PapersError([Problem("papershelf", 0, "", message)])
    finally:
        worker.process.join()
    worker.answer.seek(0)
    answer: _Told[Answer] = pickle.load(worker.answer)  # noqa: S301  # of a process of our own
    return answer


def _check(answers: list[_Told[Answer]]) -> list[Answer]:
    """The answers alone. Raises what the processes could not."""
    failures = [answer for answer in answers if isinstance(answer, _Failure)]
    refused = [answer for answer in answers if isinstance(answer, PapersError)]
    if failures:
        raise RuntimeError(failures[0])
    if refused:
        raise PapersError([problem for error in refused for problem in error.problems])
    return [a for a in answers if not isinstance(a, PapersError | _Failure)]
