"""Edits JSON Lines: changes, appends and removes records and leaves all other lines untouched."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from papershelf.core.record_schema import FIELDS
from papershelf.sources.own.jsonl_records import parse_object

_FIELD_ORDER = {field.name: rank for rank, field in enumerate(FIELDS)}


def edit_jsonl(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Iterable[Mapping[str, object]],
    removed: Collection[int] = (),
) -> bytes:
    """Set keys of the records at the lines in `changes`, append `added`, and remove `removed`.

    A new value of `None` removes the key. Raises `ValueError` if a line is not a record.
    """
    lines = content.split(b"\n")
    for number, gains in changes.items():
        lines[number - 1] = _edit_line(lines[number - 1], gains)
    lines = [line for number, line in enumerate(lines, 1) if number not in removed]
    new = [render_jsonl_record(record).encode() for record in added]
    if new and lines and lines[-1].strip():
        lines.append(b"")
    return b"\n".join(lines) + b"".join(line + b"\n" for line in new)


def render_jsonl_record(record: Mapping[str, object]) -> str:
    """Render a record as one line, with its keys in the given order."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    # A lone surrogate cannot be encoded as UTF-8; an escape preserves it.
    return text if text.isprintable() else json.dumps(record, allow_nan=False)


def _edit_line(line: bytes, new_values: Mapping[str, object]) -> bytes:
    end = b"\r" if line.endswith(b"\r") else b""
    text = line.decode("utf-8-sig")
    before = b"\xef\xbb\xbf" if line.startswith(b"\xef\xbb\xbf") else b""
    return (
        before + render_jsonl_record(insert_fields(parse_object(text), new_values)).encode() + end
    )


def insert_fields(
    record: Mapping[str, object], new_values: Mapping[str, object]
) -> dict[str, object]:
    """The record with keys set; a new key is inserted before the first that follows it in order.

    A new value of `None` removes the key.
    """
    merged: dict[str, object] = dict(record)
    for key, value in new_values.items():
        if value is None:
            merged.pop(key, None)
            continue
        if key in merged:
            merged[key] = value
            continue
        items = list(merged.items())
        rank = _FIELD_ORDER[key]
        at = next(
            (i for i, (k, _) in enumerate(items) if _FIELD_ORDER.get(k, -1) > rank), len(items)
        )
        merged = dict([*items[:at], (key, value), *items[at:]])
    return merged
