"""The day of the last commit of the repository that a folder is in, read from git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from papershelf.core.identifiers import IsoDate, parse_day

CHANGES_FILE = "changed.tsv"
"""When each record changed last; made by `papershelf keys`, and then kept by every command."""


def read_edit_day(data: Path) -> IsoDate | None:
    """The day of edits by hand in a data folder; `None` where no list of changes needs it."""
    return read_commit_day(data) if (data / CHANGES_FILE).is_file() else None


def read_commit_day(folder: Path) -> IsoDate | None:
    """The day of HEAD's commit as its committer wrote it; `None` without git or a commit.

    Asks the repository on this disk alone.
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
