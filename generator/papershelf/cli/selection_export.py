"""Exports selected papers of a project in one format, as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.selection import select_papers
from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.exports.awesome_list import GroupingAxis, render_awesome_list
from papershelf.exports.exporter import render_export
from papershelf.exports.reuse import reuse_sentences
from papershelf.records.model import Paper
from papershelf.search.query.results import search_catalogue
from papershelf.site.project_loader import load_project


def export_papers(project: Project, name: str, axes: Mapping[str, Any]) -> list[bytes]:
    """Export papers in one format; returns the contents of one or more files of limited size.

    `axes` are the arguments of `select_papers`. Raises `PapersError` if the data has errors or a
    value in `axes` is unknown.
    """
    loaded = load_project(project)
    papers = _select_papers(loaded.catalogue, axes)
    return list(
        render_export(name, papers, loaded.catalogue, loaded.settings, loaded.citation_keys)
    )


def export_list(project: Project, by: GroupingAxis, axes: Mapping[str, Any]) -> bytes:
    """Export papers as an awesome list with sections; otherwise like `export_papers`."""
    catalogue = load_project(project).catalogue
    title = f"Awesome {project.settings.site_name}"
    terms = " ".join(reuse_sentences(project.settings))
    papers = _select_papers(catalogue, axes)
    return render_awesome_list(papers, catalogue, by, title=title, terms=terms).encode()


def _select_papers(catalogue: Catalogue, axes: Mapping[str, Any]) -> tuple[Paper, ...]:
    """Select papers by axes; `query` selects those that the search finds, best first."""
    others = {**axes}
    query = others.pop("query", "")
    try:
        papers = select_papers(catalogue, **others)
    except ValueError as error:
        raise PapersError([Problem("export", 0, "", str(error))]) from None
    if not query:
        return papers
    chosen = {paper.id for paper in papers}
    return tuple(paper for paper in search_catalogue(catalogue, query) if paper.id in chosen)
