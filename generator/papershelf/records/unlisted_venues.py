"""Venues that are not in `venues.yaml`: their kinds, grouping by name, and a table of them. Pure.

Input: the venues of records with their locations. Output: one `VenueGroup` for all spellings of a
venue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from papershelf.core.identifiers import Slug
from papershelf.core.preprint_servers import is_preprint_server
from papershelf.records.model import UnlistedVenue, Venue, VenueId
from papershelf.records.venue_names import normalize_venue

_KIND_OF_TYPE = {
    "article": "preprint", "article-journal": "journal", "article-magazine": "journal",
    "review": "journal", "paper-conference": "conference", "chapter": "book",
}  # fmt: skip
# The first match wins.
_KIND_OF_WORDS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), kind)
    for words, kind in (
        (r"work ?shops?|wkshps?", "workshop"),
        (r"conferences?|conf|symposi(?:um|a)|symp|congress|meeting|colloquium", "conference"),
        (r"journal|j|transactions|trans|letters|lett|magazine|reviews?|annals|acta", "journal"),
        (r"bulletin|quarterly|archives?|zeitschrift|revue", "journal"),
        (r"proceedings|proc", "conference"),
        (r"lecture notes|handbook|encyclop(?:a?e)dia", "book"),
    )
)


def venue_kind_from_name(name: str) -> str:
    """Infer the kind of a venue from the words of its name, else ""."""
    if is_preprint_server(name):
        return "preprint"
    return next((kind for words, kind in _KIND_OF_WORDS if words.search(name)), "")


def infer_venue_kind(name: str, csl_type: str) -> str:
    """Infer the kind of a venue from the type of a work in it, else from its name, else ""."""
    guessed = venue_kind_from_name(name)
    if guessed == "preprint":
        return guessed
    kind = _KIND_OF_TYPE.get(csl_type, guessed)
    return "workshop" if (kind, guessed) == ("conference", "workshop") else kind


@lru_cache(maxsize=1 << 14)
def unlisted_as_venue(unlisted: UnlistedVenue) -> Venue:
    """Return a `Venue` for pages and bibliographies; it has no id, so it has no page."""
    return Venue(
        id=VenueId(Slug("")),
        name=unlisted.short or unlisted.name,
        full_name=unlisted.name,
        kind=unlisted.kind or venue_kind_from_name(unlisted.name) or "conference",
    )


def unlisted_venue_key(venue: UnlistedVenue) -> str:
    """Return a key shared by all spellings of a venue; the `~` keeps it distinct from venue ids."""
    return f"~{normalize_venue(venue.name).replace(' ', '-')}"


def venue_name_of(venue: object) -> str:
    """Return the venue name of a record, the id if the venue is listed, or ""."""
    return venue.name if isinstance(venue, UnlistedVenue) else str(venue or "")


def venue_label_of(venue: object) -> str:
    """Return the shortest name that a record gives its venue, or ""."""
    return (
        venue_name_of(venue) if not isinstance(venue, UnlistedVenue) else venue.short or venue.name
    )


# Parts that vary from year to year; each is removed only if the normalized name stays the same.
_REMOVED_PARTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\((?:[\w&+/-]+[ ']*)?(?:\d{2}|\d{4})?\)\s*$",
        r"\b(?:19|20)\d\d\b|['’]\d\d\b",
        r"\b\d+(?:st|nd|rd|th)\b",
        r"^(?:in )?(?:the )?proc(?:eedings|\.)? of (?:the )?",
        r"^the ",
    )
)
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 14)
def clean_venue_name(name: str) -> str:
    """Return a name without year, ordinal, acronym in brackets and "Proceedings of the"."""
    form = normalize_venue(name)
    for cut in _REMOVED_PARTS:
        shorter = _SPACES.sub(" ", cut.sub(" ", name)).strip(" ,;:-–")
        if shorter and normalize_venue(shorter) == form:
            name = shorter
    return name


_ACRONYM = re.compile(r"\(([A-Z][\w&+/-]{1,14}?)[ '’-]*(?:\d{2}|\d{4})?\)")


def venue_acronym(name: str) -> str:
    """Return the acronym in brackets in a name, without its year, or ""."""
    found = _ACRONYM.findall(name)
    return found[-1] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueGroup:
    """One unlisted venue with everything that its papers say about it, the most frequent first.

    `name` is the most frequent of its `spellings`, without parts that vary from year to year;
    `first` is the file and line of the first record that names it.
    """

    name: str
    papers: int
    first: str
    spellings: tuple[str, ...]
    shorts: tuple[str, ...] = ()
    kind: str = ""


def group_venues(named: Iterable[tuple[object, str]]) -> tuple[VenueGroup, ...]:
    """Group unlisted venues, sorted by number of papers; each comes with a record location."""
    members: dict[str, list[tuple[UnlistedVenue, str]]] = {}
    for venue, place in named:
        if isinstance(venue, UnlistedVenue):
            members.setdefault(unlisted_venue_key(venue), []).append((venue, place))
    groups = [_make_group(found) for found in members.values()]
    return tuple(sorted(groups, key=lambda group: (-group.papers, group.name.casefold())))


def _make_group(members: list[tuple[UnlistedVenue, str]]) -> VenueGroup:
    spellings, shorts, kinds = (
        tuple(text for text, _ in Counter(filter(None, texts)).most_common())
        for texts in (
            [venue.name for venue, _ in members],
            [venue.short for venue, _ in members],
            [venue.kind or venue_kind_from_name(venue.name) for venue, _ in members],
        )
    )
    return VenueGroup(
        name=clean_venue_name(spellings[0]),
        papers=len(members),
        first=members[0][1],
        spellings=spellings,
        shorts=shorts,
        kind=kinds[0] if kinds else "",
    )


def render_venue_table(groups: Iterable[VenueGroup]) -> Iterator[str]:
    """Yield the groups as table lines with full names; yields nothing if there are none."""
    rows = [(f"{group.papers:,}", group.name, group.first) for group in groups]
    if not rows:
        return
    yield "Venues that are not in venues.yaml (draft entries for them with papershelf venues draft):"
    head = ("papers", "venue", "first")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in (0, 1)]
    for papers, name, first in (head, *rows):
        yield f"{papers:>{widths[0]}}  {name:<{widths[1]}}  {first}"
