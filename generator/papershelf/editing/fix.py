"""Normalizes records and vocabularies of a data folder.

`fix_records` repairs records and merges certain duplicates; `append_drafts` adds entries to
`venues.yaml`. A dry run returns the same edits without writing them. Raises `PapersError` for
unreadable data.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.editing.change_log import edit_changes_between
from papershelf.editing.data_folder_edit import (
    DataFolderEdit,
    find_new_problems,
    raise_on_errors,
    with_edits,
)
from papershelf.editing.duplicate_records import (
    NearDuplicate,
    find_certain_duplicates,
    find_near_duplicates,
)
from papershelf.editing.field_repairs import REPAIRS, FieldRepairer
from papershelf.editing.record_editor import FileEdit, find_editor
from papershelf.editing.venue_drafts import VenueDraft, draft_venues
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.records.resolver import Resolver
from papershelf.records.unlisted_venues import group_venues
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import (
    VENUE_SECTIONS,
    RawCollection,
    find_vocabulary,
    read_bytes,
    read_data,
)
from papershelf.sources.own.data_writer import (
    FileChange,
    lock_data_folder,
    replace_data_file,
    write_files,
)
from papershelf.sources.own.yaml_editor import append_section


@dataclass(frozen=True, slots=True, kw_only=True)
class FixReport:
    """What was repaired.

    - `edits`: whole files
    - `repairs`: how many records were repaired, by the kind of the repair
    - `merges`: each merge of duplicates, as a sentence
    - `notes`: values that merges dropped, and duplicates that could not be merged
    - `near`: papers that may be one
    """

    edits: tuple[FileEdit, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    merges: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()
    near: tuple[NearDuplicate, ...] = ()

    def __str__(self) -> str:
        """The report as one line."""
        counts = {REPAIRS[kind]: self.repairs[kind] for kind in REPAIRS if kind in self.repairs}
        counts |= {"duplicates merged": len(self.merges)} if self.merges else {}
        counts |= {"changed files": len(self.edits)}
        return "; ".join(f"{what}: {count:,}" for what, count in counts.items())


def fix_records(data: Path, fallback: Path | None = None, *, dry_run: bool = False) -> FixReport:
    """Repair what can be repaired without a decision, and find what may be duplicates.

    Files of reference managers are not edited. Raises `PapersError` and changes nothing if a file
    cannot be read completely or edited safely.
    """
    with nullcontext() if dry_run else lock_data_folder(data):
        raw = _read_complete(data, fallback)
        before = load_collection(raw)
        edits, repairs = _repair_fields(raw, before)
        repaired, after = raw, before
        if edits:
            repaired = with_edits(raw, edits.values())
            after = load_collection(repaired)
            raise_on_errors(find_new_problems(before, after))
        merged, report = _merge_duplicates(data, repaired, after, edits)
        if (
            not merged
            and edits
            and (change := edit_changes_between(raw, before.papers, after.papers))
        ):
            merged = (change,)
        for edit in merged:
            first = edits.get(edit.path, edit).before
            edits[edit.path] = replace(edit, before=first)
        report = replace(report, edits=tuple(edits.values()), repairs=repairs)
        if not dry_run:
            write_files(data, [FileChange(one.path, one.before, one.after) for one in report.edits])
    return report


def _repair_fields(
    raw: RawCollection, collection: Collection
) -> tuple[dict[Path, FileEdit], dict[str, int]]:
    """The edits of record files by path, and how many records each kind of repair changes."""
    resolver = Resolver(load_vocabulary(raw.venues, raw.groups, raw.tags, []))
    ids = {(paper.path, paper.line): paper.id for paper in collection.papers}
    repairer = FieldRepairer(raw.records, resolver, ids)
    changes: defaultdict[Path, dict[int, dict[str, object]]] = defaultdict(dict)
    counts: Counter[str] = Counter()
    for record in raw.records:
        repair = repairer.repair(record)
        if repair.change:
            changes[Path(record.path)][record.line] = repair.change
            counts.update(set(repair.kinds))
    edits = {path: _make_edit(path, changes[path]) for path in sorted(changes)}
    return edits, {kind: counts[kind] for kind in REPAIRS if counts[kind]}


def _merge_duplicates(
    data: Path, raw: RawCollection, collection: Collection, edits: Mapping[Path, FileEdit]
) -> tuple[tuple[FileEdit, ...], FixReport]:
    """The edits that merge certain duplicates, and a report of them and of near duplicates."""
    preprints = {venue.id for venue in collection.venues.values() if venue.kind == "preprint"}
    groups = find_certain_duplicates(collection.papers, preprints)
    work = DataFolderEdit(data, raw, {path: edit.after for path, edit in edits.items()})
    gone = {one.id for _, removed in groups for one in removed}
    near = [
        pair
        for pair in find_near_duplicates(collection.papers, preprints)
        if not gone & {pair.one.id, pair.other.id}
    ]
    report = FixReport(near=tuple(near))
    if not groups:
        return (), report
    try:
        notes = [note for kept, removed in groups for note in work.merge(kept, removed)]
        merged = work.compute()
    except PapersError as error:
        notes = [replace(problem, severity="warning") for problem in error.problems]
        return (), replace(report, notes=tuple(notes))
    merges = tuple(
        f"merged {', '.join(repr(str(one.id)) for one in removed)} into {str(kept.id)!r} "
        f"at {kept.path}:{kept.line}"
        for kept, removed in groups
    )
    return merged, replace(report, merges=merges, notes=tuple(notes))


def _read_complete(data: Path, fallback: Path | None) -> RawCollection:
    raw = read_data(data, fallback)
    if has_errors(raw.problems):
        raise PapersError(problem for problem in raw.problems if problem.severity == "error")
    return raw


def _make_edit(path: Path, changes: Mapping[int, Mapping[str, object]]) -> FileEdit:
    before, problems = read_bytes(path)
    if before is None:
        raise PapersError(problems)
    editor = find_editor(path)
    try:
        after = editor(before, changes, ()) if editor else before
        return FileEdit(path=path, before=before, after=after)
    except ValueError as error:
        raise PapersError([Problem(path.as_posix(), 0, "", str(error))]) from error


# --- venue drafts -----------------------------------------------------------------------------


def draft_unlisted_venues(data: Path, fallback: Path | None = None) -> tuple[VenueDraft, ...]:
    """Draft an entry for every venue of a data folder that is not in `venues.yaml`."""
    collection = load_collection(_read_complete(data, fallback))
    named = ((paper.venue, f"{paper.path}:{paper.line}") for paper in collection.papers)
    return draft_venues(group_venues(named), collection.venues.values())


def find_venues_file(data: Path, fallback: Path | None = None) -> tuple[Path, Path | None]:
    """The file to which new venues are added, and the venue list now in use, if any.

    They differ if the collection uses the fallback list.
    """
    return data / "venues.yaml", find_vocabulary((data, fallback), "venues.yaml")


def append_drafts(drafts: Iterable[VenueDraft], data: Path, fallback: Path | None = None) -> Path:
    """Append entries to `venues.yaml` and return its path. Raises `PapersError` if it is unsafe.

    A collection that uses the fallback list gets its own copy of it with the new entries. Papers of
    these venues now refer to them by id; the change log records this.
    """
    raw = read_data(data, fallback)
    papers = load_collection(raw).papers if raw.changes else ()
    path, current = find_venues_file(data, fallback)
    with lock_data_folder(data):
        before, problems = read_bytes(current) if current else (b"", ())
        if before is None:
            raise PapersError(problems)
        try:
            (section,) = VENUE_SECTIONS
            after = append_section(before, section, _render_items(drafts))
        except ValueError as error:
            raise PapersError([Problem(path.as_posix(), 0, "", str(error))]) from error
        replace_data_file(path, after)
    if raw.changes:
        _note_changes(data, fallback, papers)
    return path


def _note_changes(data: Path, fallback: Path | None, before: Iterable[Paper]) -> None:
    with lock_data_folder(data):
        raw = read_data(data, fallback)
        if edit := edit_changes_between(raw, before, load_collection(raw).papers):
            replace_data_file(edit.path, edit.after)


def _render_items(drafts: Iterable[VenueDraft]) -> Iterator[str]:
    return (draft.render() for draft in drafts)
