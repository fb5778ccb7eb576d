"""Imports the papers of a person or library from DBLP, ORCID or Zotero.

Takes a `Syncer` and an identifier; adds and completes records, and returns a report. Papers removed
from the remote list stay in the collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from papershelf.core.errors import Problem
from papershelf.core.identifiers import parse_orcid
from papershelf.core.project import Project
from papershelf.importing.add_papers import RequestedPaper, add_papers
from papershelf.importing.paper_lookup import PaperLookup
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.importing.sync_state import LibraryState
from papershelf.services.errors import ServiceError
from papershelf.services.lookup import ServiceId
from papershelf.services.persons import (
    OrcidRecord,
    fetch_dblp_person,
    fetch_orcid_records,
    parse_pid,
)
from papershelf.services.zotero import fetch_library, parse_group


def sync_dblp_person(syncer: Syncer, pid: str, into: Path | None = None) -> SyncReport:
    """Import all DBLP records of a person."""
    report = SyncReport()
    with syncer.steps.timed_step("Read dblp") as step:
        try:
            fetched = fetch_dblp_person(syncer.client, pid, syncer.today)
            syncer.merge_fetched(fetched, into or _default_file(syncer.project, "dblp"), report)
        except ServiceError as error:
            (report.failure,) = error.problems
        step.result_text = str(report)
    return report


def sync_orcid_person(syncer: Syncer, orcid: str, into: Path | None = None) -> SyncReport:
    """Import the works of an ORCID record that the collection lacks, from their registrars."""
    report = SyncReport()
    try:
        works = fetch_orcid_records(syncer.client, orcid)
    except ServiceError as error:
        (report.failure,) = error.problems
        return report
    known = set(_paper_service_ids(syncer.project))
    missing = [work for work in works if not known.intersection(work.service_ids)]
    report.unchanged = len(works) - len(missing)
    place = f"https://orcid.org/{orcid}"
    requested = [
        RequestedPaper(work.service_ids[0], place, 0) for work in missing if work.service_ids
    ]
    notes = [_skipped_work_note(work, place) for work in missing if not work.service_ids]
    if requested:
        added = add_papers(syncer, requested, (), into or _default_file(syncer.project, "orcid"))
        added.unchanged += report.unchanged
        added.notes += [replace(problem, severity="warning") for problem in added.unknown]
        added.unknown, report = [], added
    report.notes += notes
    return report


def sync_zotero(syncer: Syncer, group: str, into: Path | None = None) -> SyncReport:
    """Import the items of a Zotero group that changed since the last sync."""
    report = SyncReport()
    folder = syncer.project.cache / "sync"
    state = LibraryState(folder, f"zotero-{group}", syncer.project.data)
    since = 0 if syncer.refetch else state.version
    with syncer.steps.timed_step("Read Zotero") as step:
        try:
            read = fetch_library(syncer.client, group, since, syncer.today)
        except ServiceError as error:
            (report.failure,) = error.problems
            return report
        syncer.merge_fetched(read.fetched, into or _default_file(syncer.project, "zotero"), report)
        if not read.is_complete:
            message = "kept changing while it was read; the next sync reads it again"
            report.notes.append(Problem("zotero", 0, f"groups/{group}", message, "warning"))
        elif not report.refused:
            state.mark_read(max(read.version, since))
        step.result_text = str(report)
    return report


LIBRARY_SYNCS: Mapping[
    str, tuple[Callable[[str], str], Callable[[Syncer, str, Path | None], SyncReport]]
] = {
    "dblp": (parse_pid, sync_dblp_person),
    "orcid": (parse_orcid, sync_orcid_person),
    "zotero": (parse_group, sync_zotero),
}
"""By service: the parser of the identifier and the import function.

The parser raises `ValueError` for an invalid identifier.
"""


def _default_file(project: Project, service: str) -> Path:
    return project.data / "papers" / f"{service}.jsonl"


def _paper_service_ids(project: Project) -> Iterator[ServiceId]:
    """The DOIs and arXiv ids of all papers, including those of other versions."""
    for values in PaperLookup(project).values:
        for scheme in ("doi", "arxiv"):
            others = [getattr(version, scheme) for version in values.get("versions", ())]
            yield from (ServiceId(scheme, each) for each in (values.get(scheme), *others) if each)


def _skipped_work_note(work: OrcidRecord, location: str) -> Problem:
    message = f"{work.title!r} has no DOI and no arXiv id there and was left out"
    return Problem(location, 0, "", message, "warning")
