"""Joins the records of many papers into one file and splits such a file back into records.

Records are opaque bytes here; the exporter knows their format.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from papershelf.records.model import PaperId

RecordBytes: TypeAlias = bytes | memoryview
"""The bytes of one paper in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousExports:
    """Records in the files of the previous build that can be reused instead of rendered again.

    `record_keys` maps each unchanged paper to a number that covers all inputs of its records;
    `read_records` returns the records of the file at a path by these numbers.
    """

    record_keys: Mapping[PaperId, int] = field(default_factory=dict)
    read_records: Callable[[str], Mapping[int, RecordBytes]] = lambda _: {}


class BulkFile(NamedTuple):
    """A file of many papers, with the length of each paper's record in bytes."""

    content: bytes
    lengths: Sequence[int]


class Envelope(NamedTuple):
    """The bytes at the start of a file, between two records, and at its end."""

    opening: bytes = b""
    separator: bytes = b""
    closing: bytes = b""

    def join(self, pieces: Sequence[RecordBytes]) -> BulkFile:
        """Join records into one file."""
        row = [part for piece in pieces for part in (self.separator, piece)]
        content = b"".join([self.opening, *row[1:], self.closing])
        return BulkFile(content, array("I", map(len, pieces)))

    def split(self, content: RecordBytes, lengths: Sequence[int]) -> Iterator[RecordBytes]:
        """Yield the records of a file, given their lengths in bytes, as slices without copying."""
        content = memoryview(content)
        rest = sum(lengths) + len(self.separator) * max(len(lengths) - 1, 0) + len(self.closing)
        position = len(content) - rest  # The opening may begin with comments.
        for length in lengths:
            yield content[position : position + length]
            position += length + len(self.separator)
