"""A service of our own on 127.0.0.1: tests say what it answers, and see what it was asked."""

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
class Asked:
    """One request as it came."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `cut` bytes are announced but never sent; `delay` is in seconds."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


def reply_json(value: object, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(body=json.dumps(value).encode(), headers=headers or {})


Answer = Callable[[Asked], Reply]


class Service:
    """What a local server knows: an answer for each path; `asked` is everything that came."""

    def __init__(self) -> None:
        self.base = ""
        self.asked: list[Asked] = []
        self.answers: dict[str, Answer] = {}

    def on(self, path: str, *replies: Reply | Answer) -> None:
        """Answer a path with these, one after the other; the last one stays."""
        left = list(replies)

        def answer(asked: Asked) -> Reply:
            reply = left.pop(0) if len(left) > 1 else left[0]
            return reply if isinstance(reply, Reply) else reply(asked)

        self.answers[path] = answer

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        answer = self.answers.get(asked.path)
        return answer(asked) if answer else Reply(status=404)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment in which every service is this one."""
        return {service.base_variable: self.base for service in SERVICES.values()} | more


@contextmanager
def serve() -> Iterator[Service]:
    """Run a service until the end of the block."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(
                method=self.command,
                path=parts.path,
                params=params,
                headers=dict(self.headers.items()),
                body=self.rfile.read(length),
            )
            reply = service.reply(asked)
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
            """Stay silent."""

        def handle(self) -> None:
            """A client that goes away while we answer is what some tests are about."""
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
    """A clock on which only sleeping takes time."""

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
