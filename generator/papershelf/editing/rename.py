"""Renames and merges papers: takes a project and ids, writes edited data files.

Records are edited in place and keep their comments. Aliases, redirects, reading lists, people, the
ledger of citation keys and import decisions are updated. Count files need no edit because their lines
are resolved through aliases. The result is loaded and checked before anything is written; errors raise
`PapersError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.core.identifiers import parse_slug
from papershelf.core.project import Project
from papershelf.core.slugs import make_slug
from papershelf.core.suggestions import Suggester
from papershelf.editing.change_log import edit_changes_between
from papershelf.editing.citation_key_log import update_collection_ledger
from papershelf.editing.record_editor import FileEdit, find_editor
from papershelf.merging.import_decisions import parse_decisions, rename_decisions, render_decisions
from papershelf.merging.incoming_records import load_existing
from papershelf.merging.match import MergeEntry, RecordIndex
from papershelf.merging.merge_pair import merge_entries
from papershelf.records.id_ledger import render_ledger
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.records.references.reading_lists import rename_listed_papers
from papershelf.records.references.redirects import retarget_redirects
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import serialize_values
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import (
    DECISIONS_FILE,
    LEDGER_FILE,
    PEOPLE_FILE,
    READING_LISTS_FILE,
    RawCollection,
    parse_records,
    read_bytes,
    read_data,
    read_decisions,
)
from papershelf.sources.own.data_writer import FileChange, lock_data_folder, write_files
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.latex_render import render_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameReport:
    """Result of a rename or merge: `edits` are whole files, `notes` list dropped values."""

    summary: str
    edits: tuple[FileEdit, ...] = ()
    notes: tuple[Problem, ...] = ()


def rename_paper(project: Project, old: str, new: str, *, dry_run: bool = False) -> RenameReport:
    """Give a paper a new id. Raises `PapersError` and changes nothing if that is impossible."""
    with _lock_unless_dry_run(project, dry_run=dry_run):
        work = _RenameWork(project)
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
        work.write_edits(dry_run=dry_run)
        place = f"{paper.path}:{paper.line}"
        return RenameReport(summary=f"renamed {old!r} to {new!r} at {place}", edits=work.edits)


def merge_papers(project: Project, kept: str, other: str, *, dry_run: bool = False) -> RenameReport:
    """Merge the second paper into the first. Raises `PapersError` like `rename_paper`."""
    with _lock_unless_dry_run(project, dry_run=dry_run):
        work = _RenameWork(project)
        if work.has(kept, other):
            return RenameReport(summary=f"{other!r} is already merged into {kept!r}")
        kept_paper, removed_paper = work.find(kept), work.find(other)
        if kept_paper is removed_paper:
            raise PapersError([Problem("merge", 0, "", f"{kept!r} cannot be merged into itself")])
        entry, left_out = work.merge(kept_paper, removed_paper)
        gains: dict[str, object] = {
            **dict.fromkeys(sorted(entry.dropped_fields)),
            **serialize_values(entry.gains),
            "aliases": [
                *kept_paper.aliases,
                removed_paper.id,
                *removed_paper.aliases,
                *work.title_alias(kept_paper, removed_paper),
            ],
        }
        if "id" not in entry.values:
            gains["id"] = kept_paper.id
        gained = ", ".join(name for name, value in gains.items() if value is not None)
        work.set_fields(
            kept_paper, gains, f"copy {gained} from {other!r} there, then delete {other!r}"
        )
        work.remove(
            removed_paper,
            f"delete it there and add 'papers/{other}/: papers/{kept}/' to redirects.yaml",
        )
        work.retarget({other: kept}, is_merge=True)
        work.write_edits(dry_run=dry_run)
        notes = tuple(
            Problem(removed_paper.path, removed_paper.line, name, f"left out: {value!r}", "warning")
            for name, value in left_out.items()
        )
        summary = f"merged {other!r} into {kept!r} at {kept_paper.path}:{kept_paper.line}"
        return RenameReport(summary=summary, edits=work.edits, notes=notes)


def _lock_unless_dry_run(project: Project, *, dry_run: bool) -> Any:  # noqa: ANN401  # a context manager
    return nullcontext() if dry_run else lock_data_folder(project.data)


@dataclass(slots=True)
class _FileChanges:
    """Changes to one record file, by line."""

    new_values: dict[int, dict[str, object]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    advice: dict[int, str] = field(default_factory=dict)


class _RenameWork:
    """Collects and checks the edits of one rename or merge."""

    def __init__(self, project: Project) -> None:
        self.data = project.data
        self.raw = read_data(project.data, project.fallback)
        self.collection = load_collection(self.raw)
        self._raise_on_errors(self.collection.problems)
        self.edits: tuple[FileEdit, ...] = ()
        self._records: dict[str, _FileChanges] = {}
        self._new_ids: dict[str, str] = {}
        self._is_merge = False

    def has(self, name: str, alias: str) -> bool:
        """Whether a paper has this id and alias, so the change was made already.

        An earlier run may have been killed before it reported success.
        """
        return any(paper.id == name and alias in paper.aliases for paper in self.collection.papers)

    def find(self, name: str) -> Paper:
        """The paper with an id. Raises `PapersError` if there is none."""
        for paper in self.collection.papers:
            if paper.id == name:
                return paper
            if name in paper.aliases:
                message = f"{name!r} is an alias of {paper.id!r} at {paper.path}:{paper.line}"
                raise PapersError([Problem("id", 0, "", message)])
        hint = Suggester(paper.id for paper in self.collection.papers).suggest(name)
        raise PapersError([Problem("id", 0, "", f"no paper has the id {name!r}{hint}")])

    def require_free_id(self, name: str, paper: Paper) -> None:
        """Check that a new id is valid and was never used by another paper. Raises `PapersError`."""
        try:
            slug = parse_slug(name)
        except ValueError as error:
            raise PapersError([Problem("id", 0, "", str(error))]) from None
        message = ""
        redirects = self.raw.redirects
        for other in self.collection.papers:
            if name == other.id or (name in other.aliases and other is not paper):
                message = f"{name!r} is already used by the paper at {other.path}:{other.line}"
        ledger = self.collection.ledger
        if not message and slug in ledger.lines and name not in paper.aliases:
            place = f"{ledger.path}:{ledger.lines[slug]}"  # type: ignore[index]  # a slug is its type
            message = f"{name!r} was the id of another paper (see {place})"
        if not message and redirects and f"papers/{name}/" in self.collection.redirects:
            message = f"{name!r} already has a redirect in {redirects.path}"
        if message:
            raise PapersError([Problem("id", 0, "", message)])

    # --- changes --------------------------------------------------------------------------------

    def set_fields(self, paper: Paper, new_values: Mapping[str, object], advice: str) -> None:
        """Set fields of a record; `advice` is shown if its file cannot be edited."""
        changes = self._records.setdefault(paper.path, _FileChanges())
        changes.new_values[paper.line] = dict(new_values)
        changes.advice[paper.line] = advice

    def remove(self, paper: Paper, advice: str) -> None:
        """Remove a record; `advice` is shown if its file cannot be edited."""
        changes = self._records.setdefault(paper.path, _FileChanges())
        changes.removed.add(paper.line)
        changes.advice[paper.line] = advice

    def retarget(self, new_ids: Mapping[str, str], *, is_merge: bool) -> None:
        """Set the id changes to apply to redirects, reading lists and import decisions."""
        self._new_ids, self._is_merge = dict(new_ids), is_merge

    def merge(self, kept: Paper, removed: Paper) -> tuple[MergeEntry, dict[str, object]]:
        """The merged record, and the values of the removed paper that were dropped."""
        vocabulary = load_vocabulary(self.raw.venues, self.raw.groups, self.raw.tags, [])
        resolver = Resolver(vocabulary)
        index = RecordIndex(resolver.preprint_venues)
        entry, other = (load_existing(self._record(paper), resolver) for paper in (kept, removed))
        for one in (entry, other):
            index.add(one)
        return entry, merge_entries(entry, other, resolver.find_venue("arXiv") or "arXiv")

    def _record(self, paper: Paper) -> RawRecord:
        place = (paper.path, paper.line)
        return next(one for one in self.raw.records if (one.path, one.line) == place)

    def title_alias(self, kept: Paper, removed: Paper) -> list[str]:
        """An alias from the removed paper's title, if that title would otherwise be lost.

        Imports match papers by it, so they do not add the removed paper again.
        """
        name = make_slug(render_plain(removed.title)) or ""
        taken = {one for paper in self.collection.papers for one in (paper.id, *paper.aliases)}
        known = taken | set(self.collection.ledger.lines)
        return [name] if name and kept.title != removed.title and name not in known else []

    # --- the result -----------------------------------------------------------------------------

    def write_edits(self, *, dry_run: bool) -> None:
        """Compute all edits, check the resulting collection, and write the files."""
        edits = list(self._edit_records())
        lists = (self.raw.reading_lists, READING_LISTS_FILE), (self.raw.people, PEOPLE_FILE)
        listed = (self._edit_listed_papers(records, name) for records, name in lists)
        edits += filter(None, (self._edit_redirects(), *listed, self._edit_decisions()))
        edits += self._edit_ledger_and_changes(edits)
        self.edits = tuple(edits)
        if not dry_run:
            files = [FileChange(edit.path, edit.before, edit.after) for edit in self.edits]
            write_files(self.data, files)

    def _edit_records(self) -> Iterator[FileEdit]:
        # Write records that gain data before those that are removed, so a crash loses nothing.
        for path in sorted(
            self._records, key=lambda path: (not self._records[path].new_values, path)
        ):
            changes = self._records[path]
            editor = find_editor(Path(path))
            before, problems = read_bytes(Path(path))
            line, advice = next(iter(changes.advice.items()))
            if before is None:
                raise PapersError(problems)
            try:
                if editor is None:
                    raise ValueError("cannot be edited by this command")  # noqa: TRY301
                after = editor(before, changes.new_values, (), changes.removed)
            except ValueError as error:
                raise PapersError([Problem(path, line, "", f"{error}; {advice}")]) from None
            yield FileEdit(path=Path(path), before=before, after=after)

    def _edit_redirects(self) -> FileEdit | None:
        record = self.raw.redirects
        if record is None:
            return None
        path = Path(record.path)
        before = read_bytes(path)[0] or b""
        after = retarget_redirects(before.decode("utf-8", "surrogateescape"), record, self._new_ids)
        content = after.encode("utf-8", "surrogateescape")
        return FileEdit(path=path, before=before, after=content) if content != before else None

    def _edit_listed_papers(self, records: Iterable[RawRecord], name: str) -> FileEdit | None:
        """The edit of a file whose entries list papers: reading lists or people."""
        path = self.data / name
        if not records:
            return None
        before = read_bytes(path)[0] or b""
        text = before.decode("utf-8", "surrogateescape")
        after = rename_listed_papers(text, records, self._new_ids).encode(
            "utf-8", "surrogateescape"
        )
        return FileEdit(path=path, before=before, after=after) if after != before else None

    def _edit_decisions(self) -> FileEdit | None:
        path = self.data / DECISIONS_FILE
        text = read_decisions(self.data)
        decisions = parse_decisions(text, path.as_posix())
        renamed = rename_decisions(decisions, self._new_ids, is_merge=self._is_merge)
        if renamed == decisions:
            return None
        after = render_decisions(renamed).encode("utf-8", "replace")
        return FileEdit(path=path, before=text.encode("utf-8", "replace"), after=after)

    def _edit_ledger_and_changes(self, edits: Iterable[FileEdit]) -> Iterator[FileEdit]:
        """The edits of the ledger, with ids and keys before and after, and of the change log."""
        before = replace(self.raw, ledger=render_ledger(update_collection_ledger(self.collection)))
        known = {problem.message for problem in self.collection.problems}
        after = load_collection(_with_edits(before, edits))
        self._raise_on_errors(problem for problem in after.problems if problem.message not in known)
        text = render_ledger(update_collection_ledger(after))
        if text != self.raw.ledger:
            old = self.raw.ledger.encode() if self.raw.ledger else None
            yield FileEdit(path=self.data / LEDGER_FILE, before=old, after=text.encode())
        if changes := edit_changes_between(self.raw, self.collection.papers, after.papers):
            yield changes

    def _raise_on_errors(self, problems: Iterable[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity == "error"]
        if has_errors(errors):
            raise PapersError(errors)


def _with_edits(raw: RawCollection, edits: Iterable[FileEdit]) -> RawCollection:
    """The raw collection with some edits applied."""
    records: list[RawRecord] = list(raw.records)
    for edit in edits:
        path = edit.path.as_posix()
        if any(record.path == path for record in records):
            records = [record for record in records if record.path != path]
            records += parse_records(edit.after, edit.path).records
    return replace(raw, records=tuple(sorted(records, key=lambda one: (one.path, one.line))))
