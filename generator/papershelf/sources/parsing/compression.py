"""Files compressed by gzip in, their content out, as far as memory allows."""

from __future__ import annotations

import zlib

from papershelf.core.errors import Problem

MAX_UNPACKED_SIZE = 1_000_000_000
"""Bytes at most, for a file of one megabyte can hold a thousand of them."""

_GZIP_MAGIC = b"\x1f\x8b\x08"


def inner_name(path: str) -> str:
    """The name of the file inside a compressed one; that of any other file as it is."""
    return path[:-3] if path.lower().endswith(".gz") else path


def unpack_gzip(
    content: bytes, path: str, limit: int = MAX_UNPACKED_SIZE
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The content inside a compressed file, or `None` and why it cannot be unpacked.

    What is not compressed comes back as it is; several members are one content.
    """
    if not content.startswith(_GZIP_MAGIC):
        return content, ()
    parts: list[bytes] = []
    size = 0
    message = ""
    while content.startswith(_GZIP_MAGIC) and not message:
        engine = zlib.decompressobj(wbits=31)
        try:
            parts.append(engine.decompress(content, limit - size + 1))
        except zlib.error:
            message = "is gzip that cannot be unpacked; fetch it again"
        size += len(parts[-1]) if parts else 0
        if size > limit:
            message = f"holds more than {limit:,} bytes; unpack it and import its parts"
        elif not engine.eof:
            message = message or "is gzip that is cut short; fetch it again"
        content = engine.unused_data
    return (None, (Problem(path, 0, "", message),)) if message else (b"".join(parts), ())
