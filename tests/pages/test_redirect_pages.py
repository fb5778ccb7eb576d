"""Tests of redirects from files such as `old/place.html`, as published by other generators."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fabricated import ORDINARY
from tests.workspaces import Workspace

pytestmark = pytest.mark.site


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    workspace.write(ORDINARY[:3])
    return workspace


def test_a_redirected_file_is_a_redirect_page(made: Workspace) -> None:
    redirects = made.root / "data/redirects.yaml"
    redirects.write_text("old/Place.html: papers/a-title-alone/\nold/place/: papers/\n")
    site = made.build()
    page = (site / "old/Place.html").read_text()
    assert 'content="0; url=../papers/a-title-alone/"' in page
    assert not (made.root / "docs/old/Place.html").exists(), "only Markdown is generated there"
    assert (site / "old/place/index.html").is_file()
    assert not [path for path in site.rglob("*.html*") if "htmlindex" in path.name]
    assert made.problems() == []
    made.build()
    assert made.report.site is not None
    assert (made.report.site.written, made.report.site.deleted) == (0, 0)


def test_a_redirect_without_target_is_a_problem_of_the_site(made: Workspace) -> None:
    (made.root / "data/redirects.yaml").write_text("old.html: papers/nowhere/\n")
    made.build()
    assert any("old.html: link: " in problem for problem in made.problems())
