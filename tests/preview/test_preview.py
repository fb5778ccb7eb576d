"""The preview: what it serves, what it notices, and what browsers hear of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from papershelf.core.errors import PapersError
from papershelf.core.progress import Steps
from papershelf.core.project import Project, read_project
from papershelf.engine.fingerprint import Fingerprints
from papershelf.engine.output_folder import OutputFolder
from papershelf.preview.file_watcher import Watcher, changed_paths
from papershelf.preview.rebuild_loop import EngineChanged, serve_preview
from papershelf.preview.server import EVENTS_PATH, SCRIPT_PATH, PreviewServer, PreviewState
from papershelf.site.quick_preview import QuickPreview
from papershelf.site.update import build_if_changed
from tests.conftest import POLL_SECONDS, ROOT
from tests.fabricated import ORDINARY, TAGS, VENUES

HOST = "127.0.0.1"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/index.html").write_text("<body><p>Papers</p></body></html>")
    (tmp_path / "404.html").write_text("<body>Not here</body>")
    (tmp_path / "x.bib").write_text("@misc{x}")
    return tmp_path


@pytest.fixture
def server(site: Path) -> Iterator[PreviewServer]:
    with PreviewServer(site, PreviewState(), HOST, 0) as made:
        thread = threading.Thread(target=made.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def get(server: PreviewServer, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(HOST, server.server_address[1], timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.getheader("Cache-Control") == "no-store"
    return answer.status, answer.getheader("Content-Type", ""), text


def test_a_page_has_one_more_script_and_nothing_else_new(server: PreviewServer) -> None:
    status, kind, text = get(server, "/papers/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert text == f'<body><p>Papers</p><script src="{SCRIPT_PATH}"></script></body></html>'


def test_other_files_come_as_they_are(server: PreviewServer) -> None:
    assert get(server, "/x.bib")[2] == "@misc{x}"
    assert "EventSource" in get(server, SCRIPT_PATH)[2]


def test_what_is_not_there_shows_the_page_for_that(server: PreviewServer) -> None:
    status, _, text = get(server, "/nowhere/")
    assert status == 404
    assert "Not here" in text


def test_nothing_outside_the_site_is_served(server: PreviewServer, site: Path) -> None:
    secret = site.parent / "secret.html"
    secret.write_text("<body>secret</body>")
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/papers/../../secret.html"):
        assert "secret</" not in get(server, path)[2]


def ask(
    server: PreviewServer, path: str, host: str = HOST, method: str = "GET"
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, server.server_address[1], timeout=5)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    with contextlib.closing(connection):
        return connection.getresponse()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("me.localhost", 200),
        ("evil.invalid", 421),
        ("127.0.0.1.evil.invalid:8000", 421),
        ("localhost@evil.invalid", 421),
        ("", 421),
    ],
)
def test_a_foreign_host_name_is_refused(server: PreviewServer, host: str, status: int) -> None:
    for path in ("/papers/", EVENTS_PATH, SCRIPT_PATH) if status != 200 else ("/papers/",):
        assert ask(server, path, host).status == status


def test_no_folder_is_listed_and_no_link_leads_out(server: PreviewServer, site: Path) -> None:
    (site / "assets").mkdir()
    (site / "assets/a.css").write_text("p {}")
    outside = site.parent / "outside.css"
    outside.write_text("secret")
    (site / "link.css").symlink_to(outside)
    for path in ("/assets/", "/assets", "/link.css", "/..%00/x", "/a%00", "/assets/a.css/"):
        assert get(server, path)[0] == 404, path
    assert get(server, "/assets/a.css")[2] == "p {}"
    assert ask(server, "/papers").headers["Location"] == "/papers/"
    head = ask(server, "/papers/", method="HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert int(head.headers["Content-Length"]) > 20


def test_pages_are_served_below_the_path_of_the_site(server: PreviewServer) -> None:
    server.base = "/lab/"
    assert server.address.endswith("/lab/")
    assert get(server, "/lab/papers/")[0] == 200
    assert get(server, "/papers/")[0] == 404
    assert "Not here" in get(server, "/lab/nowhere/")[2]
    for path in ("/", "/lab"):
        assert ask(server, path).headers["Location"] == "/lab/"


def test_many_at_once_are_answered_and_slow_clients_are_let_go(
    server: PreviewServer,
) -> None:
    server.request_timeout = 4.0
    address = (HOST, server.server_address[1])
    slow = [socket.create_connection(address, timeout=30) for _ in range(200)]
    for one in slow:
        one.sendall(b"GET /pap")
    many = [socket.create_connection(address, timeout=30) for _ in range(200)]
    for one in many:
        one.sendall(b"GET /x.bib HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    for one in many:
        assert one.recv(20).startswith(b"HTTP/1.1 200")
    assert all(one.recv(20) == b"" for one in slow)
    for one in (*slow, *many):
        one.close()


def listen(server: PreviewServer, count: int) -> list[dict[str, object]]:
    connection = http.client.HTTPConnection(HOST, server.server_address[1], timeout=5)
    connection.request("GET", EVENTS_PATH)
    answer = connection.getresponse()
    heard: list[dict[str, object]] = []
    while len(heard) < count:
        line = answer.readline().decode()
        if line.startswith("data: "):
            heard.append(json.loads(line.removeprefix("data: ")))
            if len(heard) == 1:
                server.state.announce()
            if len(heard) == 2:
                server.state.announce(("a.yaml:1: year: is wrong",))
    connection.close()
    return heard


def test_browsers_hear_of_builds_and_of_problems(server: PreviewServer) -> None:
    assert listen(server, 3) == [
        {"build": 0, "problems": []},
        {"build": 1, "problems": []},
        {"build": 1, "problems": ["a.yaml:1: year: is wrong"]},
    ]


def test_only_what_people_edit_is_watched(tmp_path: Path) -> None:
    for name in ("a.yaml", ".hidden", "b.yaml~", ".#lock", "sub/c.yaml", ".git/d"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    (tmp_path / "round").symlink_to(tmp_path)
    folder = OutputFolder(tmp_path)
    with folder.writer() as writer:
        writer.write_task("unit", "1", {"ours.md": b"1", "sub/ours.bib": b"1"})
    folder.add_result(writer.result)
    folder.prune_and_save()
    watcher = Watcher(tmp_path)
    before = watcher.file_states([tmp_path])
    assert sorted(Path(path).name for path in before) == ["a.yaml", "c.yaml", "round"]
    (tmp_path / "a.yaml").write_text("22")
    (tmp_path / "ours.md").write_text("22")
    (tmp_path / "sub/c.yaml").unlink()
    (tmp_path / "new.yaml").write_text("1")
    after = watcher.file_states([tmp_path, tmp_path / "a.yaml", tmp_path / "nowhere"])
    changed = [Path(path).name for path in changed_paths(before, after)]
    assert sorted(changed) == ["a.yaml", "c.yaml", "new.yaml", "round"]
    assert changed_paths(after, after) == []


def test_a_folder_that_rests_is_listed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("1")
    listed: list[str] = []
    list_folder = os.listdir

    def count(folder: str) -> list[str]:
        listed.append(folder)
        return list_folder(folder)

    monkeypatch.setattr(os, "listdir", count)
    watcher = Watcher(tmp_path)
    long_ago = 1_000_000_000_000_000_000
    os.utime(tmp_path, ns=(long_ago, long_ago))
    first = watcher.file_states([tmp_path])
    (tmp_path / "a.yaml").write_text("22")
    assert changed_paths(first, watcher.file_states([tmp_path])) == [f"{tmp_path}/a.yaml"]
    assert len(listed) == 1
    (tmp_path / "b.yaml").write_text("1")
    assert len(watcher.file_states([tmp_path])) == 2
    # It has changed just now, and may do so again within the same tick of the clock.
    watcher.file_states([tmp_path])
    assert len(listed) == 3


def test_an_early_page_stands_in_until_the_next_build(server: PreviewServer) -> None:
    server.state.show_quick_pages({"papers/": b"<body>Early</body>", "": b"<body>Home</body>"})
    assert "Early" in get(server, "/papers/")[2]
    assert "Home" in get(server, "/?query")[2]
    assert json.loads(server.state.render_state()) == {"build": 1, "problems": []}
    server.state.announce()
    assert "<p>Papers</p>" in get(server, "/papers/")[2]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data/papers").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    config = (ROOT / "mkdocs.yml").read_text().replace("generator/", f"{ROOT}/generator/")
    (tmp_path / "mkdocs.yml").write_text(config)
    for name in ("about", "api", "format", "settings", "architecture"):
        (tmp_path / f"docs/{name}.md").write_text(f"# {name}\n")
    (tmp_path / "data/venues.yaml").write_text(yaml.safe_dump(VENUES))
    (tmp_path / "data/tags.yaml").write_text(yaml.safe_dump(TAGS))
    (tmp_path / "data/papers/papers.yaml").write_text(yaml.safe_dump(list(ORDINARY)))
    return read_project(tmp_path / "mkdocs.yml")


@pytest.mark.seconds
def test_an_edit_is_one_rebuild_and_a_mistake_leaves_the_last_good_site(project: Project) -> None:
    papers = project.data / "papers/papers.yaml"
    good = papers.read_text()
    page = project.site / "papers/a-title-alone/index.html"
    told: list[str] = []
    # What the file holds before each look; `None` leaves it, to see that nothing happens then.
    edits: list[str | None] = [
        good.replace("A Title Alone", "Another Title"),
        None,
        f"{good}- id: x\n  year: soon\n",
        None,
        good,
        None,
    ]

    def keep_on() -> bool:
        if not edits:
            return False
        text = edits.pop(0)
        if text is not None:
            papers.write_text(text)
        return True

    serve_preview(lambda: project, Steps(quiet=True), HOST, 0, told.append, should_continue=keep_on)
    builds = [line for line in told if line.startswith("site: ")]
    assert len(builds) == 3
    assert sum("papers.yaml changed" in line for line in told) == 3
    assert any("papers.yaml" in line and "year" in line for line in told)
    assert "The data has problems; the last good site stays up." in told
    assert "A Title Alone" in page.read_text()


def test_a_file_that_is_half_written_waits_for_the_other_half(
    project: Project,
) -> None:
    papers = project.data / "papers/papers.yaml"
    good = papers.read_text()
    # Told as wrong, were it taken for the whole.
    halves = [f"{good}- title: New\n  year: 20", f"{good}- title: New\n  year: 2020\n"]
    looks = iter((True, True, True))

    def sleep(_: float) -> None:
        if halves:
            papers.write_text(halves.pop(0))

    told: list[str] = []
    serve_preview(
        lambda: project,
        Steps(quiet=True),
        HOST,
        0,
        told.append,
        should_continue=lambda: next(looks, False),
        sleep=sleep,
    )
    assert sum("papers.yaml changed" in line for line in told) == 1
    assert not any("year" in line for line in told)
    assert (project.site / "papers/new/index.html").exists()


def test_a_port_in_use_is_told(project: Project, server: PreviewServer) -> None:
    port = server.server_address[1]
    with pytest.raises(PapersError, match="choose another --port"):
        serve_preview(lambda: project, Steps(quiet=True), HOST, port, lambda _: None)


def test_the_page_of_an_edited_paper_is_shown_before_the_rest_is_made(project: Project) -> None:
    papers = project.data / "papers/papers.yaml"
    shown: list[dict[str, str]] = []
    page = project.site / "papers/a-title-alone/index.html"

    def show(pages: Mapping[str, bytes]) -> None:
        assert "Another Title" not in page.read_text(), "it is shown before the site is written"
        shown.append({address: html.decode() for address, html in pages.items()})

    glimpse = QuickPreview(publish=show, workspace=project.mkdocs_cache)
    build_if_changed(project, Steps(quiet=True), glimpse)
    assert shown == []
    papers.write_text(papers.read_text().replace("A Title Alone", "Another Title"))
    build_if_changed(project, Steps(quiet=True), glimpse)
    assert [list(pages) for pages in shown] == [["papers/a-title-alone/"]]
    assert shown[0]["papers/a-title-alone/"] == page.read_text()


def test_edited_code_is_never_built_with_by_a_process_that_has_the_old_one(
    project: Project,
) -> None:
    makers = iter([Fingerprints("old code", "theme"), Fingerprints("old code", "theme")])
    told: list[str] = []

    def edit() -> bool:
        papers = project.data / "papers/papers.yaml"
        papers.write_text(papers.read_text().replace("A Title Alone", "Another Title"))
        return True

    with pytest.raises(EngineChanged):
        serve_preview(
            lambda: project,
            Steps(quiet=True),
            HOST,
            0,
            told.append,
            should_continue=edit,
            read_fingerprints=lambda: next(makers, Fingerprints("new", "theme")),
        )
    page = project.site / "papers/a-title-alone/index.html"
    assert "Another Title" not in page.read_text()
