"""Who told which field of a record, and whether a person has changed it since. Pure.

An importer leaves `source.fields`, which names who told each field, and `source.seal`, a checksum
of each value that it wrote. A field whose value no longer has its checksum there was edited by a
person, and so was every field of a record without a seal: they are never changed again.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from papershelf.merging.source_priority import (
    Origin,
    as_day,
    canonical,
    origin_of,
    parse_origin,
    rank,
)
from papershelf.records.model import Source
from papershelf.records.serializer import plain_value

UNSEALED = frozenset({"id", "aliases", "source", "added", "featured", "versions"})
"""What no source owns: names, history, and days and versions, which unite."""

_TOKEN = 4


def token_of(name: str, value: object) -> str:
    """The checksum of a field: four characters, so that one edit in 16 million goes unseen."""
    text = f"{name}={canonical(plain_value(name, value))}"
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest()
    return base64.urlsafe_b64encode(digest).decode()


def read_origins(values: Mapping[str, Any], *, sealed: bool = True) -> dict[str, Origin]:
    """Who told each field that no person has written or changed.

    With `sealed` false every field of a record without a seal counts as told by its source: so it
    is with records that are only on their way in.
    """
    source = values.get("source")
    if not isinstance(source, Source):
        return {}
    if not source.seal and sealed:
        return {}
    tokens = {source.seal[at : at + _TOKEN] for at in range(0, len(source.seal), _TOKEN)}
    told, own = dict(source.fields), origin_of(source)
    return {
        name: parse_origin(told[name]) if name in told else own
        for name, value in values.items()
        if name not in UNSEALED and (not tokens or token_of(name, value) in tokens)
    }


def make_source(
    values: Mapping[str, Any], origins: Mapping[str, Origin], standing: Source | None
) -> Source | None:
    """The source of a record some of whose fields have these origins.

    Whoever told most is told once for all, unless the record says itself where it came from and a
    person has a hand in it; then the fields are told one by one.
    """
    if not origins:
        return standing
    by_hand = any(name not in origins for name in values if name not in UNSEALED)
    noted = origin_of(standing) if standing else Origin()
    own = noted if by_hand else _main(origins.values())
    fields = {name: str(origin) for name, origin in origins.items() if origin != own}
    if by_hand and standing:  # what a person noted of their own fields
        fields = {**{n: t for n, t in standing.fields if n not in origins}, **fields}
    seal = "".join(sorted({token_of(name, values[name]) for name in origins}))
    return Source(
        format=own.format,
        origin=own.place,
        day=as_day(own.day),
        fields=tuple(sorted(fields.items())),
        seal=seal,
    )


def _main(origins: Iterable[Origin]) -> Origin:
    """Who told most; of equals the most trusted, the earliest, the first by name."""
    counted = Counter(origins)
    return min(counted, key=lambda one: (-counted[one], rank(one), one.day or "9", one.place))
