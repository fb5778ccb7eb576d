"""Syncs daily lists and new submissions from services into a data folder.

Takes a project and a client; writes records and counts, and returns a report. If a service fails,
everything read before is kept. Existing data is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from papershelf.core.errors import Problem
from papershelf.core.identifiers import IsoDate, add_days
from papershelf.core.progress import Steps
from papershelf.core.project import Project
from papershelf.editing.record_editor import FileEdit
from papershelf.importing.importer import ImportReport, import_records
from papershelf.importing.paper_lookup import PaperLookup
from papershelf.importing.sync_state import SyncState
from papershelf.merging.import_plan import TitleMerge
from papershelf.records.count_snapshots import count_line_record
from papershelf.services.arxiv import fetch_day
from papershelf.services.client import Client
from papershelf.services.errors import ServiceError
from papershelf.services.hf import fetch_daily_list
from papershelf.services.responses import FetchedPaper, FetchedPapers, set_fields
from papershelf.sources.own.count_files import write_counts
from papershelf.sources.own.data_folder import read_counts

_MERGE_BATCH = 10
"""Days merged together. Fewer lose less if the run is killed; more are faster."""
_ARXIV_SETTLED_DAYS = 5
"""Days after which arXiv adds nothing more to a day, including weekends and holidays."""


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What a sync did.

    `skipped` days were read before. `repeated` days returned an earlier list. `partial` days were
    not over or changed while they were read. `unknown` are identifiers without a paper. `failure`
    is the error that stopped the sync.
    """

    days: list[IsoDate] = field(default_factory=list)
    skipped: list[IsoDate] = field(default_factory=list)
    repeated: list[IsoDate] = field(default_factory=list)
    partial: list[IsoDate] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    merged: int = 0
    unchanged: int = 0
    counts: int = 0
    taken: list[TitleMerge] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    edits: list[FileEdit] = field(default_factory=list)
    failure: Problem | None = None

    def __str__(self) -> str:
        """The report as one line."""
        parts = [f"new {len(self.new)}", f"merged {self.merged}", f"unchanged {self.unchanged}"]
        parts += [f"refused {len(self.refused)}", f"counts {self.counts}"]
        if self.unknown:
            parts.append(f"unknown {len(self.unknown)}")
        for name in ("skipped", "repeated", "partial"):
            if days := getattr(self, name):
                parts.append(f"{name} {' '.join(days)}")
        return ", ".join(parts)

    def add_import(self, report: ImportReport) -> None:
        """Add the result of one import."""
        self.new += report.new
        self.merged += report.merged
        self.unchanged += report.unchanged
        self.taken += report.taken
        self.refused += report.refused
        self.notes += report.notes
        self.edits += report.edits


@dataclass(frozen=True, slots=True, kw_only=True)
class _DailySource:
    """A service that is read day by day; a day is final after `settled_days` days.

    `fetch` returns the papers of a day, and whether it stayed the same while it was read.
    """

    service: str
    name: str
    settled_days: int
    fetch: Callable[[IsoDate, SyncReport], tuple[FetchedPapers, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Syncer:
    """Runs syncs for a project; `today` is in UTC, as are the days of the services."""

    project: Project
    client: Client
    today: IsoDate
    steps: Steps
    refetch: bool = False

    # --- days -----------------------------------------------------------------------------------

    def sync_hf(self, since: IsoDate, until: IsoDate, into: Path | None = None) -> SyncReport:
        """Sync the daily lists of a range of days.

        Recent days are read again to update their counts, which trending needs.
        """
        answers: dict[IsoDate, frozenset[str]] = {}

        def ask(day: IsoDate, report: SyncReport) -> tuple[FetchedPapers, bool]:
            listed = fetch_daily_list(self.client, day, self.today)
            answers[day] = listed.paper_ids
            if listed.day < day:
                eve = add_days(day, -1)
                if eve not in answers:
                    answers[eve] = fetch_daily_list(self.client, eve, self.today).paper_ids
                if is_repeated_list(listed.paper_ids, answers[eve]):
                    report.repeated.append(day)
                    return FetchedPapers(), True
            found = tuple(set_fields(one, featured=[day]) for one in listed.fetched.papers)
            return replace(listed.fetched, papers=found), listed.is_complete

        settled = self.project.settings.trending_window
        series = _DailySource(service="hf", name="hf", settled_days=settled, fetch=ask)
        return self._sync_days_in_batches(series, _days_between(since, until), into)

    def sync_arxiv(
        self, category: str, since: IsoDate, until: IsoDate, into: Path | None = None
    ) -> SyncReport:
        """Sync the submissions to an arXiv category in a range of days."""

        def ask(day: IsoDate, _report: SyncReport) -> tuple[FetchedPapers, bool]:
            return fetch_day(self.client, category, day, self.today), True

        series = _DailySource(
            service="arxiv", name=f"arxiv-{category}", settled_days=_ARXIV_SETTLED_DAYS, fetch=ask
        )
        return self._sync_days_in_batches(series, _days_between(since, until), into)

    def _sync_days_in_batches(
        self, series: _DailySource, days: Iterable[IsoDate], into: Path | None
    ) -> SyncReport:
        """Read days in order and merge them in batches."""
        report, state = SyncReport(), self.load_sync_state(series.name)
        into = into or self.project.data / "papers" / f"{series.service}.jsonl"
        fetched, complete_days = FetchedPapers(), dict[str, IsoDate]()

        def keep() -> None:
            nonlocal fetched, complete_days
            self.merge_fetched(fetched, into, report)
            state.mark_read(complete_days)
            fetched, complete_days = FetchedPapers(), {}

        with self.steps.timed_step(f"Read {series.service}") as step:
            try:
                for day in days:
                    if day > self.today or self._is_read(state, day, series.settled_days):
                        report.skipped.append(day)
                        continue
                    found, stood_still = series.fetch(day, report)
                    fetched += found
                    report.days.append(day)
                    # Today is not over and may get more papers, so it is never marked as read.
                    if stood_still and day < self.today:
                        complete_days[day] = self.today
                    elif day not in report.repeated:
                        report.partial.append(day)
                    step.advance()
                    if len(complete_days) >= _MERGE_BATCH:
                        keep()
            except ServiceError as error:
                (report.failure,) = error.problems
            finally:
                keep()
            step.result_text = str(report)
        return report

    def _is_read(self, state: SyncState, day: IsoDate, settled_days: int) -> bool:
        """Whether a day was read completely today, or after it was final."""
        read_on = None if self.refetch else state.last_read_day(day)
        return read_on is not None and read_on >= min(self.today, add_days(day, settled_days))

    # --- into the data folder --------------------------------------------------------------------

    def load_sync_state(self, name: str) -> SyncState:
        """The saved progress of a sync."""
        return SyncState(self.project.cache / "sync", name, self.project.data)

    def merge_fetched(
        self, fetched: FetchedPapers, into: Path, report: SyncReport, *, dry_run: bool = False
    ) -> None:
        """Merge fetched papers into the data folder: records first, then their counts."""
        if not fetched.papers and not fetched.problems:
            return
        report.add_import(
            import_records(
                [one.record for one in fetched.papers],
                fetched.problems,
                data=self.project.data,
                into=into,
                fallback=self.project.fallback,
                added=self.today,
                dry_run=dry_run,
            )
        )
        if not dry_run and any(one.counts for one in fetched.papers):
            lines = list(_render_count_lines(PaperLookup(self.project), fetched.papers))
            report.counts += write_counts(self.project.data, self.today, lines)


def find_last_day(project: Project, today: IsoDate) -> IsoDate | None:
    """The last day whose daily list was imported, according to the data folder, not the cache.

    Days of featured papers count only up to the last sync, so that a single list imported by hand
    does not hide missing days before it.
    """
    counts = read_counts(project.data).records
    synced = max(
        (one.source_day for one in counts if one.fields.get("source") == "hf"), default=today
    )
    days = [day for one in PaperLookup(project).values for day in one.get("featured", ())]
    return max((day for day in days if day <= min(synced, today)), default=None)


def is_repeated_list(names: frozenset[str], previous_names: frozenset[str]) -> bool:
    """Whether a list repeats that of the previous day: more than half of its papers are the same.

    Called only if the dates inside the list are of an earlier day. Those dates alone are not
    sufficient, as all papers of a list may have been added the evening before.
    """
    return 2 * len(names & previous_names) > len(names)


def _days_between(since: IsoDate, until: IsoDate) -> Iterator[IsoDate]:
    day = since
    while day <= until:
        yield day
        day = add_days(day, 1)


def _render_count_lines(
    papers: PaperLookup, fetched: Iterable[FetchedPaper]
) -> Iterator[dict[str, object]]:
    for one in fetched:
        paper = papers.find(one.record) if one.counts else None
        source = one.record.fields.get("source")
        if paper and isinstance(source, dict):
            yield count_line_record(paper, str(source.get("format", "")), one.counts)
