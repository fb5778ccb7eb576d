"""Reads the files of an import: records of any format, with their source and day.

Returns raw records and the problems of reading them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.errors import Problem
from papershelf.sources.format_detection import parse_file_content, require_records
from papershelf.sources.own.data_folder import read_bytes
from papershelf.sources.parsing.compression import unpack_gzip
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.sources.parsing.submission_status import SubmissionOutcome, describe_skipped

YEAR_PATTERN = re.compile(r"[12]\d{3}")
"""A year; sufficient for lists whose dates omit it."""


def read_import_files(
    files: Iterable[Path],
    format_name: str | None,
    featured: str,
    include: frozenset[SubmissionOutcome] = frozenset(),
) -> tuple[list[RawRecord], list[Problem]]:
    """Read files; returns the records with their sources, and the problems found.

    Skips submissions that were not accepted, unless `include` contains their outcome.
    """
    records: list[RawRecord] = []
    problems: list[Problem] = []
    for path in files:
        content, read_problems = read_bytes(path)
        problems += read_problems
        if content is not None:
            content, read_problems = unpack_gzip(content, path.as_posix())
            problems += read_problems
        if content is None:
            continue
        chosen, reading = parse_file_content(content, path.as_posix(), format_name)
        if chosen is not None:
            reading = require_records(content, path.as_posix(), chosen, reading)
        problems += reading.problems
        undated = 0
        taken, left_out = _select_by_outcome(reading.records, include, path)
        problems += left_out
        for record in taken:
            source = {"format": chosen.name if chosen else "", "from": path.name}
            source |= {"day": record.source_day} if record.source_day else {}
            dated = _add_source(_add_featured_day(record, featured), source)
            undated += bool(record.listed_day) and "featured" not in dated.fields
            records.append(dated)
        if undated:
            message = f"the page has a day without a year ({reading.records[-1].listed_day})"
            message += "; to keep it, give the year or the day with --featured"
            problems.append(Problem(path.as_posix(), 0, "featured", message, "warning"))
    return records, problems


def _select_by_outcome(
    records: Iterable[RawRecord], include: frozenset[SubmissionOutcome], path: Path
) -> tuple[list[RawRecord], list[Problem]]:
    """The records of a file to import, and the number of skipped submissions."""
    taken: list[RawRecord] = []
    left_out: list[SubmissionOutcome] = []
    for record in records:
        if record.outcome and record.outcome not in include:
            left_out.append(record.outcome)
        else:
            taken.append(record)
    message = describe_skipped(left_out)
    return taken, [Problem(path.as_posix(), 0, "", message, "warning")] if message else []


def _add_source(record: RawRecord, source: dict[str, str]) -> RawRecord:
    if record.fields.get("source"):
        return record
    return replace(record, fields={**record.fields, "source": source})


def _add_featured_day(record: RawRecord, featured: str) -> RawRecord:
    """The record with the day on which it was listed, completed from the curator's argument."""
    day = featured
    if YEAR_PATTERN.fullmatch(featured):
        day = f"{featured}-{record.listed_day}" if record.listed_day else ""
    if not day:
        return record
    # Assume that counts in a daily list were read on the day of the list.
    counts = {
        kind.field: record.fields.get(kind.field) for kind in COUNT_KINDS.values() if kind.is_listed
    }
    dated = {
        name: {**count, "day": day} for name, count in counts.items() if isinstance(count, dict)
    }
    return replace(record, fields={**record.fields, **dated, "featured": [day]})
