from __future__ import annotations

import pytest

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.site.artifact_plan import ArtifactTask, plan_artifacts
from tests.export_samples import full_paper, make_catalogue, make_paper

SITE = Settings(site_url="https://papers.example/")
PAPERS = [full_paper(), *(make_paper(f"p-{n}", authors=["Ada Byron"]) for n in range(3))]


def plan(settings: Settings) -> list[ArtifactTask]:
    return list(plan_artifacts(make_catalogue(PAPERS), settings, assign_citation_keys(PAPERS)))


@pytest.mark.parametrize("settings", [SITE, Settings()])
def test_tasks_make_the_declared_files_and_each_file_once(settings: Settings) -> None:
    made: list[Artifact] = []
    for task in plan(settings):
        files = list(task.render())
        assert [artifact.path for artifact in files] == list(task.paths)
        made += files
    paths = [artifact.path for artifact in made]
    assert len(set(paths)) == len(paths)
    assert ("feed.xml" in paths) is ("feeds.opml" in paths) is bool(settings.site_url)
    assert {"api/index.json", "api/schema.json", "papers.bib", "robots.txt"} <= set(paths)


def test_names_of_tasks_are_unique() -> None:
    names = [task.name for task in plan(SITE)]
    assert len(set(names)) == len(names)


def test_a_task_depends_only_on_its_papers_and_facts() -> None:
    before = {task.name: task for task in plan(SITE)}
    papers = [*PAPERS, make_paper("newcomer", year=1999, venue="jtm")]
    after = plan_artifacts(make_catalogue(papers), SITE, assign_citation_keys(papers))
    same = 0
    for task in after:
        old = before.get(task.name)
        if old and (list(old.papers), old.facts) == (list(task.papers), task.facts):
            same += 1
            assert list(old.render()) == list(task.render())
    assert same > 10
