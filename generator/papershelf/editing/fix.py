"""Normalizes records and vocabularies of a data folder.

`fix_records` replaces venue names by ids; `append_drafts` adds entries to `venues.yaml`. A dry run
returns the same edits without writing them. Raises `PapersError` for unreadable data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.editing.change_log import edit_changes_between
from papershelf.editing.record_editor import FileEdit, find_editor
from papershelf.editing.venue_drafts import VenueDraft, draft_venues
from papershelf.merging.provenance import build_record_source, parse_field_sources
from papershelf.records.loader import FIELD_SUGGESTER, load_collection, load_values
from papershelf.records.model import Paper
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import serialize_value
from papershelf.records.unlisted_venues import group_venues
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import (
    VENUE_SECTIONS,
    RawCollection,
    find_vocabulary,
    read_bytes,
    read_data,
)
from papershelf.sources.own.data_writer import lock_data_folder, replace_data_file
from papershelf.sources.own.yaml_editor import append_section
from papershelf.sources.parsing.raw_record import RawRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class FixReport:
    """The edited files, and how many venue names were replaced by ids."""

    edits: tuple[FileEdit, ...] = ()
    venues: int = 0

    def __str__(self) -> str:
        """The report as one line."""
        return f"venue names replaced by ids: {self.venues:,}; changed files: {len(self.edits):,}"


def fix_records(data: Path, fallback: Path | None = None, *, dry_run: bool = False) -> FixReport:
    """Replace the name of every listed venue by its id.

    Pages do not change, so the change log is not updated. Files of reference managers are not
    edited. Raises `PapersError` and changes nothing if a file cannot be read completely or edited
    safely.
    """
    with nullcontext() if dry_run else lock_data_folder(data):
        raw = _read_complete(data, fallback)
        resolver = Resolver(load_vocabulary(raw.venues, raw.groups, raw.tags, []))
        changes: defaultdict[Path, dict[int, dict[str, object]]] = defaultdict(dict)
        for record in raw.records:
            if not record.is_foreign and (change := _fix_venue(record, resolver)):
                changes[Path(record.path)][record.line] = change
        edits = tuple(_make_edit(path, changes[path]) for path in sorted(changes))
        if not dry_run:
            for edit in edits:
                replace_data_file(edit.path, edit.after)
    return FixReport(edits=edits, venues=sum(map(len, changes.values())))


def _read_complete(data: Path, fallback: Path | None) -> RawCollection:
    raw = read_data(data, fallback)
    if has_errors(raw.problems):
        raise PapersError(problem for problem in raw.problems if problem.severity == "error")
    return raw


def _fix_venue(record: RawRecord, resolver: Resolver) -> dict[str, object]:
    """The changed fields of a record, as serialized values."""
    if not record.fields.get("venue"):
        return {}
    values = load_values(record, [], FIELD_SUGGESTER)
    venue = resolver.find_listed(values["venue"]) if "venue" in values else None
    if not isinstance(venue, str) or venue == record.fields["venue"]:
        return {}
    change: dict[str, object] = {"venue": venue}
    # Keep the field marked as imported, so that later imports may still update it.
    origins = parse_field_sources(values)
    if "venue" in origins:
        source = build_record_source(values | {"venue": venue}, origins, values["source"])
        change["source"] = serialize_value("source", source)
    return change


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
