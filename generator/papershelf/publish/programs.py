"""Runs the programs that send files; raises `PapersError` with what they say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from papershelf.core.errors import PapersError, Problem

_MAX_OUTPUT = 400


def run_program(
    words: Sequence[str],
    *,
    folder: Path | None = None,
    content: bytes = b"",
    environ: Mapping[str, str] | None = None,
    missing: Sequence[int] = (),
) -> bytes | None:
    """Run a program and return its output; `None` if its exit code is one of `missing`."""
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            input=content,
            capture_output=True,
            check=False,
            env={**os.environ, **(environ or {})},
        )
    except FileNotFoundError:
        message = "is not installed, and is needed for this target"
        raise PapersError([Problem(words[0], 0, "", message)]) from None
    if done.returncode in missing:
        return None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[-_MAX_OUTPUT:]
        message = said or f"ended with exit code {done.returncode}"
        raise PapersError([Problem(words[0], 0, "", message)])
    return done.stdout
