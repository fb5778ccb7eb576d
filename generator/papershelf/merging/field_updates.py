"""Computes which fields a record gains from another record of the same paper. Pure.

Fields that a person wrote never change. A record gains the fields it lacks and additional
`featured` days; a value from one source is replaced only by a value from a preferred source
(`source_priority.py`). The fields that say where and when a paper was published are taken from one
source as a group (`publication_fields.py`). The source of each field is recorded in `source`
(`provenance.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.record_schema import FIELDS
from papershelf.merging.match import MergeEntry
from papershelf.merging.provenance import build_record_source, parse_field_sources
from papershelf.merging.publication_fields import (
    PUBLICATION_FIELDS,
    is_preprint_of,
    is_same_publication,
    merge_versions,
    preprint_versions,
    publication_of,
)
from papershelf.merging.source_priority import FieldSource, is_preferred, source_rank
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.model import Source
from papershelf.records.person_names import merge_author_details
from papershelf.sources.parsing.raw_record import RawRecord

_NEVER_GAINED_FIELDS = frozenset({"id", "aliases", "source", "versions"})
"""Fields that are not merged one by one: the names of a record and its history."""
_SUBMISSION_FORMATS = frozenset({"openreview", "paperlists"})
"""Formats in which `status` is the status of a submission."""
_PEOPLE_FIELDS = frozenset({"authors", "editors"})
_PUBLICATION_FIELDS = frozenset(PUBLICATION_FIELDS)
_SINGLE_FIELDS = tuple(
    known.name for known in FIELDS if known.name not in _NEVER_GAINED_FIELDS | _PUBLICATION_FIELDS
)


@dataclass(slots=True)
class FieldGains:
    """Fields that a record gains, and fields that are dropped in exchange.

    `unused_values` holds the publication fields of a publication other than the one the record
    keeps.
    """

    gained_values: dict[str, Any] = field(default_factory=dict)
    dropped_fields: set[str] = field(default_factory=set)
    unused_values: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether the record changes."""
        return bool(self.gained_values or self.dropped_fields)


def compute_gains(
    entry: MergeEntry,
    facts: IdentityFacts,
    sources: dict[str, FieldSource],
    arxiv_venue: str = "arXiv",
) -> FieldGains:
    """Return what an entry would gain from another record of the same paper.

    `sources` gives the source of each incoming field. Fields whose incoming values were not
    preferred are removed from it.
    """
    values = facts.values
    gains = FieldGains()
    _gain_publication(entry, facts, sources, gains)
    preprint = _find_preprint(entry, facts, gains)
    _gain_versions(entry, facts, gains, preprint, arxiv_venue)
    is_other_page = _is_preprint_page(entry, facts, gains, preprint)
    for name in _SINGLE_FIELDS:
        if name not in values or (name == "url" and is_other_page):
            continue
        if name == "status" and "venue" in entry.values and _is_of_submission(values, sources):
            continue
        if name == "featured":
            days = tuple(sorted({*entry.values.get(name, ()), *values[name]}))
            if days != entry.values.get(name):
                gains.gained_values[name] = days
        else:
            gains.gained_values.update(_gain_field(entry, name, values[name], sources))
    if "venue" in gains.gained_values and _is_of_submission(entry.values, field_sources_of(entry)):
        gains.gained_values.pop("status", None)
        gains.dropped_fields.add("status")
    # If one source gives two values for a paper in one import, the first one wins.
    entry.heard_sources |= {(name, sources[name]) for name in values if name in sources}
    return gains


def _is_of_submission(values: Mapping[str, Any], sources: Mapping[str, FieldSource]) -> bool:
    """Return whether the status of a record is that of a submission, as an importer read it.

    Such a status says nothing about a paper that was published elsewhere.
    """
    origin = sources.get("status")
    return "status" in values and origin is not None and origin.format in _SUBMISSION_FORMATS


def _gain_field(
    entry: MergeEntry,
    name: str,
    value: Any,  # noqa: ANN401  # any field's
    sources: dict[str, FieldSource],
) -> dict[str, Any]:
    if name not in entry.values:
        return {} if _is_written_by_person(entry.record, name) else {name: value}
    if name in sources and (name, sources[name]) not in entry.heard_sources:
        return _better_value(entry, name, value, sources)
    return {}


def _better_value(
    entry: MergeEntry,
    name: str,
    value: Any,  # noqa: ANN401  # any field's
    sources: dict[str, FieldSource],
) -> dict[str, Any]:
    """Return the new value of a field if an importer wrote the old one and the new is preferred."""
    current, origin = entry.values[name], sources[name]
    if value == current and _has_noted_source(entry, name, origin):
        return {}
    before = field_sources_of(entry).get(name)
    if before is None or (value, origin) == (current, before):
        return {}
    if name not in _PEOPLE_FIELDS:
        return {name: value} if is_preferred(name, (value, origin), (current, before)) else {}
    names, others = ([author.name for author in authors] for authors in (value, current))
    if is_preferred(name, (names, origin), (others, before)):
        return {name: merge_author_details(value, current)}
    enriched = merge_author_details(current, value)
    if enriched == current:
        return {}
    sources[name] = before
    return {name: enriched}


def _has_noted_source(entry: MergeEntry, name: str, field_source: FieldSource) -> bool:
    """Return whether a record gives this source for a field by its main source alone."""
    source = entry.values.get("source")
    if not isinstance(source, Source) or any(name == field_name for field_name, _ in source.fields):
        return False
    return (source.format, source.origin, source.day or "") == (
        field_source.format, field_source.location, field_source.day,
    )  # fmt: skip


def _is_written_by_person(record: RawRecord | None, name: str) -> bool:
    """Return whether the record has text in a field, even an invalid value.

    Only a person may change such a value.
    """
    return record is not None and record.fields.get(name) not in (None, "", [], {})


# --- the publication ----------------------------------------------------------------------------


def _gain_publication(
    entry: MergeEntry, facts: IdentityFacts, sources: dict[str, FieldSource], gains: FieldGains
) -> None:
    incoming = publication_of(facts.values)
    if not incoming:
        return
    current = publication_of(entry.values)
    if is_same_publication(entry.facts, facts):
        # "In press" replaces the year until a source gives one.
        if "year" in current and "year" not in incoming:
            incoming.pop("date_note", None)
        elif (
            "year" in incoming and "year" not in current and "date_note" in field_sources_of(entry)
        ):
            gains.dropped_fields = {"date_note"} - incoming.keys()
        for name, value in incoming.items():
            gains.gained_values.update(_gain_field(entry, name, value, sources))
        return
    owned = field_sources_of(entry)
    written = {name: value for name, value in current.items() if name not in owned}
    is_open = all(
        incoming.get(name, value) == value for name, value in written.items()
    ) and not any(
        _is_written_by_person(entry.record, name) for name in incoming if name not in current
    )
    if is_open and _is_better_publication(entry, facts, sources):
        gains.gained_values |= {name: v for name, v in incoming.items() if current.get(name) != v}
        gains.dropped_fields = current.keys() - incoming.keys() - written.keys()
        # An equal value from the other source now belongs to this source's group.
        gains.gained_values |= {
            name: v for name, v in incoming.items() if name in sources and name not in written
        }
        if not is_preprint_of(entry.facts, facts):
            gains.unused_values = current
    elif not is_preprint_of(facts, entry.facts):
        gains.unused_values = incoming


def _is_better_publication(
    entry: MergeEntry, facts: IdentityFacts, sources: dict[str, FieldSource]
) -> bool:
    """Return whether an entry should switch to another publication.

    A published version is preferred to a preprint, and one with a venue to one without; between
    equals the more trusted source wins.
    """
    mine, theirs = publication_of(facts.values), publication_of(entry.values)
    new = (facts.publication_stage, "venue" not in mine)
    old = (entry.facts.publication_stage, "venue" not in theirs)
    if new != old:
        return new < old
    # If one source gives two publications in one import, the first one wins.
    heard = {origin for _, origin in entry.heard_sources}
    if any(sources[name] in heard for name in mine if name in sources):
        return False
    owned = field_sources_of(entry)
    before = [owned[name] for name in theirs if name in owned]
    after = [sources[name] for name in mine if name in sources]
    if not before or not after:
        return False
    best, other = (min(found, key=_trust_key) for found in (after, before))
    return is_preferred("venue", (mine, best), (theirs, other))


def _trust_key(field_source: FieldSource) -> tuple[int, str, str]:
    return (source_rank(field_source), field_source.day, field_source.location)


def _gain_versions(
    entry: MergeEntry,
    facts: IdentityFacts,
    gains: FieldGains,
    preprint: IdentityFacts | None,
    arxiv_venue: str,
) -> None:
    """Keep the preprint as one of the versions of the published paper."""
    more = list(facts.values.get("versions", ()))
    if preprint:
        own = gains.gained_values.get("doi") or entry.values.get("doi")
        made = preprint_versions(preprint, arxiv_venue)
        more += [version for version in made if not version.doi or version.doi != own]
    known = entry.values.get("versions", ())
    if more and (united := merge_versions(known, more)) != tuple(known):
        gains.gained_values["versions"] = united


def _find_preprint(
    entry: MergeEntry, facts: IdentityFacts, gains: FieldGains
) -> IdentityFacts | None:
    """Return the record that is the preprint of the other one, or `None`."""
    if entry.facts.has_same_content(facts):
        return None
    if is_preprint_of(facts, entry.facts):
        return facts
    if is_preprint_of(entry.facts, facts):
        return entry.facts
    if gains.unused_values and "arxiv" in facts.values and "arxiv" not in entry.values:
        # The entry becomes a preprint through the arXiv id of the publication it rejects.
        later = entry.facts.with_values({**entry.values, "arxiv": facts.values["arxiv"]})
        return later if is_preprint_of(later, facts) else None
    return None


def _is_preprint_page(
    entry: MergeEntry, facts: IdentityFacts, gains: FieldGains, preprint: IdentityFacts | None
) -> bool:
    """Return whether the URL of a record is that of the preprint, not of the publication.

    If an entry has its URL from its preprint, the URL moves to the preprint's version.
    """
    url = preprint.values.get("url") if preprint else None
    other = facts if preprint is entry.facts else entry.facts
    if not url or not (other.values.get("doi") or other.values.get("url")):
        return False
    versions = gains.gained_values.get("versions", entry.values.get("versions", ()))
    if all(version.url != url for version in versions):
        return False
    if preprint is entry.facts and "url" in field_sources_of(entry):
        if "url" in facts.values:
            gains.gained_values["url"] = facts.values["url"]
        else:
            gains.dropped_fields.add("url")
    return True


# --- field sources --------------------------------------------------------------------------------


def apply_field_gains(
    entry: MergeEntry, gains: FieldGains, sources: dict[str, FieldSource]
) -> None:
    """Apply gains to an entry and record the source of each field."""
    owned = field_sources_of(entry)
    for name in gains.dropped_fields:
        del entry.values[name]
        entry.gains.pop(name, None)
        owned.pop(name, None)
    owned.update({name: sources[name] for name in gains.gained_values if name in sources})
    entry.dropped_fields |= gains.dropped_fields
    entry.dropped_fields -= gains.gained_values.keys()
    entry.values.update(gains.gained_values)
    entry.gains.update(gains.gained_values)
    entry.facts = entry.facts.with_values(entry.values)
    record_field_sources(entry)


def record_field_sources(entry: MergeEntry) -> None:
    """Write the source of each field to the entry, unless a person wrote an invalid `source`."""
    current = entry.values.get("source")
    if current is None and _is_written_by_person(entry.record, "source"):
        return
    source = build_record_source(entry.values, field_sources_of(entry), current)
    if source and source != current:
        entry.values["source"] = entry.gains["source"] = source


def field_sources_of(entry: MergeEntry) -> dict[str, FieldSource]:
    """Source of each field, computed lazily for records with incoming changes."""
    if entry.field_sources is None:
        entry.field_sources = parse_field_sources(entry.values)
    return entry.field_sources
