"""Files of many papers: pieces in, one file out, and such a file back into its pieces.

What a piece holds is for `exports` to know; here they are bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from papershelf.records.model import PaperId

RecordBytes: TypeAlias = bytes | memoryview
"""What a file has of one paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousExports:
    """Pieces of files that stand from an earlier run, so that they need not be made again.

    `record_keys` has a number for each paper that stands for all that its pieces are made from; `read_records`
    finds by these numbers the pieces that the file at a path holds.
    """

    record_keys: Mapping[PaperId, int] = field(default_factory=dict)
    read_records: Callable[[str], Mapping[int, RecordBytes]] = lambda _: {}


class BulkFile(NamedTuple):
    """A file of many papers, and the bytes of each paper's piece."""

    content: bytes
    lengths: Sequence[int]


class Envelope(NamedTuple):
    """What stands at the start of a file, between two papers, and at its end."""

    opening: bytes = b""
    separator: bytes = b""
    closing: bytes = b""

    def join(self, pieces: Sequence[RecordBytes]) -> BulkFile:
        """One file of all pieces."""
        row = [part for piece in pieces for part in (self.separator, piece)]
        content = b"".join([self.opening, *row[1:], self.closing])
        return BulkFile(content, array("I", map(len, pieces)))

    def split(self, content: RecordBytes, lengths: Sequence[int]) -> Iterator[RecordBytes]:
        """The pieces of a file, by their lengths in bytes: each a part of the same memory."""
        content = memoryview(content)
        position = len(self.opening)
        for length in lengths:
            yield content[position : position + length]
            position += length + len(self.separator)
