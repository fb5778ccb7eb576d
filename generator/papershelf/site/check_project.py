"""A data folder or a built site in, everything that is wrong with it out: `papershelf check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from papershelf.core.errors import Problem
from papershelf.core.project import Project
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.records.scalar_fields import quote_value
from papershelf.site.build_plan import BuildPlan
from papershelf.site.project_loader import with_collection
from papershelf.sitecheck.check import check_site
from papershelf.sitecheck.expected_site import ExpectedSite
from papershelf.sources.own.data_folder import read_data
from papershelf.text.latex_render import render_rich

_TEXT_FIELDS = ("title", "abstract", "summary")


def load_checked_collection(data: Path, fallback: Path | None = None) -> Collection:
    """Read and check a data folder, its LaTeX too; vocabularies it lacks come from `fallback`."""
    collection = load_collection(read_data(data, fallback))
    found = [*collection.problems, *check_math(collection.papers)]
    return replace(collection, problems=tuple(sorted(found)))


def check_project_site(project: Project, collection: Collection, jobs: int = 0) -> list[Problem]:
    """Hold the built site of a project against the collection that it was made from.

    `jobs` is the number of processes, 0 for one a processor.
    """
    return check_site(project.site, expected_site(project, collection), jobs)


def expected_site(project: Project, collection: Collection) -> ExpectedSite:
    """What the site of a project has to agree with."""
    plan = BuildPlan(loaded=with_collection(project, collection))
    return ExpectedSite(
        catalogue=plan.loaded.catalogue,
        settings=project.settings,
        citation_keys=plan.loaded.citation_keys,
        addresses=plan.addresses,
        redirect_addresses=plan.redirect_addresses,
        removed_addresses=collection.removed_addresses,
    )


def check_math(papers: Iterable[Paper]) -> Iterator[Problem]:
    """LaTeX that cannot be rendered and is shown as written, each piece a warning."""
    for paper in papers:
        for field in _TEXT_FIELDS:
            for failure in render_rich(getattr(paper, field)).failures:
                message = f"cannot be rendered and is shown as written: {quote_value(failure)}"
                yield Problem(paper.path, paper.line, field, message, "warning")
