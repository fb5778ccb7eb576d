"""Tests that broken files are read or reported, in bounded memory and time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.forked import run_forked
from tests.hostile.broken import broken_files
from tests.hostile.independent import make_independent_cases
from tests.workspaces import Workspace

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and limits processes")
FILES = dict(broken_files())
_MEMORY, _SECONDS = 2 << 30, 60
OWN = (".yaml", ".jsonl", ".bib")


def limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("broken"))


def check_command(root: Path, *words: str) -> None:
    """Run a command that must exit normally with printable output."""
    code, output = run_forked(root, *words, prepare=limit, seconds=_SECONDS)
    assert code in (0, 1), output[-2000:]
    assert "Traceback" not in output
    assert output.replace("\n", "").isprintable()
    assert len(max(output.splitlines(), key=len, default="")) < 5_000


def test_there_are_enough_files() -> None:
    assert len(FILES) >= 98


@pytest.mark.seconds
@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_read_or_reported(workspace: Workspace, name: str) -> None:
    """Also as a file in the data folder, if the format is allowed there."""
    hostname = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else ""
    incoming = workspace.root / name
    incoming.write_bytes(FILES[name])
    into = workspace.root / "data/papers/new.jsonl"
    check_command(workspace.root, "import", name, "--into", str(into))
    written = into.read_text("utf-8") if into.exists() else ""
    if len(hostname) > 5:
        assert hostname not in written
    into.unlink(missing_ok=True)
    incoming.unlink()
    if name.endswith(OWN):
        placed = workspace.root / "data/papers" / name
        placed.write_bytes(FILES[name])
        check_command(workspace.root, "check")
        placed.unlink()
    assert not Path("/tmp/owned").exists()


@pytest.mark.slow
def test_independent_broken_files(workspace: Workspace, shared: Path) -> None:
    folder = make_independent_cases(shared, "broken", workspace.root / "others")
    files = sorted(folder.iterdir())
    assert len(files) >= 98
    for path in files:
        name = path.relative_to(workspace.root).as_posix()
        into = workspace.root / "data/papers/new.jsonl"
        check_command(workspace.root, "import", name, "--into", str(into))
        into.unlink(missing_ok=True)
