"""Numbers and texts as few bytes: what all files of the index are made with.

Whole numbers are LEB128 (DWARF 5, 7.6), text is UTF-8, and each file as a whole is raw DEFLATE
(RFC 1951), which browsers inflate by themselves: so no host has to compress what it serves.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from papershelf.text.json_text import dump_json

_DEFLATE_LEVEL = 6

IntegerArray = NDArray[np.int32] | NDArray[np.int64]


def deflate(content: bytes) -> bytes:
    """The bytes as a raw DEFLATE stream."""
    packer = zlib.compressobj(_DEFLATE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def dump_deflated_json(value: object) -> bytes:
    """A value as compact JSON, deflated."""
    return deflate(dump_json(value).encode())


def encode_number(number: int) -> bytes:
    """One number as LEB128."""
    if number < 0x80:
        return bytes((number,))
    packed = bytearray()
    while number >= 0x80:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def encode_numbers(numbers: Sequence[int]) -> bytes:
    """A few numbers one after the other."""
    if max(numbers, default=0) < 0x80:
        return bytes(numbers)
    return b"".join(map(encode_number, numbers))


def encode_array(numbers: IntegerArray) -> bytes:
    """Many numbers one after the other."""
    lengths = number_lengths(numbers)
    ends = np.cumsum(lengths, dtype=np.int64)
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    write_numbers_at(numbers, lengths, ends - lengths, out)
    return out.tobytes()


def encode_lists(counts: NDArray[np.int64], numbers: NDArray[np.int64]) -> bytes:
    """Lists one after the other: how many numbers, then those; `counts` cuts them into lists."""
    found: NDArray[np.int64] = np.insert(numbers, np.cumsum(counts) - counts, counts)
    return encode_array(found)


def number_lengths(numbers: IntegerArray) -> NDArray[np.uint8]:
    """How many bytes each number takes as LEB128."""
    lengths = np.ones(len(numbers), dtype=np.uint8)
    for bits in (7, 14, 21, 28):
        lengths += numbers >= 1 << bits
    return lengths


def write_numbers_at(
    numbers: IntegerArray,
    lengths: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    """Write numbers as LEB128 into `out`, each at its place."""
    while len(numbers):
        more = lengths > 1
        out[offsets] = numbers & 0x7F | more << 7
        numbers, lengths, offsets = numbers[more] >> 7, lengths[more] - 1, offsets[more] + 1
