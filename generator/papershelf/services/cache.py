"""Answers of services on the disk: what was asked comes in, what was answered goes out.

One file for each question, named by a digest of it. A key is no part of a question, so it cannot
get here. A file that cannot be understood is no answer.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from papershelf.sources.own.data_writer import replace_data_file


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedResponse:
    """An answer as it is kept: with what proves to the service that we have it."""

    content: bytes
    etag: str = ""
    modified: str = ""
    read: float = 0.0


def is_header(value: object) -> bool:
    """Whether a value can be sent as a header: printable ASCII."""
    return isinstance(value, str) and value.isascii() and value.isprintable()


class ResponseCache:
    """A folder of answers; `None` for a folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def find(self, service: str, request_text: str) -> CachedResponse | None:
        """The answer to a question, where one was kept."""
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
        """Keep an answer."""
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
