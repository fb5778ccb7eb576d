"""Loads a project: reads and checks its data, and adds fetched abstracts.

Input: a `Project`. Output: a `LoadedProject`. Raises `PapersError` with all problems of the data if
one of them is an error.
"""

from __future__ import annotations

from dataclasses import replace

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.errors import PapersError, has_errors
from papershelf.core.project import Project
from papershelf.pictures.figures import add_figure_files
from papershelf.records.fetched_abstracts import add_missing_abstracts
from papershelf.records.loader import Collection, load_collection
from papershelf.sources.own.abstract_cache import read_abstracts
from papershelf.sources.own.data_folder import read_data


def load_project(project: Project) -> LoadedProject:
    """Read and check the data of a project. Raises `PapersError` if it has errors."""
    collection = load_collection(read_data(project.data, project.fallback), project.settings.fields)
    collection = add_figure_files(collection, project.data)
    if has_errors(collection.problems):
        raise PapersError(collection.problems)
    return with_collection(project, collection)


def with_collection(project: Project, collection: Collection) -> LoadedProject:
    """Make a loaded project from a collection that was already read, and add its abstracts."""
    papers = add_missing_abstracts(collection.papers, read_abstracts(project.abstract_cache))
    return LoadedProject(project=project, collection=replace(collection, papers=papers))
