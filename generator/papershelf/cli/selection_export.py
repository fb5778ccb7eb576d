"""Exports a selection of a project's papers: a project and its axes in, bytes of a format out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.selection import select_papers
from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.exports.awesome_list import GroupingAxis, render_awesome_list
from papershelf.exports.exporter import render_export
from papershelf.records.model import Paper
from papershelf.site.project_loader import load_project


def export_papers(project: Project, name: str, axes: Mapping[str, Any]) -> list[bytes]:
    """Some papers in one format, in files below the limit of a file.

    `axes` are those of `selection.select`. Raises `PapersError` when the data has errors or a
    value of an axis is unknown.
    """
    loaded = load_project(project)
    papers = _select_papers(loaded.catalogue, axes)
    return list(
        render_export(name, papers, loaded.catalogue, loaded.settings, loaded.citation_keys)
    )


def export_list(project: Project, by: GroupingAxis, axes: Mapping[str, Any]) -> bytes:
    """Some papers as an awesome list with sections; the rest is as for `export_papers`."""
    catalogue = load_project(project).catalogue
    title = f"Awesome {project.settings.site_name}"
    return render_awesome_list(_select_papers(catalogue, axes), catalogue, by, title=title).encode()


def _select_papers(catalogue: Catalogue, axes: Mapping[str, Any]) -> tuple[Paper, ...]:
    try:
        return select_papers(catalogue, **axes)
    except ValueError as error:
        raise PapersError([Problem("export", 0, "", str(error))]) from None
