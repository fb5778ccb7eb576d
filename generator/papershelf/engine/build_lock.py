"""A lock that lets one process at a time build a project.

The operating system holds it and frees it when the process ends in any way, killed or not. The
lock file names the process that holds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papershelf.core.errors import name_errors

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows has no locks of this kind
    fcntl = None  # type: ignore[assignment]


@contextmanager
def hold_build_lock(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path`; where another process has it, `say` so once and wait.

    Raises `OSError` where the lock file cannot be written.
    """
    if fcntl is None:  # pragma: no cover
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with name_errors(path):
            _lock(handle, say)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, say: Callable[[str], None]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        name = f"process {holder}" if holder else "another process"
        say(f"{name} is building this project; waiting until it is done")
        fcntl.flock(handle, fcntl.LOCK_EX)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
