"""Imports files of other formats into the records of a data folder and reports on every record.

Never loses existing data: existing records gain missing fields in place; new records are appended
to one file. Importing the same files again changes nothing. Errors raise `PapersError`.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.disk_files import real_path
from papershelf.core.errors import PapersError, Problem, collapse_repeated, has_errors
from papershelf.core.identifiers import IsoDate
from papershelf.editing.change_log import import_changes_edit
from papershelf.editing.citation_key_log import reserve_published_names, start_ledger_update
from papershelf.editing.record_editor import FileEdit, find_editor
from papershelf.importing.heading_tags import tag_by_headings
from papershelf.importing.import_arguments import (
    data_folder_of,
    parse_record_location,
    require_valid_arguments,
)
from papershelf.importing.import_files import read_import_files
from papershelf.merging.import_decisions import parse_decisions, render_decisions
from papershelf.merging.import_plan import ImportPlan, TitleMerge, ids_of
from papershelf.merging.match import MergeEntry
from papershelf.merging.merge import plan_import
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import serialize_values
from papershelf.records.unlisted_venues import VenueGroup, group_venues
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import (
    DECISIONS_FILE,
    RawCollection,
    read_bytes,
    read_data,
    read_decisions,
)
from papershelf.sources.own.data_writer import lock_data_folder, replace_data_file
from papershelf.sources.own.schema_comment import find_schema_comment
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.sources.parsing.submission_status import parse_outcomes

IMPORTED_FILE = "imported.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do in a dry run.

    `new` and `merged` list record ids. `taken` are the merges by title. `refused` are incoming
    records that were not used at all; `notes` report unused lines, dropped fields and possible
    duplicates. `venues` are the venues of incoming records that are not in `venues.yaml`.
    """

    new: tuple[str, ...] = ()
    merged: int = 0
    unchanged: int = 0
    taken: tuple[TitleMerge, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    venues: tuple[VenueGroup, ...] = ()
    edits: tuple[FileEdit, ...] = ()

    def __str__(self) -> str:
        """The report as one line."""
        return (
            f"new {len(self.new)}, merged {self.merged}, "
            f"unchanged {self.unchanged}, refused {len(self.refused)}"
        )


def run_import(  # noqa: PLR0913  # the options of the command, each by its name
    files: Sequence[Path],
    *,
    data: Path,
    into: Path | None = None,
    fallback: Path | None = None,
    format_name: str | None = None,
    featured: str = "",
    as_new: Sequence[str] = (),
    include: str = "",
    tags_from: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Merge files of any format into a data folder.

    `into` is the record file for new papers; if it is in a folder `papers` outside `data`, the
    parent of that folder is the collection. `featured` is the day on which all records were listed,
    or only the year if the records have day and month. `as_new` names records (`FILE:LINE`) that
    must not be merged by title. `tags_from` is a file that maps headings to tags. `include` is a
    comma-separated list of outcomes of submissions to import although they were not accepted.
    Raises `PapersError` and changes nothing if an argument is invalid or a data file cannot be
    read.
    """
    outcomes = parse_outcomes(include)
    require_valid_arguments(format_name, featured)
    refused = frozenset(parse_record_location(place, files) for place in as_new)
    into = into or data / "papers" / IMPORTED_FILE
    data_folder_of(into, data)
    with _garbage_collection_paused():
        incoming, problems = read_import_files(files, format_name, featured, outcomes)
        return import_records(
            incoming,
            problems,
            data=data,
            into=into,
            fallback=fallback,
            as_new=refused,
            tags_from=tags_from,
            dry_run=dry_run,
        )


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Disable garbage collection: all records live until the end of the import.

    Collection takes a fifth of the time of an import of 10,000 records.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def import_records(  # noqa: PLR0913  # the options of the command, each by its name
    incoming: Sequence[RawRecord],
    problems: Iterable[Problem] = (),
    *,
    data: Path,
    into: Path,
    fallback: Path | None = None,
    added: IsoDate | None = None,
    as_new: frozenset[tuple[str, int]] = frozenset(),
    tags_from: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Merge parsed records; `problems` are those found by the parser.

    New papers get `added` as their date. Raises `PapersError` like `run_import`.
    """
    home = data_folder_of(into, data)
    if not dry_run:
        into.parent.mkdir(parents=True, exist_ok=True)
    with nullcontext() if dry_run else lock_data_folder(home):
        raw = read_data(home, data, fallback)
        _require_readable(raw, home)
        plan = _plan_import(raw, incoming, home, as_new, tags_from)
        for entry in plan.new if added else ():
            entry.values.setdefault("added", added)
        ledger = start_ledger_update(raw, plan.existing, plan.new)
        others = (
            *_file_edits(plan, into),
            *_decisions_edit(plan, home),
            *import_changes_edit(raw, plan),
        )
        edits = (*_ledger_edit(raw, ledger()), *others)
        if not dry_run:
            _write_edits(edits, plan, home)
    return _make_report(plan, problems, edits)


def _require_readable(raw: RawCollection, data_folder: Path) -> None:
    """Raise for a file that cannot be read completely; its records would be imported again."""
    if data_folder.is_dir() and has_errors(raw.problems):
        raise PapersError(problem for problem in raw.problems if problem.severity == "error")


# --- planning and writing -----------------------------------------------------------------------


def _plan_import(
    raw: RawCollection,
    incoming: Sequence[RawRecord],
    data_folder: Path,
    as_new: frozenset[tuple[str, int]],
    tags_from: Path | None,
) -> ImportPlan:
    vocabulary = load_vocabulary(raw.venues, raw.groups, raw.tags, [])
    decisions = parse_decisions(
        read_decisions(data_folder), (data_folder / DECISIONS_FILE).as_posix()
    )
    resolver = Resolver(vocabulary)
    tagged, notes = tag_by_headings(incoming, resolver.find_tag, tags_from)
    try:
        plan = plan_import(
            raw.records,
            tagged,
            resolver,
            reserved=reserve_published_names(raw),
            decisions=decisions,
            as_new=as_new,
        )
    except ValueError as error:
        raise PapersError([Problem("--as-new", 0, "", str(error))]) from None
    plan.notes += notes
    return plan


def _file_edits(plan: ImportPlan, into: Path) -> Iterator[FileEdit]:
    """Edits of all changed data files; the file with the new records comes last.

    If a file cannot be edited, the fields that it would gain are added to `plan.refused`.
    """
    changes: defaultdict[Path, dict[int, MergeEntry]] = defaultdict(dict)
    for entry in plan.edited_entries.values():
        if entry.record is not None:
            changes[Path(entry.record.path)][entry.record.line] = entry
    target = into
    for path in changes:
        if real_path(path) == real_path(into):
            target = path
    added = [serialize_values(entry.values) for entry in plan.new]
    if added:
        changes.setdefault(target, {})
    for path in sorted(changes, key=lambda path: (path == target, path)):
        edit = _records_edit(path, changes[path], added if path == target else [], plan)
        if edit is not None:
            yield edit


def _write_edits(edits: Iterable[FileEdit], plan: ImportPlan, data_folder: Path) -> None:
    """Write all files in an order that allows a killed import to be repeated without loss.

    Decisions to merge by title are saved before the merges, which would otherwise go unrecorded.
    Decisions that a paper is new are saved after its record; without the record, the paper would
    look deleted.
    """
    path = data_folder / DECISIONS_FILE
    early = {key: one for key, one in plan.decisions.items() if key not in plan.decided_new}
    content = render_decisions(early).encode("utf-8", "replace")
    if early and content != (read_bytes(path)[0] if path.exists() else b""):
        replace_data_file(path, content)
    for edit in edits:
        if edit.path != path or edit.after != content:
            replace_data_file(edit.path, edit.after)


def _decisions_edit(plan: ImportPlan, data_folder: Path) -> Iterator[FileEdit]:
    path = data_folder / DECISIONS_FILE
    before, _ = read_bytes(path) if path.exists() else (None, ())
    after = render_decisions(plan.decisions).encode("utf-8", "replace")
    if after != (before or b"") and plan.decisions:
        yield FileEdit(path=path, before=before, after=after)


def _ledger_edit(raw: RawCollection, after: str) -> Iterator[FileEdit]:
    """The edit that adds ids and citation keys of new papers to the ledger.

    Written first: after a kill, a repeated import assigns the same ids to new papers, whereas
    papers that already have a record get their ledger lines only from `papershelf keys`.
    """
    if after != raw.ledger:
        before = raw.ledger.encode() if raw.ledger else None
        yield FileEdit(path=Path(raw.ledger_path), before=before, after=after.encode())


def _records_edit(
    path: Path, entries: dict[int, MergeEntry], added: list[dict[str, object]], plan: ImportPlan
) -> FileEdit | None:
    before, _ = read_bytes(path) if path.exists() else (None, ())
    editor = find_editor(path)
    gains = {
        line: {**dict.fromkeys(sorted(entry.dropped_fields)), **serialize_values(entry.gains)}
        for line, entry in entries.items()
    }
    try:
        if editor is None:
            raise ValueError("cannot be edited by this command; edit it by hand")  # noqa: TRY301
        start = find_schema_comment(path) if before is None else before
        return FileEdit(path=path, before=before, after=editor(start, gains, added))
    except ValueError as error:
        if added:
            raise PapersError([Problem(path.as_posix(), 0, "", str(error))]) from error
        for line, fields in gains.items():
            gained = [name for name, value in fields.items() if value is not None]
            message = f"{error}; fields to add: {', '.join(gained)}"
            plan.refused.append(Problem(path.as_posix(), line, "", message))
            plan.merges -= 1
        return None


def _make_report(
    plan: ImportPlan, problems: Iterable[Problem], edits: tuple[FileEdit, ...]
) -> ImportReport:
    problems = list(problems)
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    return ImportReport(
        new=ids_of(plan.new),
        merged=plan.merges,
        unchanged=plan.unchanged,
        taken=tuple(sorted(plan.title_merges)),
        refused=tuple(sorted([*plan.refused, *errors])),
        notes=collapse_repeated([*plan.notes, *warnings]),
        venues=group_venues(plan.unlisted),
        edits=edits,
    )
