"""Tests of the HTTP client: retries, timeouts, caching, and secrecy of keys."""

from __future__ import annotations

import logging
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from papershelf.core.settings import Settings
from papershelf.services.cache import ResponseCache
from papershelf.services.client import MAX_ATTEMPTS, make_user_agent
from papershelf.services.errors import NotFoundError, ServiceError
from papershelf.services.requests import ServiceRequest
from papershelf.services.response_body import ContentFormat
from papershelf.services.retry import MAX_DELAY, backoff_delay
from tests.services.server import (
    FakeClock,
    ReceivedRequest,
    Reply,
    Service,
    make_client,
    reply_json,
)

LIST = ServiceRequest(path="/list")
GOOD = Reply(body=b"[1]")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_temporary_errors_are_retried(service: Service, clock: FakeClock, status: int) -> None:
    service.on("/list", Reply(status=status), Reply(status=status), GOOD)
    with make_client(service, clock=clock) as client:
        assert client.fetch("hf", LIST) == b"[1]"
    assert len(service.requests) == 3


def test_waits_are_at_least_half_of_a_doubling_limit(service: Service, clock: FakeClock) -> None:
    service.on("/list", Reply(status=500))
    with make_client(service, clock=clock) as client, pytest.raises(ServiceError, match="500"):
        client.fetch("hf", LIST)
    waits = [wait for wait in clock.slept if wait >= 0.5]
    assert len(service.requests) == MAX_ATTEMPTS
    assert len(waits) == MAX_ATTEMPTS - 1
    for attempt, wait in enumerate(waits):
        assert 2**attempt / 2 <= wait <= min(2**attempt, MAX_DELAY)


def test_waits_are_randomized() -> None:
    assert backoff_delay(3, Random(1)) != backoff_delay(3, Random(2))
    assert backoff_delay(3, Random(1)) == backoff_delay(3, Random(1))
    assert backoff_delay(500, Random(1)) <= MAX_DELAY


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_respected_in_seconds_and_as_a_date(
    service: Service, clock: FakeClock, as_date: bool
) -> None:
    value = formatdate(clock.now + 77, usegmt=True) if as_date else "77"
    service.on("/list", Reply(status=429, headers={"Retry-After": value}), GOOD)
    with make_client(service, clock=clock) as client:
        client.fetch("hf", LIST)
    assert max(clock.slept) == pytest.approx(77, abs=1)


@pytest.mark.parametrize("value", ["soon", "-5", "", "Thu, 99 Foo 2026", "١٢"])
def test_an_invalid_retry_after_is_ignored(service: Service, clock: FakeClock, value: str) -> None:
    header = value.encode("utf-8").decode("latin-1")
    service.on("/list", Reply(status=503, headers={"Retry-After": header}), GOOD)
    with make_client(service, clock=clock) as client:
        assert client.fetch("hf", LIST) == b"[1]"
    assert max(clock.slept) <= 1


def test_a_very_long_retry_after_is_a_failure(service: Service, clock: FakeClock) -> None:
    service.on("/list", Reply(status=429, headers={"Retry-After": "7200"}))
    with make_client(service, clock=clock) as client, pytest.raises(ServiceError, match="7200 s"):
        client.fetch("hf", LIST)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        (Reply(body=b"[1, 2, 3]", cut=4), "json"),
        (Reply(body=b"[1, 2"), "json"),
        (Reply(body=b"<html>Service unavailable</html"), "xml"),
        (Reply(body=b"<!DOCTYPE html><p>Sorry<p>"), "json"),
        (Reply(body=b"\xff\xfe\x00"), "json"),
        (Reply(body=b""), "json"),
        (Reply(body=b"[" * 100_000), "json"),
    ],
    ids=["cut short", "half", "half XML", "HTML for JSON", "bytes", "nothing", "deep"],
)
def test_an_incomplete_response_is_retried_and_never_cached(
    service: Service, tmp_path: Path, reply: Reply, form: ContentFormat
) -> None:
    good = Reply(body=b"<a/>") if form == "xml" else GOOD
    service.on("/list", reply, good)
    cache = ResponseCache(tmp_path)
    question = ServiceRequest(path="/list", content_format=form)
    with make_client(service, cache=cache) as client:
        assert client.fetch("hf", question) == good.body
    kept = cache.find("hf", str(question))
    assert kept is not None
    assert kept.content == good.body


def test_a_service_that_does_not_respond_is_a_failure(service: Service) -> None:
    service.on("/list", Reply(body=b"[1]", delay=0.5))
    with (
        make_client(service, patience=0.05) as client,
        pytest.raises(ServiceError, match="in time"),
    ):
        client.fetch("hf", LIST)
    assert len(service.requests) == MAX_ATTEMPTS


def test_an_unreachable_service_is_reported_with_its_address(service: Service) -> None:
    with (
        make_client(service, environ={"PAPERSHELF_HF_URL": "http://127.0.0.1:9"}) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.fetch("hf", LIST)
    assert str(caught.value) == (
        f"hf: could not be reached or closed the connection (ConnectError) ({MAX_ATTEMPTS} attempts): http://127.0.0.1:9/list"
    )


def test_not_found_is_not_retried(service: Service) -> None:
    with make_client(service) as client, pytest.raises(NotFoundError):
        client.fetch("hf", LIST)
    assert len(service.requests) == 1


def test_a_response_with_an_etag_is_revalidated(service: Service, tmp_path: Path) -> None:
    def answer(received: ReceivedRequest) -> Reply:
        if received.headers.get("If-None-Match") == '"v1"':
            return Reply(status=304)
        return reply_json([1], headers={"ETag": '"v1"'})

    service.on("/list", answer)
    for _ in range(2):
        with make_client(service, cache=ResponseCache(tmp_path)) as client:
            assert client.fetch("hf", LIST) == b"[1]"
    assert [received.headers.get("If-None-Match") for received in service.requests] == [
        None,
        '"v1"',
    ]


def test_a_fresh_response_is_not_requested_again(
    service: Service, tmp_path: Path, clock: FakeClock
) -> None:
    service.on("/list", GOOD)
    for _ in range(2):
        with make_client(service, cache=ResponseCache(tmp_path), clock=clock) as client:
            client.fetch("dblp", LIST)
    clock.now += 25 * 3600
    with make_client(service, cache=ResponseCache(tmp_path), clock=clock) as client:
        client.fetch("dblp", LIST)
    assert len(service.requests) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b"nothing\n[1]", b'{"size": 9}\n[1]', b"[]\n"])
def test_a_damaged_cache_entry_is_ignored(service: Service, tmp_path: Path, damage: bytes) -> None:
    service.on("/list", GOOD)
    with make_client(service, cache=ResponseCache(tmp_path)) as client:
        client.fetch("dblp", LIST)
        (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
        path.write_bytes(damage)
        assert client.fetch("dblp", LIST) == b"[1]"
    assert len(service.requests) == 2


def test_arxiv_is_requested_at_most_every_three_seconds(service: Service, clock: FakeClock) -> None:
    moments: list[float] = []

    def answer(_: ReceivedRequest) -> Reply:
        moments.append(clock.now)
        return Reply(body=b"<a/>")

    service.on("/a", answer)
    with make_client(service, clock=clock) as client:
        for number in range(3):
            client.fetch(
                "arxiv",
                ServiceRequest(path="/a", params=(("n", str(number)),), content_format="xml"),
            )
    assert [b - a for a, b in pairwise(moments)] == [3.0, 3.0]


def test_requests_have_a_user_agent(service: Service) -> None:
    service.on("/list", GOOD)
    with make_client(service) as client:
        client.fetch("hf", LIST)
    assert "mailto:ada@example.org" in service.requests[0].headers["User-Agent"]


def test_the_user_agent_has_the_contact_and_is_a_valid_header() -> None:
    settings = Settings(repo="https://git.example/p", contact="mailto:ada@example.org\r\nX: é")
    agent = make_user_agent(settings)
    assert agent.startswith("papershelf/")
    assert "https://git.example/p; mailto:ada@example.org" in agent
    assert agent.isascii()
    assert agent.isprintable()


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("name", ["s2", "openalex"])
def test_an_api_key_is_sent_and_never_printed(
    service: Service,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    status: int,
) -> None:
    service.on("/list", Reply(status=status, body=b"[1]"))
    secret = "S3CRET-KEY"
    caplog.set_level(logging.DEBUG)
    output = ""
    key = {f"PAPERSHELF_{name.upper()}_KEY": secret}
    with make_client(service, cache=ResponseCache(tmp_path), environ=key) as client:
        try:
            client.fetch(name, LIST)
        except ServiceError as error:
            output = f"{error!r} {error} {error.__context__!r}"
        output += repr(client.service(name))
    sent = [*service.requests[0].headers.values(), *service.requests[0].params.values()]
    assert secret in sent
    assert secret not in output
    assert secret not in caplog.text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(secret.encode() in path.read_bytes() for path in files)
    assert not any(secret in path.as_posix() for path in files)


def test_an_api_key_is_not_sent_to_redirect_targets(service: Service) -> None:
    service.on("/list", Reply(status=302, headers={"Location": "/other"}))
    service.on("/other", GOOD)
    with (
        make_client(service, environ={"PAPERSHELF_S2_KEY": "S3CRET"}) as client,
        pytest.raises(ServiceError, match="302"),
    ):
        client.fetch("s2", LIST)
    assert [received.path for received in service.requests] == ["/list"]
