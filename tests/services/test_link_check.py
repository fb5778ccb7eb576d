"""The check of links: what is dead, what is only unknown, politely, and with a cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper, PaperId
from papershelf.records.paper_links import describe_dead_links, list_links
from papershelf.services.connections import NetworkBackend
from papershelf.services.link_check import HOST_PAUSE, LinkChecker
from tests.services.server import Reply, Service, serve

DAY = 86_400.0


class FakeClock:
    """A clock that only moves when somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 1_000_000.0, list[float]()

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def checker(tmp_path: Path, clock: FakeClock, *, public_only: bool = False) -> LinkChecker:
    def resolve(host: str, _port: int) -> list[str]:
        if host.endswith(".invalid"):
            raise OSError(-2, "Name or service not known")
        return ["127.0.0.1"]

    return LinkChecker(
        user_agent="papershelf/0", clock=clock, cache_file=tmp_path / "cache/links.json",
        network=NetworkBackend(resolve), public_only=public_only,
    )  # fmt: skip


def set_up(service: Service) -> dict[str, str]:
    statuses = {"ok": 200, "moved": 301, "gone": 410, "lost": 404, "private": 403, "broken": 500}
    for name, status in statuses.items():
        service.on(f"/{name}", Reply(status=status, headers={"Location": "/lost"}))
    return {name: f"{service.base}/{name}" for name in statuses}


def test_only_links_that_lead_nowhere_are_dead(tmp_path: Path, clock: FakeClock) -> None:
    with serve() as service:
        at = set_up(service)
        nowhere = "https://nowhere.invalid/x"
        report = checker(tmp_path, clock).check([*at.values(), nowhere, at["ok"]])
    assert report.dead == {
        at["gone"]: "status 410",
        at["lost"]: "status 404",
        nowhere: "its host does not exist",
    }
    assert (report.checked, report.requested, report.unknown) == (7, 7, 0)
    assert {request.headers["User-Agent"] for request in service.requests} == {"papershelf/0"}
    assert all(wait <= HOST_PAUSE for wait in clock.waits)
    assert sum(clock.waits) >= HOST_PAUSE * (len(service.requests) - 1) - 0.001


def test_a_server_that_refuses_head_is_asked_with_get(tmp_path: Path, clock: FakeClock) -> None:
    with serve() as service:
        service.on("/x", Reply())  # the server answers HEAD with 501
        assert checker(tmp_path, clock).check([f"{service.base}/x"]).dead == {}
        assert [request.method for request in service.requests] == ["GET"]


def test_results_are_kept(tmp_path: Path, clock: FakeClock) -> None:
    with serve() as service:
        at = set_up(service)
        checker(tmp_path, clock).check(at.values())
        before = len(service.requests)
        again = checker(tmp_path, clock).check(at.values())
        assert (again.requested, len(again.dead), len(service.requests)) == (0, 2, before)
        clock.now += 2 * DAY
        assert checker(tmp_path, clock).check(at.values()).requested == 4, "those that do not work"
        clock.now += 31 * DAY
        assert checker(tmp_path, clock).check(at.values()).requested == 6
        (tmp_path / "cache/links.json").write_text("[1")
        assert checker(tmp_path, clock).check(at.values()).requested == 6


def test_results_survive_an_interruption(tmp_path: Path, clock: FakeClock) -> None:
    with serve() as service:
        at = set_up(service)
        running = checker(tmp_path, clock)

        def stop(_count: int) -> None:
            raise KeyboardInterrupt

        running.advance = stop
        with pytest.raises(KeyboardInterrupt):
            running.check(at.values())
        assert len(json.loads((tmp_path / "cache/links.json").read_text())) == 1


@pytest.mark.parametrize(
    "address",
    ["http://[::1/", "http://\x00/", "https://" + "a" * 70 + ".invalid/", "http://x:99999/"],
)
def test_a_wrong_address_is_not_dead(tmp_path: Path, clock: FakeClock, address: str) -> None:
    report = checker(tmp_path, clock).check([address])
    assert report.unknown + len(report.dead) == 1


def test_no_address_of_this_network_is_requested(tmp_path: Path, clock: FakeClock) -> None:
    with serve() as service:
        at = set_up(service)
        report = checker(tmp_path, clock, public_only=True).check(at.values())
        assert (report.unknown, report.dead, service.requests) == (6, {}, [])


def test_a_dead_link_is_told_at_its_record() -> None:
    paper = Paper(
        id=PaperId(Slug("x")), title="X", url="https://a.example/", path="a.yaml", line=3,
        code=("https://b.example/", "https://a.example/"),
    )  # fmt: skip
    assert [(link.field, link.address) for link in list_links([paper])] == [
        ("url", "https://a.example/"),
        ("code", "https://b.example/"),
        ("code", "https://a.example/"),
    ]
    found = list(map(str, describe_dead_links([paper], {"https://b.example/": "status 404"})))
    assert found == ["a.yaml:3: code: warning: https://b.example/ is a dead link (status 404)"]
