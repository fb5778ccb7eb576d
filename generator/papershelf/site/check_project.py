"""A data folder or a built site in, everything that is wrong with it out: `papershelf check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from papershelf.catalogue.collection_loader import add_fetched
from papershelf.core.errors import Problem
from papershelf.core.project import Project
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.records.scalar_fields import show
from papershelf.site.build_plan import fill_shelf, plan_files, plan_site
from papershelf.sitecheck.check import check_site
from papershelf.sitecheck.expected_site import Subject
from papershelf.sources.own.data_folder import read_data
from papershelf.text.latex_render import render_rich

_TEXTS = ("title", "abstract", "summary")


def check_collection(data: Path, fallback: Path | None = None) -> Collection:
    """Read and check a data folder, its LaTeX too; vocabularies it lacks come from `fallback`."""
    collection = load_collection(read_data(data, fallback))
    found = [*collection.problems, *check_maths(collection.papers)]
    return replace(collection, problems=tuple(sorted(found)))


def check_built_site(project: Project, collection: Collection, jobs: int = 0) -> list[Problem]:
    """Hold the built site of a project against the collection that it was made from.

    `jobs` is the number of processes, 0 for one a processor.
    """
    return check_site(project.site, subject_of(project, collection), jobs)


def subject_of(project: Project, collection: Collection) -> Subject:
    """What the site of a project has to agree with."""
    shelf = fill_shelf(add_fetched(project, collection))
    files = plan_files(shelf, project.settings)
    plan = plan_site(shelf, project.settings, files)
    return Subject(
        catalogue=plan.site.catalogue,
        settings=project.settings,
        keys=plan.site.keys,
        addresses=plan.addresses,
        moved=plan.moved,
        removed=collection.removed,
    )


def check_maths(papers: Iterable[Paper]) -> Iterator[Problem]:
    """LaTeX that cannot be rendered and is shown as written, each piece a warning."""
    for paper in papers:
        for field in _TEXTS:
            for failure in render_rich(getattr(paper, field)).failures:
                message = f"cannot be rendered and is shown as written: {show(failure)}"
                yield Problem(paper.path, paper.line, field, message, "warning")
