"""A question to a service and its answer, without anything about how they travel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.services.response_body import ContentFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """What we ask of a service; a `body` makes it a POST, whose answer is never cached."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    content_format: ContentFormat = "json"
    body: object = None
    may_cache: bool = True

    def __str__(self) -> str:
        """The question in one line; no key is in it."""
        return json.dumps([self.path, self.params, self.accept])

    @property
    def is_cacheable(self) -> bool:
        """Whether its answer may be kept and used again."""
        return self.may_cache and self.body is None


@dataclass(frozen=True, slots=True)
class ServiceResponse:
    """The content of an answer and its headers, which a cached answer does not have."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
