"""Renames and merges papers: takes a project and ids, writes edited data files.

The result is loaded and checked before anything is written; errors raise `PapersError`.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.editing.data_folder_edit import DataFolderEdit, raise_on_errors
from papershelf.editing.record_editor import FileEdit
from papershelf.sources.own.data_folder import read_data
from papershelf.sources.own.data_writer import FileChange, lock_data_folder, write_files


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameReport:
    """Result of a rename or merge: `edits` are whole files, `notes` list dropped values."""

    summary: str
    edits: tuple[FileEdit, ...] = ()
    notes: tuple[Problem, ...] = ()


def rename_paper(project: Project, old: str, new: str, *, dry_run: bool = False) -> RenameReport:
    """Give a paper a new id. Raises `PapersError` and changes nothing if that is impossible."""
    with _lock_unless_dry_run(project, dry_run=dry_run):
        work = _start(project)
        if work.has(new, old):
            return RenameReport(summary=f"{old!r} already has the id {new!r}")
        paper = work.find(old)
        work.require_free_id(new, paper)
        aliases = [*(name for name in paper.aliases if name != new), old]
        advice = (
            f"set papershelf = {{{new}}} there, add 'papers/{old}/: papers/{new}/' to "
            "redirects.yaml, and run papershelf keys"
        )
        work.set_fields(paper, {"id": new, "aliases": aliases}, advice)
        work.retarget({old: new}, is_merge=False)
        _write(work, dry_run=dry_run)
        place = f"{paper.path}:{paper.line}"
        return RenameReport(summary=f"renamed {old!r} to {new!r} at {place}", edits=work.edits)


def merge_papers(project: Project, kept: str, other: str, *, dry_run: bool = False) -> RenameReport:
    """Merge the second paper into the first. Raises `PapersError` like `rename_paper`."""
    with _lock_unless_dry_run(project, dry_run=dry_run):
        work = _start(project)
        if work.has(kept, other):
            return RenameReport(summary=f"{other!r} is already merged into {kept!r}")
        kept_paper, removed_paper = work.find(kept), work.find(other)
        if kept_paper is removed_paper:
            raise PapersError([Problem("merge", 0, "", f"{kept!r} cannot be merged into itself")])
        notes = work.merge(kept_paper, [removed_paper])
        _write(work, dry_run=dry_run)
        summary = f"merged {other!r} into {kept!r} at {kept_paper.path}:{kept_paper.line}"
        return RenameReport(summary=summary, edits=work.edits, notes=notes)


def _lock_unless_dry_run(project: Project, *, dry_run: bool) -> Any:  # noqa: ANN401  # a context manager
    return nullcontext() if dry_run else lock_data_folder(project.data)


def _start(project: Project) -> DataFolderEdit:
    work = DataFolderEdit(project.data, read_data(project.data, project.fallback))
    raise_on_errors(work.collection.problems)
    return work


def _write(work: DataFolderEdit, *, dry_run: bool) -> None:
    edits = work.compute()
    if not dry_run:
        write_files(work.data, [FileChange(edit.path, edit.before, edit.after) for edit in edits])
