"""Lock files, which let only one process at a time build a project or do other shared work.

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
def hold_file_lock(
    path: Path, report_holder: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock at `path`. If another process holds it, report which one, once, and wait.

    Raises `OSError` if the lock file cannot be written.
    """
    if fcntl is None:  # pragma: no cover
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with add_error_path(path):
            _lock_and_report(handle, report_holder)
        yield
    finally:
        os.close(handle)


@contextmanager
def hold_build_lock(path: Path, report_line: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a project; if another process is building it, report that once and wait."""

    def report_holder(holder: str) -> None:
        report_line(f"{holder} is building this project; waiting for it to finish")

    with hold_file_lock(path, report_holder):
        yield


def _lock_and_report(handle: int, report_holder: Callable[[str], None] | None) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if report_holder:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            report_holder(f"process {holder}" if holder else "another process")
        fcntl.flock(handle, fcntl.LOCK_EX)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
