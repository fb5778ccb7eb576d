"""Writes data files atomically, under a lock on the data folder.

A file is written to a temporary file and renamed, so a killed process leaves either the old or the
new content. A change of several files is recorded in a journal; if it was interrupted, the next
writer reverts it and deletes leftover temporary files. Only one process can write at a time.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from papershelf.core.errors import PapersError, Problem, add_error_path

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows has no locks of this kind
    fcntl = None  # type: ignore[assignment]

_PREFIX, _SUFFIX = ".papershelf-", ".tmp"


def replace_data_file(path: Path, content: bytes) -> None:
    """Replace a file atomically; creates its folder if necessary."""
    with add_error_path(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace_by_rename(path, content)


def write_output_file(path: Path, content: bytes) -> None:
    """Write an output file named by the user: atomically, except to special files.

    A symbolic link is kept and its target replaced. Folders are not created.
    """
    with add_error_path(path):
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace_by_rename(path.resolve(), content)


def _replace_by_rename(path: Path, content: bytes) -> None:
    handle, name = _create_in(path.parent)
    try:
        with os.fdopen(handle, "wb", closefd=fcntl is None) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    finally:
        if fcntl is not None:
            os.close(handle)


def _create_in(folder: Path) -> tuple[int, str]:
    """Create a temporary file, locked so that `delete_leftover_files` sees it is in use."""
    while True:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder)
        if fcntl is None:  # pragma: no cover
            return handle, name
        with contextlib.suppress(OSError):  # without lock support, nothing is swept either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)  # deleted as leftover before we got the lock


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def delete_leftover_files(folder: Path) -> None:
    """Delete temporary files of killed writers; those of running writers are locked and stay."""
    for leftover in sorted(folder.rglob(f"{_PREFIX}*{_SUFFIX}")):
        with contextlib.suppress(OSError):
            _sweep_file(leftover)


def _sweep_file(path: Path) -> None:
    if fcntl is None:  # pragma: no cover
        path.unlink(missing_ok=True)
        return
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock_data_folder(data: Path) -> Iterator[None]:
    """Lock a data folder against other writers; the OS releases the lock if the process ends.

    Reverts an interrupted change and deletes leftover files first. Raises `PapersError` if another
    process holds the lock.
    """
    if fcntl is None:  # pragma: no cover
        _clear(data)
        yield
        return
    handle = os.open(data, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PapersError([_describe_lock_holder(data)]) from None
        _clear(data)
        yield
    finally:
        os.close(handle)


def _describe_lock_holder(data: Path) -> Problem:
    pid = _find_lock_holder(data)
    process = f" (process {pid})" if pid else ""
    message = f"is being changed by another command{process}; try again when it has finished"
    return Problem(data.as_posix(), 0, "", message)


def _find_lock_holder(folder: Path) -> int | None:
    """The id of the process that holds the lock, on systems with `/proc/locks` (Linux)."""
    try:
        inode, lines = folder.stat().st_ino, Path("/proc/locks").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    # Format: `7: FLOCK ADVISORY WRITE 4711 fe:01:1048602 0 EOF`
    found = {
        int(words[4])
        for words in map(str.split, lines)
        if words[1:2] == ["FLOCK"] and words[5].rpartition(":")[2] == str(inode)
    }
    # The inode number may also match on another disk; processes of other containers have id 0.
    return found.pop() or None if len(found) == 1 else None


def _clear(data: Path) -> None:
    delete_leftover_files(data)
    _undo(data)


# --- changes of several files ------------------------------------------------------------------

_JOURNAL = ".papershelf-undo.json"
"""Journal with the old content of all files of a change, until all are written."""


class FileChange(NamedTuple):
    """A change of a data file; `before` is `None` for a new file."""

    path: Path
    before: bytes | None
    after: bytes


def write_files(data: Path, changes: Sequence[FileChange]) -> None:
    """Write several files of a locked data folder, all or none.

    If the process is killed in between, the next one that takes the lock reverts the change.
    """
    journal = data / _JOURNAL
    try:
        if len(changes) > 1:
            replace_data_file(journal, _render_journal(data, changes))
        for change in changes:
            replace_data_file(change.path, change.after)
        journal.unlink(missing_ok=True)
    except BaseException:
        with contextlib.suppress(OSError):  # the next writer tries again
            _undo(data)
        raise


def find_interrupted_change(data: Path) -> Problem | None:
    """The problem of a change of several files that is unfinished, or `None`.

    Either a command is running or it was killed. Readers only report this: they take no lock and
    may lack write permission.
    """
    if not (data / _JOURNAL).is_file():
        return None
    if _is_locked(data):
        return _describe_lock_holder(data)
    message = (
        "an earlier change of several files is incomplete; run the same rename or merge again,"
        " or undo it with papershelf fix"
    )
    return Problem(data.as_posix(), 0, "", message)


def _is_locked(data: Path) -> bool:
    if fcntl is None:  # pragma: no cover
        return False
    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _render_journal(data: Path, changes: Sequence[FileChange]) -> bytes:
    def encode(content: bytes | None) -> str | None:
        return None if content is None else base64.b64encode(content).decode()

    files = [
        [path.relative_to(data).as_posix(), encode(before), encode(after)]
        for path, before, after in changes
    ]
    return json.dumps(files).encode()


def _undo(data: Path) -> None:
    """Revert an interrupted change, unless one of its files was edited since.

    After such an edit, a partial revert could lose records that were moved between files.
    """
    journal = data / _JOURNAL
    if not journal.is_file():
        return
    changes = _parse_journal(data, journal.read_bytes())
    found = [path.read_bytes() if path.is_file() else None for path, _, _ in changes]
    if all(now in change[1:] for now, change in zip(found, changes, strict=True)):
        # In reverse order: a moved record is restored to its old file before it leaves the new one.
        for now, change in reversed(list(zip(found, changes, strict=True))):
            if now == change.before:
                continue
            if change.before is None:
                change.path.unlink(missing_ok=True)
            else:
                replace_data_file(change.path, change.before)
    journal.unlink()


def _parse_journal(data: Path, content: bytes) -> list[FileChange]:
    """The changes in a journal; none if it is malformed or names files outside the folder."""

    def decode(text: str | None) -> bytes | None:
        return None if text is None else base64.b64decode(text, validate=True)

    try:
        files = [
            (Path(path), decode(old), decode(new) or b"") for path, old, new in json.loads(content)
        ]
    except (ValueError, TypeError):
        return []
    if any(path.is_absolute() or ".." in path.parts for path, _, _ in files):
        return []
    return [FileChange(data / path, old, new) for path, old, new in files]
