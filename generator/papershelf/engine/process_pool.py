"""Process pools that follow `concurrent.futures`, and a parallel map over a shared work queue.

`ForkExecutor` forks a process for every call. The process has all objects in memory, and only its
result is sent. `open_process_pool` starts processes without shared memory (`spawn`, `forkserver`),
if processes cannot be forked or `PAPERSHELF_START_METHOD` says so. `parallel_map` distributes a
list over forked processes, which take indexes from both ends. Neighbors in the list should share
intermediate results.
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
"""Processes the indexes that it gets, in the process with a number; the result can be pickled."""

START_METHOD_VARIABLE = "PAPERSHELF_START_METHOD"
_KILLED = Problem(
    "papershelf",
    0,
    "",
    "a worker process was killed; the system may be out of memory or disk space",
)
_MAX_BATCH = 8  # indexes that a process takes at once, at most
_MIN_BATCHES = 16  # per process, so that all processes end at about the same time
_POLL_SECONDS = 0.1  # between two reads of the progress of other processes
_NICENESS = 5  # about a third of the processor time of a process with normal priority


def start_method() -> str:
    """The start method of processes: `fork`, `spawn` or `forkserver`."""
    default = "fork" if os.name == "posix" else "spawn"
    return os.environ.get(START_METHOD_VARIABLE, default)


def can_fork() -> bool:
    """Whether processes are started by forking this one."""
    return start_method() == "fork"


class BackgroundTask(Future[Result]):
    """A future computed in a forked process, or by `result` if processes cannot be forked.

    The process starts at once. Changes that it makes in memory are lost; only its return value
    is sent. `name` identifies the task in error messages. With `low_priority`, the main process
    goes first if there are few processors. Only `result`, `exception` and `done` look at the
    process, so callbacks are called by them.
    """

    def __init__(
        self, name: str, work: Callable[[], Result], *, low_priority: bool = False
    ) -> None:
        super().__init__()
        self._name = name
        forked = partial(_run_niced, work) if low_priority else work
        self._worker = _fork(forked) if can_fork() else None
        # No reference to work of another process: it may refer to this object and keep its pipe open.
        self._join: Callable[[], _Outcome[Result]]
        self._join = partial(_join_worker, self._worker) if self._worker else work
        self.set_running_or_notify_cancel()

    def result(self, timeout: float | None = None) -> Result:
        """Wait for the result. Raises what `parallel_map` raises."""
        self._finish(timeout)
        return super().result(0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the end of the work; return its exception, if any."""
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
        """Wait until the process has ended, with or without an error."""
        if self._worker:
            with suppress(PapersError, RuntimeError):
                self.result()


class ForkExecutor(Executor):
    """Forks a process for every call, which inherits all objects; arguments are not pickled.

    At most `max_workers` processes run at a time, by default one per processor. Forking is not
    safe with threads, so no thread waits for the futures: call `result` of each, not
    `concurrent.futures.wait`.
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
        """Call a function in a forked process; waits if too many processes are running."""
        running = [future for future in self._futures if not future.done()]
        if len(running) >= self._max_workers:
            running[0].wait()
        future = BackgroundTask(getattr(fn, "__name__", "work"), partial(fn, *args, **kwargs))
        self._futures.append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Wait until all calls have ended; a call that was started cannot be canceled."""
        for future in self._futures if wait else ():
            future.wait()


def open_process_pool(
    jobs: int, initializer: Callable[..., None], *arguments: object
) -> ProcessPoolExecutor:
    """Start processes without shared memory; each calls `initializer` first."""
    context = multiprocessing.get_context(start_method())
    return ProcessPoolExecutor(jobs, context, initializer, arguments)


@contextmanager
def pool_errors() -> Iterator[None]:
    """Convert errors of a process pool to those that forked processes raise."""
    try:
        yield
    except BrokenProcessPool:
        raise PapersError([_KILLED]) from None
    except OSError as error:
        raise system_error(error) from error


class Waitable(Protocol):
    """Work that runs in other processes."""

    def wait(self) -> None:
        """Wait until the work has ended, with or without an error."""


@contextmanager
def wait_on_error() -> Iterator[list[Waitable]]:
    """Collect background work; after an error, wait for all of it, so that another build can start."""
    started: list[Waitable] = []
    try:
        yield started
    except (PapersError, OSError):
        for work in reversed(started):
            work.wait()
        raise


class _WorkQueue:
    """The indexes that no process has taken yet, in shared memory."""

    def __init__(self, context: ForkContext, length: int, jobs: int) -> None:
        self._length = length
        self._batch_size = max(1, min(_MAX_BATCH, length // (jobs * _MIN_BATCHES)))
        self._lock = context.Lock()
        self._next_front, self._next_back = context.RawValue("q", 0), context.RawValue("q", length)

    def take_indexes(self, number: int) -> Iterator[int]:
        """Take indexes: even-numbered processes from the front, odd-numbered ones from the end."""
        while indexes := (self._take_back() if number % 2 else self._take_front()):
            yield from indexes

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
    """The number of forked processes to use: `jobs`, or if 0, the number of processors."""
    return (jobs or os.cpu_count() or 1) if can_fork() else 1


def count_pool_jobs() -> int:
    """The number of processes in a pool."""
    return os.cpu_count() or 1


def parallel_map(
    length: int, work: WorkFunction[Result], jobs: int, on_progress: Callable[[int], None]
) -> list[Result]:
    """Run `work` over `length` indexes in `jobs` processes; `on_progress` gets newly taken numbers.

    Returns one result per process. Raises `PapersError` with the problems of all processes, and
    `RuntimeError` if a process failed.
    """
    if jobs == 1 or length < 2:
        return [work(0, _report_each(length, on_progress))]
    queue = _WorkQueue(multiprocessing.get_context("fork"), length, jobs)
    workers = [_fork(partial(_run_worker, work, queue, number)) for number in range(jobs)]
    outcomes: list[_Outcome[Result]] = []
    reported = 0
    for worker in workers:
        while not worker.pipe.poll(_POLL_SECONDS):
            reported, before = queue.taken_count(), reported
            on_progress(reported - before)
        outcomes.append(_join_worker(worker))
    on_progress(length - reported)
    return _unwrap_results(outcomes)


def _run_worker(work: WorkFunction[Result], queue: _WorkQueue, number: int) -> Result:
    return work(number, queue.take_indexes(number))


def _report_each(length: int, on_progress: Callable[[int], None]) -> Iterator[int]:
    for index in range(length):
        yield index
        on_progress(1)


class _FailureMessage(str):
    """The message of an unexpected error in a process."""

    __slots__ = ()


_Outcome: TypeAlias = Result | PapersError | _FailureMessage


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Worker:
    """A process, the pipe on which it reports its end, and the file for its result.

    Results are not sent through the pipe, because the process would have to wait, with all its
    memory, until the main process reads a result that is larger than the buffer of a pipe.
    """

    process: BaseProcess
    pipe: Connection
    result_file: IO[bytes]


def _run_niced(work: Callable[[], Result]) -> Result:
    os.nice(_NICENESS)
    return work()


def _fork(work: Callable[[], Result]) -> _Worker:
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the worker, below
    process = context.Process(target=_send_result, args=(work, sender, file), daemon=True)
    with warnings.catch_warnings():
        # Threads of numeric libraries may be running; the child does not use their state.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()
    worker = _Worker(process, receiver, file)
    # The result may never be read.
    finalize(worker, file.close)
    return worker


def _send_result(work: Callable[[], Result], pipe: Connection, result_file: IO[bytes]) -> None:
    # Ctrl+C reaches every process of the terminal; the main process ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        outcome: _Outcome[Result] = work()
    except PapersError as error:
        outcome = error
    except OSError as error:
        outcome = system_error(error)
    except Exception as error:  # noqa: BLE001  # the main process raises it again
        outcome = _FailureMessage(f"{type(error).__name__}: {error}")
    # If nothing is sent, the main process reports that this process was killed.
    with suppress(OSError):
        pickle.dump(outcome, result_file, pickle.HIGHEST_PROTOCOL)
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
    outcome: _Outcome[Result] = pickle.load(worker.result_file)  # noqa: S301  # written by our process
    return outcome


def _unwrap_results(outcomes: list[_Outcome[Result]]) -> list[Result]:
    """Return the results, or raise the errors of the processes."""
    failures = [outcome for outcome in outcomes if isinstance(outcome, _FailureMessage)]
    errors = [outcome for outcome in outcomes if isinstance(outcome, PapersError)]
    if failures:
        raise RuntimeError(failures[0])
    if errors:
        raise PapersError([problem for error in errors for problem in error.problems])
    return [
        outcome for outcome in outcomes if not isinstance(outcome, PapersError | _FailureMessage)
    ]
