"""A local SMTP server that rejects, defers or disconnects as tests define."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Behavior = Callable[[SMTP, str, int], str]
"""Decides the response for a recipient, from the server, the address and the number of the attempt.
"""


@dataclass
class FakeSmtpServer:
    """The received messages, and the behavior at each step by name of the recipient."""

    at_rcpt: Mapping[str, Behavior] = field(default_factory=dict)
    at_data: Mapping[str, Behavior] = field(default_factory=dict)
    at_mail: str = ""
    arrived: list[tuple[str, bytes]] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    connections: int = 0
    servers: list[SMTP] = field(default_factory=list)
    secure: bool = False

    @property
    def recipients(self) -> list[str]:
        return [name for name, _ in self.arrived]

    async def handle_EHLO(  # noqa: N802  # as aiosmtpd calls it
        self,
        server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        answers: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        self.servers.append(server)
        return answers

    def drop_connections(self) -> None:
        """Close all connections, as a server does after a timeout."""
        for server in self.servers:
            closed = threading.Event()
            server.loop.call_soon_threadsafe(_close, server, closed)
            assert closed.wait(5)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        assert server.transport is not None
        self.secure = server.transport.get_extra_info("ssl_object") is not None
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.attempts[address] += 1
        response = self._response(self.at_rcpt, server, address)
        if response.startswith("250"):
            envelope.rcpt_tos.append(address)
        return response

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        [address] = envelope.rcpt_tos
        response = self._response(self.at_data, server, address)
        if response.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.arrived.append((address, envelope.content))
        return response

    def _response(self, table: Mapping[str, Behavior], server: SMTP, address: str) -> str:
        behavior = table.get(address.partition("@")[0])
        return behavior(server, address, self.attempts[address]) if behavior else "250 OK"


def _close(server: SMTP, closed: threading.Event) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
    server.loop.call_soon(closed.set)


def respond(text: str, until: int = 1_000) -> Behavior:
    """Respond with a text up to an attempt, then accept."""
    return lambda _server, _address, attempt: text if attempt <= until else "250 OK"


def hang_up(until: int = 1_000) -> Behavior:
    """Close the connection instead of responding."""

    def behave(server: SMTP, _address: str, attempt: int) -> str:
        if attempt <= until:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK" if attempt > until else "451 nobody hears this"

    return behave


@contextmanager
def run_server(
    office: FakeSmtpServer,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: tuple[bytes, bytes] | None = None,
    without: Sequence[str] = (),
) -> Iterator[int]:
    """Run the server on a free port. Yields the port."""

    def authenticate(*words: object) -> AuthResult:
        given = words[-1]
        pair = (getattr(given, "login", b""), getattr(given, "password", b""))
        office.logins.append(pair)
        return AuthResult(success=pair == login, handled=False)

    port = find_free_port()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=starttls,
        ssl_context=tls,
        require_starttls=starttls is not None,
        authenticator=authenticate if login else None,
        auth_exclude_mechanism=without,
        auth_required=login is not None,
        auth_require_tls=starttls is not None,
    )
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def find_free_port() -> int:
    """A free port, because the controller cannot choose one itself."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def make_contexts(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS contexts of a server with this name and of a client that trusts it."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return server, client
