"""A first build that is killed, or that the system fails, never keeps the next one from working.

Each trial forks: the hook below counts every file operation of a build in its folder, in all of its
processes, and at a chosen one kills them all or lets that operation fail.
"""

from __future__ import annotations

import errno
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

import generator.build
import generator.mkdocs_site  # noqa: F401  # loaded once, not in each trial
from generator.errors import PapersError
from generator.locks import hold_build_lock
from generator.progress import Steps
from generator.project import read_project
from generator.upkeep import keep_site
from tests.fabricated import ORDINARY
from tests.test_site import contents
from tests.workspaces import ROOT, Workspace

pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(os.name != "posix", reason="forks and kills processes"),
]

TRIALS = 250 if os.environ.get("PAPERSHELF_THOROUGH") else 10
"""Kills, and as many faults."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}
_SECONDS = 120
FINE, REFUSED, BROKEN = 0, 3, 4


class Operations:
    """Counts the file operations below a folder in a build and all processes that it forks."""

    def __init__(self, folder: Path, act: Callable[[], None], at: int) -> None:
        self._folder = str(folder)
        self._memory = mmap.mmap(-1, 8)
        self._act, self._at = act, at

    @property
    def count(self) -> int:
        return int(struct.unpack("q", self._memory[:8])[0])

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        is_change = event in _CHANGES
        if event == "open" and isinstance(args[2], int):
            is_change = bool(args[2] & _WRITING)
        if not is_change or not str(args[0]).startswith(self._folder):
            return
        count = self.count + 1
        self._memory[:8] = struct.pack("q", count)
        if count == self._at:
            self._act()


def kill_all() -> None:
    os.killpg(0, signal.SIGKILL)


def fail() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def run_build(folder: Path, operations: Operations | None = None) -> int:
    """Build in a process group of its own; the exit code, or minus the signal that ended it."""
    child = os.fork()
    if not child:
        code = BROKEN
        try:
            os.setsid()
            if operations:
                sys.addaudithook(operations.hook)
            keep_site(read_project(folder / "mkdocs.yml"), Steps(quiet=True))
            code = FINE
        except (PapersError, OSError):
            code = REFUSED
        except BaseException:  # noqa: BLE001  # the test tells it
            traceback.print_exc()
        finally:
            os._exit(code)
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    raise AssertionError("the build hangs")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("first-build") / "pristine"
    root.mkdir()
    Workspace(root).write(ORDINARY[:3])
    return root


@pytest.fixture(scope="module")
def clean(pristine: Path) -> dict[str, bytes]:
    folder = shutil.copytree(pristine, pristine.parent / "clean")
    assert run_build(folder) == FINE
    return contents(folder / "site")


@pytest.mark.parametrize("act", [kill_all, fail], ids=["killed", "refused by the system"])
def test_the_build_after_a_broken_first_one_is_that_of_a_clean_one(
    pristine: Path, clean: dict[str, bytes], act: Callable[[], None]
) -> None:
    folder = pristine.parent / f"trial-{act.__name__}"
    counted = Operations(folder, lambda: None, at=0)
    shutil.copytree(pristine, folder)
    assert run_build(folder, counted) == FINE
    expected = {kill_all: {-signal.SIGKILL}, fail: {REFUSED, FINE}}[act]
    chosen = random.Random(7).sample(range(1, counted.count), min(TRIALS, counted.count - 1))
    broken = 0
    for at in sorted(chosen):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        # Processes share the count without a lock, so the last of them may not be reached.
        code = run_build(folder, Operations(folder, act, at))
        assert code in {*expected, FINE}, at
        broken += code != FINE
        assert run_build(folder) == FINE, at
        assert contents(folder / "site") == clean, at
        left = [path.name for path in folder.rglob(".papershelf-*") if path.suffix != ".json"]
        assert not [name for name in left if "journal" in name or "new" in name], at
    assert broken > len(chosen) / 2


WAIT = """
import sys; from pathlib import Path; from generator.locks import hold_build_lock
with hold_build_lock(Path(sys.argv[1]), lambda text: print(text, flush=True)):
    print("entered", flush=True)
"""


def test_a_second_build_waits_for_the_first_and_names_it(tmp_path: Path) -> None:
    lock = tmp_path / ".cache/build.lock"
    said: list[str] = []
    with hold_build_lock(lock, said.append):
        second = subprocess.Popen(
            [sys.executable, "-c", WAIT, str(lock)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert second.stdout
        first_line = second.stdout.readline()
    assert not said
    assert f"process {os.getpid()} is building this project" in first_line
    assert second.communicate(timeout=60)[0] == "entered\n"


def test_builds_at_the_same_time_leave_a_whole_site(
    pristine: Path, clean: dict[str, bytes]
) -> None:
    folder = pristine.parent / "pairs"
    for _ in range(50 if os.environ.get("PAPERSHELF_THOROUGH") else 3):
        shutil.copytree(pristine, folder)
        second = os.fork()
        if not second:
            os._exit(run_build(folder))
        assert run_build(folder) == FINE
        assert os.waitpid(second, 0)[1] == 0
        assert contents(folder / "site") == clean
        shutil.rmtree(folder)
