"""Merges two records of one collection, as requested by a person. Pure.

Input: the entry to keep and the entry to remove. The first gains the fields it lacks by the rules
of an import (`field_updates.py`), and the lists of both are combined. Values that cannot be kept
are returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.merging.field_updates import apply_field_gains, compute_gains
from papershelf.merging.match import MergeEntry
from papershelf.merging.provenance import UNCHECKED_FIELDS, parse_field_sources
from papershelf.merging.publication_fields import merge_versions
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.model import Paper, Version
from papershelf.records.serializer import serialize_paper
from papershelf.records.unlisted_venues import venue_name_of

_LIST_FIELDS = tuple(
    name
    for name, known in FIELD_BY_NAME.items()
    if known.kind in {"urls", "tags", "lines", "works"} and name not in {"isbn", "issn"}
)
"""Fields that may have several values; the values of both records are kept."""
_EXCLUDED_FIELDS = frozenset({"citation_key"})
"""The kept paper keeps its citation key; the ledger reserves the other one."""


def merge_entries(kept: MergeEntry, other: MergeEntry, arxiv_venue: str) -> dict[str, object]:
    """Merge `other` into `kept`; return the values that are lost, by field, as written to files."""
    values = {name: v for name, v in other.values.items() if name not in _EXCLUDED_FIELDS}
    facts = other.facts.with_values(values)
    origins = parse_field_sources(values)
    gains = compute_gains(kept, facts, origins, arxiv_venue)
    before = dict(kept.values)
    apply_field_gains(kept, gains, origins)
    _merge_lists(kept, values)
    _keep_as_version(kept, before, other.facts, arxiv_venue)
    return dict(_lost_values(kept, other))


def _set_value(entry: MergeEntry, name: str, value: Any) -> None:  # noqa: ANN401  # any field's
    entry.values[name] = entry.gains[name] = value
    entry.dropped_fields.discard(name)


def _merge_lists(kept: MergeEntry, values: dict[str, Any]) -> None:
    for name in _LIST_FIELDS:
        more = values.get(name)
        if more and set(more) - set(kept.values.get(name, ())):
            _set_value(kept, name, tuple(dict.fromkeys((*kept.values.get(name, ()), *more))))


def _keep_as_version(
    kept: MergeEntry, before: dict[str, Any], facts: IdentityFacts, arxiv_venue: str
) -> None:
    """Keep publications and identifiers that the paper lost or never took as versions."""
    more = []
    for values in (before, facts.values):
        known = set(kept.facts.with_values(kept.values).all_identifiers())
        arxiv, doi = (
            value if value and (scheme, value) not in known else None
            for scheme, value in (("arxiv", values.get("arxiv")), ("doi", values.get("doi")))
        )
        if arxiv:
            more.append(Version(arxiv=arxiv, venue=arxiv_venue))
        venue, year = venue_name_of(values.get("venue")), values.get("year")
        is_same = (venue, year) == (
            venue_name_of(kept.values.get("venue")),
            kept.values.get("year"),
        )
        if doi or (venue not in {"", arxiv_venue} and not is_same):
            more.append(Version(doi=doi, venue=venue, year=year))
    united = merge_versions(kept.values.get("versions", ()), more)
    if united != tuple(kept.values.get("versions", ())):
        _set_value(kept, "versions", united)


def _lost_values(kept: MergeEntry, other: MergeEntry) -> Iterator[tuple[str, object]]:
    """Yield the values of the removed entry that appear nowhere in the kept one."""
    versions = kept.values.get("versions", ())
    in_versions = {value for v in versions for value in (v.doi, v.arxiv, v.url, v.venue, v.year)}
    record = serialize_paper(Paper(**{"id": "", "title": "", **other.values}))
    for name, value in other.values.items():
        if name in (UNCHECKED_FIELDS - {"added"}) or kept.values.get(name) == value:
            continue
        if name in _LIST_FIELDS and set(value) <= set(kept.values.get(name, ())):
            continue
        if isinstance(value, str | int) and value in in_versions:
            continue
        if name in record:
            yield name, record[name]
