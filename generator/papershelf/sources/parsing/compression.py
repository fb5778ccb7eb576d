"""Decompresses gzip files up to a size limit."""

from __future__ import annotations

import zlib

from papershelf.core.errors import Problem

MAX_UNPACKED_SIZE = 1_000_000_000
"""Maximum decompressed size in bytes; one compressed megabyte can expand to a thousand."""

_GZIP_MAGIC = b"\x1f\x8b\x08"


def inner_name(path: str) -> str:
    """The file name without the suffix of its compression."""
    return path[:-3] if path.lower().endswith(".gz") else path


def unpack_gzip(
    content: bytes, path: str, limit: int = MAX_UNPACKED_SIZE
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The decompressed content, or `None` and the reason why it cannot be decompressed.

    Content that is not compressed is returned unchanged; several gzip members are joined.
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
            message = "is a damaged gzip file; download it again"
        size += len(parts[-1]) if parts else 0
        if size > limit:
            message = f"contains more than {limit:,} bytes; unpack it and split it"
        elif not engine.eof:
            message = message or "is an incomplete gzip file; download it again"
        content = engine.unused_data
    return (None, (Problem(path, 0, "", message),)) if message else (b"".join(parts), ())
