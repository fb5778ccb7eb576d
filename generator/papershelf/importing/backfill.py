"""What papers of a collection lack, from services that know them: venue, DOI, citations and more.

A syncer comes in; records gain fields and counts, and a report says how many. A service never
adds a paper, and never changes what a person wrote.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from papershelf.importing.paper_lookup import KnownPapers
from papershelf.importing.sync import Syncer, SyncReport, days_after
from papershelf.importing.sync_state import SyncState
from papershelf.services.errors import ServiceError
from papershelf.services.paper_metadata import FILLERS, Wanted
from papershelf.services.responses import Findings

_ASK_AGAIN = {"dblp": 30}
"""Days after which a service that is asked for each paper alone is asked again."""
_FILLED = frozenset(
    {
        "title", "source", "venue", "year", "published", "volume", "issue", "pages", "publisher",
        "type", "issn", "doi", "arxiv", "acl", "pmid", "dblp", "s2", "openalex", "pdf",
        "abstract", "authors", "references",
    }
)  # fmt: skip


def fill_gaps(syncer: Syncer, service: str, limit: int | None = None) -> SyncReport:
    """Ask a service about papers that it was not asked about today, at most `limit` of them."""
    report, state = SyncReport(), syncer.state(service)
    known = KnownPapers(syncer.project)
    asked = [v for v in known.values if _is_due(syncer, state, service, v)][:limit]
    found = Findings()
    with syncer.steps.step(f"Ask {service}") as step:
        try:
            wanted = [_wanted(values) for values in asked]
            for findings in FILLERS[service](syncer.client, wanted, syncer.today):
                found += _about(known, findings)
                step.advance()
            state.mark({values["id"]: syncer.today for values in asked})
        except ServiceError as error:
            (report.failure,) = error.problems
        finally:
            # Only fields of records that stand already: the file for new ones stays unused.
            syncer.merge(found, syncer.project.data / "papers" / f"{service}.jsonl", report)
        step.note = str(report)
    return report


def _is_due(syncer: Syncer, state: SyncState, service: str, values: dict[str, Any]) -> bool:
    read_on = None if syncer.again else state.read_on(values["id"])
    if read_on and syncer.today < days_after(read_on, _ASK_AGAIN.get(service, 1)):
        return False
    return service != "dblp" or not {"venue", "doi", "dblp"} <= values.keys()


def _wanted(values: dict[str, Any]) -> Wanted:
    names = ("title", "arxiv", "doi", "s2", "openalex")
    return Wanted(**{name: values[name] for name in names if name in values})


def _about(known: KnownPapers, findings: Findings) -> Findings:
    """What is about papers of the collection, and of that what fills gaps."""
    found = []
    for one in findings.found:
        if known.find(one.record):
            fields = {k: v for k, v in one.record.fields.items() if k in _FILLED}
            found.append(replace(one, record=replace(one.record, fields=fields)))
    return replace(findings, found=tuple(found))
