"""Tests of broken and hostile servers: a one-line error, no hang, limited memory, no traceback."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest

from papershelf.core.identifiers import parse_day
from papershelf.services.arxiv import fetch_day
from papershelf.services.cache import CachedResponse, ResponseCache
from papershelf.services.client import MAX_ATTEMPTS, MAX_BODY_SIZE, MAX_RESPONSE_SECONDS
from papershelf.services.connections import NetworkBackend, is_public
from papershelf.services.errors import ServiceError
from papershelf.services.lookup import fetch_batches, parse_service_id
from papershelf.services.requests import ServiceRequest
from tests.services.papers import arxiv_error, arxiv_feed
from tests.services.raw import Send, http, serve_raw
from tests.services.server import Reply, Service, make_client

LIST = ServiceRequest(path="/list")
GOOD = Reply(body=b"[1]")
TODAY = parse_day("2026-11-21")


def fail_request(
    service: Service,
    base: str,
    name: str = "hf",
    network: NetworkBackend | None = None,
    max_response: float = MAX_RESPONSE_SECONDS,
) -> str:
    """The message of a request that must fail."""
    environ = {f"PAPERSHELF_{name.upper()}_URL": base}
    with (
        make_client(service, environ=environ, network=network, max_response=max_response) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.fetch(name, LIST)
    assert f"{base}/list" in str(caught.value)
    return str(caught.value)


# --- time ---------------------------------------------------------------------------------------


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        connection.sendall(b"a")
        time.sleep(0.02)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.02)


def drip_nothing(connection: socket.socket) -> None:
    """Endless compressed blocks without content."""
    head = zlib.compressobj(9, zlib.DEFLATED, 31)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    connection.sendall(head.compress(b"[") + head.flush(zlib.Z_FULL_FLUSH))
    while True:
        connection.sendall(b"\x00\x00\x00\xff\xff" * 10)
        time.sleep(0.005)


def drip_informational(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.02)


@pytest.mark.parametrize("drip", [drip_headers, drip_body, drip_nothing, drip_informational])
def test_an_endless_response_is_stopped_at_its_deadline(service: Service, drip: object) -> None:
    started = time.monotonic()
    with serve_raw(drip) as base:  # type: ignore[arg-type]
        assert "did not respond in time" in fail_request(service, base, max_response=0.3)
    assert time.monotonic() - started < 0.3 * MAX_ATTEMPTS + 2


# --- invalid bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        http(b"[1]", b"Content-Encoding: gzip"),
        http(gzip.compress(b"[1]")[:-4], b"Content-Encoding: gzip"),
        http(gzip.compress(b"[1]") + b"more", b"Content-Encoding: gzip"),
        http(b"[1]", b"Content-Encoding: br"),
        http(b"[1]", b"Content-Encoding: \xff\x00"),
        http(b"[1]", b"Content-Encoding: \xff"),
        http(b'["\xff"]'),
        http(b"[1]", b"Bad Header"),
        b"HTTP/1.1 999\xff\r\n\r\n",
        b"\xff" * 100,
        b"",
    ],
)
def test_invalid_bytes_are_reported_and_not_cached(
    service: Service, tmp_path: Path, answer: bytes
) -> None:
    cache = ResponseCache(tmp_path)
    with serve_raw(answer) as base:
        message = fail_request(service, base)
        assert "\n" not in message
    with (
        serve_raw(answer, http(b"[2]")) as base,
        make_client(service, cache=cache, environ={"PAPERSHELF_HF_URL": base}) as client,
    ):
        assert client.fetch("hf", LIST) == b"[2]"
    kept = cache.find("hf", str(LIST))
    assert kept is not None
    assert kept.content == b"[2]"


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


OK = b"HTTP/1.1 200 OK\r\n"
ODD: dict[str, bytes | Send] = {
    "a hundred thousand headers": http(b"[1]", *(b"X-%d: y" % n for n in range(100_000))),
    "a header of 5 MB": http(b"[1]", b"X: " + b"y" * 5_000_000),
    "a status of 5 MB": http(b"[1]", status=b"200 " + b"y" * 5_000_000),
    "length below nothing": OK + b"Content-Length: -1\r\n\r\n[1]",
    "length of letters": OK + b"Content-Length: three\r\n\r\n[1]",
    "length of many digits": OK + b"Content-Length: %s\r\n\r\n[1]" % (b"9" * 5000),
    "two lengths": OK + b"Content-Length: 3\r\nContent-Length: 2\r\n\r\n[1]",
    "too long a length": OK + b"Content-Length: 9\r\n\r\n[1]",
    "too short a length": OK + b"Content-Length: 2\r\n\r\n[1]",
    "chunks without a size": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n[1]\r\n0\r\n\r\n",
    "a chunk below nothing": OK + b"Transfer-Encoding: chunked\r\n\r\n-3\r\n[1]\r\n0\r\n\r\n",
    "a chunk that never comes": OK + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n[1]",
    "a chunk of many digits": OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 9000 + b"\r\n",
    "chunks without an end": OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n",
    "an encoding of transfer": OK + b"Transfer-Encoding: gzip\r\n\r\n[1]",
    "no head": b"[1]",
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18),
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
    "another protocol": b"SSH-2.0-OpenSSH_9.0\r\n",
    "a status of no digits": b"HTTP/1.1 abc OK\r\n\r\n[1]",
    "switching": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n[1]",
    "no content": http(b"", status=b"204 No Content"),
    "a part": http(b"[1]", status=b"206 Partial Content"),
    "not changed": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "elsewhere": http(b"", b"Location: /x", status=b"302 Found"),
    "a teapot": http(b"[1]", status=b"418 \x1b]0;owned\x07"),
    "an encoding twice": http(gzip.compress(b"[1]"), b"Content-Encoding: gzip, gzip"),
    "a bomb in a bomb": http(
        gzip.compress(gzip.compress(bytes(1 << 24))), b"Content-Encoding: gzip"
    ),
    "a line of NUL": OK + b"\x00: \x00\r\n\r\n[1]",
    "cut off": reset,
}


@pytest.mark.parametrize("name", ODD)
def test_an_invalid_response_is_a_one_line_error_and_not_cached(
    service: Service, tmp_path: Path, name: str
) -> None:
    cache = ResponseCache(tmp_path)
    started = time.monotonic()
    with (
        serve_raw(ODD[name]) as base,
        make_client(
            service, cache=cache, environ={"PAPERSHELF_HF_URL": base}, max_response=2.0
        ) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.fetch("hf", LIST)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
    assert f"{base}/list" in str(caught.value)
    assert cache.find("hf", str(LIST)) is None
    assert time.monotonic() - started < 2.0 * MAX_ATTEMPTS + 5
    service.on("/list", GOOD)
    with make_client(service, cache=cache) as client:
        assert client.fetch("hf", LIST) == b"[1]"


def test_gzip_with_several_members_is_read(service: Service) -> None:
    body = gzip.compress(b"[1") + gzip.compress(b"]")
    service.on("/list", Reply(body=body, headers={"Content-Encoding": "gzip"}))
    with make_client(service) as client:
        assert client.fetch("hf", LIST) == b"[1]"
    assert service.requests[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("header", [b'ETag: "\xff"', b"Last-Modified: \xc3\xa9"])
def test_an_etag_with_invalid_bytes_is_reported_and_not_cached(
    service: Service, tmp_path: Path, header: bytes
) -> None:
    with serve_raw(http(b"[1]", header)) as base:
        for _ in range(2):
            with make_client(
                service, cache=ResponseCache(tmp_path), environ={"PAPERSHELF_HF_URL": base}
            ) as client:
                assert client.fetch("hf", LIST) == b"[1]"
            (note,) = client.notes
            assert str(note).startswith("hf: warning: sent an invalid ETag or date")
            assert f"{base}/list" in str(note)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_etag_with_invalid_bytes_in_the_cache_is_ignored(
    service: Service, tmp_path: Path
) -> None:
    service.on("/list", GOOD)
    cache = ResponseCache(tmp_path)
    cache.store("hf", str(LIST), CachedResponse(content=b"[0]", etag='"\xff"'))
    with make_client(service, cache=cache) as client:
        assert client.fetch("hf", LIST) == b"[1]"


@pytest.mark.parametrize("base", ["nothing", "file:///etc/passwd", "http://[::1", "ftp://x"])
def test_an_invalid_url_is_reported_before_any_request(service: Service, base: str) -> None:
    assert "has an invalid URL" in fail_request(service, base)


def test_the_password_of_a_url_is_sent(service: Service) -> None:
    service.on("/list", GOOD)
    base = service.base.replace("//", "//ada:S3CRET@")
    with make_client(service, environ={"PAPERSHELF_HF_URL": base}) as client:
        client.fetch("hf", LIST)
    assert service.requests[0].headers["Authorization"] == "Basic YWRhOlMzQ1JFVA=="


def test_cookies_of_a_service_are_not_sent_back(service: Service) -> None:
    service.on("/list", Reply(body=b"[1]", headers={"Set-Cookie": "a=b"}))
    with make_client(service) as client:
        client.fetch("hf", LIST)
        client.fetch("s2", LIST)
    assert "Cookie" not in service.requests[1].headers


def test_the_password_of_a_url_is_not_printed(service: Service) -> None:
    environ = {"PAPERSHELF_HF_URL": "http://ada:S3CRET@127.0.0.1:9"}
    with make_client(service, environ=environ) as client, pytest.raises(ServiceError) as caught:
        client.fetch("hf", LIST)
    assert "http://127.0.0.1:9/list" in str(caught.value)
    assert "S3CRET" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize("key", ["clé", "a\nb", "\x00"])
def test_an_api_key_that_is_no_valid_header_is_reported_by_variable(
    service: Service, key: str
) -> None:
    environ = {"PAPERSHELF_S2_KEY": key}
    with (
        make_client(service, environ=environ) as client,
        pytest.raises(ServiceError, match="PAPERSHELF_S2_KEY contains a character") as caught,
    ):
        client.fetch("s2", LIST)
    assert key not in str(caught.value)
    assert not service.requests


# --- redirects ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/latest/meta-data",
        "http://example.org/",
        "//example.org/x",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0.0.0.0/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "file:///etc/passwd",
        "https:///x",
        "https://",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_redirects_are_followed_only_to_public_https_hosts(service: Service, location: str) -> None:
    service.on("/list", Reply(status=302, headers={"Location": location}))
    with make_client(service) as client, pytest.raises(ServiceError) as caught:
        client.fetch("doi", LIST)
    assert "redirected to" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(service.requests) == 1


def test_an_absolute_redirect_to_a_private_server_is_refused(
    service: Service,
) -> None:
    service.on("/list", Reply(status=302, headers={"Location": f"{service.base}/secret"}))
    service.on("/secret", GOOD)
    with make_client(service) as client, pytest.raises(ServiceError, match="not a public https"):
        client.fetch("doi", LIST)
    assert [received.path for received in service.requests] == ["/list"]


def test_a_public_name_with_a_private_address_is_refused_before_a_connection(
    service: Service,
) -> None:
    received: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        received.append(host)
        return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.215.14", "10.0.0.1"]

    service.on("/list", Reply(status=307, headers={"Location": "https://example.org/x?token=S3"}))
    message = fail_request(service, service.base, "doi", NetworkBackend(resolve))
    assert "redirected to https://example.org, which is not a public https address" in message
    assert "S3" not in message
    assert received == ["127.0.0.1", "example.org"]


def test_the_checked_address_is_the_one_that_is_connected_to(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected: list[tuple[str, int]] = []

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "127.0.0.1" else ["93.184.215.14", "2606:4700::1111"]

    service.on("/list", Reply(status=302, headers={"Location": "https://example.org/x"}))
    original = socket.create_connection

    def connect(address: tuple[str, int], *args: object, **more: object) -> object:
        if address[0] == "127.0.0.1":
            return original(address, *args, **more)  # type: ignore[arg-type]
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert "could not be reached" in fail_request(
        service, service.base, "doi", NetworkBackend(resolve)
    )
    assert connected == [("93.184.215.14", 443), ("2606:4700::1111", 443)] * MAX_ATTEMPTS


def test_redirect_loops_are_errors(service: Service) -> None:
    service.on("/list", Reply(status=301, headers={"Location": "/list"}))
    message = fail_request(service, service.base, "doi")
    assert "redirect loop" in message
    assert len(service.requests) == 6


def test_a_relative_redirect_stays_on_the_server(service: Service) -> None:
    service.on("/list", Reply(status=303, headers={"Location": "../other?x=1"}))
    service.on("/other", GOOD)
    with make_client(service) as client:
        assert client.fetch("doi", ServiceRequest(path="/list", accept="application/x")) == b"[1]"
    assert service.requests[1].params == {"x": "1"}
    assert service.requests[1].headers["Accept"] == "application/x"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False),
        ("172.16.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("::", False),
        ("2001:0:7f00:1::80ff:fffe", False),
    ],
)
def test_public_addresses_are_recognized(address: str, public: bool) -> None:
    assert is_public(address) is public


# --- proxies ------------------------------------------------------------------------------------


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_the_proxy_from_the_environment_is_used(
    service: Service, proxied: pytest.MonkeyPatch
) -> None:
    received: list[bytes] = []

    def answer(connection: socket.socket, head: bytes = http(b"[7]")) -> None:
        received.append(b"asked")
        connection.sendall(head)

    with serve_raw(answer) as base:
        proxied.setenv("http_proxy", base)
        proxied.setenv("no_proxy", "127.0.0.1")
        environ = {"PAPERSHELF_HF_URL": "http://papers.example"}
        with make_client(service, environ=environ) as client:
            assert client.fetch("hf", LIST) == b"[7]"
        service.on("/list", GOOD)
        with make_client(service) as client:
            assert client.fetch("hf", LIST) == b"[1]"
    assert received == [b"asked"]


def test_a_redirect_to_a_private_address_is_refused_before_the_proxy(
    service: Service, proxied: pytest.MonkeyPatch
) -> None:
    service.on("/list", Reply(status=302, headers={"Location": "https://10.0.0.1/"}))
    proxied.setenv("https_proxy", service.base)
    assert "not a public https address" in fail_request(service, service.base, "doi")
    assert [received.path for received in service.requests] == ["/list"]


# --- memory -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[" + b"[]," * 1_200_000 + b"[]]", {}),
        (b"[" + b"{}," * 1_200_000 + b"{}]", {}),
        (b"[" + b"1," * 1_200_000 + b"1]", {}),
        (b" " * (MAX_BODY_SIZE + 1), {}),
        (b"[" + b"[]," * 20_000_000 + b"[]]", {}),
        (gzip.compress(b" " * (200 << 20), 9), {"Content-Encoding": "gzip"}),
        (gzip.compress(bytes(1 << 23), 9) * 128, {"Content-Encoding": "gzip"}),
    ],
    ids=["lists", "objects", "numbers", "bytes", "60 MB of lists", "bomb", "bomb of 1 GB"],
)
def test_a_response_that_needs_much_memory_is_refused_without_retries(
    service: Service, body: bytes, headers: dict[str, str]
) -> None:
    service.on("/list", Reply(body=body, headers=headers))
    tracemalloc.start()
    try:
        message = fail_request(service, service.base)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "sent more than 32 MB or 1,000,000 values" in message
    assert len(service.requests) == 1
    assert peak < 120 << 20


def test_xml_with_too_many_elements_is_refused(service: Service) -> None:
    service.on("/list", Reply(body=b"<a>" + b"<b/>" * 1_100_000 + b"</a>"))
    with make_client(service) as client, pytest.raises(ServiceError, match="1,000,000 values"):
        client.fetch("arxiv", ServiceRequest(path="/list", content_format="xml"))


# --- text ---------------------------------------------------------------------------------------


def feed_with(extra: str) -> Reply:
    feed = arxiv_feed([]).body
    return Reply(body=feed.replace(b"</feed>", extra.encode() + b"</feed>"))


def test_a_total_with_too_many_digits_is_an_error(service: Service) -> None:
    body = arxiv_feed([]).body.replace(b"totalResults>0<", b"totalResults>%s<" % (b"9" * 5000))
    service.on("/api/query", Reply(body=body))
    with make_client(service) as client, pytest.raises(ServiceError, match="an empty page"):
        fetch_day(client, "cs.LG", TODAY, TODAY)


@pytest.mark.parametrize(
    "extra",
    [
        "<id>/api/errors</id>" * 20_000,
        "<entry><id>/api/errors</id></entry>" * 20_000,
        "<entry><id>" + "/api/errors" * 100_000 + "</id></entry>",
        "<title>" + "totalResults" * 100_000 + "</title>",
        "<!--" + "<id>/api/errors</id><summary" * 20_000 + "-->",
    ],
)
def test_feeds_are_parsed_in_linear_time(service: Service, extra: str) -> None:
    service.on("/api/query", feed_with(extra))
    started = time.process_time()
    with make_client(service) as client:
        try:
            fetch_day(client, "cs.LG", TODAY, TODAY)
        except ServiceError as error:
            assert "rejected the request" in str(error)  # noqa: PT017  # others are answers
    assert time.process_time() - started < 2


def test_an_error_of_arxiv_is_reported_with_its_url(service: Service) -> None:
    service.on("/api/query", arxiv_error("incorrect id format for 99"))
    with make_client(service) as client, pytest.raises(ServiceError) as caught:
        list(fetch_batches(client, [parse_service_id("2611.00001")], TODAY))
    assert str(caught.value) == (
        f"arxiv: rejected the request: incorrect id format for 99: {service.base}/api/query"
    )
