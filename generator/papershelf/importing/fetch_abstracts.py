"""Fetches missing abstracts from arXiv into a cache that builds read and git ignores.

Takes a project and a client; writes to the folder `.cache/abstracts`. arXiv's metadata, including
abstracts, is CC0 (info.arxiv.org/help/api/tou.html), so pages may show them.
"""

from __future__ import annotations

from dataclasses import dataclass

from papershelf.core.errors import Problem
from papershelf.core.formatting import format_count
from papershelf.core.identifiers import ArxivId, IsoDate, parse_arxiv_id
from papershelf.core.project import Project
from papershelf.importing.paper_lookup import PaperLookup
from papershelf.services.arxiv import BATCH_SIZE, fetch_papers
from papershelf.services.client import Client
from papershelf.services.errors import ServiceError
from papershelf.sources.own.abstract_cache import read_abstracts, save_abstracts


@dataclass(slots=True, kw_only=True)
class EnrichReport:
    """Numbers of papers: without abstract, in the cache, fetched, not found at arXiv."""

    lacking: int = 0
    cached: int = 0
    fetched: int = 0
    unknown: int = 0
    failure: Problem | None = None

    def __str__(self) -> str:
        """The report as one line."""
        return (
            f"{format_count(self.lacking, 'paper')} with an arXiv id but no abstract: "
            f"{self.cached} cached, {self.fetched} fetched, {self.unknown} not found at arXiv"
        )


def enrich_project(
    project: Project,
    client: Client,
    today: IsoDate,
    *,
    limit: int | None = None,
    refetch: bool = False,
) -> EnrichReport:
    """Fetch abstracts missing from both records and cache.

    If a request fails, the abstracts fetched before are kept.
    """
    folder = project.abstract_cache
    lacking = [
        values["arxiv"]
        for values in PaperLookup(project).values
        if values.get("arxiv") and not values.get("abstract")
    ]
    cached = {} if refetch else read_abstracts(folder)
    missing = sorted({arxiv for arxiv in lacking if arxiv not in cached})[:limit]
    report = EnrichReport(lacking=len(lacking), cached=sum(arxiv in cached for arxiv in lacking))
    try:
        for start in range(0, len(missing), BATCH_SIZE):
            batch = missing[start : start + BATCH_SIZE]
            fetched = _fetch_batch(client, batch, today)
            save_abstracts(folder, {arxiv: fetched.get(arxiv, "") for arxiv in batch})
            report.fetched += sum(bool(fetched.get(arxiv)) for arxiv in batch)
            report.unknown += sum(not fetched.get(arxiv) for arxiv in batch)
    except ServiceError as error:
        (report.failure,) = error.problems
    return report


def _fetch_batch(client: Client, batch: list[ArxivId], today: IsoDate) -> dict[ArxivId, str]:
    found: dict[ArxivId, str] = {}
    for fetched in fetch_papers(client, batch, today):
        for one in fetched.papers:
            arxiv, abstract = (one.record.fields.get(name) for name in ("arxiv", "abstract"))
            if isinstance(arxiv, str) and isinstance(abstract, str):
                found[parse_arxiv_id(arxiv)] = abstract
    return found
