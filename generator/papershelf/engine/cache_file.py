"""Bytes and arrays of numbers, kept in a file from one run to the next.

They go out, and come back if every byte is as we wrote it and the same code wrote it: what is
damaged or foreign is forgotten, never trusted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from papershelf.core.disk_files import read_file, replace_file
from papershelf.engine.manifest import hash_content

Arrays = Mapping[str, NDArray[np.generic]]


def load_cache_file(path: Path, fingerprint: str) -> bytes | None:
    """What the same code stored; `None` where there is nothing to trust."""
    try:
        name, _, body = read_file(path).partition(b"\n")
    except OSError:
        return None
    return body if name == _checksum(fingerprint, body) else None


def save_cache_file(path: Path, fingerprint: str, body: bytes) -> None:
    """Write bytes down, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, _checksum(fingerprint, body) + b"\n", body)


def load_cached_arrays(path: Path, fingerprint: str) -> Arrays | None:
    """The arrays that the same code stored; `None` where there are none to trust."""
    body = load_cache_file(path, fingerprint)
    if body is None:
        return None
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def save_cached_arrays(path: Path, fingerprint: str, arrays: Arrays) -> None:
    """Write arrays down, all at once."""
    body = io.BytesIO()
    np.savez(body, **arrays)  # type: ignore[arg-type]  # no array is called `allow_pickle`
    save_cache_file(path, fingerprint, body.getvalue())


def _checksum(fingerprint: str, body: bytes) -> bytes:
    return f"{fingerprint} {hash_content(body)}".encode()
