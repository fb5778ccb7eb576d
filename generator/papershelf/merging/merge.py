"""Plans an import: compares incoming records with a collection and decides what to write. Pure.

`match.py` finds the matching record and `field_updates.py` the fields it gains. Records with
conflicting evidence are never merged, and every uncertain match is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papershelf.core.errors import Problem
from papershelf.merging.field_updates import apply_field_gains, compute_gains, record_field_sources
from papershelf.merging.import_decisions import (
    Decision,
    DecisionKind,
    Decisions,
    decided_title_keys,
)
from papershelf.merging.import_plan import ImportPlan, TitleMerge
from papershelf.merging.incoming_records import IncomingRecord, load_existing, load_incoming
from papershelf.merging.match import MatchResult, MergeEntry, RecordIndex
from papershelf.merging.provenance import parse_field_sources
from papershelf.merging.reserved_ids import ReservedNames, UnavailableIds
from papershelf.merging.shared_identifiers import SharedIdentifierResolver
from papershelf.merging.source_priority import main_field_source
from papershelf.records.identity_rules import MAX_NAMES_SHOWN, conflict_reason, describe_agreement
from papershelf.records.model import Source
from papershelf.records.paper_ids import propose_id, propose_ids
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import quote_value
from papershelf.sources.parsing.raw_record import RawRecord


def plan_import(  # noqa: PLR0913  # what an import depends on, each by its name
    existing: Iterable[RawRecord],
    incoming: Iterable[RawRecord],
    resolver: Resolver,
    *,
    reserved: ReservedNames | None = None,
    decisions: Decisions | None = None,
    as_new: frozenset[tuple[str, int]] = frozenset(),
) -> ImportPlan:
    """Decide for each incoming record whether it is new, extends a record, or adds nothing.

    `reserved` has the ids and citation keys of published papers. `as_new` lists the file and line
    of records that must not be merged by title. Raises `ValueError` if no record begins at one of
    these lines.
    """
    planner = _ImportPlanner(resolver, reserved or ReservedNames(), dict(decisions or {}), as_new)
    planner.index_existing(existing)
    planner.assign_all(incoming)
    return planner.plan


class _ImportPlanner:
    """Processes incoming records one by one and collects the result in `plan`."""

    def __init__(
        self,
        resolver: Resolver,
        reserved: ReservedNames,
        decisions: dict[str, Decision],
        as_new: frozenset[tuple[str, int]],
    ) -> None:
        self.plan = ImportPlan(decisions=decisions)
        self._resolver = resolver
        self._used_ids: set[str] = set()
        self._reserved = reserved
        self._as_new = as_new
        self._index = RecordIndex(resolver.preprint_venues)
        self._sharing = SharedIdentifierResolver(self.plan, self._index)
        self._previous_decisions = dict(decisions)
        self._decided = decided_title_keys(decisions)
        self._arxiv_venue = resolver.find_venue("arXiv") or "arXiv"
        self._matched_entries: set[int] = set()
        """Entries that a record of this import was merged into."""

    def index_existing(self, existing: Iterable[RawRecord]) -> None:
        """Index all records of the collection."""
        without_id: list[MergeEntry] = []
        for record in existing:
            entry = load_existing(record, self._resolver)
            values = entry.values
            self._used_ids.update(values.get("aliases", ()))
            if "id" in values:
                self._used_ids.add(values["id"])
            if "citation_key" in values:
                self.plan.citation_keys.add(values["citation_key"])
            if "title" in values:
                self._index.add(entry)
                self.plan.existing.append(entry)
                if "id" not in values:
                    without_id.append(entry)
        self._used_ids.update(propose_ids([entry.values for entry in without_id], self._used_ids))

    def assign_all(self, incoming: Iterable[RawRecord]) -> None:
        """Process records, the most trusted sources first: ids are made from their titles."""
        records = list(incoming)
        if missing := self._as_new - {(record.path, record.line) for record in records}:
            path, line = min(missing)
            raise ValueError(f"no record starts at {path}:{line}")
        loaded = [load_incoming(record, self._resolver, self.plan) for record in records]
        valid = [found for found in loaded if found is not None]
        for found in sorted(valid, key=lambda found: found.source_rank):
            self._assign(found)
        for entry in self.plan.new:
            record_field_sources(entry)

    # --- one record -----------------------------------------------------------------------------

    def _assign(self, incoming: IncomingRecord) -> None:
        if self._index.is_container(incoming.values.get("doi", "")):
            self._sharing.use_as_container(incoming)
        decided = self._find_decided_entry(incoming)
        if decided is not None:
            self._merge_decided(decided, incoming)
            return
        match = self._index.match(incoming.facts)
        is_forced = incoming.location in self._as_new
        if len(match.same_papers) > 1:
            entries = " and ".join(str(entry) for entry in match.same_papers)
            message = f"has the identifiers of several papers, {entries}; merge them first"
            self._refuse_record(incoming, message)
        elif is_forced and match.same_papers and not match.by_title:
            message = (
                f"shares an identifier with {match.same_papers[0]}, so it cannot be a new paper"
            )
            self._refuse_record(incoming, message)
        elif (
            not match.same_papers and not is_forced and (entry := self._find_title_merge(incoming))
        ):
            self._sharing.resolve(incoming, match, entry)
            self._merge(entry, incoming)
        elif is_forced or not match.same_papers:
            self._add(incoming, match, is_forced=is_forced)
        else:
            self._sharing.resolve(incoming, match)
            self._merge(match.same_papers[0], incoming, match if match.by_title else None)

    def _refuse_record(self, incoming: IncomingRecord, message: str) -> None:
        self.plan.refused.append(Problem(*incoming.location, "", message))

    # --- new papers -----------------------------------------------------------------------------

    def _add(self, incoming: IncomingRecord, match: MatchResult, *, is_forced: bool) -> None:
        self._sharing.resolve(incoming, match)
        values = incoming.values
        similar = [*match.same_papers, *(entry for entry, _ in match.same_title_only)]
        if match.same_title_only and not is_forced:
            names = ", ".join(
                f"{e} ({reason})" for e, reason in match.same_title_only[:MAX_NAMES_SHOWN]
            )
            if (more := len(match.same_title_only) - MAX_NAMES_SHOWN) > 0:
                names += f" and {more} more"
            message = f"{quote_value(values['title'])} may be the same paper as {names}; added as a new paper"
            self.plan.add_note(incoming.location, "title", message)
        taken = UnavailableIds(self._used_ids, self._reserved, values)
        if values.get("id") is None or values["id"] in taken:
            values["id"] = propose_id(values, taken, self.plan.next_id_numbers)
        self._used_ids.add(values["id"])
        self._drop_foreign_citation_key(incoming, values)
        origins = parse_field_sources(values, with_checksums=False)
        entry = MergeEntry(
            values, incoming.facts, field_sources=origins, heard_sources=set(origins.items())
        )
        self.plan.citation_keys.update(filter(None, [values.get("citation_key")]))
        if similar or match.sharing_identifiers or is_forced:
            self._record_decision(
                "new",
                incoming,
                entry,
                [*similar, *(other for _, other, _ in match.sharing_identifiers)],
            )
        self._index.add(entry)
        self.plan.new.append(entry)

    def _drop_foreign_citation_key(
        self, incoming: IncomingRecord, values: Mapping[str, Any]
    ) -> None:
        """Drop a record's citation key unless it belongs to the paper with these values."""
        key = incoming.values.get("citation_key")
        names = (values.get("id"), *values.get("aliases", ()))
        if key and (
            key in self.plan.citation_keys or self._reserved.is_foreign_citation_key(key, names)
        ):
            message = f"left out: {quote_value(key)} is the citation key of another paper"
            self.plan.add_note(incoming.location, "citation_key", message)
            del incoming.values["citation_key"]

    # --- merges ---------------------------------------------------------------------------------

    def _merge(
        self, entry: MergeEntry, incoming: IncomingRecord, match: MatchResult | None = None
    ) -> None:
        """Merge a record into an entry; `match` is given only for merges by title."""
        if incoming.values.get("citation_key") != entry.values.get("citation_key"):
            self._drop_foreign_citation_key(incoming, entry.values)
        origins = parse_field_sources(incoming.values, with_checksums=False)
        gains = compute_gains(entry, incoming.facts, origins, self._arxiv_venue)
        if entry.listed_venue_id:
            gains.gained_values.setdefault("venue", entry.listed_venue_id)
            entry.listed_venue_id = ""
        if (
            match
            and not match.is_former_title
            and (gains or not self._is_already_merged(entry, incoming))
        ):
            self._note_title_merge(entry, incoming, match)
        self._matched_entries.add(id(entry))
        if gains.unused_values:
            self._note_unused(entry, incoming, gains.unused_values)
        if not gains:
            self.plan.unchanged += 1
            return
        apply_field_gains(entry, gains, origins)
        self.plan.citation_keys.update(filter(None, [gains.gained_values.get("citation_key")]))
        self._index.add(entry)
        self.plan.merges += 1
        if entry.record is not None:
            self.plan.edited_entries[id(entry)] = entry

    def _is_already_merged(self, entry: MergeEntry, incoming: IncomingRecord) -> bool:
        """Return whether an earlier import merged this record here, judging by the sources."""
        source = incoming.values.get("source")
        if (
            entry.record is None
            or id(entry) in self._matched_entries
            or not isinstance(source, Source)
        ):
            return False
        known = entry.values.get("source")
        if not isinstance(known, Source):
            return False
        origin = str(main_field_source(source))
        return origin == str(main_field_source(known)) or origin in dict(known.fields).values()

    def _note_title_merge(
        self, entry: MergeEntry, incoming: IncomingRecord, match: MatchResult
    ) -> None:
        """Report a merge by title, unless it was reported before."""
        decision = self._previous_decisions.get(incoming.content_hash)
        if decision and decision.paper == entry.values.get("id"):
            return
        self._record_decision(
            "same", incoming, entry, [other for other, _ in match.same_title_only]
        )
        why = describe_agreement(entry.facts, incoming.facts)
        name = str(entry.values.get("id", ""))
        self.plan.title_merges.append(TitleMerge(*incoming.location, name, entry.location, why))

    def _note_unused(
        self, entry: MergeEntry, incoming: IncomingRecord, unused: dict[str, Any]
    ) -> None:
        reason = f"not used: {entry} has values of a different publication"
        self.plan.add_note(incoming.location, "", f"{', '.join(unused)} {reason}")

    # --- decisions ------------------------------------------------------------------------------

    def _find_decided_entry(self, incoming: IncomingRecord) -> MergeEntry | None:
        """Return the entry that an earlier import, or a person after it, chose for this record."""
        if incoming.facts.title_key not in self._decided:
            return None
        decision = self.plan.decisions.get(incoming.content_hash)
        if decision is None or decision.kind != "new":
            return None
        entry = self._index.find_by_id(decision.paper)
        if entry is not None or incoming.location in self._as_new:
            return entry
        others = filter(None, map(self._index.find_by_id, decision.other_ids))
        return next((other for other in others if other.record is not None), None)

    def _find_title_merge(self, incoming: IncomingRecord) -> MergeEntry | None:
        """Return the entry that an earlier import merged this record into by title."""
        if incoming.facts.title_key not in self._decided:
            return None
        decision = self._previous_decisions.get(incoming.content_hash)
        return self._index.find_by_id(decision.paper) if decision else None

    def _merge_decided(self, entry: MergeEntry, incoming: IncomingRecord) -> None:
        decision = self.plan.decisions[incoming.content_hash]
        if entry.values.get("id") == decision.paper or not conflict_reason(
            entry.facts, incoming.facts
        ):
            self._sharing.resolve(incoming, self._index.match(incoming.facts), entry)
            self._merge(entry, incoming)
            return
        # Merged by hand: the person has already taken the values they wanted.
        self.plan.unchanged += 1
        if decision.paper not in entry.values.get("aliases", ()):
            message = (
                f"{decision.paper!r}, which was made from it, no longer exists; merged into {entry}, "
                f"which should have aliases: [{decision.paper}]; to add it as a new paper, "
                f"use --as-new {incoming.location_text}"
            )
            self.plan.add_note(incoming.location, "title", message)

    def _record_decision(
        self,
        kind: DecisionKind,
        incoming: IncomingRecord,
        entry: MergeEntry,
        other_entries: Sequence[MergeEntry],
    ) -> None:
        if "id" not in entry.values:
            return
        other_ids = [str(other.values["id"]) for other in other_entries if other.values.get("id")]
        paper, title = entry.values["id"], incoming.values["title"]
        decision = Decision(
            kind=kind, paper=paper, other_ids=tuple(dict.fromkeys(other_ids)), title=title
        )
        self.plan.decisions[incoming.content_hash] = decision
        if kind == "new":
            self.plan.decided_new.add(incoming.content_hash)
