"""Hostile cases written independently of the engine, in the folder of shared files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def make_independent_cases(shared: Path, kind: str, folder: Path) -> Path:
    """Generate the cases of a kind in a new folder; skips the test if there is no generator."""
    script = shared / "cases/hostile/hostile.py"
    if not script.is_file():
        pytest.skip("there is no generator of hostile cases")
    subprocess.run([sys.executable, script, kind, folder], check=True)
    return folder
