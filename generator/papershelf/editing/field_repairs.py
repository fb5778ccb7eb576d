"""Repairs single records: missing ids, names of venues and tags, and identifiers in other spellings or fields.

Input: raw records of a data folder with what else is known of them. Output: the changed fields of a
record, as written to files, and the kinds of its repairs. A value that may mean something else is
left as it is. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.identifier_schemes import SCHEMES, parse_identifier_url
from papershelf.merging.provenance import build_record_source, parse_field_sources
from papershelf.records.loader import FIELD_SUGGESTER, load_values
from papershelf.records.model import PaperId
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import serialize_value
from papershelf.sources.parsing.raw_record import RawRecord

REPAIRS: Mapping[str, str] = {
    "ids": "missing ids added",
    "venues": "venue names replaced by ids",
    "tags": "tag names replaced by ids",
    "identifiers": "identifiers in their usual form",
    "links": "identifiers moved out of url",
}
"""The kinds of repairs of single records, and what each does."""
_IDENTIFIER_FIELDS = (*SCHEMES, "container_doi")


@dataclass(slots=True)
class RecordRepair:
    """The changed fields of a record; `None` removes a field."""

    change: dict[str, object] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)

    def set(self, kind: str, values: Mapping[str, object]) -> None:
        """Change fields for a repair of a kind."""
        self.change.update(values)
        self.kinds.append(kind)


class FieldRepairer:
    """Repairs records one by one, with the vocabularies and the identifiers of all of them."""

    def __init__(
        self,
        records: Iterable[RawRecord],
        resolver: Resolver,
        ids: Mapping[tuple[str, int], PaperId],
    ) -> None:
        self._resolver = resolver
        self._ids = ids
        self._claims = Counter[tuple[str, str]]()
        for record in records:
            self._claims.update(_claimed_identifiers(load_values(record, [], FIELD_SUGGESTER)))

    def repair(self, record: RawRecord) -> RecordRepair:
        """Return what can be repaired in a record; foreign formats are not edited."""
        repair = RecordRepair()
        if record.is_foreign:
            return repair
        values = load_values(record, [], FIELD_SUGGESTER)
        self._add_id(record, repair)
        self._repair_venue(record, values, repair)
        self._repair_tags(record, repair)
        _repair_identifiers(record, values, repair)
        self._repair_url(values, repair)
        _keep_provenance(values, repair)
        return repair

    def _add_id(self, record: RawRecord, repair: RecordRepair) -> None:
        name = self._ids.get((record.path, record.line))
        if name and not record.fields.get("id"):
            repair.set("ids", {"id": str(name)})

    def _repair_venue(
        self, record: RawRecord, values: Mapping[str, Any], repair: RecordRepair
    ) -> None:
        venue = self._resolver.find_listed(values["venue"]) if "venue" in values else None
        if isinstance(venue, str) and venue != record.fields["venue"]:
            repair.set("venues", {"venue": str(venue)})

    def _repair_tags(self, record: RawRecord, repair: RecordRepair) -> None:
        """Replace names and aliases of tags; unknown tags stay, so that the check still tells them."""
        given = record.fields.get("tags")
        if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
            return
        names = [str(self._resolver.find_tag(tag) or tag) for tag in given]
        if (tags := [*dict.fromkeys(names)]) != given:
            repair.set("tags", {"tags": tags})

    def _repair_url(self, values: Mapping[str, Any], repair: RecordRepair) -> None:
        """Move the identifier of a URL to its field, unless it may be that of another work."""
        scheme, value = parse_identifier_url(str(values.get("url") or ""))
        if not scheme or scheme not in SCHEMES or value == values.get("container_doi"):
            return
        known = repair.change.get(scheme) or values.get(scheme)
        if known == value:
            repair.set("links", {"url": None})
        # The URL of a chapter may be the DOI of its book, as that of several papers is.
        elif not known and values.get("type") != "chapter" and self._claims[scheme, value] == 1:
            repair.set("links", {"url": None, scheme: value})


def _claimed_identifiers(values: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the identifiers of a record, with those of its versions and of its URL."""
    found = {(name, str(values[name])) for name in SCHEMES if values.get(name)}
    found.add(parse_identifier_url(str(values.get("url") or "")))
    for version in values.get("versions") or ():
        found.update({("doi", version.doi or ""), ("arxiv", version.arxiv or "")})
        found.add(parse_identifier_url(version.url))
    return found


def _repair_identifiers(record: RawRecord, values: Mapping[str, Any], repair: RecordRepair) -> None:
    """Write identifiers as the loader reads them: without prefix or address, and in their own field."""
    for name in _IDENTIFIER_FIELDS:
        given = record.fields.get(name)
        if not isinstance(given, str) or not given.strip():
            continue
        if name in values:
            usual = str(serialize_value(name, values[name]))
            if usual.lower() != given.lower():  # Case means nothing in a DOI.
                repair.set("identifiers", {name: usual})
        elif name == "doi" and _is_arxiv_doi(record, values):
            repair.set("identifiers", {"doi": None, "arxiv": str(values["arxiv"])})


def _is_arxiv_doi(record: RawRecord, values: Mapping[str, Any]) -> bool:
    """Whether the loader took a DOI for an arXiv id without a problem."""
    problems: list[Any] = []
    load_values(record, problems, FIELD_SUGGESTER)
    return "arxiv" in values and not any(one.field == "doi" for one in problems)


def _keep_provenance(values: Mapping[str, Any], repair: RecordRepair) -> None:
    """Keep changed fields marked as imported, so that later imports may still update them."""
    origins = parse_field_sources(values)
    changed = {name for name in repair.change if name != "id"}
    if not origins.keys() & changed and not ("url" in origins and "links" in repair.kinds):
        return
    for name in changed - origins.keys():  # An identifier has the source of its URL.
        if "links" in repair.kinds and "url" in origins and name in SCHEMES and name not in values:
            origins[name] = origins["url"]
    after = {**values, **repair.change}
    after = {name: value for name, value in after.items() if value is not None}
    kept = {name: origin for name, origin in origins.items() if name in after}
    source = build_record_source(after, kept, values["source"])
    repair.change["source"] = serialize_value("source", source) if source else None
