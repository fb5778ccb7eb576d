"""Bytes of what we make onto the disk and back: files created, written over, replaced and read.

What is made can be made again, so none of it waits for the disk. Data that people edit are written
by `data_writer`, which does.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from papershelf.core.errors import add_error_path

_BINARY_FLAG = getattr(os, "O_BINARY", 0)
# Never through a link, and never waiting for whoever might read a pipe.
_OVERWRITE_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_file(path: Path) -> bytes:
    """The content of a plain file. Raises `OSError` for all else: a pipe would never end."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    return path.read_bytes()


def real_path(path: Path) -> Path:
    """The absolute path behind all links; one that leads in circles stays as it is.

    `Path.resolve` raises `RuntimeError` for such a link, up to Python 3.12.
    """
    return Path(os.path.realpath(path))


def remove_tree(path: Path) -> None:
    """Remove what is at a path, a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def create_file(path: str, content: bytes) -> os.stat_result:
    """Write a new file by as few calls as there can be: it is done 200,000 times.

    Raises `FileExistsError` where anything stands, be it a link to nothing.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY_FLAG, 0o666)
    try:
        _write_all(file, content, path)
        return os.fstat(file)
    finally:
        os.close(file)


def overwrite_file(
    path: str, content: bytes, linked_path: str | None = None
) -> os.stat_result | None:
    """Write over a file where it stands; `None`, and nothing done, where that is not safe.

    The disk keeps the place of the bytes, which takes a tenth of the time of giving it back and
    finding another. A file is not safe to write over if it has a second name, through which
    somebody may keep what was there; a name `linked_path` may go with it.
    """
    if not _OVERWRITE_FLAGS:
        return None
    try:
        file = os.open(path, os.O_WRONLY | _OVERWRITE_FLAGS)
    except OSError:
        return None
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode) or before.st_nlink != _count_own_links(
            before, linked_path
        ):
            return None
        _write_all(file, content, path)
        if before.st_size > len(content):
            os.ftruncate(file, len(content))
        return os.fstat(file)
    finally:
        os.close(file)


def replace_file(path: Path, *parts: bytes) -> None:
    """Write a file by one rename: whoever reads it finds all of it, or what stood there before."""
    new = path.with_name(f"{path.name}.new")
    try:
        with add_error_path(path):
            with new.open("wb") as file:
                file.writelines(parts)
            new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _write_all(file: int, content: bytes, path: str) -> None:
    rest = memoryview(content)
    with add_error_path(path):
        while rest:
            rest = rest[os.write(file, rest) :]


def _count_own_links(file: os.stat_result, linked_path: str | None) -> int:
    """How many names a file has that we gave it."""
    try:
        return 2 if linked_path and os.path.samestat(file, os.lstat(linked_path)) else 1
    except OSError:
        return 1
