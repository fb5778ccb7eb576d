"""What a record gains from another record of the same paper. Pure.

What a person wrote is never changed. A record gains the fields that it lacks and days on which it
was featured; a value of one source gives way to that of a better one (`source_priority.py`). Where
and when a paper was published comes from one source as a whole (`publication_fields.py`). The
source of each field is noted in `source` (`provenance.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.record_schema import FIELDS
from papershelf.merging.match import Entry
from papershelf.merging.provenance import make_source, read_origins
from papershelf.merging.publication_fields import (
    PUBLICATION,
    is_preprint_of,
    is_same_publication,
    make_versions,
    publication_of,
    unite_versions,
)
from papershelf.merging.source_priority import Origin, prefers, rank
from papershelf.records.identity_facts import Facts
from papershelf.records.model import Source
from papershelf.records.person_names import enrich_authors
from papershelf.sources.parsing.raw_record import RawRecord

_OWN = frozenset({"id", "aliases", "source", "versions"})
"""What is not gained field by field: names and history of a record."""
_OF_SUBMISSIONS = frozenset({"openreview", "paperlists"})
"""Formats whose status is that of a submission."""
_PEOPLE = frozenset({"authors", "editors"})
_GROUP = frozenset(PUBLICATION)
_SINGLE = tuple(known.name for known in FIELDS if known.name not in _OWN | _GROUP)


@dataclass(slots=True)
class Gains:
    """Fields that a record gains and fields that it loses for them.

    `unused` has the fields of a publication that is not the one that the record keeps.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    unused: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether the record changes."""
        return bool(self.fields or self.dropped)


def find_gains(
    entry: Entry, facts: Facts, origins: dict[str, Origin], arxiv_venue: str = "arXiv"
) -> Gains:
    """What an entry would gain from another record of the same paper, with these origins.

    Of `origins` those are taken out whose values were not the better ones.
    """
    values = facts.values
    gains = Gains()
    _gain_publication(entry, facts, origins, gains)
    preprint = _preprint(entry, facts, gains)
    _gain_versions(entry, facts, gains, preprint, arxiv_venue)
    is_other_page = _is_other_page(entry, facts, gains, preprint)
    for name in _SINGLE:
        if name not in values or (name == "url" and is_other_page):
            continue
        if name == "status" and "venue" in entry.values and _is_of_submission(values, origins):
            continue
        if name == "featured":
            days = tuple(sorted({*entry.values.get(name, ()), *values[name]}))
            if days != entry.values.get(name):
                gains.fields[name] = days
        else:
            gains.fields.update(_gain_field(entry, name, values[name], origins))
    if "venue" in gains.fields and _is_of_submission(entry.values, origins_of(entry)):
        gains.fields.pop("status", None)
        gains.dropped.add("status")
    # Of what one source tells twice of a paper, the first counts.
    entry.told |= {(name, origins[name]) for name in values if name in origins}
    return gains


def _is_of_submission(values: Mapping[str, Any], origins: Mapping[str, Origin]) -> bool:
    """Whether the status of a record is that of a submission, as an importer took it.

    It says nothing about a paper that appeared elsewhere.
    """
    origin = origins.get("status")
    return "status" in values and origin is not None and origin.format in _OF_SUBMISSIONS


def _gain_field(
    entry: Entry,
    name: str,
    value: Any,  # noqa: ANN401  # any field's
    origins: dict[str, Origin],
) -> dict[str, Any]:
    if name not in entry.values:
        return {} if _is_written(entry.record, name) else {name: value}
    if name in origins and (name, origins[name]) not in entry.told:
        return _better(entry, name, value, origins)
    return {}


def _better(
    entry: Entry,
    name: str,
    value: Any,  # noqa: ANN401  # any field's
    origins: dict[str, Origin],
) -> dict[str, Any]:
    """The value of a field that is better than the one an entry has, if an importer wrote that."""
    standing, origin = entry.values[name], origins[name]
    if value == standing and _is_noted(entry, name, origin):
        return {}
    before = origins_of(entry).get(name)
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


def _is_noted(entry: Entry, name: str, origin: Origin) -> bool:
    """Whether a record itself says that it has a field from this source, as far as it is true."""
    source = entry.values.get("source")
    if not isinstance(source, Source) or any(name == told for told, _ in source.fields):
        return False
    return (source.format, source.origin, source.day or "") == (
        origin.format, origin.place, origin.day,
    )  # fmt: skip


def _is_written(record: RawRecord | None, name: str) -> bool:
    """Whether a person wrote something there, be it wrong: only they may change it."""
    return record is not None and record.fields.get(name) not in (None, "", [], {})


# --- the publication ----------------------------------------------------------------------------


def _gain_publication(entry: Entry, facts: Facts, origins: dict[str, Origin], gains: Gains) -> None:
    incoming = publication_of(facts.values)
    if not incoming:
        return
    standing = publication_of(entry.values)
    if is_same_publication(entry.facts, facts):
        # "In press" stands in place of a year, until a source has one.
        if "year" in standing and "year" not in incoming:
            incoming.pop("date_note", None)
        elif "year" in incoming and "year" not in standing and "date_note" in origins_of(entry):
            gains.dropped = {"date_note"} - incoming.keys()
        for name, value in incoming.items():
            gains.fields.update(_gain_field(entry, name, value, origins))
        return
    owned = origins_of(entry)
    written = {name: value for name, value in standing.items() if name not in owned}
    is_open = all(
        incoming.get(name, value) == value for name, value in written.items()
    ) and not any(_is_written(entry.record, name) for name in incoming if name not in standing)
    if is_open and _is_better_publication(entry, facts, origins):
        gains.fields |= {name: v for name, v in incoming.items() if standing.get(name) != v}
        gains.dropped = standing.keys() - incoming.keys() - written.keys()
        # The same value of the other source is now one of this source's group.
        gains.fields |= {
            name: v for name, v in incoming.items() if name in origins and name not in written
        }
        if not is_preprint_of(entry.facts, facts):
            gains.unused = standing
    elif not is_preprint_of(facts, entry.facts):
        gains.unused = incoming


def _is_better_publication(entry: Entry, facts: Facts, origins: dict[str, Origin]) -> bool:
    """Whether an entry should have another publication: what was published wins, then trust."""
    mine, theirs = publication_of(facts.values), publication_of(entry.values)
    new = (facts.stage, "venue" not in mine)
    old = (entry.facts.stage, "venue" not in theirs)
    if new != old:
        return new < old
    # Of two publications that one source tells in one import, the first counts.
    heard = {origin for _, origin in entry.told}
    if any(origins[name] in heard for name in mine if name in origins):
        return False
    owned = origins_of(entry)
    before = [owned[name] for name in theirs if name in owned]
    after = [origins[name] for name in mine if name in origins]
    if not before or not after:
        return False
    best, other = (min(found, key=_trust) for found in (after, before))
    return prefers("venue", (mine, best), (theirs, other))


def _trust(origin: Origin) -> tuple[int, str, str]:
    return (rank(origin), origin.day, origin.place)


def _gain_versions(
    entry: Entry, facts: Facts, gains: Gains, preprint: Facts | None, arxiv_venue: str
) -> None:
    """Keep the preprint among the versions of what was published of it."""
    more = list(facts.values.get("versions", ()))
    if preprint:
        own = gains.fields.get("doi") or entry.values.get("doi")
        made = make_versions(preprint, arxiv_venue)
        more += [version for version in made if not version.doi or version.doi != own]
    known = entry.values.get("versions", ())
    if more and (united := unite_versions(known, more)) != tuple(known):
        gains.fields["versions"] = united


def _preprint(entry: Entry, facts: Facts, gains: Gains) -> Facts | None:
    """That of the two records which is the preprint of the other, if one is."""
    if entry.facts.says_the_same(facts):
        return None
    if is_preprint_of(facts, entry.facts):
        return facts
    if is_preprint_of(entry.facts, facts):
        return entry.facts
    if gains.unused and "arxiv" in facts.values and "arxiv" not in entry.values:
        # It becomes one by the arXiv id of a publication that it does not take.
        later = entry.facts.with_values({**entry.values, "arxiv": facts.values["arxiv"]})
        return later if is_preprint_of(later, facts) else None
    return None


def _is_other_page(entry: Entry, facts: Facts, gains: Gains, preprint: Facts | None) -> bool:
    """Whether the address of a record is that of the preprint and not of the publication.

    An address that an entry has from its preprint is lost to the versions.
    """
    url = preprint.values.get("url") if preprint else None
    other = facts if preprint is entry.facts else entry.facts
    if not url or not (other.values.get("doi") or other.values.get("url")):
        return False
    versions = gains.fields.get("versions", entry.values.get("versions", ()))
    if all(version.url != url for version in versions):
        return False
    if preprint is entry.facts and "url" in origins_of(entry):
        if "url" in facts.values:
            gains.fields["url"] = facts.values["url"]
        else:
            gains.dropped.add("url")
    return True


# --- who told what ------------------------------------------------------------------------------


def apply_gains(entry: Entry, gains: Gains, origins: dict[str, Origin]) -> None:
    """Change an entry by what it gains, and note the source of each field."""
    owned = origins_of(entry)
    for name in gains.dropped:
        del entry.values[name]
        entry.gains.pop(name, None)
        owned.pop(name, None)
    owned.update({name: origins[name] for name in gains.fields if name in origins})
    entry.dropped |= gains.dropped
    entry.dropped -= gains.fields.keys()
    entry.values.update(gains.fields)
    entry.gains.update(gains.fields)
    entry.facts = entry.facts.with_values(entry.values)
    seal(entry)


def seal(entry: Entry) -> None:
    """Write the source of each field down, unless a person wrote something else there."""
    standing = entry.values.get("source")
    if standing is None and _is_written(entry.record, "source"):
        return
    source = make_source(entry.values, origins_of(entry), standing)
    if source and source != standing:
        entry.values["source"] = entry.gains["source"] = source


def origins_of(entry: Entry) -> dict[str, Origin]:
    """The source of each field of an entry; checked only for those that somebody has news about."""
    if entry.origins is None:
        entry.origins = read_origins(entry.values)
    return entry.origins
