"""Reads the date of the last git commit of a data folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

from papershelf.core.identifiers import IsoDate, parse_day

CHANGES_FILE = "changed.tsv"
"""The change log: when each record last changed. Created by `papershelf keys`."""


def read_edit_day(data: Path) -> IsoDate | None:
    """The day of manual edits: that of the last commit, or `None` if there is no change log."""
    return read_commit_day(data) if (data / CHANGES_FILE).is_file() else None


def read_commit_day(folder: Path) -> IsoDate | None:
    """The commit date of HEAD in the committer's time zone; `None` without git or a commit.

    Uses the local repository only.
    """
    try:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%cd", "--date=short", "HEAD"],
            cwd=folder,
            capture_output=True,
            encoding="ascii",
            errors="replace",
            check=False,
        )
        return parse_day(done.stdout.strip()) if done.returncode == 0 else None
    except (OSError, ValueError):
        return None
