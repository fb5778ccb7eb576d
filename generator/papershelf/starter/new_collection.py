"""Creates a collection in a folder: starter files, vocabularies, and the papers of a file.

Takes `Answers` and a folder; writes what the folder does not have yet, and reports on it. Raises
`PapersError` if the folder cannot be used or the file cannot be imported.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem, add_error_path
from papershelf.core.slugs import make_slug
from papershelf.editing.fix import append_drafts, draft_unlisted_venues, fix_records
from papershelf.importing.importer import ImportReport, run_import
from papershelf.sources.own.schema_comment import schema_comment
from papershelf.starter.answers import Answers
from papershelf.starter.engine_source import IS_ON_INDEX, WHEELS_FOLDER, find_installed_wheel
from papershelf.starter.starter_files import render_starter_files
from papershelf.starter.starter_record import (
    RECORD_FILE,
    StarterRecord,
    read_record,
    write_record,
)
from papershelf.starter.starter_vocabularies import read_starter_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCollection:
    """The files that were written and those that existed before, by path in the folder.

    `lacks_engine` says that the collection needs a wheel of Papershelf that could not be added.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    lacks_engine: bool = False


def create_collection(folder: Path, answers: Answers) -> NewCollection:
    """Write the files of a new collection; existing files stay as they are.

    A collection that has a record keeps its answers.
    """
    if folder.exists() and not folder.is_dir():
        raise PapersError([Problem(folder.as_posix(), 0, "", "exists and is not a folder")])
    vocabulary = read_starter_vocabulary(answers.vocabulary)
    data = {
        f"data/{name}": schema_comment(f"data/{name}", Path(name).stem) + text
        for name, text in vocabulary.items()
    }
    old = read_record(folder)
    answers = old.answers if old else answers
    starters = render_starter_files(answers)
    written, kept = _write_missing(folder, starters | data)
    files = {name: text for name, text in starters.items() if name in written}
    if old is None:
        write_record(folder, StarterRecord(answers=answers, files=files))
        written.append(RECORD_FILE)
    elif files:
        write_record(folder, replace(old, files={**old.files, **files}))
    wheel = add_engine_wheel(folder)
    if wheel:
        written.append(wheel)
    return NewCollection(
        folder=folder,
        written=tuple(sorted(written)),
        kept=tuple(sorted(kept)),
        lacks_engine=not (IS_ON_INDEX or any(folder.glob(f"{WHEELS_FOLDER}/papershelf-*.whl"))),
    )


def _write_missing(folder: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Write the files that do not exist; returns the written and the existing paths."""
    written, kept = [], []
    for name, text in texts.items():
        path = folder / name
        with add_error_path(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                written.append(name)
            except FileExistsError:
                kept.append(name)
    return written, kept


def add_engine_wheel(folder: Path) -> str:
    """Copy the wheel of this program into a collection, until the package index has it.

    Returns the path of the copy, or "" if there is nothing to copy.
    """
    wheel = None if IS_ON_INDEX else find_installed_wheel()
    if wheel is None or (folder / WHEELS_FOLDER / wheel.name).exists():
        return ""
    target = folder / WHEELS_FOLDER / wheel.name
    with add_error_path(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(wheel, target)
    return f"{WHEELS_FOLDER}/{wheel.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstImport:
    """The report of the first import, and the number of venues drafted for it."""

    report: ImportReport
    drafted_venues: int


def import_first_papers(source: Path, data: Path) -> FirstImport:
    """Import a file into a new collection, and draft an entry for each venue that is not listed.

    The records name these venues by their ids, so that the first check passes.
    """
    name = make_slug(source.name.partition(".")[0]) or ""
    if not name or name.startswith("readme"):  # data folders ignore files with these names
        name = "imported"
    report = run_import([source], data=data, into=data / "papers" / f"{name}.yaml")
    drafts = draft_unlisted_venues(data)
    if drafts:
        append_drafts(drafts, data)
        fix_records(data)
    return FirstImport(report=report, drafted_venues=len(drafts))
