"""A local HTTP server for tests, which define its responses and inspect its requests."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import parse_qs, urlsplit

from papershelf.services.cache import ResponseCache
from papershelf.services.client import MAX_RESPONSE_SECONDS, Client
from papershelf.services.connections import NetworkBackend
from papershelf.services.endpoints import SERVICES
from papershelf.services.retry import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """A received request."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A response. `cut` bytes are announced but never sent; `delay` is in seconds."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


def reply_json(value: object, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(body=json.dumps(value).encode(), headers=headers or {})


Answer = Callable[[ReceivedRequest], Reply]


class Service:
    """A local server: a response for each path. `requests` has all received requests."""

    def __init__(self) -> None:
        self.base = ""
        self.requests: list[ReceivedRequest] = []
        self.answers: dict[str, Answer] = {}

    def on(self, path: str, *replies: Reply | Answer) -> None:
        """Define the responses of a path, in order; the last one is repeated."""
        left = list(replies)

        def answer(received: ReceivedRequest) -> Reply:
            reply = left.pop(0) if len(left) > 1 else left[0]
            return reply if isinstance(reply, Reply) else reply(received)

        self.answers[path] = answer

    def reply(self, received: ReceivedRequest) -> Reply:
        self.requests.append(received)
        answer = self.answers.get(received.path)
        return answer(received) if answer else Reply(status=404)

    def environ(self, **more: str) -> dict[str, str]:
        """An environment in which all services have the URL of this server."""
        return {service.base_variable: self.base for service in SERVICES.values()} | more


@contextmanager
def serve() -> Iterator[Service]:
    """Run a server in a `with` block."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length", 0))
            received = ReceivedRequest(
                method=self.command,
                path=parts.path,
                params=params,
                headers=dict(self.headers.items()),
                body=self.rfile.read(length),
            )
            reply = service.reply(received)
            time.sleep(reply.delay)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.status != 304:
                self.wfile.write(reply.body[: len(reply.body) - reply.cut])
            if reply.cut:
                self.close_connection = True

        do_POST = do_GET  # noqa: N815  # as http.server calls it

        def log_message(self, *_: object) -> None:
            """Log nothing."""

        def handle(self) -> None:
            """Ignore clients that disconnect early, as some tests do."""
            try:
                super().handle()
            except (ConnectionError, BrokenPipeError):
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeClock(SystemClock):
    """A clock that only advances when sleeping."""

    def __init__(self, start: float = 1_795_000_000.0) -> None:
        self.now = start
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def make_client(
    service: Service,
    *,
    cache: ResponseCache | None = None,
    clock: FakeClock | None = None,
    patience: float = 5.0,
    max_response: float = MAX_RESPONSE_SECONDS,
    environ: Mapping[str, str] | None = None,
    network: NetworkBackend | None = None,
) -> Client:
    return Client(
        user_agent="papershelf/test (+https://git.example/papers; mailto:ada@example.org)",
        environ=service.environ(**(environ or {})),
        cache=cache or ResponseCache(None),
        clock=clock or FakeClock(),
        rng=Random(7),
        max_wait=patience,
        max_response=max_response,
        network=network,
    )
