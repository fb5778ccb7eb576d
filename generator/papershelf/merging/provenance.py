"""Tracks the source of each field and detects edits by people. Pure.

An importer writes `source.fields`, the source of each field, and `source.seal`, a checksum of each
value it wrote. If the checksum of a value is missing from the seal, a person edited the field; in a
record without a seal every field counts as edited. Edited fields are never changed by an import.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from papershelf.merging.source_priority import (
    FieldSource,
    canonical_json,
    main_field_source,
    parse_field_source,
    parse_source_day,
    source_rank,
)
from papershelf.records.model import Source
from papershelf.records.serializer import serialize_value

UNCHECKED_FIELDS = frozenset({"id", "aliases", "source", "added", "featured", "versions"})
"""Fields without a single source: names and history, and the days and versions, which are merged.
"""

_CHECKSUM_LENGTH = 4


def field_checksum(name: str, value: object) -> str:
    """Return the checksum of a field: four characters, so one edit in 16 million is missed."""
    text = f"{name}={canonical_json(serialize_value(name, value))}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest()
    return base64.urlsafe_b64encode(digest).decode()


def parse_field_sources(
    values: Mapping[str, Any], *, with_checksums: bool = True
) -> dict[str, FieldSource]:
    """Return the source of each field that no person has written or changed.

    If `with_checksums` is false, every field of a record without a seal is attributed to the
    record's source, as needed for incoming records.
    """
    source = values.get("source")
    if not isinstance(source, Source):
        return {}
    if not source.seal and with_checksums:
        return {}
    tokens = {
        source.seal[at : at + _CHECKSUM_LENGTH]
        for at in range(0, len(source.seal), _CHECKSUM_LENGTH)
    }
    sources, own = dict(source.fields), main_field_source(source)
    return {
        name: parse_field_source(sources[name]) if name in sources else own
        for name, value in values.items()
        if name not in UNCHECKED_FIELDS and (not tokens or field_checksum(name, value) in tokens)
    }


def build_record_source(
    values: Mapping[str, Any], field_sources: Mapping[str, FieldSource], previous: Source | None
) -> Source | None:
    """Build the `source` of a record from the sources of its fields.

    The source of most fields becomes the main source. If a person has edited the record, its
    current main source stays instead. Fields from other sources are listed one by one.
    """
    if not field_sources:
        return previous
    by_hand = any(name not in field_sources for name in values if name not in UNCHECKED_FIELDS)
    noted = main_field_source(previous) if previous else FieldSource()
    own = noted if by_hand else _main_source(field_sources.values())
    fields = {name: str(origin) for name, origin in field_sources.items() if origin != own}
    if by_hand and previous:  # sources that a person gave for their own fields
        fields = {**{n: t for n, t in previous.fields if n not in field_sources}, **fields}
    seal = "".join(sorted({field_checksum(name, values[name]) for name in field_sources}))
    return Source(
        format=own.format,
        origin=own.location,
        day=parse_source_day(own.day),
        fields=tuple(sorted(fields.items())),
        seal=seal,
    )


def _main_source(field_sources: Iterable[FieldSource]) -> FieldSource:
    """Return the source of most fields; ties go to the most trusted, the earliest, then by name."""
    counted = Counter(field_sources)
    return min(
        counted, key=lambda one: (-counted[one], source_rank(one), one.day or "9", one.location)
    )
