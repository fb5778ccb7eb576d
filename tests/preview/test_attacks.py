"""Tests of hostile requests to the preview: no files outside the site, no hang, no output on the
terminal.
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from papershelf.preview.server import PreviewServer, PreviewState
from tests.conftest import POLL_SECONDS

HOST = "127.0.0.1"
SECRET = b"the secret of the curator"
MISSING = b"Not here, in our own style"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site next to private files, with links to them."""
    site = tmp_path / "project/site"
    (site / "papers").mkdir(parents=True)
    (site / "assets").mkdir()
    (site / "404.html").write_bytes(b"<body>%s</body>" % MISSING)
    (site / "index.html").write_text("<body>Home</body>")
    (site / "papers/index.html").write_text("<body>Papers</body>")
    (site / "assets/a.css").write_text("p {}")
    for place in ("secret.html", "secret/index.html", "project/mkdocs.yml", "project/sitex/a.html"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_bytes(SECRET)
    (site / "file.html").symlink_to(tmp_path / "secret.html")
    (site / "folder").symlink_to(tmp_path / "secret")
    (site / "up").symlink_to("../..")
    (site / "near.html").symlink_to("../sitex/a.html")
    (site / "round").symlink_to("round")
    (site / "nowhere").symlink_to("not-there")
    (site / "inside").symlink_to("papers")
    os.mkfifo(site / "pipe")
    os.mkfifo(site / "pipe.html")
    return site


@pytest.fixture(params=["/", "/lab/"])
def server(
    site: Path, request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> Iterator[PreviewServer]:
    with PreviewServer(site, PreviewState(), HOST, 0, request.param) as made:
        thread = threading.Thread(target=made.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        yield made
        # The server still responds and has printed nothing.
        assert send_raw(made, f"GET {made.base} HTTP/1.0\r\nHost: localhost\r\n\r\n").endswith(
            b"</body>"
        )
        made.shutdown()
        thread.join()
    assert "".join(capfd.readouterr()) == ""


def send_raw(server: PreviewServer, request_bytes: bytes | str, *, is_all: bool = False) -> bytes:
    """Send bytes and return everything that the server sends before it closes the connection."""
    heard = b""
    with socket.create_connection((HOST, server.server_address[1]), timeout=20) as connection:
        connection.sendall(
            request_bytes.encode("latin-1") if isinstance(request_bytes, str) else request_bytes
        )
        if is_all:
            connection.shutdown(socket.SHUT_WR)
        try:
            while part := connection.recv(65536):
                heard += part
        except ConnectionResetError:
            # It closed while some of what we sent was still on its way.
            pass
    return heard


def get(server: PreviewServer, path: str) -> bytes:
    return send_raw(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


TRAVERSALS = [
    "../secret.html", "../../secret.html", "../../../../../../../../etc/passwd",
    "%2e%2e/%2e%2e/secret.html", "%2E%2E%2F%2E%2E%2Fsecret.html", "..%2f..%2fsecret.html",
    "..%252f..%252fsecret.html", "%252e%252e/secret.html", "....//....//secret.html",
    "..\\..\\secret.html", "..%5c..%5csecret.html", "papers/../../../secret.html",
    "papers/%2e%2e/%2e%2e/%2e%2e/secret.html", "./../../secret.html", ".//..//..//secret.html",
    "..;/..;/secret.html", "%c0%ae%c0%ae/%c0%ae%c0%ae/secret.html", "%uff0e%uff0e/secret.html",
    "..%00/secret.html", "secret.html%00.css", "../secret.html%00", "../../secret.html#/index.html",
    "..?/../secret.html", "/etc/passwd", "//etc/passwd", "%2fetc%2fpasswd", "/%2fetc/passwd",
    "file:///etc/passwd", "C:/secret.html", "~/secret.html", "$HOME/secret.html",
    "file.html", "folder/", "folder", "folder/index.html", "up/secret.html",
    "up/project/mkdocs.yml",
    "near.html", "../sitex/a.html", "round", "round/", "nowhere", "pipe", "pipe.html", "pipe/",
    "assets", "assets/", "assets/.", "assets/..", "papers/..", "assets/a.css/",
    "papers/index.html/x",
    "x" * 300, "x/" * 5000, "%ff%fe", "%ed%a0%80", "%", "%zz", "\xe9\xff", "404.html/",
    ".papershelf-manifest", "con", "assets/a.css::$DATA", "*", "?", "index.html%20",
]  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS, ids=lambda path: quote(path)[:40])
def test_no_path_leaves_the_site_or_lists_a_folder(server: PreviewServer, path: str) -> None:
    heard = get(server, server.base + path)
    assert SECRET not in heard
    assert b"root:" not in heard
    assert b"a.css" not in heard
    head = heard.partition(b"\r\n")[0]
    if path in {"..?/../secret.html", "*", "?"} and head.endswith(b"200 OK"):
        assert b"Home" in heard
    else:
        assert head == b"HTTP/1.1 404 Not Found"
        assert MISSING in heard


def test_a_link_that_stays_inside_is_followed(server: PreviewServer) -> None:
    assert b"Papers" in get(server, f"{server.base}inside/")


GET = "GET {base} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
METHODS = [
    "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "BREW",
    "__init__", "A" * 1000,
]  # fmt: skip
GARBAGE: dict[str, tuple[str | bytes, str]] = {
    **{
        f"method {name}": (f"{name} {{base}} HTTP/1.1\r\nHost: localhost\r\n\r\n", "501")
        for name in METHODS
    },
    "HEAD": ("HEAD {base} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "200"),
    "nothing": (b"", ""),
    "empty lines": (b"\r\n\r\n", ""),
    "one word": (b"GET\r\n\r\n", "400"),
    "four words": (b"GET / HTTP/1.1 x\r\n\r\n", "400"),
    "old version": (b"GET /\r\n\r\n", "old"),
    "new version": (b"GET / HTTP/2.0\r\n\r\n", "505"),
    "odd version": (b"GET / HTTP/x.y\r\n\r\n", "400"),
    "long version": (b"GET / HTTP/1.%s\r\n\r\n" % (b"1" * 5000), "400"),
    "no version": (b"GET / FTP/1.1\r\n\r\n", "400"),
    "preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200) + b"\r\n\r\n", "400"),
    "bytes": (bytes(range(256)) * 20 + b"\r\n\r\n", "400"),
    "NUL": (b"\x00" * 1000 + b"\r\n\r\n", ""),
    "long line": (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", "414"),
    "long header": (GET + "X: " + "x" * 70_000 + "\r\n\r\n", "431"),
    "many headers": (GET + "X: y\r\n" * 200 + "\r\n", "431"),
    "no colon": (GET + "nothing of the kind\r\n\r\n", "200"),
    "odd header": (GET + ": x\r\n\xff\xfe: \x00\r\n\r\n", "200"),
    "folded header": (GET + "X: a\r\n b\r\n\r\n", "200"),
    "bare line feeds": ("GET {base} HTTP/1.0\nHost: localhost\n\n", "200"),
    "another address": ("GET http://localhost{base} HTTP/1.0\r\nHost: localhost\r\n\r\n", "200"),
    "broken address": (b"GET http://[::1/ HTTP/1.0\r\nHost: localhost\r\n\r\n", "404"),
    "no slash": (b"GET papers/ HTTP/1.0\r\nHost: localhost\r\n\r\n", "404"),
    "star": (b"GET * HTTP/1.0\r\nHost: localhost\r\n\r\n", "404"),
    "two hosts": (GET + "Host: evil.invalid\r\n\r\n", "200"),
    "no host": ("GET {base} HTTP/1.0\r\n\r\n", "421"),
    "length below nothing": (GET + "Content-Length: -1\r\n\r\n", "200"),
    "a body": (GET + "Content-Length: 5\r\n\r\nhello", "200"),
    "a chunked body": (GET + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "200"),
    "a range": (GET + "Range: bytes=0-\r\n\r\n", "200"),
    "an odd date": (GET + "If-Modified-Since: yesterday\r\n\r\n", "200"),
    "to be continued": (GET + "Expect: 100-continue\r\n\r\n", "100"),
    "half a request": (b"GET / HTTP/1.1\r\nHost: loc", "421"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_invalid_requests_get_an_error_response(server: PreviewServer, name: str) -> None:
    request_bytes, status = GARBAGE[name]
    if isinstance(request_bytes, str):
        request_bytes = request_bytes.replace("{base}", server.base).encode("latin-1")
    heard = send_raw(server, request_bytes, is_all=True)
    assert SECRET not in heard
    assert b"Traceback" not in heard
    if status == "old":
        assert heard.startswith(b"Unknown host name")
    elif status:
        # Before a version was read, the answer is a page without a head, as of HTTP/0.9.
        found = re.match(rb"HTTP/1\.1 (\d+) |(?s:.*)Error code: (\d+)", heard)
        assert found
        assert status.encode() in found.groups()
    if name.startswith("method"):
        assert b"Connection: close" in heard


HOSTS = [
    "evil.invalid", "localhost.evil.invalid", "127.0.0.1.evil.invalid:80", "localhost@evil.invalid",
    "evil.invalid:127.0.0.1", "[::1].evil.invalid", "[::1", "[]", "[:::::]",
    "localhost:80:80", "localhost:x", "localhost/", "localhost#", "localhost evil.invalid", "\xe9",
    "", ".localhost.", "xn--localhost", "0x7f.1:80", "localhost,evil.invalid", "\u00aalocalhost.x",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_foreign_host_headers_are_rejected(server: PreviewServer, host: str) -> None:
    for path in (server.base, "/_papershelf/events", "/_papershelf/live.js", "/nowhere"):
        heard = send_raw(
            server, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        assert heard.startswith(b"HTTP/1.1 421 ")
        assert b"Home" not in heard


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost:1", "127.0.0.1:8000", "[::1]:8000"])
def test_local_host_headers_are_accepted(server: PreviewServer, host: str) -> None:
    assert b"Home" in send_raw(server, f"GET {server.base} HTTP/1.0\r\nHost: {host}\r\n\r\n")


def test_unreadable_or_deleted_files_are_not_found(
    server: PreviewServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "a.css":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    heard = get(server, f"{server.base}assets/a.css")
    assert heard.startswith(b"HTTP/1.1 404 ")
    assert MISSING in heard
