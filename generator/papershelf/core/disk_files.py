"""Creates, overwrites, replaces and reads generated files.

Generated files can be built again, so nothing here waits for data to reach the disk (`fsync`). Data
that people edit is written by `data_writer`, which does wait.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from papershelf.core.errors import add_error_path, add_path

_BINARY_FLAG = getattr(os, "O_BINARY", 0)
# Never follow a link, and never block on a pipe without a reader.
_OVERWRITE_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_file(path: Path) -> bytes:
    """Return the content of a regular file.

    Raises `OSError` for anything else, because reading a pipe might never end.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path.read_bytes()


def real_path(path: Path) -> Path:
    """Return the absolute path with all symbolic links resolved.

    A link loop is left as is; `Path.resolve` raises `RuntimeError` for it up to Python 3.12.
    """
    return Path(os.path.realpath(path))


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with everything in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def create_file(path: str, content: bytes) -> os.stat_result:
    """Create a file with as few system calls as possible: a build can create 150,000.

    Raises `FileExistsError` if the path exists, even as a dangling link.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY_FLAG, 0o666)
    try:
        _write_all(file, content, path)
        return os.fstat(file)
    finally:
        os.close(file)


def overwrite_file(path: str, content: bytes) -> os.stat_result | None:
    """Overwrite a file in place; return `None`, without changes, if that is not safe.

    Reusing the file's disk blocks takes a tenth of the time of freeing and allocating them.
    Overwriting is not safe if the file has another hard link, because that copy would change as
    well.
    """
    if not _OVERWRITE_FLAGS:
        return None
    try:
        file = os.open(path, os.O_WRONLY | _OVERWRITE_FLAGS)
    except OSError:
        return None
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode) or before.st_nlink != 1:
            return None
        _write_all(file, content, path)
        if before.st_size > len(content):
            os.ftruncate(file, len(content))
        return os.fstat(file)
    finally:
        os.close(file)


def replace_file(path: Path, *parts: bytes) -> None:
    """Write a file atomically by renaming: readers see either the old or the new content."""
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
    written = 0
    try:  # a context manager would take half as long as the system call
        while written < len(content):
            written += os.write(file, memoryview(content)[written:] if written else content)
    except OSError as error:
        raise add_path(error, path) from None
