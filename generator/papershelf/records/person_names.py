"""Splits an author's name into the parts that bibliographies need.

Input: an `Author`. Output: a `PersonName` with given names, particle, family name and suffix, or
with a literal for names without such parts (organizations, one-word names, and scripts for which a
split would be a guess). Parts given by a source are kept; otherwise the rules below guess, and a
record can override them with `given` and `family`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from papershelf.core.name_rules import (
    NAME_PARTICLES,
    NAME_SUFFIXES,
    VIETNAMESE,
    attach_particle,
    is_organization_name,
    is_western,
)
from papershelf.records.model import Author
from papershelf.text.folding import fold_text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name in parts, following CSL 1.0.2; either `literal` or `family` is set."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def surname(self) -> str:
        """Return the family name with its particle, such as `van der Berg`, or the literal."""
        if not self.particle:
            return self.literal or self.family
        return attach_particle(self.particle, self.family)


# Particles also written with a capital; they are then part of the family name: Luc Van Gool.
_CAPITAL_PARTICLES = frozenset(
    "abu al bin da de del della den der di dos du el ibn la le ten ter van von".split()
)
_ATTACHED = re.compile(r"(?:[ae]l|a[dnrstz]|ash)[-–](?=\w)|(?:d|l|dell)['’](?=\w)")


def parse_person_name(author: Author) -> PersonName:
    """Return the parts of an author's name, from the source if given, else by the rules."""
    if author.kind:
        return PersonName(literal=author.name)
    return _parse_parts(author.name, author.given, author.family)


def is_organization(author: Author) -> bool:
    """Return whether an author is an organization, by its `kind` or by its name."""
    return bool(author.kind) or (not author.given and is_organization_name(author.name))


def drop_inferable_parts(author: Author) -> Author:
    """Return the author without name parts that the rules would infer."""
    if not author.family and not author.kind:
        return author
    plain = replace(author, given="", family="", kind="")
    parts = parse_person_name(plain)
    if parts != parse_person_name(author):
        return author
    is_same = not parts.literal or is_organization(plain) == is_organization(author)
    return plain if is_same else author


def merge_author_details(
    authors: tuple[Author, ...], others: tuple[Author, ...]
) -> tuple[Author, ...]:
    """Add details from another author list: ORCID iD, affiliation, page.

    Authors are matched by family name and first initial, if that is unique in both lists.
    """
    known = _index_by_initial(others)
    wanted = _index_by_initial(authors)
    return tuple(
        _merge_author(author, known[key])
        if (key := _initial_key(author)) in known and wanted.get(key) is author
        else author
        for author in authors
    )


def _index_by_initial(authors: tuple[Author, ...]) -> dict[tuple[str, str], Author]:
    counted = Counter(map(_initial_key, authors))
    return {key: author for author in authors if counted[key := _initial_key(author)] == 1}


def _initial_key(author: Author) -> tuple[str, str]:
    name = _parse_parts(author.name, author.given, author.family)
    return fold_text(name.family or name.literal).rpartition(" ")[2], fold_text(name.given)[:1]


def _merge_author(author: Author, other: Author) -> Author:
    """Combine the details of one person.

    If two differ, keep the longer, or the later in sort order.
    """
    # One list may omit parts that the rules infer.
    lacks_parts = not author.family and not author.kind and author.name == other.name
    orcids = [orcid for orcid in (author.orcid, other.orcid) if orcid]
    return replace(
        author,
        given=other.given if lacks_parts else author.given,
        family=other.family if lacks_parts else author.family,
        kind=other.kind if lacks_parts else author.kind,
        orcid=min(orcids, default=None),
        affiliation=max(author.affiliation, other.affiliation, key=lambda one: (len(one), one)),
        url=max(author.url, other.url, key=lambda one: (len(one), one)),
    )


@lru_cache(maxsize=1 << 17)
def _parse_parts(name: str, given: str, family: str) -> PersonName:
    if family:
        return _name_from_parts(given, family)
    if not is_western(name) or is_organization_name(name):
        return PersonName(literal=name)
    if "," in name:
        return _name_from_commas(name)
    words = name.split(" ")
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in NAME_SUFFIXES else ""
    if len(words) < 2:
        return PersonName(literal=name)
    start = _family_start(words)
    particle, rest = _split_particle(words[start:])
    return PersonName(given=" ".join(words[:start]), particle=particle, family=rest, suffix=suffix)


def _name_from_parts(given: str, family: str) -> PersonName:
    families, givens = family.split(" "), given.split(" ") if given else []
    suffix = ""
    for words in (families, givens):
        if len(words) > 1 and words[-1].lower() in NAME_SUFFIXES:
            suffix = words.pop()
            words[-1] = words[-1].rstrip(",")
    # DBLP and ORCID put the particle with the given names: "Jan van", "Berg".
    cut = len(givens)
    while cut > 1 and givens[cut - 1] in NAME_PARTICLES:
        cut -= 1
    particle, rest = _split_particle(families)
    particle = " ".join(filter(None, [*givens[cut:], particle]))
    if not givens and not particle and not suffix:
        return PersonName(literal=rest)
    return PersonName(given=" ".join(givens[:cut]), particle=particle, family=rest, suffix=suffix)


def _name_from_commas(name: str) -> PersonName:
    """Parse a name in BibTeX order, "Family, Jr., Given", or with only a suffix: "Ada Doe, Jr."."""
    parts = [part for part in (piece.strip() for piece in name.split(",")) if part]
    suffixes = [part for part in parts[1:] if part.lower() in NAME_SUFFIXES]
    rest = [part for part in parts if part not in suffixes]
    if len(rest) == 1 and suffixes:
        return _parse_parts(f"{rest[0]} {suffixes[0]}", "", "")
    if len(rest) != 2:
        return PersonName(literal=name)
    return _parse_parts(name, " ".join([rest[1], *suffixes[:1]]), rest[0])


def _family_start(words: list[str]) -> int:
    """Return the index where the family name begins: the first particle, else the last word."""
    last = len(words) - 1
    start = next((i for i in range(1, last) if words[i] in NAME_PARTICLES), last)
    if words[last].lower() in VIETNAMESE:
        return start
    while start > 1 and words[start - 1].lower() in _CAPITAL_PARTICLES:
        start -= 1
    return start


def _split_particle(words: list[str]) -> tuple[str, str]:
    """Split a family name into its leading lower-case particles and the rest."""
    cut = 0
    while cut < len(words) - 1 and words[cut] in NAME_PARTICLES:
        cut += 1
    particles, family = words[:cut], " ".join(words[cut:])
    attached = None if particles else _ATTACHED.match(family)
    if attached:
        return attached[0], family[attached.end() :]
    return " ".join(particles), family
