"""HTTP server for the preview: serves a folder and tells browsers when to reload a page.

Addresses match the real host: if the site has a path, its pages are below it, and missing pages
get the site's own 404 page. Requests for other host names are refused; otherwise, a foreign page
could read the site by DNS rebinding.

Every HTML page gets one more script from the same origin, so the content security policy of the
page also holds in the preview. The script listens to server-sent events (HTML Living Standard,
9.2).
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import sys
import threading
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from papershelf.core.disk_files import real_path

EVENTS_PATH = "/_papershelf/events"
SCRIPT_PATH = "/_papershelf/live.js"
_SCRIPT_FILE = Path(__file__).with_name("live.js")
_EVENT_PING_SECONDS = 15.0
_REQUEST_TIMEOUT_SECONDS = 20.0
"""The maximum wait in seconds for a client to send its request or accept part of a response."""
_CONNECTION_BACKLOG = 256
_HOST_HEADER = re.compile(r"([\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?", re.ASCII)


class PreviewState:
    """State shared with browsers: the current build and the problems in the data."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._build = 0
        self._problems: tuple[str, ...] = ()
        self._quick_pages: Mapping[str, bytes] = {}

    def announce(self, problems: tuple[str, ...] = ()) -> None:
        """Announce a new build, or the problems that prevented one."""
        with self._changed:
            self._problems = problems
            if not problems:
                self._build += 1
            self._quick_pages = {}
            self._changed.notify_all()

    def show_quick_pages(self, pages: Mapping[str, bytes]) -> None:
        """Serve these pages, HTML by address, instead of the built ones until the next build."""
        with self._changed:
            self._problems = ()
            self._build += 1
            self._quick_pages = pages
            self._changed.notify_all()

    def find_quick_page(self, address: str) -> bytes | None:
        """Return the quick page that replaces the built page at an address, or `None`."""
        return self._quick_pages.get(address)

    def render_state(self) -> str:
        """Return the current state as JSON."""
        return json.dumps({"build": self._build, "problems": self._problems})

    def wait_for_change(self, known_state: str) -> str:
        """Return the state once it differs from `known_state`, or after a few seconds in any case."""
        with self._changed:
            self._changed.wait_for(lambda: self.render_state() != known_state, _EVENT_PING_SECONDS)
            return self.render_state()


class PreviewRequestHandler(SimpleHTTPRequestHandler):
    """Serves the files of the site, the events and the script."""

    protocol_version = "HTTP/1.1"
    server: PreviewServer

    def __init__(self, *args: object, state: PreviewState, **kwargs: object) -> None:
        self.state = state
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def setup(self) -> None:
        """Set up the connection."""
        super().setup()
        self.connection.settimeout(self.server.request_timeout)

    def do_GET(self) -> None:  # name defined by the library
        """Handle a GET request."""
        try:
            self._respond(_path_of(self.path))
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.close_connection = True

    def do_HEAD(self) -> None:  # name defined by the library
        """Handle a HEAD request."""
        self.do_GET()

    def _respond(self, path: str) -> None:
        base = self.server.base
        if not self.server.accepts(self.headers.get("Host", "")):
            self._send(b"Unknown host name.\n", "text/plain", HTTPStatus.MISDIRECTED_REQUEST)
        elif path == EVENTS_PATH:
            self._send_events()
        elif path == SCRIPT_PATH:
            self._send(_SCRIPT_FILE.read_bytes(), "text/javascript")
        elif path.startswith(base):
            self._send_file(path.removeprefix(base))
        elif f"{path}/" == base or path == "/":
            self._redirect(base)
        else:
            self._send_missing()

    def _send_file(self, address: str) -> None:
        """Send the file at an address relative to the site, or the quick page that replaces it."""
        if early := self.state.find_quick_page(address):
            self._send_page(early, HTTPStatus.OK)
            return
        try:
            place = self._find_file(address)
            content = place.read_bytes() if place and not place.is_dir() else None
        except OSError:
            # The name is too long, the file is unreadable, or a build has just removed it.
            place = None
        if place is None:
            self._send_missing()
        elif content is None:
            # Like static hosts: folders are never listed.
            self._redirect(f"{self.server.base}{address}/")
        elif place.suffix == ".html":
            self._send_page(content, HTTPStatus.OK)
        else:
            self._send(content, self.guess_type(str(place)))

    def _find_file(self, address: str) -> Path | None:
        """Return the file, or the folder with an index page, at an address; `None` if there is neither."""
        relative = unquote(address, errors="surrogateescape")
        if "\0" in relative or ".." in relative.split("/"):
            return None
        place = self.server.site / relative
        if not address or address.endswith("/"):
            place /= "index.html"
        # A symbolic link may lead out of the site; such files are not served.
        if not real_path(place).is_relative_to(real_path(self.server.site)):
            return None
        if place.is_dir():
            return place if (place / "index.html").is_file() else None
        return place if place.is_file() else None

    def _send_missing(self) -> None:
        page = self.server.site / "404.html"
        if page.is_file():
            self._send_page(page.read_bytes(), HTTPStatus.NOT_FOUND)
        else:
            self._send(b"Not found.\n", "text/plain", HTTPStatus.NOT_FOUND)

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Suppress request logs, to keep the terminal readable for the curator."""

    def end_headers(self) -> None:
        """Disable caching, since every file may change at any moment."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _send_page(self, page: bytes, code: int) -> None:
        before, end, after = page.rpartition(b"</body>")
        script = f'<script src="{SCRIPT_PATH}"></script>'.encode()
        self._send(before + script + end + after, "text/html; charset=utf-8", code)

    def _send(self, content: bytes, kind: str, code: int = HTTPStatus.OK) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        known = ""
        while True:
            # Repeating a message is harmless and detects a closed connection.
            known = self.state.wait_for_change(known)
            self.wfile.write(f"data: {known}\n\n".encode())
            self.wfile.flush()


def _path_of(target: str) -> str:
    """Return the path of a request target, which may be a full URL; "*", which names no file, if invalid."""
    try:
        return urlsplit(target).path
    except ValueError:
        return "*"


class PreviewServer(ThreadingHTTPServer):
    """A server for one folder, on the loopback interface by default.

    `base` is the path of the site, "/" or "/lab/"; it may change while the server runs. So may
    `request_timeout`, the seconds that a client has to send or receive data.
    """

    daemon_threads = True
    request_queue_size = _CONNECTION_BACKLOG
    request_timeout = _REQUEST_TIMEOUT_SECONDS

    def __init__(
        self, site: Path, state: PreviewState, host: str, port: int, base: str = "/"
    ) -> None:
        self.site, self.state, self.base = site, state, base
        self._host = host.strip("[]").lower()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host.strip("[]"), port), partial(PreviewRequestHandler, state=state))

    @property
    def address(self) -> str:
        """The address of the site for a browser."""
        host, port = self.server_address[:2]
        name = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{name}:{port}{self.base}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore errors of clients that disconnected."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def accepts(self, host: str) -> bool:
        """Whether a `Host` header names this machine: an IP address, localhost, or the host name that it serves."""
        match = _HOST_HEADER.fullmatch(host)
        name = match[1].strip("[]").lower() if match else ""
        if name == "localhost" or name.endswith(".localhost") or name == self._host:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
