"""Tests of first builds that are killed or fail: the next build always works."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import papershelf.site.build
import papershelf.site.mkdocs_bridge.templates  # noqa: F401  # loaded once, not in each trial
from papershelf.core.errors import PapersError
from papershelf.core.progress import Steps
from papershelf.core.project import read_project
from papershelf.engine.file_lock import hold_build_lock
from papershelf.site.update import build_if_changed
from tests.fabricated import ORDINARY
from tests.forked import THOROUGH, Operations, fail, kill_all, start, wait
from tests.site.test_site import contents
from tests.workspaces import ROOT, Workspace

pytestmark = [
    pytest.mark.slow,  # dozens of killed builds
    pytest.mark.site,
    pytest.mark.skipif(os.name != "posix", reason="forks and kills processes"),
]

TRIALS = 250 if THOROUGH else 10
"""The number of kills, and of faults."""
FINE, REFUSED = 0, 3


def run_build(folder: Path, operations: Operations | None = None) -> int:
    """Build in its own process group. Returns the exit code, or minus the signal that ended it."""

    def build() -> int:
        if operations:
            sys.addaudithook(operations.hook)
        try:
            build_if_changed(read_project(folder / "mkdocs.yml"), Steps(quiet=True))
        except (PapersError, OSError):
            return REFUSED
        return FINE

    return wait(start(build))


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
def test_after_a_broken_first_build_the_next_equals_a_clean_build(
    pristine: Path, clean: dict[str, bytes], act: Callable[[], None]
) -> None:
    folder = pristine.parent / f"trial-{act.__name__}"
    counted = Operations(folder)
    shutil.copytree(pristine, folder)
    assert run_build(folder, counted) == FINE
    expected = {kill_all: {-signal.SIGKILL}, fail: {REFUSED, FINE}}[act]
    chosen = random.Random(7).sample(range(1, counted.count), min(TRIALS, counted.count - 1))
    broken = 0
    for at in sorted(chosen):
        shutil.rmtree(folder)
        shutil.copytree(pristine, folder)
        # Processes share the counter without a lock, so the last operations may not be reached.
        code = run_build(folder, Operations(folder, act=act, at=at))
        assert code in {*expected, FINE}, at
        broken += code != FINE
        assert run_build(folder) == FINE, at
        assert contents(folder / "site") == clean, at
        left = [path.name for path in folder.rglob(".papershelf-*") if path.suffix != ".json"]
        assert not [name for name in left if "journal" in name or "new" in name], at
    assert broken > len(chosen) / 2


WAIT = """
import sys; from pathlib import Path; from papershelf.engine.file_lock import hold_build_lock
with hold_build_lock(Path(sys.argv[1]), lambda text: print(text, flush=True)):
    print("entered", flush=True)
"""


def test_a_second_build_waits_for_the_first_and_prints_its_process_id(tmp_path: Path) -> None:
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


def test_simultaneous_builds_make_a_complete_site(pristine: Path, clean: dict[str, bytes]) -> None:
    folder = pristine.parent / "pairs"
    for _ in range(50 if THOROUGH else 3):
        shutil.copytree(pristine, folder)
        second = os.fork()
        if not second:
            os._exit(run_build(folder))
        assert run_build(folder) == FINE
        assert os.waitpid(second, 0)[1] == 0
        assert contents(folder / "site") == clean
        shutil.rmtree(folder)
