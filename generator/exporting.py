"""Exports a selection of a project's papers: a project and its axes in, bytes of a format out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.acceptance import accept
from generator.catalogue import catalogue_collection
from generator.citations import assign_citation_keys
from generator.errors import PapersError, Problem
from generator.exports import render_export
from generator.formats import FormatName
from generator.loading import load_collection
from generator.project import Project
from generator.selection import select
from generator.sources.files import read_data


def export_papers(project: Project, name: FormatName, axes: Mapping[str, Any]) -> list[bytes]:
    """Some papers in one format, in files below the limit of a file.

    `axes` are those of `selection.select`. Raises `PapersError` when the data has errors or a
    value of an axis is unknown.
    """
    collection = load_collection(read_data(project.data, project.fallback))
    catalogue = catalogue_collection(accept(project, collection))
    keys = assign_citation_keys(catalogue.papers, collection.ledger, collection.former)
    try:
        papers = select(catalogue, **axes)
    except ValueError as error:
        raise PapersError([Problem("export", 0, "", str(error))]) from None
    return list(render_export(name, papers, catalogue, project.settings, keys))
