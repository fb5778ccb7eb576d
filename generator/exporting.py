"""Exports a selection of a project's papers: a project and its axes in, bytes of a format out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.acceptance import accept
from generator.catalogue import catalogue_collection
from generator.citations import assign_citation_keys, parse_ledger
from generator.errors import PapersError, Problem
from generator.exports import render_export
from generator.formats import FormatName
from generator.loading import load_collection
from generator.project import Project
from generator.selection import select
from generator.sources.files import LEDGER, read_data, read_ledger


def export_papers(project: Project, name: FormatName, axes: Mapping[str, Any]) -> list[bytes]:
    """Some papers in one format, in files below the limit of a file.

    `axes` are those of `selection.select`. Raises `PapersError` when the data has errors or a
    value of an axis is unknown.
    """
    collection = load_collection(read_data(project.data, project.fallback))
    catalogue = catalogue_collection(accept(project, collection))
    ledger = parse_ledger(read_ledger(project.data), str(project.data / LEDGER))
    keys = assign_citation_keys(catalogue.papers, ledger)
    try:
        papers = select(catalogue, **axes)
    except ValueError as error:
        raise PapersError([Problem("export", 0, "", str(error))]) from None
    return list(render_export(name, papers, catalogue, project.settings, keys))
