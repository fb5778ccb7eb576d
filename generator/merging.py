"""A collection's records and incoming ones in, a plan of what to write out. Pure.

What a person wrote is never changed. A record gains the fields that it lacks and days on which it
was featured, and what one source told gives way to what a better one tells (`trust.py`). Who told
what is noted in `source` (`provenance.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.errors import Problem
from generator.loading import FIELD_SUGGESTER, load_values
from generator.matching import Entry, Index
from generator.model import Source
from generator.names import enrich_authors, simplify_author
from generator.naming import propose_id, propose_ids
from generator.provenance import make_source, read_origins
from generator.resolving import Resolver
from generator.schema import FIELDS
from generator.sources.record import RawRecord
from generator.trust import Origin, origin_of, prefers, rank
from generator.values import Reporter, show

_OWN = frozenset({"id", "aliases", "source"})
"""What a record never gains from another: its names and its history."""
_PEOPLE = frozenset({"authors", "editors"})


@dataclass(slots=True)
class Plan:
    """What an import would do; the entries of `merged` are to be edited where they stand.

    `refused` are incoming records of which nothing is used, `notes` everything else that a
    person should know, each with its line in the incoming file. `keys` are citation keys in use.
    """

    new: list[Entry] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    merged: dict[int, Entry] = field(default_factory=dict)
    merges: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


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
    _index_standing(standing, index, taken, plan)
    loaded = [(record, _load_incoming(record, resolver, plan)) for record in incoming]
    told = [(record, values) for record, values in loaded if values is not None]
    # The most trusted first: ids are made of titles, and theirs are the best.
    for record, values in sorted(told, key=lambda pair: _rank(pair[1])):
        _place(record, values, index, taken, plan)
    for entry in plan.new:
        _seal(entry)
    return plan


def _rank(values: dict[str, Any]) -> int:
    source = values.get("source")
    return rank(origin_of(source)) if isinstance(source, Source) else 0


def _index_standing(
    standing: Iterable[RawRecord], index: Index, taken: set[str], plan: Plan
) -> None:
    without_id: list[Entry] = []
    for record in standing:
        # What is wrong with these is for `check` to tell.
        values = load_values(record, [], FIELD_SUGGESTER)
        taken.update(values.get("aliases", ()))
        if "id" in values:
            taken.add(values["id"])
        plan.keys.update({values["citation_key"]} if "citation_key" in values else ())
        if "title" in values:
            entry = Entry(values, record)
            index.add(entry)
            if "id" not in values:
                without_id.append(entry)
    taken.update(propose_ids([entry.values for entry in without_id], taken))


def _load_incoming(record: RawRecord, resolver: Resolver, plan: Plan) -> dict[str, Any] | None:
    """The values of an incoming record; a field that is wrong is left out, and noted."""
    problems: list[Problem] = []
    values = load_values(record, problems, FIELD_SUGGESTER)
    resolver.resolve(values, Reporter(record, problems))
    resolver.add_keywords(values, record.keywords)
    if record.foreign:
        resolver.drop_what_the_venue_says(values)
        for name in _PEOPLE & values.keys():
            values[name] = tuple(map(simplify_author, values[name]))
    plan.notes += [
        problem
        if problem.severity == "warning"
        else replace(problem, message=f"left out: {problem.message}", severity="warning")
        for problem in problems
    ]
    if "title" not in values:
        told = (problem.message for problem in problems if problem.field == "title")
        message = next(told, "is missing")
        plan.refused.append(Problem(record.path, record.line, "title", message))
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
        _merge(match.same[0], record, values, index, plan)
    else:
        if match.possible:
            found = ", ".join(str(entry) for entry in match.possible)
            message = f"{show(values['title'])} may be the paper {found}; kept as another"
            plan.notes.append(Problem(record.path, record.line, "title", message, "warning"))
        if values.get("id") is None or values["id"] in taken:
            values["id"] = propose_id(values, taken, plan.numbers)
        taken.add(values["id"])
        _check_key(values, record, plan)
        origins = read_origins(values, sealed=False)
        entry = Entry(values, origins=origins, told=set(origins.items()))
        plan.keys.update(filter(None, [entry.values.get("citation_key")]))
        index.add(entry)
        plan.new.append(entry)


def _check_key(values: dict[str, Any], record: RawRecord, plan: Plan) -> None:
    """Leave out a citation key that another paper has."""
    key = values.get("citation_key")
    if key in plan.keys:
        message = f"left out: {show(key)} is that of another paper"
        plan.notes.append(Problem(record.path, record.line, "citation_key", message, "warning"))
        del values["citation_key"]


def _merge(
    entry: Entry, record: RawRecord, values: dict[str, Any], index: Index, plan: Plan
) -> None:
    if values.get("citation_key") != entry.values.get("citation_key"):
        _check_key(values, record, plan)
    origins = read_origins(values, sealed=False)
    gains = find_gains(entry, values, origins)
    if not gains:
        plan.unchanged += 1
        return
    _origins(entry).update({name: origins[name] for name in gains if name in origins})
    plan.keys.update(filter(None, [gains.get("citation_key")]))
    entry.values.update(gains)
    entry.gains.update(gains)
    _seal(entry)
    index.add(entry)
    plan.merges += 1
    if entry.record is not None:
        plan.merged[id(entry)] = entry


def _seal(entry: Entry) -> None:
    """Write down who told what, unless a person wrote something else there."""
    standing = entry.values.get("source")
    if standing is None and _is_written(entry.record, "source"):
        return
    source = make_source(entry.values, _origins(entry), standing)
    if source and source != standing:
        entry.values["source"] = entry.gains["source"] = source


def _origins(entry: Entry) -> dict[str, Origin]:
    """Who told the fields of an entry; checked only for those that somebody brings news about."""
    if entry.origins is None:
        entry.origins = read_origins(entry.values)
    return entry.origins


def find_gains(entry: Entry, values: dict[str, Any], origins: dict[str, Origin]) -> dict[str, Any]:
    """What a record would gain from another one about the same paper, told by some origins.

    Of `origins` those are taken out whose values were not the better ones.
    """
    gains: dict[str, Any] = {}
    for name in (known.name for known in FIELDS):
        if name not in values or name in _OWN:
            continue
        if name == "featured":
            days = tuple(sorted({*entry.values.get(name, ()), *values[name]}))
            if days != entry.values.get(name):
                gains[name] = days
        elif name not in entry.values:
            if not _is_written(entry.record, name):
                gains[name] = values[name]
        elif name in origins and (name, origins[name]) not in entry.told:
            gains.update(_better(entry, name, values[name], origins))
    # Of what one source tells twice of a paper, the first counts.
    entry.told |= {(name, origins[name]) for name in values if name in origins}
    return gains


def _better(
    entry: Entry,
    name: str,
    value: Any,  # noqa: ANN401  # any field's
    origins: dict[str, Origin],
) -> dict[str, Any]:
    """The value of a field that is better than the one an entry has, if an importer wrote that."""
    standing, before = entry.values[name], _origins(entry).get(name)
    origin = origins[name]
    if before is None or (value, origin) == (standing, before):
        return {}
    if name not in _PEOPLE:
        return {name: value} if prefers(name, (value, origin), (standing, before)) else {}
    names, others = ([author.name for author in authors] for authors in (value, standing))
    if prefers(name, (names, origin), (others, before)):
        return {name: enrich_authors(value, standing)}
    enriched = enrich_authors(standing, value)
    if enriched == standing:
        return {}
    origins[name] = before
    return {name: enriched}


def _is_written(record: RawRecord | None, name: str) -> bool:
    """Whether a person wrote something there, be it wrong: only they may change it."""
    return record is not None and record.fields.get(name) not in (None, "", [], {})


def ids_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The ids of entries, in their order."""
    return tuple(str(entry.values["id"]) for entry in entries)
