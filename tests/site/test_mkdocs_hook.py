"""The tie to MkDocs: what `mkdocs build` and `mkdocs serve` ask of us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from papershelf.site import mkdocs_hook
from tests.fabricated import ORDINARY
from tests.workspaces import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    return space


def config_of(workspace: Workspace) -> MkDocsConfig:
    return load_config(str(workspace.root / "mkdocs.yml"), hooks=[])


class Watch:
    """Stands for MkDocs' server: it only remembers what it shall look at."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def watch(self, path: str) -> None:
        self.seen.add(path)

    def unwatch(self, path: str) -> None:
        self.seen.discard(path)


def test_pages_are_made_before_mkdocs_reads_them(workspace: Workspace) -> None:
    mkdocs_hook.on_pre_build(config_of(workspace))
    assert (workspace.root / "docs/papers/tidal-attention.md").is_file()


def test_wrong_data_ends_the_build_with_its_problems(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.write([{"id": "x", "title": "X", "year": "soon"}])
    with pytest.raises(Abort):
        mkdocs_hook.on_pre_build(config_of(workspace))
    assert any("papers.yaml:3: year" in message for message in caplog.messages)


def test_what_we_write_ourselves_is_not_watched(workspace: Workspace) -> None:
    config = config_of(workspace)
    mkdocs_hook.on_pre_build(config)
    server = Watch()
    server.watch(config.docs_dir)
    mkdocs_hook.on_serve(cast("LiveReloadServer", server), config, None)
    watched = {Path(path) for path in server.seen}
    assert workspace.root / "docs" not in watched
    assert workspace.root / "data" in watched
    assert workspace.root / "docs/about.md" in watched
    assert workspace.root / "docs/index.md" not in watched


def test_only_the_preview_of_mkdocs_goes_without_the_policy(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(workspace)
    monkeypatch.setattr(sys, "argv", ["mkdocs", "build"])
    mkdocs_hook.on_config(config)
    assert config.extra["live"] is False
    monkeypatch.setattr(sys, "argv", ["mkdocs", "serve"])
    mkdocs_hook.on_config(config)
    assert config.extra["live"] is True
