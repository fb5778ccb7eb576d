"""Files of many papers: pieces in, one file out, and such a file back into its pieces.

What a piece holds is for `exports` to know; here they are bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from papershelf.records.model import PaperId

Piece: TypeAlias = bytes | memoryview
"""What a file has of one paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Pieces of files that stand from an earlier run, so that they need not be made again.

    `keys` has a number for each paper that stands for all that its pieces are made from; `recall`
    finds by these numbers the pieces that the file at a path holds.
    """

    keys: Mapping[PaperId, int] = field(default_factory=dict)
    recall: Callable[[str], Mapping[int, Piece]] = lambda _: {}


class Bulk(NamedTuple):
    """A file of many papers, and the bytes of each paper's piece."""

    content: bytes
    lengths: Sequence[int]


class Frame(NamedTuple):
    """What stands at the start of a file, between two papers, and at its end."""

    opening: bytes = b""
    between: bytes = b""
    closing: bytes = b""

    def join(self, pieces: Sequence[Piece]) -> Bulk:
        """One file of all pieces."""
        row = [part for piece in pieces for part in (self.between, piece)]
        content = b"".join([self.opening, *row[1:], self.closing])
        return Bulk(content, array("I", map(len, pieces)))

    def cut(self, content: Piece, lengths: Sequence[int]) -> Iterator[Piece]:
        """The pieces of a file, by their lengths in bytes: each a part of the same memory."""
        content = memoryview(content)
        position = len(self.opening)
        for length in lengths:
            yield content[position : position + length]
            position += length + len(self.between)
