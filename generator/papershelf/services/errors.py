"""Exceptions of service requests. Each message is one line: service, reason, address, no API key."""

from __future__ import annotations

from papershelf.core.errors import PapersError, Problem


class ServiceError(PapersError):
    """A service did not respond, or its response is unusable."""

    def __init__(self, service: str, message: str) -> None:
        self.service, self.message = service, message
        super().__init__([Problem(service, 0, "", message)])

    def __reduce__(self) -> tuple[type[ServiceError], tuple[str, str]]:  # type: ignore[override]
        """Support pickling with both arguments, to pass the exception between processes."""
        return (type(self), (self.service, self.message))


class NotFoundError(ServiceError):
    """The service reports that the requested resource does not exist."""


class RejectedRequestError(ServiceError):
    """The service rejected the request as invalid; `response_body` is the body of its response."""

    def __init__(self, service: str, message: str, response_body: bytes = b"") -> None:
        self.response_body = response_body
        super().__init__(service, message)
