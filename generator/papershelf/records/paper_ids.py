"""Ids of papers, proposed from what their records say.

The values of a record and the ids in use come in, an id that is free goes out. It is made of the
title; where that is taken, of the year, the first author, the venue or an identifier as well, so
that it says something and does not depend on the order of the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import DEVICES, SLUG_LIMIT, Slug
from papershelf.core.slugs import make_slug
from papershelf.records.model import PaperId
from papershelf.records.person_names import parse_name
from papershelf.records.unlisted_venues import label_of
from papershelf.text.latex_render import render_plain

_PART_LIMIT = 20
_TAIL_LENGTH = 12
_HASH_LENGTH = 6


def propose_ids(records: Sequence[Mapping[str, Any]], taken: Iterable[str]) -> list[PaperId]:
    """Ids for records that have none; of papers of one title the oldest has the shortest."""
    used = set(taken)
    numbers: dict[str, int] = {}
    ids: dict[int, PaperId] = {}
    for at in sorted(range(len(records)), key=lambda at: _sort_key(records[at])):
        ids[at] = propose_id(records[at], used, numbers)
        used.add(ids[at])
    return [ids[at] for at in range(len(records))]


def propose_id(
    values: Mapping[str, Any], taken: Container[str], numbers: dict[str, int] | None = None
) -> PaperId:
    """An id that nobody has yet; maths counts as it reads, not as it is written.

    Only records that say the very same get a number. With the same `numbers` for all, many of
    them take no longer than others.
    """
    for slug in _candidates(values):
        if slug not in taken and slug not in DEVICES:
            return PaperId(slug)
    number = (numbers or {}).get(slug, 2)
    while (numbered := _join(slug, str(number))) in taken:
        number += 1
    if numbers is not None:
        numbers[slug] = number
    return PaperId(numbered)


def _candidates(values: Mapping[str, Any]) -> Iterator[Slug]:
    """The ids that a paper could have, the best first."""
    title = render_plain(values["title"])
    base = make_slug(title) or Slug(f"untitled-{_hash(title)}")
    yield base
    year, family, venue = _year(values), _family(values), _slug(label_of(values.get("venue")))
    for parts in (
        (year,), (family,), (venue,), (family, year), (venue, year), (family, venue, year)
    ):  # fmt: skip
        if all(parts):
            yield _join(base, *parts)
    for tail in _tails(values):
        yield _join(base, tail)
    said = (values["title"], *_names(values), year, venue, values.get("abstract", ""))
    yield _join(base, _hash("\0".join(said)))


def _sort_key(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What orders papers of one title, whatever the order of their records."""
    year, names = _year(values) or "9999", _names(values)
    return (year, *_tails(values), _slug(label_of(values.get("venue"))), *names, values["title"])


def _year(values: Mapping[str, Any]) -> str:
    return str(values.get("year") or values.get("published", "")[:4])


def _family(values: Mapping[str, Any]) -> str:
    authors = values.get("authors")
    return _slug(parse_name(authors[0]).surname) if authors else ""


def _names(values: Mapping[str, Any]) -> list[str]:
    return [author.name for author in values.get("authors", ())]


def _tails(values: Mapping[str, Any]) -> Iterator[str]:
    """How the identifiers end, which tells them apart within one title."""
    for name in SCHEMES:
        if slug := make_slug(str(values.get(name, ""))):
            yield slug[-_TAIL_LENGTH:].lstrip("-")


def _slug(text: object) -> str:
    return make_slug(str(text or ""), _PART_LIMIT) or ""


def _join(base: str, *parts: str) -> Slug:
    end = "".join(f"-{part}" for part in parts)
    return Slug(base[: SLUG_LIMIT - len(end)].rstrip("-") + end)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_HASH_LENGTH]
