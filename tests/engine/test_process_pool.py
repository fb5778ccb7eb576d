"""Tests of the process pool: all work is done once, and errors are reported."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial

import pytest

from papershelf.core.errors import PapersError, Problem
from papershelf.engine.process_pool import BackgroundTask, ForkExecutor, count_jobs, parallel_map
from tests.conftest import ROOT


def collect_indexes(_: int, places: Iterator[int]) -> list[int]:
    return list(places)


@pytest.mark.parametrize("jobs", [1, 2, 3, 5])
@pytest.mark.parametrize("length", [0, 1, 2, 7, 8, 9, 100, 1001])
def test_each_index_is_processed_once(length: int, jobs: int) -> None:
    progress: list[int] = []
    answers = parallel_map(length, collect_indexes, jobs, progress.append)
    assert sorted(place for answer in answers for place in answer) == list(range(length))
    assert sum(progress) == length


def test_processes_take_work_from_both_ends() -> None:
    answers = parallel_map(1000, collect_indexes, 2, lambda _: None)
    assert answers[0] == sorted(answers[0])
    assert answers[1] == sorted(answers[1], reverse=True)


def test_problems_of_all_processes_are_reported() -> None:
    def refuse(number: int, places: Iterator[int]) -> list[int]:
        next(places, None)
        raise PapersError([Problem(f"{number}.yaml", 1, "title", "is missing")])

    with pytest.raises(PapersError) as caught:
        parallel_map(100, refuse, 2, lambda _: None)
    assert [problem.path for problem in caught.value.problems] == ["0.yaml", "1.yaml"]


def test_a_failed_or_killed_process_is_an_error() -> None:
    def fail(number: int, places: Iterator[int]) -> list[int]:
        if number:
            raise ValueError("no such thing")
        return list(places)

    def die(number: int, places: Iterator[int]) -> list[int]:
        if number:
            os._exit(1)
        return list(places)

    with pytest.raises(RuntimeError, match="ValueError: no such thing"):
        parallel_map(100, fail, 2, lambda _: None)
    with pytest.raises(PapersError, match="was killed"):
        parallel_map(100, die, 2, lambda _: None)


def test_the_default_number_of_jobs_is_that_of_processors() -> None:
    assert count_jobs() == (os.cpu_count() or 1)
    assert count_jobs(3) == 3


def refuse() -> bytes:
    raise ValueError("no such tide")


def test_an_error_of_a_background_task_is_raised() -> None:
    with pytest.raises(RuntimeError, match="the tides: ValueError: no such tide"):
        BackgroundTask("the tides", refuse).result()


def test_a_background_task_ends_if_its_result_is_never_read() -> None:
    # More than a pipe holds: the process blocks until the result is read or the pipe is closed.
    later = BackgroundTask("much", lambda: bytes(5_000_000))
    [process] = multiprocessing.active_children()
    del later
    process.join(timeout=20)
    assert process.exitcode == 0


def test_exiting_does_not_wait_for_background_tasks() -> None:
    script = (
        "import time; from papershelf.engine.process_pool import BackgroundTask;"
        "BackgroundTask('a long time', lambda: time.sleep(600)); raise SystemExit(3)"
    )
    collect_indexes = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60
    )
    assert collect_indexes.returncode == 3


def test_low_priority_tasks_are_niced() -> None:
    patient = BackgroundTask("the tides", lambda: os.nice(0), low_priority=True)
    hasty = BackgroundTask("the tides", lambda: os.nice(0))
    assert patient.result() == os.nice(0) + 5
    assert hasty.result() == os.nice(0)


def fail_late(what: BaseException) -> None:
    time.sleep(0.2)
    raise what


@pytest.mark.parametrize(
    "what", [ValueError("no such tide"), PapersError([Problem("a", 1, "", "b")])]
)
def test_wait_ignores_errors_of_the_task(what: BaseException) -> None:
    later = BackgroundTask("the tides", partial(fail_late, what))
    later.wait()
    assert not multiprocessing.active_children()
    later.wait()


def test_the_fork_executor_follows_the_executor_protocol() -> None:
    seen = [3]  # in memory, so that only a forked process has it
    with ForkExecutor() as executor:
        assert list(executor.map(lambda number: number * seen[0], range(4))) == [0, 3, 6, 9]
        future = executor.submit(divmod, 7, 2)
        assert future.result(timeout=20) == (3, 1)
        assert future.exception() is None
        assert future.done()
        slow = executor.submit(time.sleep, 0.3)
        assert not slow.done()
        with pytest.raises(TimeoutError):
            slow.result(timeout=0.01)
        broken = executor.submit(divmod, 1, 0)
        assert isinstance(broken.exception(), RuntimeError)
    assert slow.done()
