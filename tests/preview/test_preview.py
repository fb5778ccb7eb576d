"""Tests of the preview: responses, file watching, and events for browsers."""

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
def preview_server(site: Path) -> Iterator[PreviewServer]:
    with PreviewServer(site, PreviewState(), HOST, 0) as made:
        thread = threading.Thread(target=made.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def get(preview_server: PreviewServer, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(HOST, preview_server.server_address[1], timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.getheader("Cache-Control") == "no-store"
    return answer.status, answer.getheader("Content-Type", ""), text


def test_served_pages_have_only_the_live_script_added(preview_server: PreviewServer) -> None:
    status, kind, text = get(preview_server, "/papers/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert text == f'<body><p>Papers</p><script src="{SCRIPT_PATH}"></script></body></html>'


def test_other_files_are_served_unchanged(preview_server: PreviewServer) -> None:
    assert get(preview_server, "/x.bib")[2] == "@misc{x}"
    assert "EventSource" in get(preview_server, SCRIPT_PATH)[2]


def test_a_missing_page_is_the_404_page(preview_server: PreviewServer) -> None:
    status, _, text = get(preview_server, "/nowhere/")
    assert status == 404
    assert "Not here" in text


def test_nothing_outside_the_site_is_served(preview_server: PreviewServer, site: Path) -> None:
    secret = site.parent / "secret.html"
    secret.write_text("<body>secret</body>")
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/papers/../../secret.html"):
        assert "secret</" not in get(preview_server, path)[2]


def ask(
    preview_server: PreviewServer, path: str, host: str = HOST, method: str = "GET"
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HOST, preview_server.server_address[1], timeout=5)
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
def test_host_headers_are_checked(preview_server: PreviewServer, host: str, status: int) -> None:
    for path in ("/papers/", EVENTS_PATH, SCRIPT_PATH) if status != 200 else ("/papers/",):
        assert ask(preview_server, path, host).status == status


def test_folders_are_not_listed_and_links_to_the_outside_not_followed(
    preview_server: PreviewServer, site: Path
) -> None:
    (site / "assets").mkdir()
    (site / "assets/a.css").write_text("p {}")
    outside = site.parent / "outside.css"
    outside.write_text("secret")
    (site / "link.css").symlink_to(outside)
    for path in ("/assets/", "/assets", "/link.css", "/..%00/x", "/a%00", "/assets/a.css/"):
        assert get(preview_server, path)[0] == 404, path
    assert get(preview_server, "/assets/a.css")[2] == "p {}"
    assert ask(preview_server, "/papers").headers["Location"] == "/papers/"
    head = ask(preview_server, "/papers/", method="HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert int(head.headers["Content-Length"]) > 20


def test_pages_are_served_below_the_path_of_the_site(preview_server: PreviewServer) -> None:
    preview_server.base = "/lab/"
    assert preview_server.address.endswith("/lab/")
    assert get(preview_server, "/lab/papers/")[0] == 200
    assert get(preview_server, "/papers/")[0] == 404
    assert "Not here" in get(preview_server, "/lab/nowhere/")[2]
    for path in ("/", "/lab"):
        assert ask(preview_server, path).headers["Location"] == "/lab/"


def test_many_clients_are_served_and_slow_ones_disconnected(
    preview_server: PreviewServer,
) -> None:
    preview_server.request_timeout = 4.0
    address = (HOST, preview_server.server_address[1])
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


def listen(preview_server: PreviewServer, count: int) -> list[dict[str, object]]:
    connection = http.client.HTTPConnection(HOST, preview_server.server_address[1], timeout=5)
    connection.request("GET", EVENTS_PATH)
    answer = connection.getresponse()
    heard: list[dict[str, object]] = []
    while len(heard) < count:
        line = answer.readline().decode()
        if line.startswith("data: "):
            heard.append(json.loads(line.removeprefix("data: ")))
            if len(heard) == 1:
                preview_server.state.announce()
            if len(heard) == 2:
                preview_server.state.announce(("a.yaml:1: year: is wrong",))
    connection.close()
    return heard


def test_browsers_get_events_of_builds_and_problems(preview_server: PreviewServer) -> None:
    assert listen(preview_server, 3) == [
        {"build": 0, "problems": []},
        {"build": 1, "problems": []},
        {"build": 1, "problems": ["a.yaml:1: year: is wrong"]},
    ]


def test_only_source_files_are_watched(tmp_path: Path) -> None:
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


def test_an_unchanged_folder_is_listed_once(
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
    # It has just changed, and may change again within the same clock tick.
    watcher.file_states([tmp_path])
    assert len(listed) == 3


def test_a_quick_preview_is_served_until_the_next_build(preview_server: PreviewServer) -> None:
    preview_server.state.show_quick_pages(
        {"papers/": b"<body>Early</body>", "": b"<body>Home</body>"}
    )
    assert "Early" in get(preview_server, "/papers/")[2]
    assert "Home" in get(preview_server, "/?query")[2]
    assert json.loads(preview_server.state.render_state()) == {"build": 1, "problems": []}
    preview_server.state.announce()
    assert "<p>Papers</p>" in get(preview_server, "/papers/")[2]


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
def test_an_edit_is_one_rebuild_and_an_error_keeps_the_last_site(project: Project) -> None:
    papers = project.data / "papers/papers.yaml"
    good = papers.read_text()
    page = project.site / "papers/a-title-alone/index.html"
    output: list[str] = []
    # The contents of the file before each check; `None` leaves it unchanged, and no build may
    # follow.
    edits: list[str | None] = [
        good.replace("A Title Alone", "Another Title"),
        None,
        f"{good}- id: x\n  year: soon\n",
        None,
        good,
        None,
    ]

    def continue_until_done() -> bool:
        if not edits:
            return False
        text = edits.pop(0)
        if text is not None:
            papers.write_text(text)
        return True

    serve_preview(
        lambda: project,
        Steps(quiet=True),
        HOST,
        0,
        output.append,
        should_continue=continue_until_done,
    )
    builds = [line for line in output if line.startswith("site: ")]
    assert len(builds) == 3
    assert sum("papers.yaml changed" in line for line in output) == 3
    assert any("papers.yaml" in line and "year" in line for line in output)
    assert "The data has errors; still serving the last good site." in output
    assert "A Title Alone" in page.read_text()


def test_a_partially_written_file_is_not_built(
    project: Project,
) -> None:
    papers = project.data / "papers/papers.yaml"
    good = papers.read_text()
    # If the partial file were read, it would be reported as invalid.
    halves = [f"{good}- title: New\n  year: 20", f"{good}- title: New\n  year: 2020\n"]
    looks = iter((True, True, True))

    def sleep(_: float) -> None:
        if halves:
            papers.write_text(halves.pop(0))

    output: list[str] = []
    serve_preview(
        lambda: project,
        Steps(quiet=True),
        HOST,
        0,
        output.append,
        should_continue=lambda: next(looks, False),
        sleep=sleep,
    )
    assert sum("papers.yaml changed" in line for line in output) == 1
    assert not any("year" in line for line in output)
    assert (project.site / "papers/new/index.html").exists()


def test_a_port_in_use_is_an_error(project: Project, preview_server: PreviewServer) -> None:
    port = preview_server.server_address[1]
    with pytest.raises(PapersError, match="choose another --port"):
        serve_preview(lambda: project, Steps(quiet=True), HOST, port, lambda _: None)


def test_the_page_of_an_edited_paper_is_shown_before_the_full_build(project: Project) -> None:
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


def test_after_an_edit_of_code_the_preview_restarts_before_building(
    project: Project,
) -> None:
    makers = iter([Fingerprints("old code", "theme"), Fingerprints("old code", "theme")])
    output: list[str] = []

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
            output.append,
            should_continue=edit,
            read_fingerprints=lambda: next(makers, Fingerprints("new", "theme")),
        )
    page = project.site / "papers/a-title-alone/index.html"
    assert "Another Title" not in page.read_text()
