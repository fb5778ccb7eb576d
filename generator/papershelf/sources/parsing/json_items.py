"""Extracts entries with line numbers from foreign JSON, and provides typed access to values.

Entries may be in an array, in an array under a known key, concatenated as in JSON Lines, or a
single object. Each entry is decoded separately (RFC 8259), so a malformed one is reported and the
others are still read. The `_at` functions return a value of the requested type, or an empty one if
the type differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from papershelf.core.errors import Problem
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.record_builder import RecordBuilder

JsonObject = Mapping[str, Any]

_GAP = re.compile(r"[\s,]*")
_FIRST_KEY = re.compile(r'\{\s*"((?:[^"\\]|\\.){1,80})"\s*:')
_MAX_FAILURES = 100
"""Number of decoding errors after which the rest of a file is not read."""


def has_keys(head: str, *names: str) -> bool:
    """Whether the start of a JSON text contains all these keys, at any depth."""
    if head.lstrip()[:1] not in ("{", "["):
        return False
    return all(re.search(rf'"{re.escape(name)}"\s*:', head) for name in names)


def gather_items(
    content: bytes, path: str, identifying_key: str, lists: tuple[str, ...] = ()
) -> tuple[RecordBuilder, Iterator[tuple[int, JsonObject]]]:
    """A builder for the papers of a file, and its entries (those with `identifying_key`) by line."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    items = parse_items(
        text, path, builder.problems, lists=lists, is_entry=lambda item: identifying_key in item
    )
    return builder, items


def parse_items(
    text: str,
    path: str,
    problems: list[Problem],
    *,
    lists: tuple[str, ...] = (),
    is_entry: Callable[[JsonObject], bool] = bool,
) -> Iterator[tuple[int, JsonObject]]:
    """Yield every entry with its line; `lists` are keys whose value may be the array of entries.

    After a malformed entry, parsing resumes at the next object that starts with the same key, if
    `is_entry` accepts it.
    """
    position = _first_entry_offset(text, lists)
    line, counted, failures, lost = 1, 0, 0, False
    signature: re.Pattern[str] | None = None
    while (position := _skip_gap(text, position)) < len(text) and text[position] not in "]}":
        line += text.count("\n", counted, position)
        counted = position
        signature = signature or _entry_signature(text, position)
        value, end, fault = _decode_value(text, position)
        failures += bool(fault)
        if fault and not lost:
            at = line + text.count("\n", position, end)
            problems.append(
                Problem(path, at, "", f"is not valid JSON: {fault}; the entry was skipped")
            )
        elif isinstance(value, dict) and (not lost or is_entry(value)):
            lost = False
            yield line, value
        elif not lost and not fault:
            message = "is not an entry: it has no keys"
            problems.append(Problem(path, line, "", message, "error" if value else "warning"))
        if not fault and not lost:
            position = end
            continue
        lost = True
        again = signature.search(text, position + 1) if signature else None
        if again is None or failures > _MAX_FAILURES:
            return
        position = again.start()


def _first_entry_offset(text: str, lists: tuple[str, ...]) -> int:
    """The offset of the first entry."""
    begin = _skip_gap(text, 0)
    if text[begin : begin + 1] == "{":
        for name in lists:
            start = rf'"{re.escape(name)}"\s*:\s*\['
            # Better BibTeX uses the same key for lists of numbers in its collections.
            if found := re.search(rf"{start}(?=\s*\{{)", text) or re.search(start, text):
                return found.end()
    return begin + (text[begin : begin + 1] == "[")


def _skip_gap(text: str, position: int) -> int:
    found = _GAP.match(text, position)
    return found.end() if found else position


def _entry_signature(text: str, position: int) -> re.Pattern[str] | None:
    found = _FIRST_KEY.match(text, position)
    return re.compile(rf'\{{\s*"{re.escape(found[1])}"\s*:') if found else None


def _decode_value(text: str, position: int) -> tuple[object, int, str]:
    """A decoded value, the offset of its end, and its error if any."""
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        return None, error.pos, error.msg
    except RecursionError:
        return None, position, "it is nested too deeply"
    except ValueError:
        return None, position, "it contains a number with too many digits"
    return value, end, ""


_DECODER = json.JSONDecoder()


# --- typed access -----------------------------------------------------------------------------


def value_at(item: object, *path: str) -> object:
    """The value under some nested keys, or `None`."""
    for key in path:
        # JSON has only `dict`; checking for `Mapping` takes three times as long
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def text_at(item: object, *path: str) -> str:
    """The text under some nested keys; an integer is converted to digits."""
    value = value_at(item, *path)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def number_at(item: object, *path: str) -> int | None:
    """The integer under some nested keys."""
    value = value_at(item, *path)
    return value if type(value) is int and value >= 0 else None


def items_at(item: object, *path: str) -> list[JsonObject]:
    """The mappings in a list under some nested keys; a single mapping counts as a list of one."""
    value = value_at(item, *path)
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts_at(item: object, *path: str) -> list[str]:
    """The texts in a list under some nested keys; a single text counts as a list of one."""
    value = value_at(item, *path)
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
