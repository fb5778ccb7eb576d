"""Reads JSON Lines, our format for generated data: one raw record per line.

A line that is not a JSON object (RFC 8259) is a problem with its line number; the others are read.
"""

from __future__ import annotations

import codecs
import io
import json
import math
from sys import intern

from papershelf.core.errors import Problem
from papershelf.sources.parsing.raw_record import RawRecord, ReadResult


def parse_jsonl(content: bytes, path: str) -> ReadResult:
    """Parse records, one per line; blank lines are skipped."""
    records: list[RawRecord] = []
    problems: list[Problem] = []
    # Unlike `splitlines`, BytesIO splits only at "\n" (lazily), not at line separators in texts.
    lines = io.BytesIO(content.removeprefix(codecs.BOM_UTF8))
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            fields = parse_object(line.decode())
        except ValueError as error:
            problems.append(Problem(path, number, "", _error_message(error)))
        else:
            records.append(RawRecord(fields=fields, path=path, line=number))
    return ReadResult(records=tuple(records), problems=tuple(problems))


def parse_object(text: str) -> dict[str, object]:
    """Parse one JSON object without repeated keys. Raises `ValueError`."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("is not a record: a record is {…} on one line")  # noqa: TRY004  # data, not a call
    return value


def _reject_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # The decoder creates new key strings for every record; interning them saves memory.
    made = {intern(key): value for key, value in pairs}
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"has the key {key!r} twice")
            seen.add(key)
    return made


def _reject_constant(name: str) -> object:
    raise ValueError(f"{name} is not a valid JSON number")


def _parse_finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:60]} is too large")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_reject_repeated_keys,
    parse_constant=_reject_constant,
    parse_float=_parse_finite,
)


def _error_message(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not valid JSON: {error.msg} at character {error.pos + 1}"
    if isinstance(error, UnicodeDecodeError):
        return "contains bytes that are not UTF-8; save the file as UTF-8"
    if "integer string conversion" in str(error):
        return "contains a number with too many digits"
    return str(error)
