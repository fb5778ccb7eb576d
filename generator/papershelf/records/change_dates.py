"""Tracks the day each record last changed, stored in `changed.tsv` of a data folder. Pure.

Each line has three tab-separated values: the paper's id, a content hash of its record, and the day
since which the record has that content. A record with a different hash was edited by hand since
then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import IsoDate, parse_day, parse_slug
from papershelf.records.model import Paper, PaperId
from papershelf.records.serializer import serialize_paper
from papershelf.text.json_text import dump_json

_HASH_LENGTH = 16
_UNHASHED_FIELDS = ("id", "source", "added", "featured", *COUNT_KINDS)
"""Fields excluded from the hash: the id, bookkeeping, and counts, which have their own days."""


@dataclass(frozen=True, slots=True)
class Change:
    """The content hash of a record, and the day since which it has that content."""

    content_hash: str
    day: IsoDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The last change of each paper."""

    by_id: Mapping[PaperId, Change] = field(default_factory=dict)

    def day_of(self, paper: Paper, edited: IsoDate | None) -> IsoDate | None:
        """Return the day a paper last changed.

        `edited` is the day of edits by hand, `None` if unknown. Returns `None` for a paper without
        a line.
        """
        known = self.by_id.get(paper.id)
        if known is None or known.content_hash == hash_paper_content(paper):
            return known.day if known else None
        return max(known.day, edited) if edited else known.day


def hash_paper_content(paper: Paper) -> str:
    """Hash the parts of a paper's record that readers see."""
    record = serialize_paper(paper)
    for name in _UNHASHED_FIELDS:
        record.pop(name, None)
    if paper.tags_proposed:  # proposed by rules, not part of the record
        record.pop("tags", None)
    if not paper.year and paper.published:  # `loader` derives it in the same way
        record["year"] = int(paper.published[:4])
    text = dump_json(dict(sorted(record.items())))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]


def add_changed_days(
    papers: tuple[Paper, ...], changes: Changes, edited: IsoDate | None
) -> tuple[Paper, ...]:
    """Return the papers with the day of their last change set."""
    if not changes.by_id:
        return papers
    return tuple(
        replace(paper, changed=day) if (day := changes.day_of(paper, edited)) else paper
        for paper in papers
    )


def update_changes(
    changes: Changes,
    papers: Iterable[Paper],
    today: IsoDate,
    removed_ids: Iterable[PaperId] = (),
    *,
    are_edited: bool = True,
) -> Changes:
    """Update the changes of some papers to today, and drop the lines of `removed_ids`.

    If `are_edited` is false, papers without a line get the day they were added, because no later
    change is known.
    """
    updated = dict(changes.by_id)
    for name in removed_ids:
        updated.pop(name, None)
    for paper in papers:
        found, known = hash_paper_content(paper), changes.by_id.get(paper.id)
        if known is None or known.content_hash != found:
            day = today if known or are_edited else paper.added or today
            updated[paper.id] = Change(found, day)
    return Changes(by_id=updated)


def render_changes(changes: Changes) -> str:
    """Render the changes as text, sorted by id."""
    return "".join(
        f"{paper}\t{change.content_hash}\t{change.day}\n"
        for paper, change in sorted(changes.by_id.items())
    )


def parse_changes(text: str, path: str = "changed.tsv") -> Changes:
    """Parse changes from text. Raises `PapersError` listing every invalid line."""
    found: dict[PaperId, Change] = {}
    problems = list(_parse_lines(text, path, found))
    if problems:
        raise PapersError(problems)
    return Changes(by_id=found)


def _parse_lines(text: str, path: str, changes: dict[PaperId, Change]) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip():
            continue
        try:
            if len(cells) != 3:
                raise ValueError("is not an id, a hash and a day, separated by tabs")  # noqa: TRY301
            paper = PaperId(parse_slug(cells[0]))
            change = Change(cells[1], parse_day(cells[2]))
        except ValueError as error:
            yield Problem(path, number, "", str(error))
            continue
        if paper in changes:
            yield Problem(path, number, "", f"{paper!r} already has a line")
        changes[paper] = change
