"""Updates the change log `changed.tsv` of a data folder when a command edits its records.

Takes the papers after an edit and returns a `FileEdit` of the log. `papershelf keys` creates the
file; other commands only update it if it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from papershelf.core.identifiers import IsoDate
from papershelf.editing.record_editor import FileEdit
from papershelf.merging.import_plan import ImportPlan
from papershelf.records.change_dates import (
    Changes,
    hash_paper_content,
    parse_changes,
    render_changes,
    update_changes,
)
from papershelf.records.model import Paper, PaperId
from papershelf.records.paper_ids import propose_ids
from papershelf.sources.own.data_folder import RawCollection


def utc_today() -> IsoDate:
    """Today's date in UTC."""
    return IsoDate(datetime.now(UTC).date().isoformat())


def changes_edit(
    raw: RawCollection,
    papers: Iterable[Paper],
    removed_ids: Iterable[PaperId] = (),
    *,
    create: bool = False,
) -> FileEdit | None:
    """The edit that records the current content of papers, or `None` if nothing changed.

    `removed_ids` are ids that no longer have a record. With `create`, `papers` must be the whole
    collection and the file is created if missing. Raises `PapersError` for a file with bad lines.
    """
    if not raw.changes and not create:
        return None
    changes = parse_changes(raw.changes, raw.changes_path) if raw.changes else Changes()
    after = render_changes(
        update_changes(changes, papers, utc_today(), removed_ids, are_edited=not create)
    )
    if after == raw.changes:
        return None
    before = raw.changes.encode() if raw.changes else None
    return FileEdit(path=Path(raw.changes_path), before=before, after=after.encode())


def edit_changes_between(
    raw: RawCollection, before: Iterable[Paper], after: Iterable[Paper]
) -> FileEdit | None:
    """The edit that records all papers whose content differs before and after a command."""
    hashes = {paper.id: hash_paper_content(paper) for paper in before}
    edited = [paper for paper in after if hash_paper_content(paper) != hashes.pop(paper.id, "")]
    return changes_edit(raw, edited, hashes)


def import_changes_edit(raw: RawCollection, plan: ImportPlan) -> Iterator[FileEdit]:
    """The edit that records the new and changed records of an import."""
    if raw.changes:
        papers = [Paper(**entry.values) for entry in plan.new]
        papers += _name_merged(plan)
        if edit := changes_edit(raw, papers):
            yield edit


def _name_merged(plan: ImportPlan) -> Iterator[Paper]:
    """The papers that an import changed; a record without an id gets the one it will load with."""
    without_id = [entry for entry in plan.existing if "id" not in entry.values]
    given = [entry.values["id"] for entry in (*plan.existing, *plan.new) if "id" in entry.values]
    proposed: dict[int, PaperId] = {}
    if any("id" not in entry.values for entry in plan.edited_entries.values()):
        names = propose_ids([entry.values for entry in without_id], given)
        proposed = dict(zip(map(id, without_id), names, strict=True))
    for entry in plan.edited_entries.values():
        name = entry.values.get("id") or proposed[id(entry)]
        yield Paper(**{**entry.values, "id": name})
