"""Corrects a paper as an issue asks: takes a project and a request, edits its record in place.

Comments, order and quotes of the file stay. Values are validated as those of every record, and the
collection must have no new error. Raises `PapersError` and changes nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.core.suggestions import Suggester
from papershelf.editing.data_folder_edit import DataFolderEdit, raise_on_errors
from papershelf.editing.issue_request import IssueRequest
from papershelf.editing.record_editor import FileEdit
from papershelf.records.loader import FIELD_SUGGESTER, Collection, load_values
from papershelf.records.model import Paper
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import FieldReporter
from papershelf.records.serializer import serialize_values
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import RawCollection, read_data
from papershelf.sources.own.data_writer import FileChange, lock_data_folder, write_files
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.folding import fold_text

_KEPT_AUTHOR_KEYS = ("orcid", "affiliation", "url", "kind")
"""What stays of an author whose name is corrected; name parts come from the new name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReport:
    """What was changed; `edits` are whole files, `notes` are warnings about the new values."""

    summary: str
    fields: tuple[str, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    notes: tuple[Problem, ...] = ()


def correct_paper(
    project: Project, request: IssueRequest, issue: str, *, dry_run: bool = False
) -> CorrectionReport:
    """Set the fields of a paper to the values of a request; `issue` is its name in messages."""
    with nullcontext() if dry_run else lock_data_folder(project.data):
        raw = read_data(project.data, project.fallback)
        work = DataFolderEdit(project.data, raw)
        paper = _find_paper(work.collection, request, issue)
        place = (paper.path, paper.line)
        record = next(one for one in raw.records if (one.path, one.line) == place)
        notes: list[Problem] = []
        changes = _find_changes(record, request, _make_resolver(raw), issue, notes)
        where = f"{paper.id!r} at {paper.path}:{paper.line}"
        if not changes:
            return CorrectionReport(summary=f"nothing to change in {where}", notes=tuple(notes))
        if "id" not in record.fields:  # it would follow the title
            changes = {"id": paper.id, **changes}
        work.set_fields(paper, changes, f"change {', '.join(changes)} there by hand")
        edits = work.compute()
        if not dry_run:
            files = [FileChange(one.path, one.before, one.after) for one in edits]
            write_files(project.data, files)
    fields = tuple(changes)
    summary = f"corrected {', '.join(fields)} of {where}"
    return CorrectionReport(summary=summary, fields=fields, edits=edits, notes=tuple(notes))


def _find_paper(collection: Collection, request: IssueRequest, issue: str) -> Paper:
    """The paper of a request, also by a former id. Raises `PapersError` if there is none."""
    for paper in collection.papers:
        if request.paper == paper.id or request.paper in paper.aliases:
            return paper
    hint = Suggester(paper.id for paper in collection.papers).suggest(request.paper)
    message = f"no paper has the id {request.paper!r}{hint}"
    raise PapersError([Problem(issue, request.lines.get("paper", 0), "paper", message)])


def _make_resolver(raw: RawCollection) -> Resolver:
    return Resolver(load_vocabulary(raw.venues, raw.groups, raw.tags, []), raw.unread)


def _find_changes(
    record: RawRecord, request: IssueRequest, resolver: Resolver, issue: str, notes: list[Problem]
) -> dict[str, object]:
    """The fields whose values differ from the record, serialized; `None` removes a field."""
    given = dict(request.changes)
    if isinstance(given.get("authors"), list):
        given["authors"] = _keep_author_details(record.fields.get("authors"), given["authors"])
    asked = RawRecord(fields=given, path=issue, line=0, lines=request.lines)
    problems: list[Problem] = []
    new = _load(asked, resolver, problems)
    if "title" in given and "title" not in new:
        problems.append(Problem(issue, asked.line_of("title"), "title", "is missing"))
    raise_on_errors(problems)
    notes += problems
    old = serialize_values(_load(record, resolver, []))
    values = serialize_values(new)
    # A DOI of arXiv becomes the arXiv id that it contains.
    names = dict.fromkeys((*given, *values))
    return {name: values.get(name) for name in names if values.get(name) != old.get(name)}


def _load(record: RawRecord, resolver: Resolver, problems: list[Problem]) -> dict[str, Any]:
    values = load_values(record, problems, FIELD_SUGGESTER)
    resolver.resolve(values, FieldReporter(record, problems), keep_venue_names=True)
    return values


def _keep_author_details(old: object, new: object) -> list[object]:
    """The new authors; names that stay, or are spelled differently, keep what else is known."""
    items = new if isinstance(new, list) else []
    known = [author for author in old if _name_of(author)] if isinstance(old, list) else []
    by_name = {_name_of(author): author for author in known}
    gone = [author for name, author in by_name.items() if name not in items]
    return [
        by_name.get(item) or _with_details(item, gone) if isinstance(item, str) else item
        for item in items
    ]


def _with_details(name: str, gone: list[Any]) -> object:
    """An author with the details of the one who had the name before, if only one can be meant."""
    alike = [author for author in gone if _look_alike(_name_of(author), name)]
    if len(alike) != 1 or not isinstance(alike[0], Mapping):
        return name
    details = {key: alike[0][key] for key in _KEPT_AUTHOR_KEYS if alike[0].get(key)}
    return {"name": name, **details} if details else name


def _look_alike(name: str, other: str) -> bool:
    """Whether two names have the same last word and the same first letter."""
    first, second = (fold_text(text).split() for text in (name, other))
    return bool(first and second) and (first[-1], first[0][0]) == (second[-1], second[0][0])


def _name_of(author: object) -> str:
    if not isinstance(author, Mapping):
        return author if isinstance(author, str) else ""
    parts = (author.get("given"), author.get("family"))
    return str(author.get("name") or " ".join(filter(None, map(str, filter(None, parts)))))
