"""A collection's records and incoming ones in, a plan of what to write out. Pure.

`match.py` finds the record that an incoming one is about, `field_updates.py` what that gains from
it. Two papers are never merged while their records disagree; whatever was not certain is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papershelf.core.errors import Problem
from papershelf.merging.field_updates import apply_gains, find_gains, seal
from papershelf.merging.import_decisions import Decision, DecisionKind, Decisions, decided_titles
from papershelf.merging.import_plan import Plan, Taken
from papershelf.merging.incoming_records import Incoming, load_incoming, load_standing
from papershelf.merging.match import Entry, Index, Match
from papershelf.merging.provenance import read_origins
from papershelf.merging.reserved_ids import Reserved, TakenIds
from papershelf.merging.shared_identifiers import Sharing
from papershelf.merging.source_priority import origin_of
from papershelf.records.identity_rules import MOST_NAMES, describe_agreement, find_conflict
from papershelf.records.model import Source
from papershelf.records.paper_ids import propose_id, propose_ids
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import show
from papershelf.sources.parsing.raw_record import RawRecord


def plan_import(  # noqa: PLR0913  # what an import depends on, each by its name
    standing: Iterable[RawRecord],
    incoming: Iterable[RawRecord],
    resolver: Resolver,
    *,
    reserved: Reserved | None = None,
    decisions: Decisions | None = None,
    as_new: frozenset[tuple[str, int]] = frozenset(),
) -> Plan:
    """Decide for each incoming record whether it is new, adds to another, or says nothing new.

    `reserved` has the ids and citation keys of published papers. `as_new` has the files and lines
    of records that are not to be merged by their titles. Raises `ValueError` where there begins no
    record.
    """
    planner = _Planner(resolver, reserved or Reserved(), dict(decisions or {}), as_new)
    planner.index_standing(standing)
    planner.place_all(incoming)
    return planner.plan


class _Planner:
    """Places incoming records one after the other; `plan` has what came of it."""

    def __init__(
        self,
        resolver: Resolver,
        reserved: Reserved,
        decisions: dict[str, Decision],
        as_new: frozenset[tuple[str, int]],
    ) -> None:
        self.plan = Plan(decisions=decisions)
        self._resolver = resolver
        self._taken: set[str] = set()
        self._reserved = reserved
        self._as_new = as_new
        self._index = Index(resolver.preprint_venues)
        self._sharing = Sharing(self.plan, self._index)
        self._earlier = dict(decisions)
        self._decided = decided_titles(decisions)
        self._arxiv_venue = resolver.find_venue("arXiv") or "arXiv"
        self._met: set[int] = set()
        """The entries that a record of this import was taken for."""

    def index_standing(self, standing: Iterable[RawRecord]) -> None:
        """Let all records of the collection be found."""
        without_id: list[Entry] = []
        for record in standing:
            entry = load_standing(record, self._resolver)
            values = entry.values
            self._taken.update(values.get("aliases", ()))
            if "id" in values:
                self._taken.add(values["id"])
            if "citation_key" in values:
                self.plan.keys.add(values["citation_key"])
            if "title" in values:
                self._index.add(entry)
                self.plan.standing.append(entry)
                if "id" not in values:
                    without_id.append(entry)
        self._taken.update(propose_ids([entry.values for entry in without_id], self._taken))

    def place_all(self, incoming: Iterable[RawRecord]) -> None:
        """Place records, the most trusted first: ids are made of titles, theirs are the best."""
        records = list(incoming)
        if missing := self._as_new - {(record.path, record.line) for record in records}:
            path, line = min(missing)
            raise ValueError(f"no record begins at {path}:{line}")
        loaded = [load_incoming(record, self._resolver, self.plan) for record in records]
        told = [found for found in loaded if found is not None]
        for found in sorted(told, key=lambda found: found.rank):
            self._place(found)
        for entry in self.plan.new:
            seal(entry)

    # --- one record -----------------------------------------------------------------------------

    def _place(self, found: Incoming) -> None:
        if self._index.is_container(found.values.get("doi", "")):
            self._sharing.use_as_container(found)
        decided = self._decide(found)
        if decided is not None:
            self._merge_decided(decided, found)
            return
        match = self._index.find(found.facts)
        is_forced = found.place in self._as_new
        if len(match.same) > 1:
            entries = " and ".join(str(entry) for entry in match.same)
            message = f"its identifiers belong to several records, {entries}; merge those first"
            self._refuse(found, message)
        elif is_forced and match.same and not match.by_title:
            message = f"shares an identifier with {match.same[0]}, so it cannot be a new paper"
            self._refuse(found, message)
        elif not match.same and not is_forced and (entry := self._find_taken(found)):
            self._sharing.share(found, match, entry)
            self._merge(entry, found)
        elif is_forced or not match.same:
            self._add(found, match, is_forced=is_forced)
        else:
            self._sharing.share(found, match)
            self._merge(match.same[0], found, match if match.by_title else None)

    def _refuse(self, found: Incoming, message: str) -> None:
        self.plan.refused.append(Problem(*found.place, "", message))

    # --- new papers -----------------------------------------------------------------------------

    def _add(self, found: Incoming, match: Match, *, is_forced: bool) -> None:
        self._sharing.share(found, match)
        values = found.values
        alike = [*match.same, *(entry for entry, _ in match.namesakes)]
        if match.namesakes and not is_forced:
            told = ", ".join(f"{e} ({reason})" for e, reason in match.namesakes[:MOST_NAMES])
            if (more := len(match.namesakes) - MOST_NAMES) > 0:
                told += f" and {more} more"
            message = f"{show(values['title'])} may be the same as {told}; kept as another paper"
            self.plan.note(found.place, "title", message)
        taken = TakenIds(self._taken, self._reserved, values)
        if values.get("id") is None or values["id"] in taken:
            values["id"] = propose_id(values, taken, self.plan.numbers)
        self._taken.add(values["id"])
        self._check_key(found, values)
        origins = read_origins(values, sealed=False)
        entry = Entry(values, found.facts, origins=origins, told=set(origins.items()))
        self.plan.keys.update(filter(None, [values.get("citation_key")]))
        if alike or match.sharing or is_forced:
            self._remember("new", found, entry, [*alike, *(other for _, other, _ in match.sharing)])
        self._index.add(entry)
        self.plan.new.append(entry)

    def _check_key(self, found: Incoming, values: Mapping[str, Any]) -> None:
        """Leave out a citation key of a record that is not that of the paper with these values."""
        key = found.values.get("citation_key")
        names = (values.get("id"), *values.get("aliases", ()))
        if key and (key in self.plan.keys or self._reserved.is_key_of_another(key, names)):
            message = f"left out: {show(key)} is that of another paper"
            self.plan.note(found.place, "citation_key", message)
            del found.values["citation_key"]

    # --- merges ---------------------------------------------------------------------------------

    def _merge(self, entry: Entry, found: Incoming, match: Match | None = None) -> None:
        """Merge a record into an entry; `match` is given where only the title says so."""
        if found.values.get("citation_key") != entry.values.get("citation_key"):
            self._check_key(found, entry.values)
        origins = read_origins(found.values, sealed=False)
        gains = find_gains(entry, found.facts, origins, self._arxiv_venue)
        if entry.listed:
            gains.fields.setdefault("venue", entry.listed)
            entry.listed = ""
        if match and not match.is_former_title and (gains or not self._is_heard(entry, found)):
            self._tell_taken(entry, found, match)
        self._met.add(id(entry))
        if gains.unused:
            self._tell_unused(entry, found, gains.unused)
        if not gains:
            self.plan.unchanged += 1
            return
        apply_gains(entry, gains, origins)
        self.plan.keys.update(filter(None, [gains.fields.get("citation_key")]))
        self._index.add(entry)
        self.plan.merges += 1
        if entry.record is not None:
            self.plan.merged[id(entry)] = entry

    def _is_heard(self, entry: Entry, found: Incoming) -> bool:
        """Whether an earlier import took the record for this entry, as far as its sources tell."""
        source = found.values.get("source")
        if entry.record is None or id(entry) in self._met or not isinstance(source, Source):
            return False
        known = entry.values.get("source")
        if not isinstance(known, Source):
            return False
        origin = str(origin_of(source))
        return origin == str(origin_of(known)) or origin in dict(known.fields).values()

    def _tell_taken(self, entry: Entry, found: Incoming, match: Match) -> None:
        """Report a merge by title, once for all."""
        decision = self._earlier.get(found.content_hash)
        if decision and decision.paper == entry.values.get("id"):
            return
        self._remember("same", found, entry, [other for other, _ in match.namesakes])
        why = describe_agreement(entry.facts, found.facts)
        name = str(entry.values.get("id", ""))
        self.plan.taken.append(Taken(*found.place, name, entry.place, why))

    def _tell_unused(self, entry: Entry, found: Incoming, unused: dict[str, Any]) -> None:
        told = f"not used: {entry} has another publication, and they are not mixed"
        self.plan.note(found.place, "", f"{', '.join(unused)} {told}")

    # --- decisions ------------------------------------------------------------------------------

    def _decide(self, found: Incoming) -> Entry | None:
        """The entry that an earlier import, or a person since then, has decided on."""
        if found.facts.title not in self._decided:
            return None
        decision = self.plan.decisions.get(found.content_hash)
        if decision is None or decision.kind != "new":
            return None
        entry = self._index.named(decision.paper)
        if entry is not None or found.place in self._as_new:
            return entry
        others = filter(None, map(self._index.named, decision.apart))
        return next((other for other in others if other.record is not None), None)

    def _find_taken(self, found: Incoming) -> Entry | None:
        """The entry that an earlier import took the record for by its title."""
        if found.facts.title not in self._decided:
            return None
        decision = self._earlier.get(found.content_hash)
        return self._index.named(decision.paper) if decision else None

    def _merge_decided(self, entry: Entry, found: Incoming) -> None:
        decision = self.plan.decisions[found.content_hash]
        if entry.values.get("id") == decision.paper or not find_conflict(entry.facts, found.facts):
            self._sharing.share(found, self._index.find(found.facts), entry)
            self._merge(entry, found)
            return
        # Merged by hand: a person has taken from it what they wanted.
        self.plan.unchanged += 1
        if decision.paper not in entry.values.get("aliases", ()):
            message = f"{decision.paper!r}, which was made of it, is gone; taken for {entry}, "
            message += f"which should say aliases: [{decision.paper}]; or --as-new {found.at}"
            self.plan.note(found.place, "title", message)

    def _remember(
        self, kind: DecisionKind, found: Incoming, entry: Entry, others: Sequence[Entry]
    ) -> None:
        if "id" not in entry.values:
            return
        apart = [str(other.values["id"]) for other in others if other.values.get("id")]
        paper, title = entry.values["id"], found.values["title"]
        decision = Decision(kind=kind, paper=paper, apart=tuple(dict.fromkeys(apart)), title=title)
        self.plan.decisions[found.content_hash] = decision
        if kind == "new":
            self.plan.decided_new.add(found.content_hash)
