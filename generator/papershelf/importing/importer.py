"""Foreign files in, records in a data folder out, and a report of what became of each.

Nothing that stands in the folder is lost: records gain what they lack, at their place in their
file; new ones are appended to one file. Importing the same files again changes no byte.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.disk_files import real_path
from papershelf.core.errors import PapersError, Problem, has_errors, tell_once
from papershelf.core.identifiers import IsoDate
from papershelf.editing.change_log import edit_changes_of
from papershelf.editing.citation_key_log import begin_ledger, reserve_published
from papershelf.editing.record_editor import Edit, find_editor
from papershelf.importing.heading_tags import tag_by_headings
from papershelf.importing.import_arguments import check_arguments, home_of, parse_place
from papershelf.importing.import_files import read_incoming
from papershelf.merging.import_decisions import parse_decisions, render_decisions
from papershelf.merging.import_plan import Plan, Taken, ids_of
from papershelf.merging.match import Entry
from papershelf.merging.merge import plan_import
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import plain_values
from papershelf.records.unlisted_venues import VenueGroup, group_venues
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import (
    DECISIONS,
    RawCollection,
    read_bytes,
    read_data,
    read_decisions,
)
from papershelf.sources.own.data_writer import lock, write_file
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.sources.parsing.submission_status import parse_outcomes

IMPORTED = "imported.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or on a dry run would do.

    `new` and `merged` name records by their ids. `taken` are the merges by title. `refused` are
    incoming records of which nothing was used; `notes` tell of unused lines, fields left out and
    possible duplicates. `venues` are those of the incoming records that are not in `venues.yaml`.
    """

    new: tuple[str, ...] = ()
    merged: int = 0
    unchanged: int = 0
    taken: tuple[Taken, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    venues: tuple[VenueGroup, ...] = ()
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
    as_new: Sequence[str] = (),
    include: str = "",
    tags_from: Path | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Merge files of any format into a data folder.

    `into` is the record file for what is new; where it stands in a folder `papers` outside `data`,
    the folder around that is the collection. `featured` is the day of all records, or only the
    year of the days that they bring along. `as_new` names records, each as `FILE:LINE`, that are
    not to be merged by their titles; `tags_from` is a file with the tags of headings. `include`
    lists outcomes of submissions to be taken although they were not accepted, with commas between.
    Raises `PapersError` and changes nothing where an argument is wrong or a data file cannot be
    read.
    """
    outcomes = parse_outcomes(include)
    check_arguments(format_name, featured)
    refused = frozenset(parse_place(place, files) for place in as_new)
    into = into or data / "papers" / IMPORTED
    home_of(into, data)
    with _without_collector():
        incoming, problems = read_incoming(files, format_name, featured, outcomes)
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
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from going through records that all live to the end.

    That is a fifth of the time of an import of 10,000 records.
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
    """Merge records that were read already; `problems` are those of their reading.

    New papers get `added` as their day. Raises as `run_import` does.
    """
    home = home_of(into, data)
    if not dry_run:
        into.parent.mkdir(parents=True, exist_ok=True)
    with nullcontext() if dry_run else lock(home):
        raw = read_data(home, fallback if home == data else data)
        _refuse_unreadable(raw, home)
        plan = _plan(raw, incoming, home, as_new, tags_from)
        for entry in plan.new if added else ():
            entry.values.setdefault("added", added)
        ledger = begin_ledger(raw, plan.standing, plan.new)
        others = (
            *_edits(plan, into),
            *_edit_decisions(plan, home),
            *edit_changes_of(raw, plan),
        )
        edits = (*_edit_ledger(raw, ledger()), *others)
        if not dry_run:
            _write(edits, plan, home)
    return _report(plan, problems, edits)


def _refuse_unreadable(raw: RawCollection, home: Path) -> None:
    """Stop before a file that cannot be read whole: its records would come in again."""
    if home.is_dir() and has_errors(raw.problems):
        raise PapersError(problem for problem in raw.problems if problem.severity == "error")


# --- planning and writing -----------------------------------------------------------------------


def _plan(
    raw: RawCollection,
    incoming: Sequence[RawRecord],
    home: Path,
    as_new: frozenset[tuple[str, int]],
    tags_from: Path | None,
) -> Plan:
    vocabulary = load_vocabulary(raw.venues, raw.groups, raw.tags, [])
    decisions = parse_decisions(read_decisions(home), (home / DECISIONS).as_posix())
    resolver = Resolver(vocabulary)
    tagged, notes = tag_by_headings(incoming, resolver.find_tag, tags_from)
    try:
        plan = plan_import(
            raw.records,
            tagged,
            resolver,
            reserved=reserve_published(raw),
            decisions=decisions,
            as_new=as_new,
        )
    except ValueError as error:
        raise PapersError([Problem("--as-new", 0, "", str(error))]) from None
    plan.notes += notes
    return plan


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
        if real_path(path) == real_path(into):
            target = path
    added = [plain_values(entry.values) for entry in plan.new]
    if added:
        changes.setdefault(target, {})
    for path in sorted(changes, key=lambda path: (path == target, path)):
        edit = _edit(path, changes[path], added if path == target else [], plan)
        if edit is not None:
            yield edit


def _write(edits: Iterable[Edit], plan: Plan, home: Path) -> None:
    """Write all files so that an import that is killed can be repeated without loss.

    Merges by title are remembered before they are made, or nobody would. New papers are written
    before the decision that they are new: without their records they would seem to be deleted.
    """
    path = home / DECISIONS
    early = {key: one for key, one in plan.decisions.items() if key not in plan.decided_new}
    content = render_decisions(early).encode("utf-8", "replace")
    if early and content != (read_bytes(path)[0] if path.exists() else b""):
        write_file(path, content)
    for edit in edits:
        if edit.path != path or edit.after != content:
            write_file(edit.path, edit.after)


def _edit_decisions(plan: Plan, home: Path) -> Iterator[Edit]:
    path = home / DECISIONS
    before, _ = read_bytes(path) if path.exists() else (None, ())
    after = render_decisions(plan.decisions).encode("utf-8", "replace")
    if after != (before or b"") and plan.decisions:
        yield Edit(path=path, before=before, after=after)


def _edit_ledger(raw: RawCollection, after: str) -> Iterator[Edit]:
    """The ledger with the ids and citation keys of new papers.

    It is written first: to an import that is killed and repeated they are new again, with the same
    ids, but papers that stand are looked at by `papershelf keys` alone.
    """
    if after != raw.ledger:
        before = raw.ledger.encode() if raw.ledger else None
        yield Edit(path=Path(raw.ledger_path), before=before, after=after.encode())


def _edit(
    path: Path, entries: dict[int, Entry], added: list[dict[str, object]], plan: Plan
) -> Edit | None:
    before, _ = read_bytes(path) if path.exists() else (None, ())
    editor = find_editor(path)
    gains = {
        line: {**dict.fromkeys(sorted(entry.dropped)), **plain_values(entry.gains)}
        for line, entry in entries.items()
    }
    try:
        if editor is None:
            raise ValueError("is not a file that we edit; add the fields where it comes from")  # noqa: TRY301
        return Edit(path=path, before=before, after=editor(before or b"", gains, added))
    except ValueError as error:
        if added:
            raise PapersError([Problem(path.as_posix(), 0, "", str(error))]) from error
        for line, fields in gains.items():
            gained = [name for name, value in fields.items() if value is not None]
            message = f"{error}; it would gain {', '.join(gained)}"
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
        taken=tuple(sorted(plan.taken)),
        refused=tuple(sorted([*plan.refused, *errors])),
        notes=tell_once([*plan.notes, *warnings]),
        venues=group_venues(plan.unlisted),
        edits=edits,
    )
