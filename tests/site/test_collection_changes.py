"""The summary of a pull request: papers added, changed and removed since a commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.site.reporting.collection_changes import compare_with_commit, render_changes_summary
from tests.workspaces import commit_all

RECORDS = """\
- id: tides
  title: Tides
- id: rivers
  title: Rivers
- id: weirs
  title: Weirs
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sub/data"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers/a.yaml").write_text(RECORDS)
    commit_all(tmp_path, "2026-11-20", "sub")
    return folder


def test_added_changed_renamed_and_removed_papers_are_told(data: Path) -> None:
    (data / "papers/a.yaml").write_text(
        "- id: tides\n  title: Tides\n  year: 2020\n  authors: [Ada Byron]\n"
        "- id: streams\n  title: Rivers\n  aliases: [rivers]\n"
        "- id: new\n  title: 'On <script>*x*</script> @all'\n"
    )
    changes = compare_with_commit(data, "HEAD")
    assert [paper.id for paper in changes.added] == ["new"]
    assert [paper.id for paper in changes.removed] == ["weirs"]
    assert {str(one.paper.id): one.fields for one in changes.changed} == {
        "tides": ("authors", "year"),
        "streams": ("id", "aliases"),
    }
    text = render_changes_summary(changes)
    assert "Papers: 1 added, 2 changed, 1 removed; 3 papers now." in text
    assert "- changed: Tides (`tides`): authors, year" in text
    assert "- **removed**: Weirs (`weirs`)" in text
    assert "<script>" not in text.replace("\\<", "")


def test_nothing_changed(data: Path) -> None:
    changes = compare_with_commit(data, "HEAD")
    assert render_changes_summary(changes) == (
        "### Changes of the collection\n\nPapers: 0 added, 0 changed, 0 removed; 3 papers now.\n"
    )


def test_many_changes_are_cut(data: Path) -> None:
    more = "".join(f"- id: p{n}\n  title: P{n}\n" for n in range(80))
    (data / "papers/b.yaml").write_text(more)
    text = render_changes_summary(compare_with_commit(data, "HEAD"))
    assert text.count("- added: ") == 50
    assert "- and 30 more" in text


def test_the_size_of_a_site_is_compared_with_hosts(data: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "papers/x").mkdir(parents=True)
    (site / "index.html").write_text("x" * 1000)
    (site / "papers/x/index.html").write_text("x")
    text = render_changes_summary(compare_with_commit(data, "HEAD"), site)
    assert "Site: 2 pages, 2 files, 1.0 kB." in text
    assert "- GitHub Pages: within limits" in text


@pytest.mark.parametrize("commit", ["nowhere", "--output=pwned", ""])
def test_an_unknown_commit_is_an_error(data: Path, commit: str) -> None:
    with pytest.raises(PapersError) as error:
        compare_with_commit(data, commit)
    assert str(error.value).startswith("git: ")
    assert not list(data.rglob("pwned"))
