"""Gaps in a catalogue: papers without some value, vocabulary that nobody uses, possible duplicates.

Takes a catalogue; returns `Gap`s, in a fixed order. The page `health/` shows them to curators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.records.duplicates import check_duplicates
from papershelf.records.model import Paper, Tag, Venue

_LINK_FIELDS = (*SCHEMES, "url", "pdf", "code", "project")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Papers that lack something, or entries of a vocabulary that no paper uses.

    `name` is the last part of the key of its message; `file` has the entries.
    """

    name: str
    papers: tuple[Paper, ...] = ()
    entries: tuple[Tag | Venue, ...] = ()
    file: str = ""

    @property
    def size(self) -> int:
        """The number of papers or entries."""
        return len(self.papers) + len(self.entries)


def find_gaps(catalogue: Catalogue) -> tuple[Gap, ...]:
    """Return the gaps that are not empty."""
    papers = catalogue.papers
    used_tags = {tag for paper in papers for tag in paper.tags}
    gaps = [
        *(_papers_gap(name, papers, lacks) for name, lacks in _MISSING.items()),
        _duplicates(papers),
        Gap(
            name="unused_tags",
            entries=tuple(one for key, one in catalogue.tags.items() if key not in used_tags),
            file="tags.yaml",
        ),
        Gap(
            name="unused_venues",
            entries=tuple(
                one for key, one in catalogue.venues.items() if key not in catalogue.by_venue
            ),
            file="venues.yaml",
        ),
    ]
    return tuple(gap for gap in gaps if gap.size)


def _has_no_link(paper: Paper) -> bool:
    return not any(getattr(paper, name) for name in _LINK_FIELDS)


_MISSING: dict[str, Callable[[Paper], bool]] = {
    "no_authors": lambda paper: not paper.authors,
    "no_venue": lambda paper: not paper.venue,
    "no_date": lambda paper: not (paper.year or paper.published),
    "no_abstract": lambda paper: not paper.abstract,
    "no_links": _has_no_link,
}


def _papers_gap(name: str, papers: Iterable[Paper], lacks: Callable[[Paper], bool]) -> Gap:
    return Gap(name=name, papers=tuple(filter(lacks, papers)))


def _duplicates(papers: tuple[Paper, ...]) -> Gap:
    """Return the papers with the title of another one; `check` says which."""
    places = {(problem.path, problem.line) for problem in check_duplicates(papers)}
    return Gap(
        name="duplicates",
        papers=tuple(paper for paper in papers if (paper.path, paper.line) in places),
    )
