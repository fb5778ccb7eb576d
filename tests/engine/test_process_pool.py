"""Work that is shared among processes: all of it is done once, and a failure is told."""

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


def done(_: int, places: Iterator[int]) -> list[int]:
    return list(places)


@pytest.mark.parametrize("jobs", [1, 2, 3, 5])
@pytest.mark.parametrize("length", [0, 1, 2, 7, 8, 9, 100, 1001])
def test_every_place_is_done_once(length: int, jobs: int) -> None:
    told: list[int] = []
    answers = parallel_map(length, done, jobs, told.append)
    assert sorted(place for answer in answers for place in answer) == list(range(length))
    assert sum(told) == length


def test_processes_take_from_both_ends() -> None:
    answers = parallel_map(1000, done, 2, lambda _: None)
    assert answers[0] == sorted(answers[0])
    assert answers[1] == sorted(answers[1], reverse=True)


def test_problems_of_all_processes_are_told() -> None:
    def refuse(number: int, places: Iterator[int]) -> list[int]:
        next(places, None)
        raise PapersError([Problem(f"{number}.yaml", 1, "title", "is missing")])

    with pytest.raises(PapersError) as caught:
        parallel_map(100, refuse, 2, lambda _: None)
    assert [problem.path for problem in caught.value.problems] == ["0.yaml", "1.yaml"]


def test_a_process_that_fails_or_dies_ends_the_run() -> None:
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


def test_as_many_jobs_as_processors_unless_told() -> None:
    assert count_jobs() == (os.cpu_count() or 1)
    assert count_jobs(3) == 3


def refuse() -> bytes:
    raise ValueError("no such tide")


def test_what_fails_in_the_background_is_told() -> None:
    with pytest.raises(RuntimeError, match="the tides: ValueError: no such tide"):
        BackgroundTask("the tides", refuse).result()


def test_a_run_that_fails_leaves_no_process_waiting_to_be_heard() -> None:
    # More than any pipe holds: the process has to wait until somebody listens or nobody will.
    later = BackgroundTask("much", lambda: bytes(5_000_000))
    [process] = multiprocessing.active_children()
    del later
    process.join(timeout=20)
    assert process.exitcode == 0


def test_a_run_that_ends_early_does_not_wait_for_what_it_began() -> None:
    script = (
        "import time; from papershelf.engine.process_pool import BackgroundTask;"
        "BackgroundTask('a long time', lambda: time.sleep(600)); raise SystemExit(3)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 3


def test_patient_work_lets_others_go_first() -> None:
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
def test_what_is_abandoned_has_ended_and_says_nothing(what: BaseException) -> None:
    later = BackgroundTask("the tides", partial(fail_late, what))
    later.wait()
    assert not multiprocessing.active_children()
    later.wait()


def test_forks_follow_the_protocol_of_executors() -> None:
    seen = [3]  # in memory, which a forked process has
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
