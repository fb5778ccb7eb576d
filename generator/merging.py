"""A collection's records and incoming ones in, a plan of what to write out. Pure.

What a record says already is never changed: it gains the fields that it lacks, and days on which
it was featured. The source of each gained field is noted in `source.fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.errors import Problem
from generator.loading import FIELD_SUGGESTER, load_values
from generator.matching import Entry, Index
from generator.model import Source
from generator.naming import propose_id
from generator.resolving import Resolver
from generator.schema import FIELDS
from generator.sources.record import RawRecord
from generator.values import Reporter, show

_OWN = frozenset({"id", "aliases", "source", "title"})
"""What a record never gains from another: its names and its history."""


@dataclass(slots=True)
class Plan:
    """What an import would do; the entries of `merged` are to be edited where they stand.

    `refused` are incoming records of which nothing is used, `notes` everything else that a
    person should know, each with its line in the incoming file.
    """

    new: list[Entry] = field(default_factory=list)
    merged: dict[int, Entry] = field(default_factory=dict)
    merges: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def plan_import(
    standing: Iterable[RawRecord],
    incoming: Iterable[RawRecord],
    resolver: Resolver,
    names: Iterable[str] = (),
) -> Plan:
    """Decide for each incoming record whether it is new, adds to another, or says nothing new.

    `names` are ids that are taken for other reasons, such as redirects.
    """
    plan = Plan()
    index = Index()
    taken = set(names)
    _index_standing(standing, index, taken)
    for record in incoming:
        values = _load_incoming(record, resolver, plan)
        if values is not None:
            _place(record, values, index, taken, plan)
    return plan


def _index_standing(standing: Iterable[RawRecord], index: Index, taken: set[str]) -> None:
    without_id: list[Entry] = []
    for record in standing:
        # What is wrong with these is for `check` to tell.
        values = load_values(record, [], FIELD_SUGGESTER)
        taken.update(values.get("aliases", ()))
        if "id" in values:
            taken.add(values["id"])
        if "title" in values:
            entry = Entry(values, record)
            index.add(entry)
            if "id" not in values:
                without_id.append(entry)
    for entry in without_id:
        taken.add(propose_id(entry.values["title"], taken))


def _load_incoming(record: RawRecord, resolver: Resolver, plan: Plan) -> dict[str, Any] | None:
    """The values of an incoming record; a field that is wrong is left out, and noted."""
    problems: list[Problem] = []
    values = load_values(record, problems, FIELD_SUGGESTER)
    resolver.resolve(values, Reporter(record, problems))
    plan.notes += [
        replace(problem, message=f"left out: {problem.message}", severity="warning")
        for problem in problems
    ]
    if "title" not in values:
        plan.refused.append(Problem(record.path, record.line, "title", "is missing"))
        return None
    return values


def _place(
    record: RawRecord, values: dict[str, Any], index: Index, taken: set[str], plan: Plan
) -> None:
    match = index.find(values)
    if len(match.same) > 1:
        found = " and ".join(str(entry) for entry in match.same)
        message = f"its identifiers belong to several records, {found}; merge those first"
        plan.refused.append(Problem(record.path, record.line, "", message))
    elif match.same:
        _merge(match.same[0], values, index, plan)
    else:
        if match.possible:
            found = ", ".join(str(entry) for entry in match.possible)
            message = f"{show(values['title'])} may be the paper {found}; kept as another"
            plan.notes.append(Problem(record.path, record.line, "title", message, "warning"))
        if values.get("id") is None or values["id"] in taken:
            values["id"] = propose_id(values["title"], taken)
        taken.add(values["id"])
        entry = Entry(values)
        index.add(entry)
        plan.new.append(entry)


def _merge(entry: Entry, values: dict[str, Any], index: Index, plan: Plan) -> None:
    gains = find_gains(entry, values)
    if not gains:
        plan.unchanged += 1
        return
    standing = entry.values.get("source")
    if standing is not None or not _is_written(entry.record, "source"):
        source = _note_source(standing, values.get("source"), gains)
        gains.update({"source": source} if source else {})
    entry.values.update(gains)
    entry.gains.update(gains)
    index.add(entry)
    plan.merges += 1
    if entry.record is not None:
        plan.merged[id(entry)] = entry


def find_gains(entry: Entry, values: dict[str, Any]) -> dict[str, Any]:
    """What a record would gain from another one about the same paper."""
    gains: dict[str, Any] = {}
    for name in (known.name for known in FIELDS):
        if name not in values or name in _OWN:
            continue
        if name == "featured":
            days = tuple(sorted({*entry.values.get(name, ()), *values[name]}))
            if days != entry.values.get(name):
                gains[name] = days
        elif name not in entry.values and not _is_written(entry.record, name):
            gains[name] = values[name]
    return gains


def _is_written(record: RawRecord | None, name: str) -> bool:
    """Whether a person wrote something there, be it wrong: only they may change it."""
    return record is not None and record.fields.get(name) not in (None, "", [], {})


def _note_source(
    standing: Source | None, incoming: Source | None, gains: dict[str, Any]
) -> Source | None:
    """The source of a record with that of each field it gained, where it is another."""
    if incoming is None:
        return None
    origin = " ".join(filter(None, (incoming.format, incoming.origin, incoming.day)))
    own = standing or Source()
    if (own.format, own.origin) == (incoming.format, incoming.origin) or not origin:
        return None
    gained = {name: origin for name in gains if name != "featured"}
    if not gained:
        return None
    return replace(own, fields=tuple(sorted({**dict(own.fields), **gained}.items())))


def ids_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The ids of entries, in their order."""
    return tuple(str(entry.values["id"]) for entry in entries)
