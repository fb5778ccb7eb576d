"""The table of word vectors, in integers.

A text's vector is the sum of its words' vectors. Every value of a word's vector is one of 16
levels, -15, -13 … 15, times the scale of the word, which is its weight.

The file has a line of JSON with `format`, `dimensions` and `words` (their number), then the words
with a line break after each, then a byte for each word's scale, then the levels, half a byte per
dimension and the first of two dimensions in the high half. Level `n` from 0 to 15 is the value
`2n - 15`. `tools/train_vectors` writes such a file. A word is a term of the index: a word or
compound as in `papershelf.text.words.tokens.Token`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from papershelf.core.disk_files import read_file
from papershelf.core.errors import PapersError, Problem

FORMAT: Final = 1
HIGHEST_LEVEL: Final = 15
_FILE: Final = "words.bin"


@dataclass(frozen=True, slots=True)
class WordTable:
    """Vectors of words: `scales` has a byte for each word, `levels` half a byte per dimension."""

    dimensions: int
    words: tuple[str, ...]
    scales: bytes
    levels: bytes


def load_table(own: Path | None = None) -> WordTable:
    """Read the table of a collection, or that of the package if the file does not exist.

    Raises `PapersError` if the file is not a table, and `OSError` if it cannot be read.
    """
    if own is None or not own.exists():
        return _load_package_table()
    return _parse_own_table(read_file(own), own.as_posix())


@cache
def _load_package_table() -> WordTable:
    return parse_table(files("papershelf.vectors").joinpath(_FILE).read_bytes(), _FILE)


@lru_cache(maxsize=1)
def _parse_own_table(content: bytes, path: str) -> WordTable:
    return parse_table(content, path)


def parse_table(content: bytes, path: str) -> WordTable:
    """Read a table; `path` is the name of its file for error messages."""
    head, _, rest = content.partition(b"\n")
    try:
        read = json.loads(head)
        kind, dimensions, count = (int(read[key]) for key in ("format", "dimensions", "words"))
    except (ValueError, TypeError, KeyError):
        raise _error(path, "not a table of word vectors") from None
    if kind != FORMAT:
        raise _error(path, f"format {kind} of word vectors is unknown, this version reads {FORMAT}")
    *names, numbers = rest.split(b"\n", max(count, 1))
    if count <= 0 or len(names) != count or dimensions <= 0 or dimensions % 2:
        raise _error(path, "the table of word vectors is damaged")
    if len(numbers) != count * (1 + dimensions // 2):
        raise _error(path, "the table of word vectors is incomplete")
    try:
        words = tuple(name.decode() for name in names)
    except UnicodeDecodeError:
        raise _error(path, "the words of the table of word vectors are not UTF-8") from None
    return WordTable(dimensions, words, numbers[:count], numbers[count:])


def render_table(table: WordTable) -> bytes:
    """Encode a table, for `parse_table`."""
    head = {"format": FORMAT, "dimensions": table.dimensions, "words": len(table.words)}
    lines = [json.dumps(head), *table.words, ""]
    return "\n".join(lines).encode() + table.scales + table.levels


def _error(path: str, message: str) -> PapersError:
    return PapersError([Problem(path, 0, "", message)])
