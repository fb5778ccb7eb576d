"""Proposes ids for papers from the values of their records.

Input: the values of a record and the ids in use. Output: a free id. It is based on the title; if
that is taken, the year, first author, venue or an identifier is added, so that the id is meaningful
and does not depend on the order of the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import RESERVED_DEVICE_NAMES, SLUG_LIMIT, Slug
from papershelf.core.slugs import make_slug
from papershelf.records.model import PaperId
from papershelf.records.person_names import parse_person_name
from papershelf.records.unlisted_venues import venue_label_of
from papershelf.text.latex_render import render_plain

_PART_LENGTH = 20
_ENDING_LENGTH = 12
_HASH_LENGTH = 6


def propose_ids(records: Sequence[Mapping[str, Any]], used_ids: Iterable[str]) -> list[PaperId]:
    """Propose ids for records without one; among equal titles, the oldest gets the shortest."""
    used = set(used_ids)
    numbers: dict[str, int] = {}
    ids: dict[int, PaperId] = {}
    for at in sorted(range(len(records)), key=lambda at: _age_order(records[at])):
        ids[at] = propose_id(records[at], used, numbers)
        used.add(ids[at])
    return [ids[at] for at in range(len(records))]


def propose_id(
    values: Mapping[str, Any], used_ids: Container[str], next_numbers: dict[str, int] | None = None
) -> PaperId:
    """Propose an unused id; math in the title is used in its plain-text form.

    Only records with identical values get a number. Sharing `next_numbers` between calls keeps the
    time per record constant even for many such records.
    """
    for slug in _candidate_ids(values):
        if slug not in used_ids and slug not in RESERVED_DEVICE_NAMES:
            return PaperId(slug)
    number = (next_numbers or {}).get(slug, 2)
    while (numbered := _join_slugs(slug, str(number))) in used_ids:
        number += 1
    if next_numbers is not None:
        next_numbers[slug] = number
    return PaperId(numbered)


def _candidate_ids(values: Mapping[str, Any]) -> Iterator[Slug]:
    """Yield candidate ids for a paper, the best first."""
    title = render_plain(values["title"])
    base = make_slug(title) or Slug(f"untitled-{_short_hash(title)}")
    yield base
    year, family, venue = (
        _year(values),
        _family_slug(values),
        _slug(venue_label_of(values.get("venue"))),
    )
    for parts in (
        (year,), (family,), (venue,), (family, year), (venue, year), (family, venue, year)
    ):  # fmt: skip
        if all(parts):
            yield _join_slugs(base, *parts)
    for tail in _identifier_endings(values):
        yield _join_slugs(base, tail)
    texts = (values["title"], *_author_names(values), year, venue, values.get("abstract", ""))
    yield _join_slugs(base, _short_hash("\0".join(texts)))


def _age_order(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a sort key for papers of one title that does not depend on record order."""
    year, names = _year(values) or "9999", _author_names(values)
    return (
        year,
        *_identifier_endings(values),
        _slug(venue_label_of(values.get("venue"))),
        *names,
        values["title"],
    )


def _year(values: Mapping[str, Any]) -> str:
    return str(values.get("year") or values.get("published", "")[:4])


def _family_slug(values: Mapping[str, Any]) -> str:
    authors = values.get("authors")
    return _slug(parse_person_name(authors[0]).surname) if authors else ""


def _author_names(values: Mapping[str, Any]) -> list[str]:
    return [author.name for author in values.get("authors", ())]


def _identifier_endings(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the last characters of the identifiers, which differ within one title."""
    for name in SCHEMES:
        if slug := make_slug(str(values.get(name, ""))):
            yield slug[-_ENDING_LENGTH:].lstrip("-")


def _slug(text: object) -> str:
    return make_slug(str(text or ""), _PART_LENGTH) or ""


def _join_slugs(base: str, *parts: str) -> Slug:
    end = "".join(f"-{part}" for part in parts)
    return Slug(base[: SLUG_LIMIT - len(end)].rstrip("-") + end)


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_HASH_LENGTH]
