"""The days on which records changed: `changed.tsv` of a data folder. Pure.

A text file, one line for a paper with tabs between: the id, a hash of what its record says, and
the day from which it says so. A record whose hash is another one was edited by hand since.
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
"""No part of the hash: the name of the line, bookkeeping, and what has a day of its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a record said, as a hash, and the day since which it says so."""

    content_hash: str
    day: IsoDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The last change of each paper."""

    by_id: Mapping[PaperId, Change] = field(default_factory=dict)

    def day_of(self, paper: Paper, edited: IsoDate | None) -> IsoDate | None:
        """When a paper changed last; `edited` is the day of edits by hand, `None` if not known.

        `None` for a paper without a line: only its own days say what is new.
        """
        known = self.by_id.get(paper.id)
        if known is None or known.content_hash == hash_paper_content(paper):
            return known.day if known else None
        return max(known.day, edited) if edited else known.day


def hash_paper_content(paper: Paper) -> str:
    """A hash of what the record of a paper says to readers."""
    record = serialize_paper(paper)
    for name in _UNHASHED_FIELDS:
        record.pop(name, None)
    if paper.tags_proposed:  # the rules say so, not the record
        record.pop("tags", None)
    if not paper.year and paper.published:  # as `loader` adds it
        record["year"] = int(paper.published[:4])
    text = dump_json(dict(sorted(record.items())))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LENGTH]


def add_changed_days(
    papers: tuple[Paper, ...], changes: Changes, edited: IsoDate | None
) -> tuple[Paper, ...]:
    """Papers that know when their records changed last."""
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
    """The changes with those of some papers as of today, without the lines of `removed_ids`.

    Unless they are just edited, papers without a line get the day on which they were added, for
    nobody knows of a later change.
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
    """The changes as text, sorted by id."""
    return "".join(
        f"{paper}\t{change.content_hash}\t{change.day}\n"
        for paper, change in sorted(changes.by_id.items())
    )


def parse_changes(text: str, path: str = "changed.tsv") -> Changes:
    """The changes in a text; lines that are none raise `PapersError`, all at once."""
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
                raise ValueError("is not an id, a hash and a day with tabs between")  # noqa: TRY301
            paper = PaperId(parse_slug(cells[0]))
            change = Change(cells[1], parse_day(cells[2]))
        except ValueError as error:
            yield Problem(path, number, "", str(error))
            continue
        if paper in changes:
            yield Problem(path, number, "", f"{paper!r} has a line already")
        changes[paper] = change
