"""Creates a collection in a folder: starter files, vocabularies, and the papers of a file.

Takes `Answers` and a folder; writes what the folder does not have yet, and reports on it. Raises
`PapersError` if the folder cannot be used or the file cannot be imported.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.errors import PapersError, Problem, add_error_path
from papershelf.core.slugs import make_slug
from papershelf.editing.fix import append_drafts, draft_unlisted_venues, fix_records
from papershelf.importing.importer import ImportReport, run_import
from papershelf.starter.answers import Answers
from papershelf.starter.engine_source import IS_ON_INDEX, WHEELS_FOLDER, find_installed_wheel
from papershelf.starter.starter_files import render_starter_files
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
    """Write the files of a new collection; existing files stay as they are."""
    if folder.exists() and not folder.is_dir():
        raise PapersError([Problem(folder.as_posix(), 0, "", "exists and is not a folder")])
    vocabulary = read_starter_vocabulary(answers.vocabulary)
    data = {f"data/{name}": text for name, text in vocabulary.items()}
    texts = render_starter_files(answers) | data
    written, kept = _write_missing(folder, texts)
    lacks_engine = False
    if not IS_ON_INDEX:
        wheel = find_installed_wheel()
        lacks_engine = not wheel and not any(folder.glob(f"{WHEELS_FOLDER}/papershelf-*.whl"))
        if wheel:
            path = f"{WHEELS_FOLDER}/{wheel.name}"
            (kept if _copy_missing(wheel, folder / path) else written).append(path)
    return NewCollection(
        folder=folder,
        written=tuple(sorted(written)),
        kept=tuple(sorted(kept)),
        lacks_engine=lacks_engine,
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


def _copy_missing(source: Path, target: Path) -> bool:
    """Copy a file unless the target exists; returns whether it did."""
    if target.exists():
        return True
    with add_error_path(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return False


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
    if not name or name.startswith("readme"):  # names of files that are no records
        name = "imported"
    report = run_import([source], data=data, into=data / "papers" / f"{name}.yaml")
    drafts = draft_unlisted_venues(data)
    if drafts:
        append_drafts(drafts, data)
        fix_records(data)
    return FirstImport(report=report, drafted_venues=len(drafts))
