"""Reads a data folder into a `RawCollection`, without validation.

`papers/**` contains records; `venues.yaml`, `tags.yaml` and `redirects.yaml` the vocabularies and
redirects; `collections.yaml` the reading lists; `people.yaml` known persons. Vocabularies missing
from the folder may come from a fallback folder. Files are read in order of their names; problems
show the folder as the user typed it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.core.identifiers import IsoDate
from papershelf.core.record_schema import FIGURE_SUFFIXES
from papershelf.core.slugs import make_slug
from papershelf.sources.own.data_writer import find_interrupted_change
from papershelf.sources.own.git_history import CHANGES_FILE, read_edit_day
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.record_formats import RECORD_FORMATS, find_record_format
from papershelf.sources.own.yaml_records import parse_sections, parse_yaml
from papershelf.sources.own.yaml_tree import parse_tree, to_plain_value
from papershelf.sources.parsing.raw_record import RawRecord, ReadResult

TAG_SECTIONS = ("groups", "tags")
VENUE_SECTIONS = ("venues",)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCollection:
    """Unvalidated content of a data folder; `redirects` is one record, old to new.

    Each of `reading_lists` is an entry of `collections.yaml`, each of `people` one of `people.yaml`.
    Each of `counts` is a line of numbers;
    its `source_day` comes from the file name. `ledger` is the text of the ledger of citation keys
    ("" if there is none) and `ledger_path` its path; `changes` and `changes_path` likewise for
    `changed.tsv`. `commit_day` is the day of the last commit, if needed. `unread` names the
    vocabulary files that could not be read completely.
    """

    records: tuple[RawRecord, ...] = ()
    venues: tuple[RawRecord, ...] = ()
    groups: tuple[RawRecord, ...] = ()
    tags: tuple[RawRecord, ...] = ()
    redirects: RawRecord | None = None
    reading_lists: tuple[RawRecord, ...] = ()
    people: tuple[RawRecord, ...] = ()
    counts: tuple[RawRecord, ...] = ()
    ledger: str = ""
    ledger_path: str = ""
    changes: str = ""
    changes_path: str = ""
    commit_day: IsoDate | None = None
    unread: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def read_data(data: Path, *fallbacks: Path | None) -> RawCollection:
    """Read a data folder, with vocabularies from the fallback folders where it has none."""
    if not data.is_dir():
        return RawCollection(problems=(Problem(data.as_posix(), 0, "", "is not a folder"),))
    if half_done := find_interrupted_change(data):
        return RawCollection(problems=(half_done,))
    problems: list[Problem] = []
    records: list[RawRecord] = []
    for path in find_record_files(data, problems):
        reading = read_record_file(path)
        records += reading.records
        problems += reading.problems
    venues = _read_sections((data, *fallbacks), "venues.yaml", VENUE_SECTIONS)
    tags = _read_sections((data, *fallbacks), "tags.yaml", TAG_SECTIONS)
    vocabularies = {"venues.yaml": venues, "tags.yaml": tags}
    redirects = _read_redirects(data / "redirects.yaml")
    reading_lists = read_record_list(data / READING_LISTS_FILE)
    people = read_record_list(data / PEOPLE_FILE)
    counts = read_counts(data)
    ledger = changes = ""
    try:
        ledger, changes = _read_text(data / LEDGER_FILE), _read_text(data / CHANGES_FILE)
    except PapersError as error:
        problems += error.problems
    for reading in (*venues.values(), *tags.values(), redirects, reading_lists, people, counts):
        problems += reading.problems
    return RawCollection(
        records=tuple(_assign_ids_from_keys(records)),
        venues=venues["venues"].records,
        groups=tags["groups"].records,
        tags=tags["tags"].records,
        redirects=redirects.records[0] if redirects.records else None,
        reading_lists=reading_lists.records,
        people=people.records,
        counts=counts.records,
        ledger=ledger,
        ledger_path=(data / LEDGER_FILE).as_posix(),
        changes=changes,
        changes_path=(data / CHANGES_FILE).as_posix(),
        commit_day=read_edit_day(data),
        unread=frozenset(name for name, read in vocabularies.items() if _is_partial(read)),
        problems=tuple(problems),
    )


def _is_partial(sections: dict[str, ReadResult]) -> bool:
    """Whether part of a vocabulary could not be read, so it may contain more names."""
    return any(has_errors(reading.problems) for reading in sections.values())


def _assign_ids_from_keys(records: list[RawRecord]) -> Iterator[RawRecord]:
    """The records, with citation keys as ids of reference-manager records that have no id.

    A key is used only if it is free; of several records with the same key, the first gets it.
    """
    taken = {name for record in records for name in _ids_of(record)}
    for record in records:
        slug = (
            make_slug(record.citation_key)
            if record.citation_key and not record.fields.get("id")
            else None
        )
        if slug and slug not in taken:
            taken.add(slug)
            yield replace(record, fields={**record.fields, "id": slug})
        else:
            yield record


def _ids_of(record: RawRecord) -> Iterator[str]:
    """The id and aliases of a record that are strings."""
    aliases = record.fields.get("aliases")
    names = aliases if isinstance(aliases, list) else [aliases]
    yield from (name for name in (record.fields.get("id"), *names) if isinstance(name, str))


LEDGER_FILE = "citation-keys.tsv"
"""Ledger of published ids and citation keys; updated by every command that changes records."""


DECISIONS_FILE = "import-decisions.tsv"
"""Import decisions that keep an incoming record apart from a similar paper or merge it."""


def read_decisions(data: Path) -> str:
    """The text of earlier import decisions, or "". Raises `PapersError` if it cannot be read."""
    return _read_text(data / DECISIONS_FILE)


def _read_text(path: Path) -> str:
    if not _path_exists(path):
        return ""
    content, problems = read_bytes(path)
    if content is None:
        raise PapersError(problems)
    return content.decode("utf-8", "replace")


READING_LISTS_FILE = "collections.yaml"
"""Reading lists: papers that curators chose, with a word about each."""
PEOPLE_FILE = "people.yaml"
"""Persons with their spellings, identifiers and affiliations."""


def read_record_list(path: Path) -> ReadResult:
    """Read the entries of a YAML file that is a list, none if it does not exist."""
    if not _path_exists(path):
        return ReadResult()
    content, problems = read_bytes(path)
    if content is None:
        return ReadResult(problems=problems)
    return parse_yaml(content, path.as_posix())


COUNTS_FOLDER = "counts"
"""Folder with one file of counts per day."""


def read_counts(data: Path) -> ReadResult:
    """Read the counts of all days, oldest first; other files are reported as problems."""
    records: list[RawRecord] = []
    problems: list[Problem] = []
    folder = data / COUNTS_FOLDER
    for path in _list_folder(folder, problems) if _path_exists(folder) else ():
        if path.name.startswith(".") or path.name.upper().startswith("README"):
            continue
        if path.suffix != ".jsonl":
            message = "was not read: files of counts are named like 2026-11-20.jsonl"
            problems.append(Problem(path.as_posix(), 0, "", message, "warning"))
            continue
        content, read_problems = read_bytes(path)
        reading = (
            parse_jsonl(content, path.as_posix()) if content else ReadResult(problems=read_problems)
        )
        records += (replace(record, source_day=path.stem) for record in reading.records)
        problems += reading.problems
    return ReadResult(records=tuple(records), problems=tuple(problems))


def find_record_files(data: Path, problems: list[Problem] | None = None) -> Iterator[Path]:
    """The record files of a data folder, sorted; other files are reported as problems.

    Hidden files and folders, READMEs and images are skipped. An unreadable folder is an error: its papers
    would seem to have been deleted.
    """
    faults: list[Problem] = []
    root = data / "papers"
    walk = os.walk(root, onerror=lambda error: faults.append(_unreadable_problem(error)))
    for folder, folders, names in walk if _path_exists(root) else ():
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        faults += filter(None, (_find_folder_fault(Path(folder, name)) for name in folders))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or name.upper().startswith("README"):
                continue
            if find_record_format(name):
                yield path
            elif problems is not None and path.suffix.lower() not in FIGURE_SUFFIXES:
                known = ", ".join(s for f in RECORD_FORMATS for s in f.suffixes)
                message = f"was not read: record files end in {known}; for other formats, use papershelf import"
                problems.append(Problem(path.as_posix(), 0, "", message, "warning"))
    if problems is not None:
        problems += faults


def _find_folder_fault(path: Path) -> Problem | None:
    """The problem of a folder whose files are not read as the curator may expect, or `None`."""
    message = ""
    if path.is_symlink():
        message = "is a link to a folder, and links are not followed; move the folder here"
    elif find_record_format(path.name):
        message = "is a folder, but is named like a record file; rename it"
    return Problem(path.as_posix(), 0, "", message) if message else None


def _path_exists(path: Path) -> bool:
    """Whether a path exists, including a broken symbolic link."""
    return path.is_symlink() or path.exists()


def _list_folder(folder: Path, problems: list[Problem]) -> list[Path]:
    """The paths in a folder, sorted; an unreadable folder is reported and yields none."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problems.append(_unreadable_problem(error))
        return []


def _unreadable_problem(error: OSError) -> Problem:
    return Problem(Path(error.filename).as_posix(), 0, "", f"cannot be read: {error.strerror}")


def read_record_file(path: Path) -> ReadResult:
    """Read one record file by its suffix; a file that cannot be opened is a problem."""
    content, problems = read_bytes(path)
    return ReadResult(problems=problems) if content is None else parse_records(content, path)


def parse_records(content: bytes, path: Path) -> ReadResult:
    """Parse the content of a record file by its suffix."""
    chosen = find_record_format(path.name)
    if chosen is None:
        return ReadResult()
    reading = chosen.parse(content, path.as_posix())
    if chosen.name == "bibtex" and content.strip() and reading == ReadResult():
        problem = Problem(path.as_posix(), 0, "", "contains no BibTeX entry")
        return ReadResult(problems=(problem,))
    return reading


def read_bytes(path: Path) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The content of a file, or `None` and the problem.

    Of special files, only streams passed by a shell are read; a named pipe in a data folder would
    block forever.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) or _STREAM_PATH.fullmatch(path.as_posix()):
            return path.read_bytes(), ()
        message = "is a folder, not a file" if stat.S_ISDIR(mode) else "is not a regular file"
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    return None, (Problem(path.as_posix(), 0, "", message),)


_STREAM_PATH = re.compile(r"/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")


def find_vocabulary(folders: Iterable[Path | None], name: str) -> Path | None:
    """The path of a vocabulary file in the first folder that has it."""
    for folder in folders:
        if folder and _path_exists(folder / name):
            return folder / name
    return None


def _read_sections(
    folders: Iterable[Path | None], name: str, sections: tuple[str, ...]
) -> dict[str, ReadResult]:
    path = find_vocabulary(folders, name)
    if path is None:
        return dict.fromkeys(sections, ReadResult())
    content, problems = read_bytes(path)
    if content is None:
        return {**dict.fromkeys(sections, ReadResult()), sections[0]: ReadResult(problems=problems)}
    return parse_sections(content, path.as_posix(), sections)


def _read_redirects(path: Path) -> ReadResult:
    if not _path_exists(path):
        return ReadResult()
    content, problems = read_bytes(path)
    if content is None:
        return ReadResult(problems=problems)
    root, problems = parse_tree(content, path.as_posix())
    if root is None or root.value is None:
        return ReadResult(problems=problems)
    lines: dict[str, int] = {}
    fields = to_plain_value(root, lines)
    if not isinstance(fields, dict):
        problem = Problem(
            path.as_posix(), root.line, "", "is not a mapping of old to new addresses"
        )
        return ReadResult(problems=(*problems, problem))
    record = RawRecord(fields=fields, path=path.as_posix(), line=root.line, lines=lines)
    return ReadResult(records=(record,), problems=problems)
