"""Keeps `changed.tsv` of a data folder true when a command edits its records.

Papers as they are after the edit come in, the edit of the file goes out. The file is made by
`papershelf keys`; in a folder that has none, other commands make none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from generator.changes import Changes, parse_changes, render_changes, update_changes
from generator.editing import Edit
from generator.identifiers import IsoDate
from generator.matching import Entry
from generator.model import Paper, PaperId
from generator.sources.files import RawCollection


def today() -> IsoDate:
    """The day by UTC."""
    return IsoDate(datetime.now(UTC).date().isoformat())


def edit_changes(
    raw: RawCollection,
    papers: Iterable[Paper],
    gone: Iterable[PaperId] = (),
    *,
    create: bool = False,
) -> Edit | None:
    """The edit that notes what some papers say now, `None` where the file says so already.

    `gone` are ids that no record has any more. With `create` the papers are all there are, edited
    or not. Raises `PapersError` for a file with bad lines.
    """
    if not raw.changes and not create:
        return None
    changes = parse_changes(raw.changes, raw.changes_path) if raw.changes else Changes()
    after = render_changes(update_changes(changes, papers, today(), gone, are_edited=not create))
    if after == raw.changes:
        return None
    before = raw.changes.encode() if raw.changes else None
    return Edit(path=Path(raw.changes_path), before=before, after=after.encode())


def edit_changes_of(raw: RawCollection, entries: Iterable[Entry]) -> Iterator[Edit]:
    """The edit that notes what the records of an import say, that are new or gained something."""
    if raw.changes:
        papers = [Paper(**entry.values) for entry in entries if "id" in entry.values]
        if edit := edit_changes(raw, papers):
            yield edit
