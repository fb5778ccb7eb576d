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

Result = TypeVar("Result")
WorkFunction = Callable[[int, Iterator[int]], Result]
"""Does places of a row as they come, in the process of a number; answers what can be pickled."""

_MAX_BATCH = 8  # places that a process takes at most
_MIN_BATCHES = 16  # that a process has at least, so that all end at about the same time
_POLL_SECONDS = 0.1  # seconds between two looks at how far the others are
_NICENESS = 5  # a third of the time that an ordinary process gets beside it


class BackgroundTask(Generic[Result]):
    """Something that another process works out meanwhile; where no process can be forked, this one.

    It begins at once. What the work does to memory is lost; what it answers is not. `name` says in
    an error what could not be done. A `low_priority` one lets this process go first where
    processors are few.
    """

    def __init__(
        self, name: str, work: Callable[[], Result], *, low_priority: bool = False
    ) -> None:
        self._name = name
        self._results: list[Result] = []
        forked = partial(_run_niced, work) if low_priority else work
        self._worker = _fork(forked) if os.name == "posix" else None
        # Work that another process does is not held: it may hold us, and the pipe would stay open.
        self._join: Callable[[], _Outcome[Result]]
        self._join = partial(_join_worker, self._worker) if self._worker else work

    def result(self) -> Result:
        """The answer; waits for it. Raises what `parallel_map` raises."""
        if not self._results:
            answer = self._join()
            if isinstance(answer, _FailureMessage):
                answer = _FailureMessage(f"{self._name}: {answer}")
            self._results = _unwrap_results([answer])
        return self._results[0]

    def wait(self) -> None:
        """Wait until nothing is being done any more, whatever came of it."""
        if self._worker:
            with suppress(PapersError, RuntimeError):
                self.result()


class Waitable(Protocol):
    """Work that other processes do meanwhile."""

    def wait(self) -> None:
        """Wait until nothing of it runs any more, whatever its result."""


@contextmanager
def wait_on_error() -> Iterator[list[Waitable]]:
    """Collect background work; on an error wait for all of it, so that a next build can begin."""
    started: list[Waitable] = []
    try:
        yield started
    except (PapersError, OSError):
        for work in reversed(started):
            work.wait()
        raise


class _WorkQueue:
    """The places that nobody has taken yet, as all processes see them."""

    def __init__(self, context: ForkContext, length: int, jobs: int) -> None:
        self._length = length
        self._batch_size = max(1, min(_MAX_BATCH, length // (jobs * _MIN_BATCHES)))
        self._lock = context.Lock()
        self._next_front, self._next_back = context.RawValue("q", 0), context.RawValue("q", length)

    def take_indexes(self, number: int) -> Iterator[int]:
        """Places for the process of a number: the even ones begin in front, the odd at the end."""
        while places := (self._take_back() if number % 2 else self._take_front()):
            yield from places

    def taken_count(self) -> int:
        return self._length - int(self._next_back.value - self._next_front.value)

    def _take_front(self) -> range:
        with self._lock:
            first = self._next_front.value
            self._next_front.value = min(first + self._batch_size, self._next_back.value)
            return range(first, self._next_front.value)

    def _take_back(self) -> range:
        with self._lock:
            end = self._next_back.value
            self._next_back.value = max(end - self._batch_size, self._next_front.value)
            return range(end - 1, self._next_back.value - 1, -1)


def count_jobs(jobs: int = 0) -> int:
    """How many processes to use: `jobs`, or with 0 as many as there are processors."""
    return (jobs or os.cpu_count() or 1) if os.name == "posix" else 1


def parallel_map(
    length: int, work: WorkFunction[Result], jobs: int, on_progress: Callable[[int], None]
) -> list[Result]:
    """Run a list of `length` tasks in `jobs` processes; `on_progress` gets the number newly taken.

    Raises `PapersError` with the problems of all, and `RuntimeError` where a process failed.
    """
    if jobs == 1 or length < 2:
        return [work(0, _report_each(length, on_progress))]
    row = _WorkQueue(multiprocessing.get_context("fork"), length, jobs)
    workers = [_fork(partial(_run_worker, work, row, number)) for number in range(jobs)]
    answers: list[_Outcome[Result]] = []
    told = 0
    for worker in workers:
        while not worker.pipe.poll(_POLL_SECONDS):
            told, before = row.taken_count(), told
            on_progress(told - before)
        answers.append(_join_worker(worker))
    on_progress(length - told)
    return _unwrap_results(answers)


def _run_worker(work: WorkFunction[Result], queue: _WorkQueue, number: int) -> Result:
    return work(number, queue.take_indexes(number))


def _report_each(length: int, on_progress: Callable[[int], None]) -> Iterator[int]:
    for place in range(length):
        yield place
        on_progress(1)


class _FailureMessage(str):
    """What went wrong in a process."""

    __slots__ = ()


_Outcome: TypeAlias = Result | PapersError | _FailureMessage


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Worker:
    """A process, the pipe on which it says that it is done, and the file that has its answer.

    No pipe holds a long answer: the process would have to wait for whoever reads it, and keep its
    memory all the while.
    """

    process: BaseProcess
    pipe: Connection
    result_file: IO[bytes]


def _run_niced(work: Callable[[], Result]) -> Result:
    os.nice(_NICENESS)
    return work()


def _fork(work: Callable[[], Result]) -> _Worker:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker, below
    process = context.Process(target=_send_result, args=(work, there, file), daemon=True)
    with warnings.catch_warnings():
        # Other threads (of numeric libraries) may run; the child touches nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()
    worker = _Worker(process, here, file)
    # Nobody may ever ask for the answer.
    finalize(worker, file.close)
    return worker


def _send_result(work: Callable[[], Result], pipe: Connection, result_file: IO[bytes]) -> None:
    # Ctrl+C reaches every process of the terminal; the main one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: _Outcome[Result] = work()
    except PapersError as error:
        answer = error
    except OSError as error:
        answer = system_error(error)
    except Exception as error:  # noqa: BLE001  # raised again where the run can end cleanly
        answer = _FailureMessage(f"{type(error).__name__}: {error}")
    # Without a word in the pipe, the main process takes this one for killed.
    with suppress(OSError):
        pickle.dump(answer, result_file, pickle.HIGHEST_PROTOCOL)
        result_file.flush()
        pipe.send_bytes(b"done")


def _join_worker(worker: _Worker) -> _Outcome[Result]:
    try:
        worker.pipe.recv_bytes()
    except EOFError:
        message = "one of its processes was killed; the system may lack memory or disk space"
        return PapersError([Problem("papershelf", 0, "", message)])
    finally:
        worker.process.join()
    worker.result_file.seek(0)
    answer: _Outcome[Result] = pickle.load(worker.result_file)  # noqa: S301  # of a process of our own
    return answer


def _unwrap_results(outcomes: list[_Outcome[Result]]) -> list[Result]:
    """The answers alone. Raises what the processes could not."""
    failures = [answer for answer in outcomes if isinstance(answer, _FailureMessage)]
    refused = [answer for answer in outcomes if isinstance(answer, PapersError)]
    if failures:
        raise RuntimeError(failures[0])
    if refused:
        raise PapersError([problem for error in refused for problem in error.problems])
    return [a for a in outcomes if not isinstance(a, PapersError | _FailureMessage)]
