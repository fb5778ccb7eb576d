"""Exports a selection of a project's papers: a project and its axes in, bytes of a format out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.catalogue import build_catalogue
from generator.citations import assign_citation_keys, parse_ledger
from generator.errors import PapersError, Problem, has_errors
from generator.exports import FormatName, render_export
from generator.loading import load_collection
from generator.project import Project, add_fetched
from generator.selection import select
from generator.sources.files import LEDGER, read_data, read_ledger


def export_papers(project: Project, name: FormatName, axes: Mapping[str, Any]) -> list[bytes]:
    """Some papers in one format, in files below the limit of a file.

    `axes` are those of `selection.select`. Raises `PapersError` when the data has errors or a
    value of an axis is unknown.
    """
    collection = load_collection(read_data(project.data, project.fallback))
    if has_errors(collection.problems):
        raise PapersError(collection.problems)
    collection = add_fetched(project, collection)
    catalogue = build_catalogue(
        collection.papers, collection.groups, collection.tags, collection.venues
    )
    ledger = parse_ledger(read_ledger(project.data), str(project.data / LEDGER))
    keys = assign_citation_keys(catalogue.papers, ledger)
    try:
        papers = select(catalogue, **axes)
    except ValueError as error:
        raise PapersError([Problem("export", 0, "", str(error))]) from None
    return list(render_export(name, papers, catalogue, project.settings, keys))
