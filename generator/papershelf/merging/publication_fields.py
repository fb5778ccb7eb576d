"""Groups the fields that say where and when a paper was published. Pure.

Given the facts of two records of one paper, decides whether both describe the same publication, and
which parts of a preprint are kept as `versions` of the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from papershelf.core.identifiers import ArxivId
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.identity_rules import identifier_difference, publication_difference
from papershelf.records.model import Version
from papershelf.records.unlisted_venues import venue_name_of

PUBLICATION_FIELDS = (
    "venue", "year", "volume", "issue", "pages", "article_number", "publisher", "place", "series",
    "track", "session", "decision", "edition", "editors", "isbn", "issn", "doi", "container_doi",
    "type", "date_note",
)  # fmt: skip
"""Fields that are taken from one source as a group."""
_WEAK_FIELDS = frozenset({"year", "type", "date_note", "track", "session", "decision"})
"""Fields shared by many publications; they are compatible unless their values differ."""


def publication_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that say where and when it was published."""
    return {name: values[name] for name in PUBLICATION_FIELDS if name in values}


def is_same_publication(entry: IdentityFacts, incoming: IdentityFacts) -> bool:
    """Return whether two records of one paper describe the same publication.

    If they do, each may fill the gaps of the other; otherwise only one of them can be used.
    """
    mine, theirs = publication_of(entry.values), publication_of(incoming.values)
    if not mine or entry.has_same_content(incoming):
        return True
    if is_preprint_of(entry, incoming) or is_preprint_of(incoming, entry):
        return False
    if _is_subset(theirs, mine):
        return True
    years = {group["year"] for group in (mine, theirs) if "year" in group}
    if (
        len(years) > 1
        or publication_difference(entry, incoming)
        or identifier_difference("doi", entry, incoming)
    ):
        return False
    if _WEAK_FIELDS.issuperset(mine) or _WEAK_FIELDS.issuperset(theirs):
        return True
    if mine.get("doi") and mine["doi"] == theirs.get("doi"):
        return True
    if entry.venue and entry.venue == incoming.venue:
        return True
    return _is_subset(mine, theirs)


def _is_subset(subset: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(name in other and other[name] == value for name, value in subset.items())


def is_preprint_of(one: IdentityFacts, other: IdentityFacts) -> bool:
    """Return whether the first record is the preprint of the second, which was published."""
    return one.publication_stage == 1 and other.publication_stage == 0


def preprint_versions(preprint: IdentityFacts, arxiv_venue: str) -> Iterator[Version]:
    """Yield the versions that a preprint adds to the paper published from it."""
    found = preprint.identifiers
    if arxiv := found.get("arxiv"):
        yield Version(arxiv=ArxivId(arxiv), venue=arxiv_venue, year=_arxiv_year(arxiv))
    values = preprint.values
    venue = venue_name_of(values.get("venue"))
    if "doi" in found or (venue and not arxiv):
        url = str(values.get("url") or "")
        year = preprint.year or None
        yield Version(doi=values.get("doi"), url=url, venue=venue, year=year)


def _arxiv_year(arxiv: str) -> int:
    """Return the year encoded in an arXiv id; arXiv started in 1991."""
    number = int(arxiv.rpartition("/")[2][:2])
    return 1900 + number if number > 90 else 2000 + number


def merge_versions(first: Iterable[Version], second: Iterable[Version]) -> tuple[Version, ...]:
    """Combine versions without duplicates, matched by identifier and sorted by year."""
    united = list(first)
    for version in second:
        for place, other in enumerate(united):
            if _is_same_version(other, version):
                united[place] = replace(
                    other,
                    doi=other.doi or version.doi,
                    arxiv=other.arxiv or version.arxiv,
                    url=other.url or version.url,
                    venue=other.venue or version.venue,
                    year=other.year or version.year,
                )
                break
        else:
            united.append(version)
    return tuple(sorted(united, key=_version_order))


def _is_same_version(one: Version, other: Version) -> bool:
    if one.doi and other.doi:
        return one.doi == other.doi
    if one.arxiv and other.arxiv:
        return one.arxiv == other.arxiv
    if one.url and other.url:
        return one.url == other.url
    return not (one.arxiv or other.arxiv) and (one.venue, one.year) == (other.venue, other.year)


def _version_order(version: Version) -> tuple[int, str, str, str]:
    return (version.year or 0, version.doi or "", version.arxiv or "", version.url or version.venue)
