"""Runs the tests of the search scripts with Node.js: `node --test tests/js/search/`."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.conftest import ROOT, skip_or_fail

FILES = sorted((ROOT / "tests" / "js" / "search").glob("*.test.js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_tests_of_scripts_pass(path: object) -> None:
    if not shutil.which("node"):
        skip_or_fail("Node.js is not installed", "PAPERSHELF_DEMAND_NODE")
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_there_are_tests_of_scripts() -> None:
    assert FILES
