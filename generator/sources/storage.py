"""Bytes for data files in, files on the disk out: the one place that changes data.

A file is written beside its place and then moved there, so whoever is killed leaves the old file
or the new one, never a half; what is left over is swept by the next writer. One writer at a time.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.errors import PapersError, Problem, name_errors

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows has no locks of this kind
    fcntl = None  # type: ignore[assignment]

_PREFIX, _SUFFIX = ".papershelf-", ".tmp"


def write_file(path: Path, content: bytes) -> None:
    """Replace a file as one step; its folder is made where there is none."""
    with name_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sweep(data: Path) -> None:
    """Delete what killed writers left in a data folder."""
    for leftover in sorted(data.rglob(f"{_PREFIX}*{_SUFFIX}")):
        leftover.unlink(missing_ok=True)


@contextlib.contextmanager
def lock(data: Path) -> Iterator[None]:
    """Keep other writers out of a data folder; the system frees it when we end in any way.

    Raises `PapersError` where another one is at work.
    """
    if fcntl is None:  # pragma: no cover
        yield
        return
    handle = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = "is being changed by another import; try again when it is done"
            raise PapersError([Problem(data.as_posix(), 0, "", message)]) from None
        yield
    finally:
        os.close(handle)
