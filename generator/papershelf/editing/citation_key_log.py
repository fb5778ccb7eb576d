"""Maintains the ledger of ids and citation keys, so that later changes never reassign a key.

Takes a project and writes the ledger to its data folder, where it is committed to git. Raises
`PapersError` for invalid data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from papershelf.catalogue.citation_keys import assign_citation_keys, is_possible_citation_key
from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.core.project import Project
from papershelf.editing.change_log import changes_edit
from papershelf.engine.process_pool import BackgroundTask
from papershelf.merging.match import MergeEntry
from papershelf.merging.reserved_ids import ReservedNames
from papershelf.records.id_ledger import (
    Ledger,
    collect_former_ids,
    parse_ledger,
    render_ledger,
    update_ledger,
)
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.sources.own.data_folder import LEDGER_FILE, RawCollection, read_data
from papershelf.sources.own.data_writer import lock_data_folder, replace_data_file

_MIN_ENTRIES_FOR_FORK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationKeysReport:
    """How many papers have a citation key in the ledger, and how many were added now.

    `warnings` concern the ledger, such as published ids that are gone: a paper whose id was changed
    by hand gets a new key unless its old id is among its aliases.
    """

    total: int
    new: int
    warnings: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        """The report as one line."""
        return f"citation keys: {self.total:,} saved, {self.new:,} new"


def save_citation_keys(project: Project) -> CitationKeysReport:
    """Add the keys of all papers to the ledger and update the change log.

    Raises `PapersError` if the data has errors or another process is editing them.
    """
    with lock_data_folder(project.data):
        return _save_citation_keys(project)


def _save_citation_keys(project: Project) -> CitationKeysReport:
    raw = read_data(project.data, project.fallback)
    collection = load_collection(raw)
    if has_errors(collection.problems):
        raise PapersError(collection.problems)
    kept = update_collection_ledger(collection)
    after = render_ledger(kept)
    if after != render_ledger(collection.ledger):
        replace_data_file(project.data / LEDGER_FILE, after.encode())
    there = {paper.id for paper in collection.papers}
    gone = collection.changes.by_id.keys() - there
    if changes := changes_edit(raw, collection.papers, gone, create=True):
        replace_data_file(changes.path, changes.after)
    known, former = collection.ledger.citation_keys.keys(), collection.former_ids
    names = ((paper.id, *former.get(paper.id, ())) for paper in collection.papers)
    new = sum(known.isdisjoint(each) for each in names)
    about = tuple(one for one in collection.problems if one.path == collection.ledger.path)
    return CitationKeysReport(total=len(collection.papers), new=new, warnings=about)


def update_collection_ledger(collection: Collection) -> Ledger:
    """The ledger of a collection, updated with the current ids and keys of its papers."""
    keys = assign_citation_keys(collection.papers, collection.ledger, collection.former_ids)
    return update_ledger(collection.ledger, keys, collection.former_ids)


def reserve_published_names(raw: RawCollection) -> ReservedNames:
    """The ids and citation keys that are in use and not available to new papers.

    Raises `PapersError` for an unreadable ledger.
    """
    ledger = parse_ledger(raw.ledger, raw.ledger_path)
    redirects = raw.redirects.fields if raw.redirects else {}
    return ReservedNames(ledger, frozenset(map(str, redirects)), _has_citation_key)


def _has_citation_key(values: Mapping[str, object], citation_key: str) -> bool:
    return is_possible_citation_key(Paper(**{"id": "", **values}), citation_key)  # type: ignore[arg-type]


def start_ledger_update(
    raw: RawCollection,
    existing: Sequence[MergeEntry],
    new: Sequence[MergeEntry],
    min_entries_for_fork: int = _MIN_ENTRIES_FOR_FORK,
) -> Callable[[], str]:
    """Start rendering the ledger with new papers; the returned function waits for the text.

    Runs in another process if there are many: it takes a seventh of the time of an import.
    """
    if not new:
        return lambda: raw.ledger
    work = partial(render_extended_ledger, raw, (*existing, *new))
    return (
        BackgroundTask("citation keys", work).result if len(new) >= min_entries_for_fork else work
    )


def render_extended_ledger(raw: RawCollection, entries: Iterable[MergeEntry]) -> str:
    """The text of the ledger, extended by records that it does not contain yet.

    Of existing records, only those with pinned keys matter, so the others are not loaded again.
    Raises `PapersError` for an unreadable ledger.
    """
    ledger = parse_ledger(raw.ledger, raw.ledger_path)
    papers = [
        Paper(**entry.values)
        for entry in entries
        if "id" in entry.values
        and (entry.values["id"] not in ledger.citation_keys or "citation_key" in entry.values)
    ]
    former = collect_former_ids(papers, {})
    keys = assign_citation_keys(papers, ledger, former)
    return render_ledger(update_ledger(ledger, keys, former))
