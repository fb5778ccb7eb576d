"""From services into a data folder: the papers of the lists of days.

A project and a client come in; records and counts in its data folder go out, and a report. What
was read before a service failed is kept, and nothing that stands in the folder is lost.
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
"""Days that are merged together: fewer are safer, more are quicker."""
_ARXIV_SETTLED_DAYS = 5
"""Days after which arXiv announces nothing more of a day, weekends and holidays among them."""


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """What a sync did.

    `skipped` were read before, `repeated` answered with an earlier day's list, `partial` are days
    that were not over or did not stand still; `unknown` are names that stand for no paper;
    `failure` is what ended it early.
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
        """The numbers as one line."""
        parts = [f"new {len(self.new)}", f"merged {self.merged}", f"unchanged {self.unchanged}"]
        parts += [f"refused {len(self.refused)}", f"counts {self.counts}"]
        if self.unknown:
            parts.append(f"unknown {len(self.unknown)}")
        for name in ("skipped", "repeated", "partial"):
            if days := getattr(self, name):
                parts.append(f"{name} {' '.join(days)}")
        return ", ".join(parts)

    def add_import(self, report: ImportReport) -> None:
        """Add what one import did."""
        self.new += report.new
        self.merged += report.merged
        self.unchanged += report.unchanged
        self.taken += report.taken
        self.refused += report.refused
        self.notes += report.notes
        self.edits += report.edits


@dataclass(frozen=True, slots=True, kw_only=True)
class _DailySource:
    """Days read one after the other; a day is final after `settled_days` days.

    `fetch` gives what a day held, and whether it stood still while it was read.
    """

    service: str
    name: str
    settled_days: int
    fetch: Callable[[IsoDate, SyncReport], tuple[FetchedPapers, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Syncer:
    """All that a sync works with; `today` is by UTC, as the days of the services are."""

    project: Project
    client: Client
    today: IsoDate
    steps: Steps
    refetch: bool = False

    # --- days -----------------------------------------------------------------------------------

    def sync_hf(self, since: IsoDate, until: IsoDate, into: Path | None = None) -> SyncReport:
        """Read the daily lists of some days.

        Those of the last days are read again for their counts, since trending needs them.
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
        """Read what was submitted in a category on some days."""

        def ask(day: IsoDate, _report: SyncReport) -> tuple[FetchedPapers, bool]:
            return fetch_day(self.client, category, day, self.today), True

        series = _DailySource(
            service="arxiv", name=f"arxiv-{category}", settled_days=_ARXIV_SETTLED_DAYS, fetch=ask
        )
        return self._sync_days_in_batches(series, _days_between(since, until), into)

    def _sync_days_in_batches(
        self, series: _DailySource, days: Iterable[IsoDate], into: Path | None
    ) -> SyncReport:
        """Read days one after the other, and merge a few at a time."""
        report, state = SyncReport(), self.load_sync_state(series.name)
        into = into or self.project.data / "papers" / f"{series.service}.jsonl"
        findings, whole = FetchedPapers(), dict[str, IsoDate]()

        def keep() -> None:
            nonlocal findings, whole
            self.merge_fetched(findings, into, report)
            state.mark_read(whole)
            findings, whole = FetchedPapers(), {}

        with self.steps.timed_step(f"Read {series.service}") as step:
            try:
                for day in days:
                    if day > self.today or self._is_read(state, day, series.settled_days):
                        report.skipped.append(day)
                        continue
                    found, stood_still = series.fetch(day, report)
                    findings += found
                    report.days.append(day)
                    # A day that is not over has more to come: it is never taken for whole.
                    if stood_still and day < self.today:
                        whole[day] = self.today
                    elif day not in report.repeated:
                        report.partial.append(day)
                    step.advance()
                    if len(whole) >= _MERGE_BATCH:
                        keep()
            except ServiceError as error:
                (report.failure,) = error.problems
            finally:
                keep()
            step.result_text = str(report)
        return report

    def _is_read(self, state: SyncState, day: IsoDate, settled_days: int) -> bool:
        """Whether a day was read whole today, or after all was said about it."""
        read_on = None if self.refetch else state.last_read_day(day)
        return read_on is not None and read_on >= min(self.today, add_days(day, settled_days))

    # --- into the folder ------------------------------------------------------------------------

    def load_sync_state(self, name: str) -> SyncState:
        """What a sync of that name has read already."""
        return SyncState(self.project.cache / "sync", name, self.project.data)

    def merge_fetched(
        self, fetched: FetchedPapers, into: Path, report: SyncReport, *, dry_run: bool = False
    ) -> None:
        """Put what was found into the data folder: records first, then the counts about them."""
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
    """The last day whose daily list the collection has, by the data alone: no cache decides that.

    A day on which a paper was featured counts only up to the last sync, so that a single list that
    somebody imported hides no day before it.
    """
    counts = read_counts(project.data).records
    synced = max(
        (one.source_day for one in counts if one.fields.get("source") == "hf"), default=today
    )
    days = [day for one in PaperLookup(project).values for day in one.get("featured", ())]
    return max((day for day in days if day <= min(synced, today)), default=None)


def is_repeated_list(names: frozenset[str], previous_names: frozenset[str]) -> bool:
    """Whether a day was answered with the list of the day before: most of the papers are the same.

    Asked only where the dates inside say an earlier day. They alone are no proof, for all papers of
    a list may have been put there the evening before.
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
