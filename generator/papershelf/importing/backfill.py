"""Fills missing fields of papers from services: venue, DOI, citation counts and more.

Takes a `Syncer`; updates records and counts, and returns a report. A service never adds papers and
never changes values that a person wrote.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import add_days
from papershelf.importing.paper_lookup import PaperLookup
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.importing.sync_state import SyncState
from papershelf.services.errors import ServiceError
from papershelf.services.paper_metadata import FILL_FETCHERS, PaperQuery
from papershelf.services.responses import FetchedPapers

_REFETCH_DAYS = {"dblp": 30}
"""Days before a service that is asked for one paper at a time is asked again."""
_FILLABLE_FIELDS = frozenset(
    {
        "title", "source", "venue", "year", "published", "volume", "issue", "pages", "publisher",
        "type", "issn", "pdf", "abstract", "authors", "references", *SCHEMES,
    }
)  # fmt: skip


def fill_missing_fields(syncer: Syncer, service: str, limit: int | None = None) -> SyncReport:
    """Ask a service about at most `limit` papers that it was not asked about recently."""
    report, state = SyncReport(), syncer.load_sync_state(service)
    known = PaperLookup(syncer.project)
    asked = [v for v in known.values if _is_due(syncer, state, service, v)][:limit]
    found = FetchedPapers()
    with syncer.steps.timed_step(f"Fetch from {service}") as step:
        try:
            queries = [_paper_query(values) for values in asked]
            for fetched in FILL_FETCHERS[service](syncer.client, queries, syncer.today):
                found += _relevant_papers(known, fetched)
                step.advance()
            state.mark_read({values["id"]: syncer.today for values in asked})
        except ServiceError as error:
            (report.failure,) = error.problems
        finally:
            # Only existing records gain fields; the file for new records is not used.
            syncer.merge_fetched(found, syncer.project.data / "papers" / f"{service}.jsonl", report)
        step.result_text = str(report)
    return report


def _is_due(syncer: Syncer, state: SyncState, service: str, values: dict[str, Any]) -> bool:
    read_on = None if syncer.refetch else state.last_read_day(values["id"])
    if read_on and syncer.today < add_days(read_on, _REFETCH_DAYS.get(service, 1)):
        return False
    return service != "dblp" or not {"venue", "doi", "dblp"} <= values.keys()


def _paper_query(values: dict[str, Any]) -> PaperQuery:
    names = ("title", "arxiv", "doi", "s2", "openalex")
    return PaperQuery(**{name: values[name] for name in names if name in values})


def _relevant_papers(papers: PaperLookup, fetched: FetchedPapers) -> FetchedPapers:
    """The fetched records about papers of the collection, reduced to `_FILLABLE_FIELDS`."""
    found = []
    for one in fetched.papers:
        if papers.find(one.record):
            fields = {k: v for k, v in one.record.fields.items() if k in _FILLABLE_FIELDS}
            found.append(replace(one, record=replace(one.record, fields=fields)))
    return replace(fetched, papers=tuple(found))
