"""Writes down which paper has which citation key, so that no later change gives it another.

A project comes in; its ledger of keys goes out to the data folder, where people commit it.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.citations import (
    assign_citation_keys,
    check_citation_keys,
    parse_ledger,
    render_ledger,
    update_ledger,
)
from generator.errors import PapersError, has_errors
from generator.loading import load_collection
from generator.project import Project
from generator.sources.files import LEDGER, read_data, read_ledger
from generator.sources.storage import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysReport:
    """How many papers have a key in the ledger, and how many of them got it now."""

    total: int
    new: int

    def __str__(self) -> str:
        """One line that says so."""
        return f"{self.total:,} papers have a citation key for good, {self.new:,} of them new"


def keep_keys(project: Project) -> KeysReport:
    """Add the keys of all papers to the ledger. Raises `PapersError` when the data has errors."""
    collection = load_collection(read_data(project.data, project.fallback))
    ledger = parse_ledger(read_ledger(project.data), str(project.data / LEDGER))
    problems = [*collection.problems, *check_citation_keys(collection.papers, ledger)]
    if has_errors(problems):
        raise PapersError(problems)
    kept = update_ledger(ledger, assign_citation_keys(collection.papers, ledger))
    if kept != ledger:
        write_file(project.data / LEDGER, render_ledger(kept).encode())
    return KeysReport(total=len(kept), new=len(kept.keys() - ledger.keys()))
