"""A lock file that lets only one process at a time build a project.

The operating system releases the lock when the process ends, even if it is killed. The file
contains the id of the process that holds the lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papershelf.core.errors import add_error_path

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows has no locks of this kind
    fcntl = None  # type: ignore[assignment]


@contextmanager
def hold_build_lock(path: Path, report_line: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path`. If another process holds it, report that once and wait.

    Raises `OSError` if the lock file cannot be written.
    """
    if fcntl is None:  # pragma: no cover
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with add_error_path(path):
            _lock_and_report(handle, report_line)
        yield
    finally:
        os.close(handle)


def _lock_and_report(handle: int, report_line: Callable[[str], None]) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        name = f"process {holder}" if holder else "another process"
        report_line(f"{name} is building this project; waiting for it to finish")
        fcntl.flock(handle, fcntl.LOCK_EX)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
