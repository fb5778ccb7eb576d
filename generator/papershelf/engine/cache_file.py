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
from papershelf.engine.manifest import digest

Arrays = Mapping[str, NDArray[np.generic]]


def load_bytes(path: Path, code: str) -> bytes | None:
    """What the same code stored; `None` where there is nothing to trust."""
    try:
        name, _, body = read_file(path).partition(b"\n")
    except OSError:
        return None
    return body if name == _sign(code, body) else None


def store_bytes(path: Path, code: str, body: bytes) -> None:
    """Write bytes down, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, _sign(code, body) + b"\n", body)


def load_arrays(path: Path, code: str) -> Arrays | None:
    """The arrays that the same code stored; `None` where there are none to trust."""
    body = load_bytes(path, code)
    if body is None:
        return None
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def store_arrays(path: Path, code: str, arrays: Arrays) -> None:
    """Write arrays down, all at once."""
    body = io.BytesIO()
    np.savez(body, **arrays)  # type: ignore[arg-type]  # no array is called `allow_pickle`
    store_bytes(path, code, body.getvalue())


def _sign(code: str, body: bytes) -> bytes:
    return f"{code} {digest(body)}".encode()
