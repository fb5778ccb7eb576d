"""Processes: executors that follow `concurrent.futures`, and a shared list of work.

`ForkExecutor` forks a process for every call: it sees everything in memory as it is, and only its
result is sent. `open_process_pool` starts processes that share no memory (`spawn`, `forkserver`),
where processes cannot be forked or `PAPERSHELF_START_METHOD` says so. `parallel_map` shares a list
among forked processes: each takes from its own end until they meet, so work that shares much
(pages, or files for machines) belongs together.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from multiprocessing.process import BaseProcess
from typing import IO, Any, Protocol, TypeAlias, TypeVar
from weakref import finalize

from papershelf.core.errors import PapersError, Problem, system_error

Result = TypeVar("Result")
WorkFunction = Callable[[int, Iterator[int]], Result]
"""Does places of a row as they come, in the process of a number; answers what can be pickled."""

START_METHOD_VARIABLE = "PAPERSHELF_START_METHOD"
_KILLED = Problem(
    "papershelf", 0, "", "one of its processes was killed; the system may lack memory or disk space"
)
_MAX_BATCH = 8  # places that a process takes at most
_MIN_BATCHES = 16  # that a process has at least, so that all end at about the same time
_POLL_SECONDS = 0.1  # seconds between two looks at how far the others are
_NICENESS = 5  # a third of the time that an ordinary process gets beside it


def start_method() -> str:
    """How processes are started: `fork`, `spawn` or `forkserver`."""
    default = "fork" if os.name == "posix" else "spawn"
    return os.environ.get(START_METHOD_VARIABLE, default)


def can_fork() -> bool:
    """Whether processes are started by forking this one."""
    return start_method() == "fork"


class BackgroundTask(Future[Result]):
    """A future that a forked process computes; where no process can be forked, `result` does.

    It begins at once. What the work does to memory is lost; what it returns is not. `name` says in
    an error what could not be done. A `low_priority` one lets this process go first where
    processors are few. Nothing waits for the process but a call of `result`, `exception` or
    `done`, so callbacks are called then.
    """

    def __init__(
        self, name: str, work: Callable[[], Result], *, low_priority: bool = False
    ) -> None:
        super().__init__()
        self._name = name
        forked = partial(_run_niced, work) if low_priority else work
        self._worker = _fork(forked) if can_fork() else None
        # Work that another process does is not held: it may hold us, and the pipe would stay open.
        self._join: Callable[[], _Outcome[Result]]
        self._join = partial(_join_worker, self._worker) if self._worker else work
        self.set_running_or_notify_cancel()

    def result(self, timeout: float | None = None) -> Result:
        """The result; waits for it. Raises what `parallel_map` raises."""
        self._finish(timeout)
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """What the work raised; waits for it."""
        self._finish(timeout)
        return super().exception(0)

    def done(self) -> bool:
        """Whether the work has ended."""
        if not super().done() and self._worker and self._worker.pipe.poll():
            self._finish(None)
        return super().done()

    def _finish(self, timeout: float | None) -> None:
        if super().done():
            return
        if self._worker and timeout is not None and not self._worker.pipe.poll(timeout):
            raise TimeoutError
        try:
            outcome = self._join()
            if isinstance(outcome, _FailureMessage):
                outcome = _FailureMessage(f"{self._name}: {outcome}")
            [result] = _unwrap_results([outcome])
        except (PapersError, RuntimeError, OSError) as error:
            self.set_exception(error)
        else:
            self.set_result(result)

    def wait(self) -> None:
        """Wait until nothing is being done any more, whatever came of it."""
        if self._worker:
            with suppress(PapersError, RuntimeError):
                self.result()


class ForkExecutor(Executor):
    """Forks a process for every call, with all that is in memory; arguments are not pickled.

    At most `max_workers` run at a time, by default one a processor. Its futures have no thread that
    waits for them, since a forked process must not meet one: ask each for its `result` and not
    `concurrent.futures.wait` for many.
    """

    def __init__(self, max_workers: int = 0) -> None:
        self._max_workers = max_workers or os.cpu_count() or 1
        self._futures: list[BackgroundTask[Any]] = []

    def submit(
        self,
        fn: Callable[..., Result],
        /,
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> BackgroundTask[Result]:
        """Have a forked process call a function; waits while too many run."""
        running = [future for future in self._futures if not future.done()]
        if len(running) >= self._max_workers:
            running[0].wait()
        future = BackgroundTask(getattr(fn, "__name__", "work"), partial(fn, *args, **kwargs))
        self._futures.append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Wait until no call runs any more; one that was started cannot be canceled."""
        for future in self._futures if wait else ():
            future.wait()


def open_process_pool(
    jobs: int, initializer: Callable[..., None], *arguments: object
) -> ProcessPoolExecutor:
    """Processes that share no memory with this one; each calls `initializer` first."""
    context = multiprocessing.get_context(start_method())
    return ProcessPoolExecutor(jobs, context, initializer, arguments)


@contextmanager
def pool_errors() -> Iterator[None]:
    """Turn the errors of a process pool into those that forked processes give."""
    try:
        yield
    except BrokenProcessPool:
        raise PapersError([_KILLED]) from None
    except OSError as error:
        raise system_error(error) from error


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
    """How many forked processes to use: `jobs`, or with 0 as many as there are processors."""
    return (jobs or os.cpu_count() or 1) if can_fork() else 1


def count_pool_jobs() -> int:
    """How many processes of a pool to use."""
    return os.cpu_count() or 1


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
        return PapersError([_KILLED])
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
