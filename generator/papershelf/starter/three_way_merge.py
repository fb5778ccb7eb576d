"""Merges two changed versions of a text with `git merge-file`.

Takes the common base and both versions; returns the merged text and its number of conflicts, which
have markers in it. Raises `PapersError` if git is not installed.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from papershelf.core.errors import PapersError, Problem

_MAX_CONFLICTS = 127
"""The highest number of conflicts that git reports; higher exit codes are errors."""


def merge_texts(base: str, current: str, new: str, new_label: str) -> tuple[str, int]:
    """Merge `current` and `new`, which both come from `base`."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in (("current", current), ("base", base), ("new", new)):
            path = Path(folder, name)
            path.write_bytes(text.encode())
            paths.append(str(path))
        labels = [part for label in ("yours", "before", new_label) for part in ("-L", label)]
        command = ["git", "merge-file", "--stdout", *labels, *paths]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            message = "is not installed, and is needed to merge your changes with new ones"
            raise PapersError([Problem("git", 0, "", message)]) from None
    if not 0 <= done.returncode <= _MAX_CONFLICTS:
        message = done.stderr.decode("utf-8", "replace").strip() or "cannot merge"
        raise PapersError([Problem("git merge-file", 0, "", message)])
    return done.stdout.decode(), done.returncode
