"""Tests that the diff printed by `papershelf import --dry-run` is what the import writes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from papershelf.cli.data import render_diff
from papershelf.cli.main import main

YAML = """\
# by hand
- id: tides
  title: Tides   # ours
  authors: [Ada Byron]

- id: mud
  title: "On Mud"
  year: 2020
"""
BIB = "@misc{t, title={Tides}, year=2024, url={https://t.example/}}\n@misc{n, title={New Silt}}\n"
OLD = '{"id": "silt", "title": "Silt"}\n{"id": "a", "title": "A \u2028 B \x85 C"}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with manual records, a generated file without final newline, and a .bib file."""
    (tmp_path / "data" / "papers").mkdir(parents=True)
    (tmp_path / "data" / "papers" / "hand.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "data" / "papers" / "imported.jsonl").write_text(OLD, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: T\n")
    (tmp_path / "refs.bib").write_text(BIB)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> str:
    result = CliRunner().invoke(main, ["import", "refs.bib", "--data", "data", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def contents() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(Path("data").rglob("*.*l"))}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("into", ["imported.jsonl", "more/new.yaml", "hand.yaml"])
def test_the_diff_of_a_dry_run_equals_the_changes_of_the_import(into: str) -> None:
    if shutil.which("git") is None:
        pytest.skip("Git is not installed")
    before = contents()
    output = run("--into", f"data/papers/{into}", "--dry-run")
    diff, _, counts = output.rstrip("\n").rpartition("\n")
    assert contents() == before
    assert counts == "new 1, merged 1, unchanged 0, refused 0"
    Path("d.patch").write_text(f"{diff}\n", encoding="utf-8", newline="")
    subprocess.run(["git", "apply", "-p0", "--whitespace=nowarn", "d.patch"], check=True)
    applied = contents()
    for path, content in before.items():
        Path(path).write_bytes(content)
    if f"data/papers/{into}" not in before:
        Path("data/papers", into).unlink()
    lines = run("--into", f"data/papers/{into}").splitlines()
    assert lines[0] == counts
    assert lines[-2:] == [f"wrote data/papers/{into}", "Next: papershelf check --data data"]
    assert contents() == applied
    assert applied != before


def test_a_diff_shows_new_files() -> None:
    path = Path("x.yaml")
    assert list(render_diff(path, None, b"a"))[:2] == ["--- /dev/null\n", "+++ x.yaml\n"]
    assert next(iter(render_diff(path, b"", b"a"))) == "--- x.yaml\n"
    assert list(render_diff(path, b"a", b"a\n")) == [
        "--- x.yaml\n", "+++ x.yaml\n", "@@ -1 +1 @@\n",
        "-a\n\\ No newline at end of file\n", "+a\n",
    ]  # fmt: skip


@pytest.mark.usefixtures("folder")
def test_repeated_warnings_are_collapsed() -> None:
    rows = [f"@article{{k{n}, title={{Paper {n}}}, doi={{Nowhere}}}}" for n in range(5)]
    Path("refs.bib").write_text("\n".join(rows))
    result = CliRunner().invoke(main, ["import", "refs.bib", "--data", "data"])
    (line,) = result.stderr.splitlines()
    assert "(and 4 more)" in line
