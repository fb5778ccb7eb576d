"""Tests of whole sites: complete, harmless and reproducible."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from tests.fabricated import ORDINARY, make_hostile_records
from tests.site_parser import find_harmful, find_parse_errors, read_documents
from tests.workspaces import ROOT, Workspace

pytestmark = pytest.mark.site


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace(tmp_path_factory.mktemp("ordinary"))
    space.write(ORDINARY)
    space.build()
    return space


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".papershelf" not in path.name
    }


def test_every_paper_has_a_page_and_former_ids_redirect_to_it(ordinary: Workspace) -> None:
    site = ordinary.root / "site"
    for record in ORDINARY:
        assert (site / f"papers/{record['id']}/index.html").is_file()
    moved = (site / "papers/old-river/index.html").read_text()
    assert "../../papers/river-without-tags/" in moved
    assert ordinary.report.papers == len(ORDINARY)


def test_every_page_parses_without_error(ordinary: Workspace) -> None:
    wrong = {
        d.path: e
        for d in read_documents(ordinary.root / "site")
        if (e := find_parse_errors(d.text))
    }
    assert not wrong


def test_a_built_site_passes_the_site_check(
    ordinary: Workspace,
) -> None:
    assert ordinary.problems() == []


def test_a_second_build_writes_nothing(ordinary: Workspace) -> None:
    site = ordinary.root / "site"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    ordinary.build()
    assert ordinary.report.site is not None
    assert (ordinary.report.site.written, ordinary.report.site.deleted) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


# The differences have reasons, given in docs/architecture.md.
ONLY_BUILT = {"sitemap.xml", "sitemap.xml.gz"}


def test_a_plain_mkdocs_build_gives_the_same_site(ordinary: Workspace) -> None:
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        "plain",
    ]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT / "generator")}
    done = subprocess.run(
        command, cwd=ordinary.root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    plain = contents(ordinary.root / "plain")
    built = contents(ordinary.root / "site")
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    assert [path for path in built if path in plain and plain[path] != built[path]] == []


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_the_site_does_not_depend_on_hash_seed_locale_or_time_zone(
    workspace: Workspace, ordinary: Workspace, env: Mapping[str, str]
) -> None:
    workspace.write(list(reversed(ORDINARY)))
    done = workspace.run("build", "--quiet", env=env)
    assert done.returncode == 0, done.stderr
    assert contents(workspace.root / "site") == contents(ordinary.root / "site")


def test_invalid_data_stops_the_build_and_keeps_the_site(
    workspace: Workspace,
) -> None:
    workspace.write(ORDINARY)
    before = contents(workspace.build())
    workspace.write([*ORDINARY, {"id": "Wrong Id", "absract": "?"}], "papers.yaml")
    done = workspace.run("build")
    assert done.returncode == 1
    assert "data/papers/papers.yaml" in done.stderr
    assert "absract" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(workspace.root / "site") == before


def test_a_broken_link_in_a_hand_written_page_stops_the_build(workspace: Workspace) -> None:
    workspace.write(ORDINARY)
    (workspace.root / "docs/about.md").write_text("# About\n\n[gone](nowhere.md)\n")
    with pytest.raises(PapersError, match=r"nowhere\.md"):
        workspace.build()


def test_hand_written_pages_can_link_to_generated_ones(workspace: Workspace) -> None:
    workspace.write(ORDINARY)
    (workspace.root / "docs/about.md").write_text("# About\n\n[Tides](tags/tides.md)\n")
    site = workspace.build()
    assert 'href="../tags/tides/"' in (site / "about/index.html").read_text()


def test_an_empty_collection_is_a_site(workspace: Workspace) -> None:
    workspace.write([])
    site = workspace.build()
    assert workspace.problems() == []
    assert (site / "tags/index.html").is_file()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace(tmp_path_factory.mktemp("attacked"))
    space.write([*make_hostile_records(), *ORDINARY])
    space.build()
    return space


def test_every_hostile_record_has_its_page(attacked: Workspace) -> None:
    for record in make_hostile_records():
        assert (attacked.root / f"site/papers/{record['id']}/index.html").is_file()


def test_the_site_check_passes_for_hostile_records(attacked: Workspace) -> None:
    # A paper that is named like its author shares a title, which is only a warning.
    assert [problem for problem in attacked.problems() if ": warning: " not in problem] == []


def test_no_text_of_a_hostile_record_runs(attacked: Workspace) -> None:
    found = {d.path: f for d in read_documents(attacked.root / "site") if (f := find_harmful(d))}
    assert not found


def test_hostile_pages_parse_without_error(attacked: Workspace) -> None:
    wrong = {
        document.path: errors[:3]
        for document in read_documents(attacked.root / "site")
        if len(document.text) < 300_000 and (errors := find_parse_errors(document.text))
    }
    assert not wrong


def test_a_plain_mkdocs_build_of_hostile_records_gives_the_same_site(attacked: Workspace) -> None:
    test_a_plain_mkdocs_build_gives_the_same_site(attacked)


def test_no_hostile_text_is_lost(attacked: Workspace) -> None:
    site = attacked.root / "site"
    assert "{{ 7*7 }}" in _text(site, "hostile-jinja")
    assert "[a](javascript:alert(1))" in _text(site, "hostile-markdown")
    assert "😀" in _text(site, "hostile-astral")
    assert "Author 2999 " in _text(site, "hostile-many")


def _text(site: Path, name: str) -> str:
    [document] = list(read_documents(site / "papers" / name))
    return str(document.tree().text_content())


def test_captures_give_one_page_per_paper(workspace: Workspace, shared: Path) -> None:
    captures = sorted(str(path) for path in (shared / "captures").glob("*.txt"))
    into = str(workspace.root / "data/papers/captures.jsonl")
    done = workspace.run("import", *captures, "--into", into)
    assert "new 380, merged 0, unchanged 28, refused 0" in done.stdout
    again = workspace.run("import", *captures, "--into", into)
    assert "new 0, merged 0, unchanged 408, refused 0" in again.stdout
    site = workspace.build()
    assert len(list((site / "papers").glob("*/index.html"))) == 380
    assert workspace.problems() == []
    assert not {d.path: e for d in read_documents(site) if (e := find_parse_errors(d.text))}
