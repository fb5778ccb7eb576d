"""What a site shows of a collection: only one without errors, with the abstracts fetched for it."""

from __future__ import annotations

from dataclasses import replace

from papershelf.core.errors import PapersError, has_errors
from papershelf.core.project import Project
from papershelf.records.fetched_abstracts import add_missing_abstracts
from papershelf.records.loader import Collection
from papershelf.sources.own.abstract_cache import read_abstracts


def validate_collection(project: Project, collection: Collection) -> Collection:
    """A collection as its site shows it. Raises `PapersError` with all problems for one error."""
    if has_errors(collection.problems):
        raise PapersError(collection.problems)
    return add_fetched_abstracts(project, collection)


def add_fetched_abstracts(project: Project, collection: Collection) -> Collection:
    """A collection as its site shows it: with the abstracts that were fetched for its papers."""
    papers = add_missing_abstracts(collection.papers, read_abstracts(project.abstract_cache))
    return replace(collection, papers=papers)
