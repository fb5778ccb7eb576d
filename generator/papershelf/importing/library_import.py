"""Papers of one person or one library, from the service that keeps the list of them.

A syncer and an identifier come in; new and completed records go out, and a report. What is taken
off a list stays in the collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from papershelf.core.errors import Problem
from papershelf.core.identifiers import parse_orcid
from papershelf.core.project import Project
from papershelf.importing.add_papers import Wanted, add_papers
from papershelf.importing.paper_lookup import KnownPapers
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.importing.sync_state import LibraryState
from papershelf.services.errors import ServiceError
from papershelf.services.lookup import Name
from papershelf.services.persons import OrcidWork, ask_dblp_person, ask_orcid_works, parse_pid
from papershelf.services.zotero import ask_library, parse_group


def sync_dblp_person(syncer: Syncer, pid: str, into: Path | None = None) -> SyncReport:
    """Take all that DBLP has of a person."""
    report = SyncReport()
    with syncer.steps.step("Read dblp") as step:
        try:
            findings = ask_dblp_person(syncer.client, pid, syncer.today)
            syncer.merge(findings, into or _file(syncer.project, "dblp"), report)
        except ServiceError as error:
            (report.failure,) = error.problems
        step.note = str(report)
    return report


def sync_orcid_person(syncer: Syncer, orcid: str, into: Path | None = None) -> SyncReport:
    """Take the works in an ORCID record that the collection lacks, each from who registered it."""
    report = SyncReport()
    try:
        works = ask_orcid_works(syncer.client, orcid)
    except ServiceError as error:
        (report.failure,) = error.problems
        return report
    known = set(_known_names(syncer.project))
    missing = [work for work in works if not known.intersection(work.names)]
    report.unchanged = len(works) - len(missing)
    place = f"https://orcid.org/{orcid}"
    wanted = [Wanted(work.names[0], place, 0) for work in missing if work.names]
    nameless = [_left_out(work, place) for work in missing if not work.names]
    if wanted:
        added = add_papers(syncer, wanted, (), into or _file(syncer.project, "orcid"))
        added.unchanged += report.unchanged
        added.notes += [replace(problem, severity="warning") for problem in added.unknown]
        added.unknown, report = [], added
    report.notes += nameless
    return report


def sync_zotero(syncer: Syncer, group: str, into: Path | None = None) -> SyncReport:
    """Take what changed in the library of a group since it was read last."""
    report = SyncReport()
    folder = syncer.project.cache / "sync"
    state = LibraryState(folder, f"zotero-{group}", syncer.project.data)
    since = 0 if syncer.again else state.version
    with syncer.steps.step("Read zotero") as step:
        try:
            read = ask_library(syncer.client, group, since, syncer.today)
        except ServiceError as error:
            (report.failure,) = error.problems
            return report
        syncer.merge(read.findings, into or _file(syncer.project, "zotero"), report)
        if not read.is_whole:
            message = "changed each time while it was read; the next sync reads it again"
            report.notes.append(Problem("zotero", 0, f"groups/{group}", message, "warning"))
        elif not report.refused:
            state.mark(max(read.version, since))
        step.note = str(report)
    return report


LIBRARIES: Mapping[
    str, tuple[Callable[[str], str], Callable[[Syncer, str, Path | None], SyncReport]]
] = {
    "dblp": (parse_pid, sync_dblp_person),
    "orcid": (parse_orcid, sync_orcid_person),
    "zotero": (parse_group, sync_zotero),
}
"""How the name of a person or group is read, and what reads their papers, by service.

A name that is none raises `ValueError`.
"""


def _file(project: Project, service: str) -> Path:
    return project.data / "papers" / f"{service}.jsonl"


def _known_names(project: Project) -> Iterator[Name]:
    """The DOIs and arXiv ids of all papers and of their other versions."""
    for values in KnownPapers(project).values:
        for scheme in ("doi", "arxiv"):
            others = [getattr(version, scheme) for version in values.get("versions", ())]
            yield from (Name(scheme, each) for each in (values.get(scheme), *others) if each)


def _left_out(work: OrcidWork, place: str) -> Problem:
    message = f"{work.title!r} has neither a DOI nor an arXiv id there; left out"
    return Problem(place, 0, "", message, "warning")
