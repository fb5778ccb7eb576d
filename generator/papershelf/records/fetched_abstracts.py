"""Adds fetched abstracts to papers that have none. Pure.

Input: papers, and abstracts by arXiv id. Output: papers. An abstract in the record is never
replaced. The origin of a fetched text is recorded as the source of the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from papershelf.core.identifiers import ArxivId
from papershelf.records.model import Paper, Source
from papershelf.text.cleaning import clean_block


def add_missing_abstracts(
    papers: Iterable[Paper], abstracts: Mapping[ArxivId, str]
) -> tuple[Paper, ...]:
    """Return the papers, with the preprint's abstract added to those without one."""
    return tuple(_add_missing_abstract(paper, abstracts) for paper in papers)


def _add_missing_abstract(paper: Paper, abstracts: Mapping[ArxivId, str]) -> Paper:
    if paper.abstract or not paper.arxiv:
        return paper
    abstract = clean_block(abstracts.get(paper.arxiv, ""))
    if not abstract:
        return paper
    source = paper.source or Source()
    fields = {**dict(source.fields), "abstract": f"arxiv {paper.arxiv}"}
    return replace(
        paper, abstract=abstract, source=replace(source, fields=tuple(sorted(fields.items())))
    )
