"""What a build of the index knows, kept for the next one: only what changed is made anew.

A file comes in and goes out. What is not exactly as we wrote it is forgotten, never trusted.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.manifest import digest, replace_file
from generator.search.memory import Memory
from generator.search.postings import PaperTerms

_KEY_SIZE = 16


def load_memory(path: Path, code: str) -> Memory:
    """What a build by the same code knew; nothing from a file that is damaged or not ours."""
    try:
        name, _, body = path.read_bytes().partition(b"\n")
        if name != _sign(code, body):
            return Memory()
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            return _assemble({name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return Memory()


def store_memory(path: Path, code: str, memory: Memory) -> None:
    """Write down what a build knows, all at once."""
    body = io.BytesIO()
    np.savez(
        body,
        keys=_pack(memory.keys),
        names=_pack(memory.names),
        counts=memory.papers.counts,
        terms=memory.papers.terms,
        weights=memory.papers.weights,
        files=np.frombuffer(b"".join(memory.files), np.uint8),
        sizes=np.array([*map(len, memory.files.values())], dtype=np.int64),
        contents=np.frombuffer(b"".join(memory.files.values()), np.uint8),
    )
    content = body.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, _sign(code, content) + b"\n" + content)


def _sign(code: str, body: bytes) -> bytes:
    return f"{code} {digest(body)}".encode()


def _assemble(arrays: dict[str, NDArray[np.generic]]) -> Memory:
    names = arrays["files"].tobytes()
    contents = arrays["contents"].tobytes()
    ends = np.concatenate([[0], np.cumsum(arrays["sizes"])]).tolist()
    return Memory(
        keys=_unpack(arrays["keys"]),
        names=_unpack(arrays["names"]),
        papers=PaperTerms(
            arrays["counts"].astype(np.int32, copy=False),
            arrays["terms"].astype(np.int32, copy=False),
            arrays["weights"].astype(np.uint8, copy=False),
        ),
        files={
            names[place * _KEY_SIZE : (place + 1) * _KEY_SIZE]: contents[start:end]
            for place, (start, end) in enumerate(pairwise(ends))
        },
    )


def _pack(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join((*texts, "")).encode(), np.uint8)


def _unpack(packed: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode().split("\n")[:-1])
