"""Validates the arguments of an import before any file is read. Errors raise `PapersError`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from papershelf.core.disk_files import real_path
from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import parse_day
from papershelf.editing.record_editor import EDITABLE_FORMATS
from papershelf.importing.import_files import YEAR_PATTERN
from papershelf.sources.format_detection import format_by_name, format_by_suffix


def require_valid_arguments(format_name: str | None, featured: str) -> None:
    """Check the name of the format and the day. Raises `PapersError`."""
    problems = []
    try:
        if format_name:
            format_by_name(format_name)
    except ValueError as error:
        problems.append(Problem("--format", 0, "", str(error)))
    try:
        if featured and not YEAR_PATTERN.fullmatch(featured):
            parse_day(featured)
    except ValueError as error:
        problems.append(Problem("--featured", 0, "", f"{error} or a year"))
    if problems:
        raise PapersError(problems)


def parse_record_location(text: str, files: Iterable[Path]) -> tuple[str, int]:
    """Parse `FILE:LINE` of a record that must not be merged; the file is one of those imported.

    Raises `PapersError`.
    """
    name, _, line = text.rpartition(":")
    wanted = Path(name)
    for path in files:
        if line.isdecimal() and real_path(path) == real_path(wanted):
            return path.as_posix(), int(line)
    message = f"{text!r} is not FILE:LINE of one of the imported files"
    raise PapersError([Problem("--as-new", 0, "", message)])


def data_folder_of(into: Path, data: Path) -> Path:
    """The data folder to which a record file belongs. Raises `PapersError`."""
    message = "is not a record file; use a name that ends in .jsonl, .yaml or .yml"
    chosen = format_by_suffix(into.name)
    if chosen is not None and chosen.name in EDITABLE_FORMATS and not into.name.startswith("."):
        papers = data / "papers"
        if real_path(papers) in real_path(into).parents:
            return data
        for folder in into.parents:
            if folder.name == "papers":
                return folder.parent
        message = "is not in a folder named papers, where collections have their records"
    raise PapersError([Problem(into.as_posix(), 0, "", message)])
