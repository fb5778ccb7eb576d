"""Merges two records of one collection that are one paper, as a person asked for. Pure.

The entry that stays and the one that goes come in; the first gains what it lacks, by the rules of
an import (`field_updates.py`), and lists of both are joined. What can be kept nowhere is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.merging.field_updates import apply_gains, find_gains
from papershelf.merging.match import Entry
from papershelf.merging.provenance import UNSEALED, read_origins
from papershelf.merging.publication_fields import unite_versions
from papershelf.records.identity_facts import Facts
from papershelf.records.model import Paper, Version
from papershelf.records.serializer import paper_record
from papershelf.records.unlisted_venues import name_of

_LISTS = tuple(
    name
    for name, known in FIELD_BY_NAME.items()
    if known.kind in {"urls", "tags", "lines", "works"} and name not in {"isbn", "issn"}
)
"""Fields of which a paper may have several values: those of both records are right."""
_NEVER_GAINED = frozenset({"citation_key"})
"""The paper that stays keeps the key by which it is cited; the ledger reserves the other."""


def unite(kept: Entry, other: Entry, arxiv_venue: str) -> dict[str, object]:
    """Let an entry gain all that another one knows; what is left out, by field, as we write it."""
    values = {name: v for name, v in other.values.items() if name not in _NEVER_GAINED}
    facts = other.facts.with_values(values)
    origins = read_origins(values)
    gains = find_gains(kept, facts, origins, arxiv_venue)
    before = dict(kept.values)
    apply_gains(kept, gains, origins)
    _join_lists(kept, values)
    _keep_version(kept, before, other.facts, arxiv_venue)
    return dict(_left_out(kept, other))


def _set(entry: Entry, name: str, value: Any) -> None:  # noqa: ANN401  # any field's
    entry.values[name] = entry.gains[name] = value
    entry.dropped.discard(name)


def _join_lists(kept: Entry, values: dict[str, Any]) -> None:
    for name in _LISTS:
        more = values.get(name)
        if more and set(more) - set(kept.values.get(name, ())):
            _set(kept, name, tuple(dict.fromkeys((*kept.values.get(name, ()), *more))))


def _keep_version(kept: Entry, before: dict[str, Any], facts: Facts, arxiv_venue: str) -> None:
    """Keep the publications and identifiers that the paper lost, or never took, as versions."""
    more = []
    for values in (before, facts.values):
        known = set(kept.facts.with_values(kept.values).all_identifiers())
        arxiv, doi = (
            value if value and (scheme, value) not in known else None
            for scheme, value in (("arxiv", values.get("arxiv")), ("doi", values.get("doi")))
        )
        if arxiv:
            more.append(Version(arxiv=arxiv, venue=arxiv_venue))
        venue, year = name_of(values.get("venue")), values.get("year")
        is_same = (venue, year) == (name_of(kept.values.get("venue")), kept.values.get("year"))
        if doi or (venue not in {"", arxiv_venue} and not is_same):
            more.append(Version(doi=doi, venue=venue, year=year))
    united = unite_versions(kept.values.get("versions", ()), more)
    if united != tuple(kept.values.get("versions", ())):
        _set(kept, "versions", united)


def _left_out(kept: Entry, other: Entry) -> Iterator[tuple[str, object]]:
    """The values of the entry that goes which are nowhere in the one that stays."""
    versions = kept.values.get("versions", ())
    in_versions = {value for v in versions for value in (v.doi, v.arxiv, v.url, v.venue, v.year)}
    record = paper_record(Paper(**{"id": "", "title": "", **other.values}))
    for name, value in other.values.items():
        if name in (UNSEALED - {"added"}) or kept.values.get(name) == value:
            continue
        if name in _LISTS and set(value) <= set(kept.values.get(name, ())):
            continue
        if isinstance(value, str | int) and value in in_versions:
            continue
        if name in record:
            yield name, record[name]
