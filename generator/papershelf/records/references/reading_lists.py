"""Validates the reading lists of a collection, and keeps their ids up to date.

Input: the raw entries of `collections.yaml`. Output: `ReadingList`s whose papers have their current
ids, and every problem found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Slug
from papershelf.core.record_schema import LISTED_PAPER_KEYS, READING_LIST_KEYS
from papershelf.core.suggestions import Suggester
from papershelf.records.model import ListedPaper, Paper, PaperId, ReadingList
from papershelf.records.scalar_fields import (
    FieldReporter,
    check_mapping_keys,
    load_block,
    load_line,
    load_slug,
    quote_value,
)
from papershelf.sources.parsing.raw_record import RawRecord


def load_reading_lists(
    records: Iterable[RawRecord], papers: Iterable[Paper], problems: list[Problem]
) -> dict[Slug, ReadingList]:
    """Load the reading lists in their order; unusable ones are left out and reported in `problems`.

    A paper may be named by an alias, too. One that is listed twice is shown once.
    """
    reader = _Reader(papers)
    lists: dict[Slug, ReadingList] = {}
    lines: dict[Slug, int] = {}
    titles: dict[str, Slug] = {}
    for record in records:
        report = FieldReporter(record, problems)
        found = reader.load(record, report)
        if found is None:
            continue
        if found.id in lists:
            report.field = "id"
            report.error(f"{quote_value(found.id)} is already used on line {lines[found.id]}")
        elif (owner := titles.setdefault(found.title.casefold(), found.id)) != found.id:
            report.field = "title"
            report.error(f"is already the title of {owner!r} on line {lines[owner]}")
        else:
            lists[found.id], lines[found.id] = found, record.line
    return lists


class _Reader:
    """Loads single reading lists, with the papers of the collection."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        papers = tuple(papers)
        self._ids: dict[str, PaperId] = {
            name: paper.id for paper in papers for name in (*paper.aliases, paper.id)
        }
        self._suggester = Suggester(paper.id for paper in papers)

    def load(self, record: RawRecord, report: FieldReporter) -> ReadingList | None:
        fields = record.fields
        check_mapping_keys(fields, READING_LIST_KEYS, report, "")
        report.field = "id"
        given = fields.get("id")
        name = load_slug(given, report) if given else None
        if not given:
            report.error("is missing")
        report.field = "title"
        title = load_line(fields.get("title") or "", report)
        if not title:
            report.error("is missing")
        report.field = "text"
        text = load_block(fields.get("text") or "", report)
        report.field = "papers"
        papers = tuple(self._load_papers(fields.get("papers"), report))
        if not papers:
            report.warn("is empty, so the reading list has no page")
            return None
        if not name or not title:
            return None
        return ReadingList(id=name, title=title, text=text, papers=papers)

    def _load_papers(self, value: object, report: FieldReporter) -> Iterator[ListedPaper]:
        if not isinstance(value, list):
            if value is not None:
                report.error(f"is not a list: {quote_value(value)}")
            return
        seen: dict[PaperId, str] = {}
        for place, item in enumerate(value):
            part = f"[{place}]"
            note, name = "", item
            if isinstance(item, dict):
                check_mapping_keys(item, LISTED_PAPER_KEYS, report, part)
                name = item.get("paper")
                note = load_line(item.get("note") or "", report, f"{part}.note")
            if not isinstance(name, str) or not name:
                report.error("is not the id of a paper, or a mapping with paper and note", part)
            elif name not in self._ids:
                hint = self._suggester.suggest(name)
                report.error(f"{quote_value(name)} is not in the collection{hint}", part)
            elif (paper := self._ids[name]) not in seen:
                seen[paper] = name
                yield ListedPaper(paper=paper, note=note)
            elif seen[paper] == name:  # Otherwise, two papers were merged.
                report.warn(f"{quote_value(name)} is already in this list", part)


def rename_listed_papers(
    text: str, records: Iterable[RawRecord], new_ids: Mapping[str, str]
) -> str:
    """Return the text of a file of reading lists with the new ids of papers.

    `records` is the parsed content of the text. An id that is not on the line of its entry is left
    as it is: the alias of the old id still works. So is one whose new id the list already has.
    """
    lines = text.split("\n")
    for record in records:
        for part, name in _listed_names(record):
            new, number = new_ids.get(name), record.line_of(part)
            names = {name for _, name in _listed_names(record)}
            if new and new not in names and 0 < number <= len(lines):
                start = _AFTER_KEY if part.endswith(".paper") else _AFTER_DASH
                found = re.search(rf"{start}({re.escape(name)})(?![a-z0-9-])", lines[number - 1])
                if found:
                    line = lines[number - 1]
                    lines[number - 1] = f"{line[: found.start(1)]}{new}{line[found.end(1) :]}"
    return "\n".join(lines)


_AFTER_KEY = r"""(?<![a-z])paper['"]?\s*:\s*['"]?"""
_AFTER_DASH = r"""(?:^\s*|(?:^|\s)-\s+|[\[,]\s*)['"]?"""
"""What is before an id that is the value of a key, or an entry by itself."""


def _listed_names(record: RawRecord) -> Iterator[tuple[str, str]]:
    """Yield the path and the name of each paper in a list."""
    items = record.fields.get("papers")
    for place, item in enumerate(items if isinstance(items, list) else ()):
        part = f"papers[{place}]"
        path, name = (
            (f"{part}.paper", item.get("paper")) if isinstance(item, dict) else (part, item)
        )
        if isinstance(name, str):
            yield path, name
