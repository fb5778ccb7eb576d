"""Errors of services: each is one line with the service, the reason and the address, no key."""

from __future__ import annotations

from papershelf.core.errors import PapersError, Problem


class ServiceError(PapersError):
    """A service that did not answer, or not with what we can use."""

    def __init__(self, service: str, message: str) -> None:
        self.service, self.message = service, message
        super().__init__([Problem(service, 0, "", message)])

    def __reduce__(self) -> tuple[type[ServiceError], tuple[str, str]]:  # type: ignore[override]
        """Travel between processes with both parts."""
        return (type(self), (self.service, self.message))


class NotFoundError(ServiceError):
    """The service says that it has no such thing."""


class RejectedRequestError(ServiceError):
    """The service refuses the question itself; `response_body` is what it answered."""

    def __init__(self, service: str, message: str, response_body: bytes = b"") -> None:
        self.response_body = response_body
        super().__init__(service, message)
