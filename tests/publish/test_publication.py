"""Publications: only changes are sent, deletions last, nothing half after kills, nothing foreign lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from papershelf.core.errors import PapersError
from papershelf.publish import publication
from papershelf.publish.http_headers import http_headers
from papershelf.publish.manifest import (
    MANIFEST_FILE,
    UNCERTAIN,
    make_plan,
    parse_manifest,
    render_manifest,
)
from papershelf.publish.publication import Publication, plan_publication
from papershelf.publish.site_scan import scan_site
from papershelf.publish.targets import FileTarget
from tests.conftest import ROOT

MANIFEST_ONLY = {MANIFEST_FILE}


def write_site(folder: Path, version: int, pages: int = 12) -> Path:
    """A site of which each version has other pages, and some that stay the same."""
    shutil.rmtree(folder, ignore_errors=True)
    names = {
        "index.html": f"home {version}", "404.html": "lost", "assets/app.ABCDEFGH.js": "code",
        f"assets/site.VERSION{version}.css": "style", "search/index/index.json": f"{version}",
        ".papershelf.json": "the manifest of the build",
        **{f"papers/p{n}/index.html": f"{n} {version if n % 2 else 0}" for n in range(version, pages + version)},
    }  # fmt: skip
    for name, text in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text * 50)
    return folder


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def published_contents(folder: Path) -> dict[str, str]:
    return {k: v for k, v in contents(folder).items() if k not in {MANIFEST_FILE, ".nojekyll"}}


def site_contents(folder: Path) -> dict[str, str]:
    return {k: v for k, v in contents(folder).items() if not k.startswith(".")}


class KilledError(Exception):
    """The publication ends here, as if the machine lost its power."""


class FolderTarget:
    """A target that is a folder, and dies at a chosen operation; it counts files."""

    def __init__(self, folder: Path, operations: int = 10_000) -> None:
        self.name, self.folder, self.left, self.sent = str(folder), folder, operations, 0

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KilledError

    def read_manifest(self) -> bytes | None:
        path = self.folder / MANIFEST_FILE
        return path.read_bytes() if path.exists() else None

    def write_manifest(self, content: bytes) -> None:
        self._step()
        (self.folder / MANIFEST_FILE).write_bytes(content)

    def send(self, site: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self._step()
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes((site / path).read_bytes())
            self.sent += 1

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step()
            (self.folder / path).unlink(missing_ok=True)


@pytest.fixture
def target_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    (folder / "CNAME").write_text("papers.example")
    return folder


def plan(monkeypatch: pytest.MonkeyPatch, site: Path, target: FileTarget) -> Publication:
    monkeypatch.setattr(publication, "make_target", lambda *_: target)
    return plan_publication(site, "rclone:x:", site.parent / "cache")


def send(monkeypatch: pytest.MonkeyPatch, site: Path, target: FileTarget) -> Publication:
    made = plan(monkeypatch, site, target)
    made.send(lambda _: None, batch_size=3)
    return made


def test_only_what_changed_is_sent(
    tmp_path: Path, target_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "site", 0)
    send(monkeypatch, site, FolderTarget(target_folder))
    assert published_contents(target_folder) == {**site_contents(site), "CNAME": "papers.example"}
    assert plan(monkeypatch, site, FolderTarget(target_folder)).plan.is_empty
    write_site(site, 1)
    made = send(monkeypatch, site, target := FolderTarget(target_folder))
    assert published_contents(target_folder) == {**site_contents(site), "CNAME": "papers.example"}
    assert target.sent == len(made.plan.uploads)
    assert "papers/p2/index.html" not in made.plan.uploads, "it is the same"
    assert made.plan.deletions == ("assets/site.VERSION0.css", "papers/p0/index.html")
    assert made.plan.uploads[0] == "assets/site.VERSION1.css"
    assert set(made.plan.uploads[-2:]) == {"index.html", "search/index/index.json"}


@pytest.mark.parametrize("operations", [0, 1, 2, 4, 5, 7, 9, 11, 12, 13])
def test_ten_kills_leave_nothing_half(
    operations: int, tmp_path: Path, target_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "site", 0)
    send(monkeypatch, site, FolderTarget(target_folder))
    old = site_contents(site)
    write_site(site, 1)
    new = site_contents(site)
    with pytest.raises(KilledError):
        send(monkeypatch, site, FolderTarget(target_folder, operations))
    there = published_contents(target_folder)
    assert there.pop("CNAME")
    assert all(text in {old.get(path), new.get(path)} for path, text in there.items())
    assert old.keys() <= there.keys() or new.keys() <= there.keys(), "deletions come last"
    write_site(site, 2)  # what the killed publication added is no longer wanted
    send(monkeypatch, site, FolderTarget(target_folder))
    assert published_contents(target_folder) == {**site_contents(site), "CNAME": "papers.example"}


def test_what_was_sent_before_a_kill_is_not_sent_again(
    tmp_path: Path, target_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "site", 0, pages=30)
    total = len(site_contents(site))
    with pytest.raises(KilledError):
        send(monkeypatch, site, first := FolderTarget(target_folder, 20))
    with pytest.raises(KilledError):
        send(monkeypatch, site, second := FolderTarget(target_folder, 10))
    send(monkeypatch, site, third := FolderTarget(target_folder))
    assert first.sent + second.sent + third.sent <= total + 6, "at most a batch twice"
    assert published_contents(target_folder).keys() == {*site_contents(site), "CNAME"}
    # Without the journal of this machine, uncertain files are sent again.
    write_site(site, 1, pages=30)
    with pytest.raises(KilledError):
        send(monkeypatch, site, FolderTarget(target_folder, 10))
    shutil.rmtree(site.parent / "cache")
    send(monkeypatch, site, FolderTarget(target_folder))
    assert published_contents(target_folder).keys() == {*site_contents(site), "CNAME"}


def test_a_journal_of_an_older_publication_is_not_trusted(
    tmp_path: Path, target_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write_site(tmp_path / "site", 0)
    with pytest.raises(KilledError):
        send(monkeypatch, site, FolderTarget(target_folder, 8))
    # Another machine is killed, too, while it replaces these files.
    marked = render_manifest(dict.fromkeys(scan_site(site), UNCERTAIN) | {"other.html": UNCERTAIN})
    (target_folder / MANIFEST_FILE).write_bytes(marked)
    made = plan(monkeypatch, site, FolderTarget(target_folder))
    assert set(made.plan.uploads) == set(scan_site(site))
    assert made.plan.deletions == ("other.html",)


def test_a_manifest_is_checked_before_anything_is_deleted() -> None:
    assert parse_manifest(render_manifest({"a/b.html": "1", "c": "?"}), "x") == {
        "a/b.html": "1",
        "c": "?",
    }
    for line in (b"1\t../x\n", b"1\t/etc/passwd\n", b"nothing\n", b"1\ta//b\n", b"1\t\n"):
        with pytest.raises(PapersError):
            parse_manifest(line, "x")
    assert make_plan({}, {"a": "1"}).deletions == ("a",)


def test_an_incomplete_site_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(PapersError) as error:
        plan_publication(tmp_path, "rsync:x", tmp_path / "cache")
    assert "has no index.html; run papershelf build first" in str(error.value)
    site = write_site(tmp_path / "site", 0)
    (site / "a\nb.html").write_text("x")
    with pytest.raises(PapersError):
        scan_site(site)


@pytest.mark.parametrize("name", ["s3://bucket", "rclone:folder", "git:", "rsync:", "", "ftp:x:y"])
def test_an_unknown_target_is_wrong_usage(name: str, tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", 0)
    with pytest.raises(PapersError) as error:
        plan_publication(site, name, tmp_path / "cache")
    assert error.value.problems[0].path == "--to"


# --- real programs ---------------------------------------------------------------------------------


def need(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    (root / "mkdocs.yml").write_text("site_name: X\n")
    (root / "data/papers").mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "papershelf", "publish", *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.seconds
@pytest.mark.parametrize("kind", ["rclone", "rsync"])
def test_a_folder_is_published(kind: str, tmp_path: Path, target_folder: Path) -> None:
    need(kind)
    to = f"rclone::local:{target_folder}" if kind == "rclone" else f"rsync:{target_folder}"
    site = write_site(tmp_path / "site", 0)
    done = run(tmp_path, "--to", to)
    assert done.returncode == 0, done.stderr
    assert "+ index.html" in done.stdout
    assert list(contents(target_folder)) == ["CNAME"], "only listed"
    for version in (0, 1):
        write_site(site, version)
        done = run(tmp_path, "--to", to, "--send")
        assert done.returncode == 0, done.stderr
        expected = {**site_contents(site), "CNAME": "papers.example"}
        assert published_contents(target_folder) == expected
    done = run(tmp_path, "--to", to, "--lists", "lists")
    assert "0 files sent, 0 deleted" in done.stdout.replace("files deleted", "deleted")
    assert (tmp_path / "lists/upload.txt").read_text() == ""


@pytest.mark.seconds
def test_an_s3_bucket_has_types_and_caching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("rclone")
    need("moto_server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        ["moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)  # rclone 1.60 fails with it
    try:
        _create_bucket(f"{base}/papers")
        values = {"TYPE": "s3", "PROVIDER": "Other", "ENDPOINT": base, "ACCESS_KEY_ID": "x",
                  "SECRET_ACCESS_KEY": "y", "ACL": "public-read", "REGION": "us-east-1"}  # fmt: skip
        for name, value in values.items():
            monkeypatch.setenv(f"RCLONE_CONFIG_SHELF_{name}", value)
        for version in (0, 1):
            site = write_site(tmp_path / "site", version)
            done = run(tmp_path, "--to", "rclone:shelf:papers/site", "--send")
            assert done.returncode == 0, done.stderr
        for path, text in site_contents(site).items():
            with urlopen(f"{base}/papers/site/{path}") as answer:
                assert answer.read().decode() == text
                sent = (answer.headers["Content-Type"], answer.headers["Cache-Control"])
                assert sent == tuple(http_headers(path))
        with pytest.raises(HTTPError):
            urlopen(f"{base}/papers/site/papers/p0/index.html")
        assert "0 files sent" in run(tmp_path, "--to", "rclone:shelf:papers/site").stdout
    finally:
        server.kill()
        server.wait()


def _create_bucket(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(Request(address, method="PUT"))
        except URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("moto_server does not start")


@pytest.mark.slow
def test_killed_programs_leave_nothing_half(tmp_path: Path, target_folder: Path) -> None:
    need("rsync")
    site = write_site(tmp_path / "site", 0, pages=400)
    assert run(tmp_path, "--to", f"rsync:{target_folder}", "--send").returncode == 0
    old = site_contents(site)
    rng = random.Random(29)
    for version in range(1, 11):
        write_site(site, version, pages=400)
        started = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "papershelf",
                "publish",
                "--to",
                f"rsync:{target_folder}",
                "--send",
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(rng.uniform(0.3, 1.5))
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        there = published_contents(target_folder)
        sizes = {text[:8] for path, text in there.items() if path.endswith(".html")}
        assert sizes
        assert all(len(text) % 50 == 0 for path, text in there.items() if path != "CNAME")
        assert "index.html" in there
    assert run(tmp_path, "--to", f"rsync:{target_folder}", "--send").returncode == 0
    # A killed rsync leaves hidden files behind, which no page leads to.
    there = {
        path: text
        for path, text in published_contents(target_folder).items()
        if not Path(path).name.startswith(".")
    }
    assert there == {**site_contents(site), "CNAME": "papers.example"}
    assert old != there


@pytest.mark.seconds
def test_a_branch_is_published_as_one_commit(tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    site = write_site(tmp_path / "site", 0)
    to = f"git:{remote}#pages"
    assert run(tmp_path, "--to", to, "--send").returncode == 0
    checkout = tmp_path / "checkout"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", "-C", str(checkout)]
    subprocess.run(["git", "clone", "-q", "-b", "pages", str(remote), str(checkout)], check=True)
    assert published_contents(checkout) == site_contents(site)
    assert (checkout / ".nojekyll").exists()
    (checkout / "CNAME").write_text("papers.example")
    for words in (["add", "-A"], ["commit", "-qm", "By hand"], ["push", "-q"]):
        subprocess.run([*git, *words], check=True)
    write_site(site, 1)
    shutil.rmtree(tmp_path / ".cache", ignore_errors=True)
    done = run(tmp_path, "--to", to, "--send")
    assert done.returncode == 0, done.stderr
    subprocess.run([*git, "pull", "-q"], check=True)
    assert published_contents(checkout) == {**site_contents(site), "CNAME": "papers.example"}
    log = subprocess.run([*git, "log", "--format=%s"], check=True, capture_output=True, text=True)
    assert log.stdout.split("\n")[:3] == ["Publish the site", "By hand", "Publish the site"]
    done = run(tmp_path, "--to", to, "--send", "--json")
    assert '"uploads": []' in done.stdout


def test_a_missing_program_and_a_failing_one_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path / "site", 0)
    done = run(tmp_path, "--to", f"git:{tmp_path}/nowhere.git", "--send")
    assert done.returncode == 1
    assert done.stderr.startswith("git: ")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(tmp_path, "--to", "rsync:nowhere:x")
    assert (done.returncode, done.stdout) == (1, "")
    assert "rsync: is not installed" in done.stderr
