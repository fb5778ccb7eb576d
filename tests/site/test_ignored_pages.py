"""Tests that Git ignores exactly the generated pages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.site.ignored_pages import ignore_generated_pages
from tests.fabricated import ORDINARY
from tests.workspaces import Workspace

FIRST_LINE = "# Written by Papershelf in each build: the pages that it generates here.\n"


def git_status(folder: Path) -> list[str]:
    """The untracked files of Git."""
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    command = ["git", "status", "--porcelain", "--untracked-files=all", "-z"]
    out = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return sorted(line[3:] for line in out.split("\0") if line)


@pytest.mark.site
def test_generated_files_are_ignored(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    renamed = {**ORDINARY[0], "aliases": ["an-old-name"]}
    space.write([renamed, *ORDINARY[1:]])
    (tmp_path / "data/redirects.yaml").write_text("old/place/: papers/\nodd-place.html: tags/\n")
    (tmp_path / ".gitignore").write_text("/site/\n/.cache/\n/.coverage.*\n")
    before = git_status(tmp_path)
    done = space.run("build", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "docs/old/place.md").is_file()
    assert git_status(tmp_path) == before


@pytest.mark.site
def test_hand_written_files_next_to_generated_pages_are_not_ignored(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    own = [
        "docs/tags/notes.txt",
        "docs/tags/a/b/deep.txt",
        "docs/papers/cover.png",
        "docs/tags/x y.txt",
    ]
    for name in own:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# Mine\n")
    (tmp_path / ".gitignore").write_text("/site/\n/.cache/\n/.coverage.*\n")
    before = git_status(tmp_path)
    assert set(own) <= set(before)
    for command in (("generate", "--portable"), ("build",)):
        done = space.run(*command, "--quiet")
        assert done.returncode == 0, done.stderr
        assert git_status(tmp_path) == before


def test_a_user_file_in_docs_is_not_ignored(tmp_path: Path) -> None:
    files = ["sitemap.txt", "about.md", "papers.txt"]
    ignore_generated_pages(tmp_path, (), files, with_files=True)
    lines = (tmp_path / ".gitignore").read_text().splitlines()
    assert [line for line in lines if line.startswith("!")] == ["!/papers.txt"]
    ignore_generated_pages(tmp_path, (), files)
    assert "papers.*" not in (tmp_path / ".gitignore").read_text()


@pytest.mark.site
def test_a_hand_written_gitignore_is_kept(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    (tmp_path / "docs/.gitignore").write_text("/papers/\n")
    for _ in range(2):
        done = space.run("generate", "--quiet")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "docs/.gitignore").read_text() == "/papers/\n"


def test_an_older_generated_gitignore_is_replaced_and_an_equal_one_kept(tmp_path: Path) -> None:
    path = tmp_path / ".gitignore"
    path.write_text(FIRST_LINE + "/pages/\n")
    ignore_generated_pages(tmp_path, (), ())
    text = path.read_text()
    assert text.startswith(FIRST_LINE)
    assert "/papers/\n" in text
    assert "/pages/\n" not in text
    before = path.stat().st_mtime_ns
    ignore_generated_pages(tmp_path, (), ())
    assert path.stat().st_mtime_ns == before


def test_a_linked_gitignore_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/.gitignore").symlink_to(tmp_path / "elsewhere")
    ignore_generated_pages(tmp_path / "docs", (), ())
    assert not (tmp_path / "elsewhere").exists()


@given(name=st.text("ab*?[]\\!# -.é", min_size=1, max_size=8).filter(lambda n: n.strip(". ") == n))
def test_paths_with_any_characters_are_ignored(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("g")
    ignore_generated_pages(folder, [f"{name}.md"], ())
    (folder / f"{name}.md").write_text("x")
    (folder / f"{name}.txt").write_text("x")
    command = ["git", "-C", str(folder), "check-ignore", "--no-index", "--stdin", "-z"]
    subprocess.run(["git", "init", "-q", folder], check=True)
    out = subprocess.run(
        command, input=f"{name}.md\0{name}.txt\0", capture_output=True, text=True, check=False
    ).stdout
    assert out == f"{name}.md\0"
