"""Tests of `examples/daily`, and of sites that are published inside other sites."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from papershelf.core.progress import Steps
from papershelf.core.project import read_project
from papershelf.site.check_project import load_checked_collection
from papershelf.site.update import build_if_changed
from tests.workspaces import ROOT, Workspace

pytestmark = pytest.mark.site


def test_the_example_shows_daily_lists_counts_awards_and_statuses(daily_site: Workspace) -> None:
    project = daily_site.project()
    collection = load_checked_collection(project.data)
    papers = collection.papers
    assert collection.problems == ()
    assert len({day for paper in papers for day in paper.featured}) == 10
    assert len({counts.day for counts in collection.counts}) == 10
    assert {paper.status.kind for paper in papers if paper.status} == {"retracted", "withdrawn"}
    assert {paper.decision for paper in papers} >= {"oral", "spotlight", "poster"}
    for field in ("awards", "code", "datasets", "models", "demos", "submitted_by", "citations"):
        assert any(getattr(paper, field) for paper in papers), field


def test_the_built_example_agrees_with_its_records(daily_site: Workspace) -> None:
    assert daily_site.problems() == []


def test_search_engines_are_asked_to_leave_out_every_page_of_the_example(
    daily_site: Workspace,
) -> None:
    pages = list((daily_site.root / "site").rglob("*.html"))
    assert len(pages) > 150
    noindex = '<meta name="robots" content="noindex">'
    assert [page for page in pages if noindex not in page.read_text("utf-8")] == []


def test_a_site_may_contain_another_site(small_site: Workspace, daily_project: Workspace) -> None:
    (small_site.root / "docs/lab.md").write_text(
        "# The lab\n\n[Inside](/examples/daily/papers/ebb/) and [gone](/examples/daily/gone/)\n"
    )
    site = small_site.build()
    inner = site / "examples" / "daily"
    project = read_project(daily_project.root / "mkdocs.yml", site=inner)
    build_if_changed(project, Steps(quiet=True))
    assert small_site.problems() == ['lab/index.html: link: "/examples/daily/gone/" does not exist']
    small_site.write([{"id": "one", "title": "One"}, {"id": "three", "title": "Three"}])
    small_site.build()
    assert (inner / "papers/ebb/index.html").is_file()
    collection = load_checked_collection(project.data)
    daily_project.root = project.config.parent
    assert daily_project.problems(str(inner)) == []
    assert len(collection.papers) == 53


def test_the_example_is_published_under_the_site() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    deploy = (ROOT / ".github/workflows/deploy.yml").read_text("utf-8")
    assert "--site site/examples/daily" in makefile
    assert '"examples/**"' in deploy


@pytest.mark.parametrize(
    "path", ["papers.bib", "feed.xml", "api/index.json", "downloads/index.html"]
)
def test_a_file_without_the_license_of_the_records_is_reported(
    daily_site: Workspace, tmp_path: Path, path: str
) -> None:
    site = Path(shutil.copytree(daily_site.root / "site", tmp_path / "site"))
    text = (site / path).read_text("utf-8")
    (site / path).write_text(text.replace("/publicdomain/zero/1.0/", "/none/"))
    address = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert daily_site.problems(str(site)) == [f'{path}: license: does not contain "{address}"']


def test_every_page_says_who_wrote_the_summaries(daily_site: Workspace) -> None:
    pages = list((daily_site.root / "site").rglob("*.html"))
    terms = "Summaries by the authors of this example."
    assert [path for path in pages if terms not in path.read_text("utf-8")] == []
