"""Adds papers by arXiv id, DOI or address, from one to thousands.

Takes identifiers from the command line, a file or standard input; writes records to the data folder
and returns a report. Services are asked in batches, and each batch is merged before the next
request, so a failure or interruption loses nothing fetched earlier. Identifiers without a paper are
reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.formatting import format_count
from papershelf.core.progress import Step
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.services.errors import ServiceError
from papershelf.services.lookup import FetchedBatch, ServiceId, fetch_batches, parse_service_id
from papershelf.services.responses import FetchedPapers
from papershelf.sources.parsing.encoding import decode_foreign

_MERGE_BATCH = 20
"""Merge after this many papers from services that are asked for one paper at a time."""


@dataclass(frozen=True, slots=True)
class RequestedPaper:
    """An identifier of a paper to add, and the place where it was given."""

    name: ServiceId
    path: str
    line: int


def parse_names(texts: Iterable[str]) -> tuple[list[RequestedPaper], list[Problem]]:
    """Parse identifiers from the command line; invalid ones become problems."""
    return _parse_names(("add", 0, text) for text in texts)


def parse_name_list(content: bytes, path: str) -> tuple[list[RequestedPaper], list[Problem]]:
    """Parse a file of identifiers separated by white space or commas; `#` starts a comment."""
    text, decoding = decode_foreign(content, path)
    places: list[tuple[str, int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        for word in line.split():
            if word.startswith("#"):
                break
            if name := word.strip(",;"):
                places.append((path, number, name))
    requested, problems = _parse_names(places)
    if not requested and text:
        # One problem per file of the wrong kind, instead of one per word.
        message = "contains no arXiv id, DOI or URL of a paper; for files of records, use papershelf import"
        problems = [Problem(path, 0, "", message)]
    return requested, [*decoding, *problems]


def _parse_names(
    located_names: Iterable[tuple[str, int, str]],
) -> tuple[list[RequestedPaper], list[Problem]]:
    requested: list[RequestedPaper] = []
    problems: list[Problem] = []
    for path, line, text in located_names:
        try:
            name = parse_service_id(text)
        except ValueError as error:
            problems.append(Problem(path, line, "", str(error)))
        else:
            requested.append(RequestedPaper(name, path, line))
    return requested, problems


def add_papers(
    syncer: Syncer,
    requested: Sequence[RequestedPaper],
    problems: Iterable[Problem] = (),
    into: Path | None = None,
    *,
    dry_run: bool = False,
) -> SyncReport:
    """Fetch and merge papers; `problems` are those of unparsable identifiers.

    Raises `PapersError` with these problems if no identifier is left.
    """
    if not requested:
        raise PapersError(problems)
    requested = list({one.name: one for one in reversed(requested)}.values())[::-1]
    report = SyncReport(unknown=list(problems))
    adding = _AddJob(syncer, into or syncer.project.data / "papers" / "added.yaml", report, dry_run)
    with syncer.steps.timed_step("Fetch papers") as step:
        step.set_total(len(requested))
        try:
            for service in dict.fromkeys(one.name.service for one in requested):
                adding.fetch([one for one in requested if one.name.service == service], step)
        except KeyboardInterrupt:
            left = len(requested) - adding.requested
            message = f"interrupted; {left} of {len(requested)} papers were not requested"
            report.failure = Problem("add", 0, "", message)
        finally:
            adding.merge_fetched()
        step.result_text = str(report)
    return report


@dataclass(slots=True)
class _AddJob:
    """State of one run: papers that were fetched but not yet merged, and the report."""

    syncer: Syncer
    into: Path
    report: SyncReport
    dry_run: bool
    requested: int = 0
    fetched: FetchedPapers = field(default_factory=FetchedPapers)

    def fetch(self, requested: Sequence[RequestedPaper], step: Step) -> None:
        """Fetch papers from one service; a failure does not stop the other services."""
        places = {one.name: one for one in requested}
        asked = 0
        try:
            for batch in fetch_batches(self.syncer.client, list(places), self.syncer.today):
                self._add_batch(batch, places)
                asked += len(batch.service_ids)
                step.advance(len(batch.service_ids))
        except ServiceError as error:
            (problem,) = error.problems
            if self.report.failure is None:
                self.report.failure = problem
            else:
                self.report.notes.append(problem)
            if left := len(requested) - asked:
                first = requested[asked].name.value
                message = f"{format_count(left, 'paper')} from {first} on not requested; run the command again"
                self.report.notes.append(Problem(error.service, 0, "", message, "warning"))

    def _add_batch(
        self, batch: FetchedBatch, requested_by_id: dict[ServiceId, RequestedPaper]
    ) -> None:
        self.fetched += batch.fetched
        self.requested += len(batch.service_ids)
        for name in batch.not_found:
            place = requested_by_id[name]
            message = f"{name.service} has no paper {name.value}"
            self.report.unknown.append(Problem(place.path, place.line, "", message))
        # In a dry run, merge once, so that all changes of a file are shown as one diff.
        if len(self.fetched.papers) >= _MERGE_BATCH and not self.dry_run:
            self.merge_fetched()

    def merge_fetched(self) -> None:
        """Merge the fetched papers into the data folder."""
        self.syncer.merge_fetched(self.fetched, self.into, self.report, dry_run=self.dry_run)
        self.fetched = FetchedPapers()
