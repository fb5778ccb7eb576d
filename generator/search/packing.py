"""Numbers and texts as few bytes: what all files of the index are made with.

Whole numbers are LEB128 (DWARF 5, 7.6), text is UTF-8, and each file as a whole is raw DEFLATE
(RFC 1951), which browsers inflate by themselves: so no host has to compress what it serves.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_LEVEL = 6


def deflate(content: bytes) -> bytes:
    """The bytes as a raw DEFLATE stream."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def deflate_json(value: object) -> bytes:
    """A value as compact JSON, deflated."""
    return deflate(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def pack_number(number: int) -> bytes:
    """One number as LEB128."""
    if number < 0x80:
        return bytes((number,))
    packed = bytearray()
    while number >= 0x80:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def pack_numbers(numbers: Iterable[int]) -> bytes:
    """Numbers one after the other."""
    return b"".join(map(pack_number, numbers))


def measure_numbers(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes each number takes as LEB128."""
    lengths = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        lengths += numbers >= 1 << bits
    return lengths


def place_numbers(
    numbers: NDArray[np.int64],
    lengths: NDArray[np.int64],
    places: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    """Write numbers as LEB128 into `out`, each at its place."""
    chosen = np.arange(len(numbers))
    for step in range(5):
        chosen = chosen[lengths[chosen] > step]
        if not len(chosen):
            break
        low = (numbers[chosen] >> 7 * step) & 0x7F
        more = np.where(lengths[chosen] > step + 1, 0x80, 0)
        out[places[chosen] + step] = (low | more).astype(np.uint8)
