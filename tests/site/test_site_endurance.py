"""Tests of whole sites under stress: thousands of real papers, and killed runs."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from papershelf.engine.manifest import MANIFEST_FILE
from tests.conftest import ROOT
from tests.fabricated import ORDINARY
from tests.site.test_site import contents
from tests.workspaces import Workspace

pytestmark = [pytest.mark.site, pytest.mark.slow]  # fifty killed runs


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


GENERATE = "from papershelf.cli.main import main; main(['generate', '--quiet'])"


def test_generate_killed_at_fifty_times_leaves_no_partial_files(workspace: Workspace) -> None:
    by_hand = set(contents(workspace.root / "docs")) | {"papers/mine.txt"}
    workspace.write(ORDINARY)
    papers = [
        {
            "id": f"paper-{n}",
            "title": f"Paper {n} of Many",
            "authors": [f"Ada Byron {n % 40}"],
            "year": 2000 + n % 20,
            "tags": ["tides"],
            "abstract": f"Water number {n} flows. " * 20,
        }
        for n in range(150)
    ]
    workspace.write(papers, "many.yaml")
    (workspace.root / "docs/papers").mkdir()
    mine = workspace.root / "docs/papers/mine.txt"
    mine.write_text("by hand")
    moments = random.Random(20261121)
    for attempt in range(50):
        papers[attempt]["title"] = f"Paper {attempt}, Corrected"
        workspace.write(papers, "many.yaml")
        with subprocess.Popen(
            [sys.executable, "-c", GENERATE],
            cwd=workspace.root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        ) as process:
            time.sleep(moments.uniform(0.3, 1.1))
            process.kill()
        for page in (workspace.root / "docs/papers").glob("*.md"):
            assert page.read_bytes().rstrip().endswith(b"</article>"), f"{page} is half there"
    assert workspace.run("generate").returncode == 0
    repaired = contents(workspace.root / "docs")
    for path in repaired:
        if path not in by_hand:
            (workspace.root / "docs" / path).unlink()
    (workspace.root / "docs" / MANIFEST_FILE).unlink()
    assert workspace.run("generate").returncode == 0
    assert contents(workspace.root / "docs") == repaired
