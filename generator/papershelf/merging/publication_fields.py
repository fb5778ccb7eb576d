"""Where and when a paper was published: fields that come from one source together. Pure.

Facts of two records of one paper come in; whether both speak of the same publication, and what is
kept of a preprint as one of the `versions` of the paper, go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from papershelf.core.identifiers import ArxivId
from papershelf.records.identity_facts import Facts
from papershelf.records.identity_rules import places_differ, scheme_differs
from papershelf.records.model import Version
from papershelf.records.unlisted_venues import name_of

PUBLICATION = (
    "venue", "year", "volume", "issue", "pages", "article_number", "publisher", "place", "series",
    "track", "session", "decision", "edition", "editors", "isbn", "issn", "doi", "container_doi",
    "type", "date_note",
)  # fmt: skip
"""The fields that are taken from one source as a group."""
_WEAK = frozenset({"year", "type", "date_note", "track", "session", "decision"})
"""Those that fit many publications, and so fit together wherever they do not differ."""


def publication_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that say where and when it was published."""
    return {name: values[name] for name in PUBLICATION if name in values}


def is_same_publication(entry: Facts, incoming: Facts) -> bool:
    """Whether two records of one paper are about the same publication of it.

    If so, one may fill the gaps of the other; if not, only one of them can be used.
    """
    mine, theirs = publication_of(entry.values), publication_of(incoming.values)
    if not mine or entry.says_the_same(incoming):
        return True
    if is_preprint_of(entry, incoming) or is_preprint_of(incoming, entry):
        return False
    if _is_part(theirs, mine):
        return True
    years = {group["year"] for group in (mine, theirs) if "year" in group}
    if len(years) > 1 or places_differ(entry, incoming) or scheme_differs("doi", entry, incoming):
        return False
    if _WEAK.issuperset(mine) or _WEAK.issuperset(theirs):
        return True
    if mine.get("doi") and mine["doi"] == theirs.get("doi"):
        return True
    if entry.venue and entry.venue == incoming.venue:
        return True
    return _is_part(mine, theirs)


def _is_part(some: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    return all(name in whole and whole[name] == value for name, value in some.items())


def is_preprint_of(one: Facts, other: Facts) -> bool:
    """Whether the first of two records of a paper is its preprint, the other was published."""
    return one.stage == 1 and other.stage == 0


def make_versions(preprint: Facts, arxiv_venue: str) -> Iterator[Version]:
    """The versions that a preprint is of the paper which was published of it."""
    found = preprint.identifiers
    if arxiv := found.get("arxiv"):
        yield Version(arxiv=ArxivId(arxiv), venue=arxiv_venue, year=_arxiv_year(arxiv))
    values = preprint.values
    venue = name_of(values.get("venue"))
    if "doi" in found or (venue and not arxiv):
        url = str(values.get("url") or "")
        year = preprint.year or None
        yield Version(doi=values.get("doi"), url=url, venue=venue, year=year)


def _arxiv_year(arxiv: str) -> int:
    """The year in an arXiv id, which began in 1991."""
    number = int(arxiv.rpartition("/")[2][:2])
    return 1900 + number if number > 90 else 2000 + number


def unite_versions(known: Iterable[Version], more: Iterable[Version]) -> tuple[Version, ...]:
    """All versions once each, by their identifiers, sorted by year."""
    united = list(known)
    for version in more:
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
    return tuple(sorted(united, key=_order))


def _is_same_version(one: Version, other: Version) -> bool:
    if one.doi and other.doi:
        return one.doi == other.doi
    if one.arxiv and other.arxiv:
        return one.arxiv == other.arxiv
    if one.url and other.url:
        return one.url == other.url
    return not (one.arxiv or other.arxiv) and (one.venue, one.year) == (other.venue, other.year)


def _order(version: Version) -> tuple[int, str, str, str]:
    return (version.year or 0, version.doi or "", version.arxiv or "", version.url or version.venue)
