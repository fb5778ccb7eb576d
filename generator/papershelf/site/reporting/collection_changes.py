"""Compares a collection with that of an earlier git commit, for the summary of a pull request.

Takes a data folder and the name of a commit; returns the papers that were added, changed and removed.
Raises `PapersError` if git does not know the commit.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.formatting import format_count, format_size
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.site.reporting.build_report import BuildReport
from papershelf.site.reporting.report_text import render_host_lines
from papershelf.sources.own.data_folder import read_data
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_markdown

_MAX_LISTED = 50
_MAX_TITLE = 120
_IGNORED = frozenset({"path", "line", "changed", "first_id", "tags_proposed"})
"""Fields of a paper that nobody writes into its record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPaper:
    """A paper that both collections have, and the names of the fields that differ."""

    paper: Paper
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionChanges:
    """The papers in which two collections differ, and the number that the new one has."""

    added: tuple[Paper, ...] = ()
    changed: tuple[ChangedPaper, ...] = ()
    removed: tuple[Paper, ...] = ()
    total: int = 0


def compare_with_commit(data: Path, commit: str, fallback: Path | None = None) -> CollectionChanges:
    """Compare the papers of a data folder with those that it had at a commit."""
    with tempfile.TemporaryDirectory() as folder:
        _read_commit(data, commit, Path(folder))
        before = load_collection(read_data(Path(folder), fallback)).papers
    return compare_papers(before, load_collection(read_data(data, fallback)).papers)


def compare_papers(before: Iterable[Paper], after: Iterable[Paper]) -> CollectionChanges:
    """Compare papers by id; a former id of a paper counts as its id."""
    old = {paper.id: paper for paper in before}
    new = tuple(after)
    added, changed = [], []
    for paper in new:
        known = next((old.pop(name) for name in (paper.id, *paper.aliases) if name in old), None)
        if known is None:
            added.append(paper)
        elif names := tuple(_list_differences(known, paper)):
            changed.append(ChangedPaper(paper=paper, fields=names))
    return CollectionChanges(
        added=tuple(added), changed=tuple(changed), removed=tuple(old.values()), total=len(new)
    )


def _list_differences(before: Paper, after: Paper) -> Iterator[str]:
    for one in fields(Paper):
        if one.name not in _IGNORED and getattr(before, one.name) != getattr(after, one.name):
            yield one.name


def _read_commit(data: Path, commit: str, folder: Path) -> None:
    """Extract the data folder of a commit."""
    if commit.startswith("-"):
        raise PapersError([Problem("git", 0, "", f"{commit!r} is not the name of a commit")])
    top, _, prefix = _run_git(data, "rev-parse", "--show-toplevel", "--show-prefix").partition(
        b"\n"
    )
    tree = f"{commit}:{prefix.decode().strip()}"
    content = _run_git(Path(top.decode()), "archive", "--format=tar", tree)
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


def _run_git(folder: Path, *words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise PapersError([Problem("git", 0, words[0], reason.removeprefix("fatal: "))])
    return done.stdout


# --- Markdown ------------------------------------------------------------------------------------


def render_changes_summary(changes: CollectionChanges, site: Path | None = None) -> str:
    """Render the changes as Markdown, with the size of a built site and the limits of hosts."""
    lines = ["### Changes of the collection", ""]
    counts = (
        f"{len(changes.added):,} added, {len(changes.changed):,} changed, "
        f"{len(changes.removed):,} removed; {format_count(changes.total, 'paper')} now"
    )
    lines.append(f"Papers: {counts}.")
    entries = [
        *(f"added: {_name(paper)}" for paper in changes.added),
        *(f"changed: {_name(one.paper)}: {', '.join(one.fields)}" for one in changes.changed),
        *(f"**removed**: {_name(paper)}" for paper in changes.removed),
    ]
    lines += ["", *(f"- {entry}" for entry in entries[:_MAX_LISTED])] if entries else []
    if len(entries) > _MAX_LISTED:
        lines.append(f"- and {len(entries) - _MAX_LISTED:,} more")
    if site is not None and site.is_dir():
        lines += ["", *_describe_site(site)]
    return "\n".join(lines) + "\n"


def _name(paper: Paper) -> str:
    return f"{escape_markdown(truncate(paper.title, _MAX_TITLE))} (`{paper.id}`)"


def _describe_site(site: Path) -> Iterator[str]:
    report = BuildReport()
    files = (
        (path.relative_to(site).as_posix(), path) for path in site.rglob("*") if path.is_file()
    )
    report.count_files((name, path.stat().st_size) for name, path in sorted(files))
    pages, count = format_count(report.pages, "page"), format_count(report.files, "file")
    yield f"Site: {pages}, {count}, {format_size(report.size)}."
    yield ""
    yield from (f"- {line}" for line in render_host_lines(report))
