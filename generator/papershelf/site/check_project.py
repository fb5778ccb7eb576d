"""Checks a data folder or a built site, for `papershelf check`.

Input: a folder of data or a `Project`. Output: the collection and a list of problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.own_fields import OwnField
from papershelf.core.project import WORD_VECTORS_FILE, Project
from papershelf.pictures.figures import add_figure_files
from papershelf.pictures.tasks import picture_paths
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.records.scalar_fields import quote_value
from papershelf.site.build_plan import BuildPlan
from papershelf.site.project_loader import with_collection
from papershelf.sitecheck.check import check_site
from papershelf.sitecheck.expected_site import ExpectedSite
from papershelf.sources.own.data_folder import read_data
from papershelf.text.latex_render import render_rich
from papershelf.vectors.table import load_table

_TEXT_FIELDS = ("title", "abstract", "summary")


def load_checked_collection(
    data: Path, fallback: Path | None = None, own_fields: Iterable[OwnField] = ()
) -> Collection:
    """Read and check a data folder, including LaTeX, figures and a table of word vectors.

    `fallback` has default vocabularies, `own_fields` are the fields that the collection declares.
    """
    collection = load_collection(read_data(data, fallback), own_fields)
    collection = add_figure_files(collection, data)
    vectors = _check_word_vectors(data / WORD_VECTORS_FILE)
    problems = [*collection.problems, *check_math(collection.papers), *vectors]
    return replace(collection, problems=tuple(sorted(problems)))


def check_project_site(project: Project, collection: Collection, jobs: int = 0) -> list[Problem]:
    """Compare the built site of a project with its collection.

    `jobs` is the number of processes; 0 means one per processor.
    """
    return check_site(project.site, expected_site(project, collection), jobs)


def expected_site(project: Project, collection: Collection) -> ExpectedSite:
    """The expected contents of the site of a project."""
    plan = BuildPlan(loaded=with_collection(project, collection))
    return ExpectedSite(
        catalogue=plan.loaded.catalogue,
        settings=project.settings,
        citation_keys=plan.loaded.citation_keys,
        addresses=plan.addresses,
        redirect_addresses=plan.redirect_addresses,
        removed_addresses=collection.removed_addresses,
        picture_paths=frozenset(picture_paths(plan.loaded)),
        has_own_theme=not project.theme.is_material,
    )


def _check_word_vectors(path: Path) -> tuple[Problem, ...]:
    try:
        if path.exists():
            load_table(path)
    except PapersError as error:
        return tuple(error.problems)
    return ()


def check_math(papers: Iterable[Paper]) -> Iterator[Problem]:
    """Warn about LaTeX that cannot be rendered and is shown as written."""
    for paper in papers:
        for field in _TEXT_FIELDS:
            for failure in render_rich(getattr(paper, field)).failures:
                message = f"cannot be rendered and is shown as written: {quote_value(failure)}"
                yield Problem(paper.path, paper.line, field, message, "warning")
