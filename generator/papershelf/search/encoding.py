"""Compact encoding of numbers and texts, used by all files of the index.

Integers are LEB128 (DWARF 5, 7.6), text is UTF-8, and each file is compressed with raw DEFLATE
(RFC 1951). Browsers can inflate it natively, so the host does not need to compress files.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from papershelf.text.json_text import dump_json

_DEFLATE_LEVEL = 6

IntegerArray = NDArray[np.int32] | NDArray[np.int64]


def deflate(*parts: bytes) -> bytes:
    """Compress bytes as a raw DEFLATE stream, with a code of its own for each part."""
    packer = zlib.compressobj(_DEFLATE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    *others, last = parts
    packed = [packer.compress(part) + packer.flush(zlib.Z_BLOCK) for part in others]
    return b"".join((*packed, packer.compress(last), packer.flush()))


def dump_deflated_json(value: object) -> bytes:
    """Serialize a value as compact JSON and compress it."""
    return deflate(dump_json(value).encode())


def encode_number(number: int) -> bytes:
    """Encode one number as LEB128."""
    if number < 0x80:
        return bytes((number,))
    packed = bytearray()
    while number >= 0x80:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def encode_numbers(numbers: Sequence[int]) -> bytes:
    """Encode a few numbers one after the other."""
    if max(numbers, default=0) < 0x80:
        return bytes(numbers)
    return b"".join(map(encode_number, numbers))


def encode_array(numbers: IntegerArray) -> bytes:
    """Encode many numbers one after the other."""
    lengths = number_lengths(numbers)
    ends = np.cumsum(lengths, dtype=np.int64)
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    write_numbers_at(numbers, lengths, ends - lengths, out)
    return out.tobytes()


def encode_lists(counts: NDArray[np.int64], numbers: NDArray[np.int64]) -> bytes:
    """Encode lists, each with its length first; `counts` has the lengths, `numbers` all elements."""
    found: NDArray[np.int64] = np.insert(numbers, np.cumsum(counts) - counts, counts)
    return encode_array(found)


def number_lengths(numbers: IntegerArray) -> NDArray[np.uint8]:
    """Return the number of bytes that each number takes as LEB128."""
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
    """Write numbers as LEB128 into `out`, each at its given offset."""
    while len(numbers):
        more = lengths > 1
        out[offsets] = numbers & 0x7F | more << 7
        numbers, lengths, offsets = numbers[more] >> 7, lengths[more] - 1, offsets[more] + 1
