"""Edits of record files: which code edits a file, and how values are written there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from papershelf.sources.format_detection import format_by_suffix
from papershelf.sources.own.jsonl_editor import edit_jsonl
from papershelf.sources.own.yaml_editor import edit_yaml

EDITABLE_FORMATS = ("jsonl", "yaml")
"""The formats of files to which new records can be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """A data file as it is and as it shall be; `before` is `None` for a new file."""

    path: Path
    before: bytes | None
    after: bytes


class RecordEditor(Protocol):
    """Changes, adds and removes records of a file's content; raises `ValueError` if it cannot."""

    def __call__(
        self,
        content: bytes,
        changes: Mapping[int, Mapping[str, object]],
        added: Iterable[Mapping[str, object]],
        removed: Collection[int] = (),
    ) -> bytes:
        """The content with other values of keys, by line; without the records `removed`."""


_EDITOR_BY_FORMAT: dict[str, RecordEditor] = dict(
    zip(EDITABLE_FORMATS, (edit_jsonl, edit_yaml), strict=True)
)


def find_editor(path: Path) -> RecordEditor | None:
    """What edits the records of a file, `None` for files of reference managers.

    These would write their own version over ours.
    """
    chosen = format_by_suffix(path.name)
    return _EDITOR_BY_FORMAT.get(chosen.name) if chosen else None
