"""Foreign files in, records in a data folder out, and a report of what became of each.

Nothing that stands in the folder is lost: records gain what they lack, at their place in their
file; new ones are appended to one file. Importing the same files again changes no byte.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.errors import PapersError, Problem, has_errors, tell_once
from generator.identifiers import IsoDate, parse_day
from generator.matching import Entry
from generator.merging import Plan, ids_of, plan_import
from generator.model import Paper
from generator.records import paper_record
from generator.resolving import Resolver
from generator.sources.detect import by_name, by_suffix, check_records, parse_any
from generator.sources.files import RawCollection, read_bytes, read_data
from generator.sources.jsonl_edits import edit_jsonl
from generator.sources.record import RawRecord
from generator.sources.storage import lock, sweep, write_file
from generator.sources.yaml_edits import edit_yaml
from generator.vocabulary import load_vocabulary

IMPORTED = "imported.jsonl"
_READ_THEN = ("upvotes", "comments", "stars")
"""Counts of a daily list, which were read on its day as far as anybody knows."""
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A data file as it is and as it shall be; `before` is `None` for a new file."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or on a dry run would do.

    `new` and `merged` name records by their ids. `refused` are incoming records of which nothing
    was used; `notes` tell of unused lines, fields left out and possible duplicates.
    """

    new: tuple[str, ...] = ()
    merged: int = 0
    unchanged: int = 0
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        """The counts as one line."""
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
    dry_run: bool = False,
) -> ImportReport:
    """Merge files of any format into a data folder.

    `into` is the record file for what is new; where it stands in a folder `papers` outside `data`,
    the folder around that is the collection. `featured` is the day of all records, or only the
    year of the days that they bring along. Raises `PapersError` and changes nothing where an
    argument is wrong or a data file cannot be read whole.
    """
    _check_arguments(format_name, featured)
    into = into or data / "papers" / IMPORTED
    _home_of(into, data)
    incoming, problems = _read_incoming(files, format_name, featured)
    return import_records(
        incoming, problems, data=data, into=into, fallback=fallback, dry_run=dry_run
    )


def import_records(  # noqa: PLR0913  # the options of the command, each by its name
    incoming: Sequence[RawRecord],
    problems: Iterable[Problem] = (),
    *,
    data: Path,
    into: Path,
    fallback: Path | None = None,
    added: IsoDate | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Merge records that were read already; `problems` are those of their reading.

    New papers get `added` as their day. Raises as `run_import` does.
    """
    home = _home_of(into, data)
    if not dry_run:
        into.parent.mkdir(parents=True, exist_ok=True)
    with nullcontext() if dry_run else lock(home):
        if not dry_run:
            sweep(home)
        raw = read_data(home, fallback if home == data else data)
        _refuse_unreadable(raw, home)
        plan = _plan(raw, incoming)
        for entry in plan.new if added else ():
            entry.values.setdefault("added", added)
        edits = tuple(_edits(plan, into))
        if not dry_run:
            for edit in edits:
                write_file(edit.path, edit.after)
    return _report(plan, problems, edits)


# --- arguments ----------------------------------------------------------------------------------


def _check_arguments(format_name: str | None, featured: str) -> None:
    problems = []
    try:
        if format_name:
            by_name(format_name)
    except ValueError as error:
        problems.append(Problem("--format", 0, "", str(error)))
    try:
        if featured and not _YEAR.fullmatch(featured):
            parse_day(featured)
    except ValueError as error:
        problems.append(Problem("--featured", 0, "", f"{error}, or a year alone"))
    if problems:
        raise PapersError(problems)


def _home_of(into: Path, data: Path) -> Path:
    """The data folder that reads a record file."""
    message = "is no record file: .jsonl, .yaml or .yml"
    chosen = by_suffix(into.name)
    if chosen is not None and chosen.name in _EDITORS and not into.name.startswith("."):
        papers = data / "papers"
        if papers.resolve() in into.resolve().parents:
            return data
        for folder in into.parents:
            if folder.name == "papers":
                return folder.parent
        message = "does not stand in a folder papers, where collections have their records"
    raise PapersError([Problem(into.as_posix(), 0, "", message)])


def _refuse_unreadable(raw: RawCollection, home: Path) -> None:
    """Stop before a file that cannot be read whole: its records would come in again."""
    if home.is_dir() and has_errors(raw.problems):
        raise PapersError(problem for problem in raw.problems if problem.severity == "error")


# --- reading ------------------------------------------------------------------------------------


def _read_incoming(
    files: Iterable[Path], format_name: str | None, featured: str
) -> tuple[list[RawRecord], list[Problem]]:
    records: list[RawRecord] = []
    problems: list[Problem] = []
    for path in files:
        content, trouble = read_bytes(path)
        problems += trouble
        if content is None:
            continue
        chosen, reading = parse_any(content, path.as_posix(), format_name)
        if chosen is not None:
            reading = check_records(content, path.as_posix(), chosen, reading)
        problems += reading.problems
        undated = 0
        for record in reading.records:
            source = {"format": chosen.name if chosen else "", "from": path.name}
            source |= {"day": record.day} if record.day else {}
            dated = _with_source(_with_day(record, featured), source)
            undated += bool(record.listed) and "featured" not in dated.fields
            records.append(dated)
        if undated:
            message = f"the page says a day without its year ({reading.records[-1].listed})"
            message += "; give --featured with the year or the day to keep it"
            problems.append(Problem(path.as_posix(), 0, "featured", message, "warning"))
    return records, problems


def _with_source(record: RawRecord, source: dict[str, str]) -> RawRecord:
    if record.fields.get("source"):
        return record
    return replace(record, fields={**record.fields, "source": source})


def _with_day(record: RawRecord, featured: str) -> RawRecord:
    """The record with the day on which it was listed, as far as the curator tells it."""
    day = featured
    if _YEAR.fullmatch(featured):
        day = f"{featured}-{record.listed}" if record.listed else ""
    if not day:
        return record
    counts = {name: record.fields[name] for name in _READ_THEN if name in record.fields}
    dated = {
        name: {**count, "day": day} for name, count in counts.items() if isinstance(count, dict)
    }
    return replace(record, fields={**record.fields, **dated, "featured": [day]})


# --- planning and writing -----------------------------------------------------------------------


def _plan(raw: RawCollection, incoming: Sequence[RawRecord]) -> Plan:
    vocabulary = load_vocabulary(raw.venues, raw.groups, raw.tags, [])
    return plan_import(raw.records, incoming, Resolver(vocabulary))


_EDITORS = {"jsonl": edit_jsonl, "yaml": edit_yaml}


def _edit_nothing(_content: bytes, _changes: object, _added: object) -> bytes:
    """For files of reference managers, which would write their own version over ours."""
    raise ValueError("is not a file that we edit; add the fields where it comes from")


def _edits(plan: Plan, into: Path) -> Iterator[Edit]:
    """Every data file that changes, the one for new records last: first what stands, then more.

    A file that cannot be edited moves what it would gain to the refused.
    """
    changes: defaultdict[Path, dict[int, Entry]] = defaultdict(dict)
    for entry in plan.merged.values():
        if entry.record is not None:
            changes[Path(entry.record.path)][entry.record.line] = entry
    target = into
    for path in changes:
        if path.resolve() == into.resolve():
            target = path
    added = [_plain(entry.values) for entry in plan.new]
    if added:
        changes.setdefault(target, {})
    for path in sorted(changes, key=lambda path: (path == target, path)):
        edit = _edit(path, changes[path], added if path == target else [], plan)
        if edit is not None:
            yield edit


def _plain(values: Mapping[str, Any]) -> dict[str, object]:
    """Some values of a record as we write them, in the order of the schema."""
    record = paper_record(Paper(**{"id": "", "title": "", **values}))
    return {name: value for name, value in record.items() if name in values}


def _edit(
    path: Path, entries: dict[int, Entry], added: list[dict[str, object]], plan: Plan
) -> Edit | None:
    before, _ = read_bytes(path) if path.exists() else (None, ())
    chosen = by_suffix(path.name)
    editor = _EDITORS.get(chosen.name if chosen else "", _edit_nothing)
    gains = {line: _plain(entry.gains) for line, entry in entries.items()}
    try:
        return Edit(path=path, before=before, after=editor(before or b"", gains, added))
    except ValueError as error:
        if added:
            raise PapersError([Problem(path.as_posix(), 0, "", str(error))]) from error
        for line, fields in gains.items():
            message = f"{error}; it would gain {', '.join(fields)}"
            plan.refused.append(Problem(path.as_posix(), line, "", message))
            plan.merges -= 1
        return None


def _report(plan: Plan, problems: Iterable[Problem], edits: tuple[Edit, ...]) -> ImportReport:
    problems = list(problems)
    errors = [problem for problem in problems if problem.severity == "error"]
    warnings = [problem for problem in problems if problem.severity == "warning"]
    return ImportReport(
        new=ids_of(plan.new),
        merged=plan.merges,
        unchanged=plan.unchanged,
        refused=tuple(sorted([*plan.refused, *errors])),
        notes=tell_once([*plan.notes, *warnings]),
        edits=edits,
    )
