"""Serves a folder to browsers on this machine, and tells them when to load a page again.

Every HTML page gets one more script, from the same origin, so that the pages' own security policy
holds in the preview as it does on the real site. What the script hears are server-sent events
(HTML Living Standard, 9.2).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

EVENTS = "/_papershelf/events"
SCRIPT = "/_papershelf/live.js"
_SCRIPT_FILE = Path(__file__).with_name("live.js")
_KEEP_ALIVE_SECONDS = 15.0


class State:
    """What browsers should know: which build they see, and what is wrong with the data."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._build = 0
        self._problems: tuple[str, ...] = ()
        self._early: Mapping[str, bytes] = {}

    def announce(self, problems: tuple[str, ...] = ()) -> None:
        """Tell of a new build, or of the problems that kept one from being made."""
        with self._changed:
            self._problems = problems
            if not problems:
                self._build += 1
            self._early = {}
            self._changed.notify_all()

    def show(self, pages: Mapping[str, bytes]) -> None:
        """Let some pages, HTML by address, stand in for those of the site until the next build."""
        with self._changed:
            self._problems = ()
            self._build += 1
            self._early = pages
            self._changed.notify_all()

    def find_early(self, address: str) -> bytes | None:
        """The page at an address that stands in for that of the site."""
        return self._early.get(address)

    def current(self) -> str:
        """What is so now, as JSON."""
        return json.dumps({"build": self._build, "problems": self._problems})

    def wait_for_news(self, known: str) -> str:
        """What is so, as soon as it differs from `known`, or after some seconds in any case."""
        with self._changed:
            self._changed.wait_for(lambda: self.current() != known, _KEEP_ALIVE_SECONDS)
            return self.current()


class Handler(SimpleHTTPRequestHandler):
    """Answers with files of the site, the events and the script."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, state: State, **kwargs: object) -> None:
        self.state = state
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:  # the library's name
        """Send what was asked for."""
        try:
            path = urlsplit(self.path).path
            if path == EVENTS:
                self._send_events()
            elif path == SCRIPT:
                self._send(_SCRIPT_FILE.read_bytes(), "text/javascript")
            elif early := self.state.find_early(path.removeprefix("/")):
                self._send_page(early, HTTPStatus.OK)
            elif page := self._find_page(path):
                self._send_page(page.read_bytes(), HTTPStatus.OK)
            else:
                super().do_GET()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page for what is not there."""
        missing = Path(self.directory) / "404.html"
        if code == HTTPStatus.NOT_FOUND and missing.is_file():
            self._send_page(missing.read_bytes(), HTTPStatus.NOT_FOUND)
        else:
            super().send_error(code, message, explain)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the terminal for the curator: requests are no news."""

    def end_headers(self) -> None:
        """Let no browser keep what may change the next second."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _find_page(self, path: str) -> Path | None:
        place = Path(self.translate_path(path))
        if path.endswith("/"):
            place /= "index.html"
        return place if place.suffix == ".html" and place.is_file() else None

    def _send_page(self, page: bytes, code: int) -> None:
        before, end, after = page.rpartition(b"</body>")
        script = f'<script src="{SCRIPT}"></script>'.encode()
        self._send(before + script + end + after, "text/html; charset=utf-8", code)

    def _send(self, content: bytes, kind: str, code: int = HTTPStatus.OK) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        known = ""
        while True:
            # The same message again does no harm, and finds out whether anybody listens.
            known = self.state.wait_for_news(known)
            self.wfile.write(f"data: {known}\n\n".encode())
            self.wfile.flush()


class PreviewServer(ThreadingHTTPServer):
    """A server of one folder on the loopback interface."""

    daemon_threads = True

    def __init__(self, site: Path, state: State, host: str, port: int) -> None:
        self.state = state
        super().__init__((host, port), partial(Handler, state=state, directory=str(site)))

    @property
    def address(self) -> str:
        """Where a browser finds the site."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"
