"""Tests of the plugin in `mkdocs build` and `mkdocs serve`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files

from papershelf.core.errors import PapersError
from papershelf.site.mkdocs_bridge.navigation import set_default_nav
from papershelf.site.mkdocs_plugin import PapershelfPlugin
from tests.fabricated import ORDINARY
from tests.polling import read_until
from tests.site.test_site import ONLY_BUILT, contents
from tests.workspaces import ROOT, Workspace

TWO_LINES = "site_name: Rivers\ntheme: {name: papershelf}\nplugins: [papershelf]\n"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT / "generator"),
    "PYTHONUNBUFFERED": "1",
    "NO_MKDOCS_2_WARNING": "1",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    return space


def config_of(workspace: Workspace) -> MkDocsConfig:
    return load_config(str(workspace.root / "mkdocs.yml"))


def plugin_of(config: MkDocsConfig) -> PapershelfPlugin:
    plugin = config.plugins["papershelf"]
    assert isinstance(plugin, PapershelfPlugin)
    return plugin


class Watch:
    """A stand-in for the server of MkDocs that records watched paths."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def watch(self, path: str) -> None:
        self.seen.add(path)

    def unwatch(self, path: str) -> None:
        self.seen.discard(path)


def test_pages_are_generated_before_mkdocs_reads_them(workspace: Workspace) -> None:
    config = config_of(workspace)
    plugin_of(config).on_pre_build(config=config)
    assert (workspace.root / "docs/papers/tidal-attention.md").is_file()


def test_invalid_data_fails_the_build_with_its_problems(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.write([{"id": "x", "title": "X", "year": "soon"}])
    config = config_of(workspace)
    with pytest.raises(Abort):
        plugin_of(config).on_pre_build(config=config)
    assert any("papers.yaml:3: year" in message for message in caplog.messages)


def test_generated_files_are_not_watched(workspace: Workspace) -> None:
    config = config_of(workspace)
    plugin_of(config).on_pre_build(config=config)
    server = Watch()
    server.watch(config.docs_dir)
    plugin_of(config).on_serve(cast("LiveReloadServer", server), config=config, builder=print)
    watched = {Path(path) for path in server.seen}
    assert workspace.root / "docs" not in watched
    assert workspace.root / "data" in watched
    assert workspace.root / "docs/about.md" in watched
    assert workspace.root / "docs/index.md" not in watched


def test_only_mkdocs_serve_omits_the_content_security_policy(workspace: Workspace) -> None:
    config = config_of(workspace)
    plugin_of(config).on_config(config)
    assert config.extra["live"] is False
    plugin_of(config).on_startup(command="serve", dirty=False)
    plugin_of(config).on_config(config)
    assert config.extra["live"] is True
    plugin_of(config).on_shutdown()
    plugin_of(config).on_config(config)
    assert config.extra["live"] is False


# --- minimal configuration -----------------------------------------------------------------------


def run_mkdocs(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", *words]
    return subprocess.run(
        command, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def navigation(page: str) -> list[str]:
    return re.findall(r"<li><a [^>]*>([^<]*)</a>", page[page.index("<nav") : page.index("</nav>")])


@pytest.mark.site
def test_user_pages_are_in_the_default_navigation_of_both_builds(workspace: Workspace) -> None:
    for path in (workspace.root / "docs").rglob("*.md"):
        path.unlink()
    (workspace.root / "docs/people").mkdir()
    (workspace.root / "docs/people/alumni.md").write_text("# Alumni\n")
    (workspace.root / "docs/lab.md").write_text(
        "# The lab\n\n[A paper](papers/tidal-attention.md)\n"
    )
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES)
    workspace.write([{"title": f"Puddle {number}"} for number in range(110)], "many.yaml")
    built = contents(workspace.build())
    done = run_mkdocs(workspace.root, "build", "--strict", "--site-dir", "plain")
    assert done.returncode == 0, done.stderr
    assert "not included" not in done.stderr
    plain = contents(workspace.root / "plain")
    assert "papers/page/2/index.html" in plain
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    assert [path for path in built if path in plain and plain[path] != built[path]] == []
    for page in ("index.html", "lab/index.html", "papers/tidal-attention/index.html"):
        assert navigation(built[page].decode()) == [
            "Daily", "Papers", "Tags", "Venues", "Authors", "Years", "Statistics", "The lab", "People",
        ]  # fmt: skip


@pytest.mark.site
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["Daily", "All of it", "About"]),
        ("extra: {papershelf: {daily_in_nav: false}}\n", ["All of it", "About"]),
    ],
)
def test_a_configured_nav_gets_only_the_daily_lists(
    workspace: Workspace, more: str, expected: list[str]
) -> None:
    nav = "nav: [{Start: index.md}, {All of it: papers.md}, about.md]\n"
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES + nav + more)
    done = run_mkdocs(workspace.root, "build", "--quiet")
    assert done.returncode == 0, done.stderr
    page = (workspace.root / "site/papers/index.html").read_text("utf-8")
    assert navigation(page) == expected


DAILY_PAGES = ["days.md", "days/latest.md", "trending.md"]


@pytest.mark.parametrize(
    ("nav", "generated", "expected"),
    [
        (
            ["index.md"],
            DAILY_PAGES,
            ["index.md", {"Daily": "days.md"}, {"Trending": "trending.md"}],
        ),
        (["index.md"], ["days.md"], ["index.md"]),
        (["index.md"], ["trending.md"], ["index.md", {"Trending": "trending.md"}]),
        (
            ["index.md", {"More": ["about.md", {"By day": "days.md"}]}],
            DAILY_PAGES,
            [
                "index.md",
                {"Trending": "trending.md"},
                {"More": ["about.md", {"By day": "days.md"}]},
            ],
        ),
        ([], DAILY_PAGES, [{"Daily": "days.md"}, {"Trending": "trending.md"}]),
    ],
)
def test_daily_pages_enter_a_nav_that_does_not_have_them(
    workspace: Workspace, nav: list[object], generated: list[str], expected: list[object]
) -> None:
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES)
    config = load_config(str(workspace.root / "mkdocs.yml"))
    config.nav = nav
    set_default_nav(config, Files([]), generated)
    assert config.nav == expected


@pytest.mark.site
@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            "site_name: R\ntheme: {name: readthedocs}\nplugins: [papershelf]\n",
            "mkdocs.yml: theme: 'readthedocs' has no template paper.html; write theme: {name: papershelf} or ",
        ),
        (
            "site_name: R\nplugins: [papershelf]\n",
            "mkdocs.yml: theme: 'mkdocs' has no template paper.html; write theme: {name: papershelf} or ",
        ),
        (
            "site_name: R\ntheme: {name: material, custom_dir: old/generator/theme}\nplugins: [papershelf]\n",
            "mkdocs.yml: theme.custom_dir: old/generator/theme is no longer needed; write theme: {name: ",
        ),
    ],
    ids=["other theme", "no theme", "old theme"],
)
def test_an_unsupported_theme_is_a_one_line_error_of_both_builds(
    workspace: Workspace, config: str, expected: str
) -> None:
    (workspace.root / "old/generator/theme").mkdir(parents=True)
    (workspace.root / "mkdocs.yml").write_text(config)
    done = workspace.run("build")
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("mkdocs.yml:"))
    assert line.startswith(expected)
    done = run_mkdocs(workspace.root, "build")
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_plugin_is_an_error_with_instructions(workspace: Workspace) -> None:
    (workspace.root / "mkdocs.yml").write_text("site_name: R\ntheme: {name: papershelf}\n")
    with pytest.raises(PapersError, match=r"plugins: .*; write plugins: \[papershelf\]"):
        workspace.build()


def test_an_unknown_option_of_the_plugin_is_an_error(workspace: Workspace) -> None:
    config = "site_name: R\ntheme: {name: papershelf}\nplugins: [papershelf: {dta: x}]\n"
    (workspace.root / "mkdocs.yml").write_text(config)
    done = run_mkdocs(workspace.root, "build")
    assert "Unrecognised configuration name: dta" in done.stderr


@pytest.fixture
def served(workspace: Workspace) -> Iterator[str]:
    """The URL of a running `mkdocs serve` for a minimal project."""
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dev-addr", address]
    with subprocess.Popen(
        command,
        cwd=workspace.root,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    ) as server:
        yield f"http://{address}/"
        server.terminate()


@pytest.mark.site
def test_mkdocs_serve_shows_an_edited_record(workspace: Workspace, served: str) -> None:
    page = read_until(f"{served}papers/tidal-attention/", "Tidal Attention")
    assert "Content-Security-Policy" not in page, "its script for reloading is inline"
    changed = [dict(record) for record in ORDINARY]
    changed[0]["title"] = "Ebb Attention"
    assert changed[0]["id"] == "tidal-attention"
    workspace.write(changed)
    read_until(f"{served}papers/tidal-attention/", "Ebb Attention")
