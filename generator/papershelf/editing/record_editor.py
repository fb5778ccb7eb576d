"""Selects the editor for a record file and defines the `FileEdit` and `RecordEditor` types."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from papershelf.sources.format_detection import format_by_suffix
from papershelf.sources.own.jsonl_editor import edit_jsonl
from papershelf.sources.own.yaml_editor import edit_yaml

EDITABLE_FORMATS = ("jsonl", "yaml")
"""File formats to which new records can be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """Content of a data file before and after an edit; `before` is `None` for a new file."""

    path: Path
    before: bytes | None
    after: bytes


class RecordEditor(Protocol):
    """Edits the records of a file's content. Raises `ValueError` if it cannot."""

    def __call__(
        self,
        content: bytes,
        changes: Mapping[int, Mapping[str, object]],
        added: Iterable[Mapping[str, object]],
        removed: Collection[int] = (),
    ) -> bytes:
        """Return the content with changed fields (by line), added records, and without `removed`."""


_EDITOR_BY_FORMAT: dict[str, RecordEditor] = dict(
    zip(EDITABLE_FORMATS, (edit_jsonl, edit_yaml), strict=True)
)


def find_editor(path: Path) -> RecordEditor | None:
    """The editor for a record file, or `None` for files of reference managers.

    A reference manager would overwrite our edits with its next export.
    """
    chosen = format_by_suffix(path.name)
    return _EDITOR_BY_FORMAT.get(chosen.name) if chosen else None
