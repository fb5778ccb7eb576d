"""Shared fixtures for tests of sending digests with the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.mail.smtp_server import FakeSmtpServer, run_server


def name_site(folder: Path, name: str) -> None:
    """Write the settings of a site with a name."""
    config = {"site_name": name, "site_url": "https://papers.example/"}
    # JSON is valid YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(config))


def set_server(monkeypatch: pytest.MonkeyPatch, port: int, host: str = "127.0.0.1") -> None:
    """Set the environment variables for sending to a server."""
    monkeypatch.setenv("PAPERSHELF_SMTP_HOST", host)
    monkeypatch.setenv("PAPERSHELF_SMTP_PORT", str(port))
    monkeypatch.setenv("PAPERSHELF_SMTP_FROM", "digest@papers.example")
    monkeypatch.setenv("PAPERSHELF_UNSUBSCRIBE", "https://papers.example/leave?who={address}")


@pytest.fixture
def project_folder(
    make_collection: MakeCollection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project in its own folder, next to the recipient list."""
    folder = tmp_path / "project"
    folder.mkdir()
    make_collection(ORDINARY, venues=VENUES, tags=TAGS, name="project/data")
    name_site(folder, "Shelf")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def fake_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSmtpServer]:
    """A running server, to which the environment variables point."""
    fake_server = FakeSmtpServer()
    with run_server(fake_server) as port:
        set_server(monkeypatch, port)
        yield fake_server
