"""Disk cache of service responses: one file per request, named by the hash of the request.

Requests do not contain API keys, so neither does the cache. An unreadable file counts as a miss.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from papershelf.sources.own.data_writer import replace_data_file


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedResponse:
    """A cached response, with its ETag and `Last-Modified` date for conditional requests."""

    content: bytes
    etag: str = ""
    modified: str = ""
    read: float = 0.0


def is_header(value: object) -> bool:
    """Whether a value can be sent as a header: printable ASCII."""
    return isinstance(value, str) and value.isascii() and value.isprintable()


class ResponseCache:
    """A folder of cached responses; with `None` as the folder, nothing is cached."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, service: str, request_text: str) -> CachedResponse | None:
        """The cached response to a request, or `None`."""
        path = self._path(service, request_text)
        if path is None:
            return None
        try:
            head, _, content = path.read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("size") != len(content):
                return None
            stored = CachedResponse(content=content, **facts)
            usable = is_header(stored.etag) and is_header(stored.modified)
            return stored if usable and isinstance(stored.read, float | int) else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def store(self, service: str, request_text: str, cached: CachedResponse) -> None:
        """Cache a response."""
        path = self._path(service, request_text)
        if path is None:
            return
        facts = asdict(cached)
        content = facts.pop("content")
        head = json.dumps({**facts, "size": len(content)})
        replace_data_file(path, head.encode() + b"\n" + content)

    def _path(self, service: str, request_text: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.blake2b(request_text.encode(), digest_size=16).hexdigest()
        return self._folder / service / name[:2] / name
