"""Edits the records of a data folder, and the files that name them, in memory.

Records are edited in place and keep their comments. Aliases, redirects, reading lists, people, the
ledger of citation keys and import decisions are updated. Count files need no edit because their lines
are resolved through aliases. The resulting collection is loaded and checked; new errors raise
`PapersError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import parse_slug
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
from papershelf.records.loader import Collection, load_collection
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
    read_decisions,
)
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.latex_render import render_plain


@dataclass(slots=True)
class _FileChanges:
    """Changes to one record file, by line."""

    new_values: dict[int, dict[str, object]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    advice: dict[int, str] = field(default_factory=dict)


class DataFolderEdit:
    """Collects and checks the edits of records, and of all files that name them.

    `raw` is the content of the folder. `contents` has the content of record files that differ from
    those on disk, if `raw` was read from it.
    """

    def __init__(
        self, data: Path, raw: RawCollection, contents: Mapping[Path, bytes] | None = None
    ) -> None:
        self.data = data
        self.raw = raw
        self.collection = load_collection(raw)
        self.edits: tuple[FileEdit, ...] = ()
        self._contents = contents or {}
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
        changes.new_values.setdefault(paper.line, {}).update(new_values)
        changes.advice[paper.line] = advice

    def remove(self, paper: Paper, advice: str) -> None:
        """Remove a record; `advice` is shown if its file cannot be edited."""
        changes = self._records.setdefault(paper.path, _FileChanges())
        changes.removed.add(paper.line)
        changes.advice[paper.line] = advice

    def retarget(self, new_ids: Mapping[str, str], *, is_merge: bool) -> None:
        """Add id changes to apply to redirects, reading lists, people and import decisions."""
        self._new_ids.update(new_ids)
        self._is_merge = is_merge

    def merge(self, kept: Paper, removed: Sequence[Paper]) -> tuple[Problem, ...]:
        """Merge papers into one; return a warning for each value that is lost."""
        entry, left_out = self._merge_records(kept, removed)
        gains: dict[str, object] = {
            **dict.fromkeys(sorted(entry.dropped_fields)),
            **serialize_values(entry.gains),
            "aliases": [*dict.fromkeys(self._merged_aliases(kept, removed))],
        }
        if "id" not in entry.values:
            gains["id"] = kept.id
        gained = ", ".join(name for name, value in gains.items() if value is not None)
        others = ", ".join(repr(str(one.id)) for one in removed)
        self.set_fields(kept, gains, f"copy {gained} from {others} there, then delete {others}")
        for one in removed:
            redirect = f"papers/{one.id}/: papers/{kept.id}/"
            self.remove(one, f"delete it there and add '{redirect}' to redirects.yaml")
        self.retarget({str(one.id): str(kept.id) for one in removed}, is_merge=True)
        return tuple(left_out)

    def _merged_aliases(self, kept: Paper, removed: Iterable[Paper]) -> Iterator[str]:
        yield from kept.aliases
        for one in removed:
            yield from (one.id, *one.aliases, *self._title_alias(kept, one))

    def _merge_records(
        self, kept: Paper, removed: Sequence[Paper]
    ) -> tuple[MergeEntry, list[Problem]]:
        """The merged record, and the values of the removed papers that were dropped."""
        vocabulary = load_vocabulary(self.raw.venues, self.raw.groups, self.raw.tags, [])
        resolver = Resolver(vocabulary)
        index = RecordIndex(resolver.preprint_venues)
        entry, *others = (load_existing(self._record(one), resolver) for one in (kept, *removed))
        for one in (entry, *others):
            index.add(one)
        left_out = []
        for paper, other in zip(removed, others, strict=True):
            lost = merge_entries(entry, other, resolver.find_venue("arXiv") or "arXiv")
            left_out += [
                Problem(paper.path, paper.line, name, f"left out: {value!r}", "warning")
                for name, value in lost.items()
            ]
        return entry, left_out

    def _record(self, paper: Paper) -> RawRecord:
        place = (paper.path, paper.line)
        return next(one for one in self.raw.records if (one.path, one.line) == place)

    def _title_alias(self, kept: Paper, removed: Paper) -> list[str]:
        """An alias from the removed paper's title, if that title would otherwise be lost.

        Imports match papers by it, so they do not add the removed paper again.
        """
        name = make_slug(render_plain(removed.title)) or ""
        taken = {one for paper in self.collection.papers for one in (paper.id, *paper.aliases)}
        known = taken | set(self.collection.ledger.lines)
        return [name] if name and kept.title != removed.title and name not in known else []

    # --- the result -----------------------------------------------------------------------------

    def compute(self) -> tuple[FileEdit, ...]:
        """Compute all edits and check the resulting collection. Raises `PapersError` for new errors."""
        edits = list(self._edit_records())
        lists = (self.raw.reading_lists, READING_LISTS_FILE), (self.raw.people, PEOPLE_FILE)
        listed = (self._edit_listed_papers(records, name) for records, name in lists)
        edits += filter(None, (self._edit_redirects(), *listed, self._edit_decisions()))
        edits += self._edit_ledger_and_changes(edits)
        self.edits = tuple(edits)
        return self.edits

    def _edit_records(self) -> Iterator[FileEdit]:
        # Write records that gain data before those that are removed, so a crash loses nothing.
        for path in sorted(
            self._records, key=lambda path: (not self._records[path].new_values, path)
        ):
            changes = self._records[path]
            editor = find_editor(Path(path))
            known = self._contents.get(Path(path))
            before, problems = (known, ()) if known is not None else read_bytes(Path(path))
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
        after = load_collection(with_edits(before, edits))
        raise_on_errors(find_new_problems(self.collection, after))
        text = render_ledger(update_collection_ledger(after))
        if text != self.raw.ledger:
            old = self.raw.ledger.encode() if self.raw.ledger else None
            yield FileEdit(path=self.data / LEDGER_FILE, before=old, after=text.encode())
        if changes := edit_changes_between(self.raw, self.collection.papers, after.papers):
            yield changes


def raise_on_errors(problems: Iterable[Problem]) -> None:
    """Raise `PapersError` with those problems that are errors, if there are any."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise PapersError(errors)


def find_new_problems(before: Collection, after: Collection) -> Iterator[Problem]:
    """Yield the problems of an edited collection that it did not have before."""
    known = set(map(_without_lines, before.problems))
    return (problem for problem in after.problems if _without_lines(problem) not in known)


def _without_lines(problem: Problem) -> str:
    """A problem without lines of files, which an edit moves."""
    return _LINE.sub("", f"{problem.path} {problem.field} {problem.message}")


_LINE = re.compile(r":\d+")


def with_edits(raw: RawCollection, edits: Iterable[FileEdit]) -> RawCollection:
    """The raw collection with some edits applied."""
    records: list[RawRecord] = list(raw.records)
    for edit in edits:
        path = edit.path.as_posix()
        if any(record.path == path for record in records):
            records = [record for record in records if record.path != path]
            records += parse_records(edit.after, edit.path).records
    return replace(raw, records=tuple(sorted(records, key=lambda one: (one.path, one.line))))
