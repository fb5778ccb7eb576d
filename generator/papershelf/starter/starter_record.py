"""The record of what `papershelf new` wrote, `.papershelf-starter.json` in a collection.

It has the answers of the user and the text of each starter file as it was written, which is the base
of the three-way merges of `papershelf upgrade`. Raises `PapersError` for a file that is damaged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from papershelf import __version__
from papershelf.core.disk_files import read_file, replace_file
from papershelf.core.errors import PapersError, Problem
from papershelf.starter.answers import Answers

RECORD_FILE = ".papershelf-starter.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterRecord:
    """The version of Papershelf that wrote the files, the answers, and the texts by path."""

    answers: Answers
    version: str = __version__
    files: Mapping[str, str] = field(default_factory=dict)


def read_record(folder: Path) -> StarterRecord | None:
    """The record of a collection, or `None` if it has none."""
    path = folder / RECORD_FILE
    if not path.is_file():
        return None
    try:
        values = json.loads(read_file(path).decode("utf-8"))
        # Collections from before this setting keep all files.
        given, texts = {"outputs": "full"} | values["answers"], values["files"]
        answers = Answers(**{each.name: _text(given[each.name]) for each in fields(Answers)})
        version = _text(values["version"])
        files = {_relative_path(name): _text(text) for name, text in texts.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"is damaged; restore it, or delete it and run papershelf new {folder.as_posix()}"
        raise PapersError([Problem(path.as_posix(), 0, "", message)]) from None
    return StarterRecord(answers=answers, version=version, files=files)


def write_record(folder: Path, record: StarterRecord) -> None:
    """Write the record of a collection, with its files sorted by path."""
    values = asdict(record) | {"files": dict(sorted(record.files.items()))}
    text = json.dumps(values, indent=1, ensure_ascii=False, sort_keys=True)
    replace_file(folder / RECORD_FILE, f"{text}\n".encode())


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _relative_path(name: str) -> str:
    """A path that stays in the folder; any other is an error, because files at it are replaced."""
    parts = name.split("/")
    if not all(parts) or {".", ".."} & set(parts) or any(char in name for char in "\\:\0"):
        raise ValueError(name)
    return name
