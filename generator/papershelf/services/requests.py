"""Request and response types of the services, independent of HTTP transport."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.services.response_body import ContentFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """A request to a service. With a `body` it is a POST, whose response is never cached."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    content_format: ContentFormat = "json"
    body: object = None
    may_cache: bool = True

    def __str__(self) -> str:
        """The request as one line, used as cache key; contains no API key."""
        return json.dumps([self.path, self.params, self.accept])

    @property
    def is_cacheable(self) -> bool:
        """Whether the response may be cached."""
        return self.may_cache and self.body is None


@dataclass(frozen=True, slots=True)
class ServiceResponse:
    """Content and headers of a response; responses from the cache have no headers."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
