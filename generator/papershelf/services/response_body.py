"""Reads and checks response bodies: raw chunks in, decompressed content of limited size out.

Decompression stops at the size limit. Content with too many values is rejected before it is parsed:
an empty list takes three bytes of JSON but about a hundred bytes of memory. Raises `TooLargeError`
and `BadBodyError`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Literal
from xml.parsers import expat

ContentFormat = Literal["json", "xml", "text"]
"""The expected format of a response."""

_GZIP_WBITS = 31
_UNCOMPRESSED = frozenset({"", "identity"})


class TooLargeError(Exception):
    """The body exceeds its size limit."""


class BadBodyError(Exception):
    """The body cannot be read; the message says why."""


def collect_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Read a whole body. Raises `TooLargeError` and `BadBodyError`."""
    encoding = encoding.strip().lower()
    if encoding in _UNCOMPRESSED:
        return _join_chunks(chunks, limit)
    if encoding in {"gzip", "x-gzip"}:
        return _join_chunks(_unzip(chunks, limit), limit)
    raise BadBodyError(f"used a content encoding that was not requested: {encoding[:40]!r}")


def _join_chunks(parts: Iterable[bytes], limit: int) -> bytes:
    content = bytearray()
    for part in parts:
        content += part
        if len(content) > limit:
            raise TooLargeError
    return bytes(content)


def _unzip(chunks: Iterable[bytes], limit: int) -> Iterable[bytes]:
    """Decompress gzip data, which may consist of several members (RFC 1952)."""
    member = zlib.decompressobj(_GZIP_WBITS)
    received = 0
    has_started = False
    for chunk in chunks:
        received += len(chunk)
        if received > limit:
            raise TooLargeError
        left = chunk
        while left:
            if member.eof:
                member = zlib.decompressobj(_GZIP_WBITS)
            has_started = True
            try:
                yield member.decompress(left, limit + 1)
            except zlib.error:
                raise BadBodyError("returned invalid gzip data") from None
            left = member.unconsumed_tail or member.unused_data
    if has_started and not member.eof:
        raise BadBodyError("returned incomplete gzip data")


def body_fault(content: bytes, content_format: ContentFormat, max_values: int) -> str:
    """Why the content is not in the expected format, or "". Raises `TooLargeError`."""
    if content_format == "text":
        return ""
    marks = (b"[", b"{", b",") if content_format == "json" else (b"<", b"=")
    if sum(map(content.count, marks)) > max_values:
        raise TooLargeError
    try:
        if content_format == "json":
            json.loads(content)
        else:
            expat.ParserCreate().Parse(content, True)
    except (ValueError, RecursionError, LookupError, expat.ExpatError):
        return f"returned invalid or incomplete {content_format.upper()}"
    return ""
