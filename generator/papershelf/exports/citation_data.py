"""What bibliographies say of a paper, worked out once, so that no two views of it can differ.

A paper, its venue and its citation key come in; a `Citation` goes out, which BibTeX, RIS, CSL-JSON,
meta tags, JSON-LD, feeds and the formatted reference all take their facts from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from papershelf.core.identifier_schemes import CITED_SCHEMES, SCHEMES, derive_pdf
from papershelf.core.identifiers import CitationKey, IsoDate
from papershelf.core.record_schema import TYPE_BY_VENUE_KIND
from papershelf.records.model import Paper, Venue, Version
from papershelf.records.person_names import PersonName, parse_person_name
from papershelf.text.latex_render import render_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A paper as a bibliography sees it; texts are plain, `type` is a CSL type.

    `issued` is the date to cite: the published date where it lies in the paper's year, else the
    year. `container` is what it appeared in, by its full name, with `container_short` beside it.
    """

    paper: Paper
    citation_key: CitationKey
    title: str
    abstract: str
    author_names: tuple[PersonName, ...]
    editors: tuple[PersonName, ...]
    type: str
    issued: IsoDate | None
    container: str
    container_short: str
    publisher: str
    first_page: str
    last_page: str
    url: str
    pdf: str

    def __hash__(self) -> int:
        """That of the citation key, which no other paper has."""
        return hash(self.citation_key)

    @property
    def pages(self) -> str:
        """The first and the last page with a hyphen between, or what the record says."""
        return f"{self.first_page}-{self.last_page}" if self.last_page else self.first_page

    @property
    def edition(self) -> str:
        """The edition as a sentence has it: `2nd`, `Revised`."""
        edition = self.paper.edition
        return (
            f"{edition}{_ordinal_ending(int(edition))}" if _NUMBER.fullmatch(edition) else edition
        )

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day of `issued`, as many as are known."""
        return [int(part) for part in self.issued.split("-")] if self.issued else []

    @property
    def container_title(self) -> str:
        """The container as a reference has it: nothing contains a preprint or a whole book."""
        return "" if self.is_preprint or self.type == "book" else self.container

    @property
    def series(self) -> str:
        """The series; that of a book may be its venue, unless this is only who published it."""
        is_series = self.type == "book" and self.container != self.publisher
        return self.paper.series or (self.container if is_series else "")

    @property
    def preprint_server(self) -> str:
        """The preprint server of a preprint, else ""."""
        if not self.is_preprint:
            return ""
        return self.container or self.publisher or ("arXiv" if self.paper.arxiv else "")

    @property
    def is_preprint(self) -> bool:
        """Whether the paper appeared on a preprint server and nowhere else that we know of."""
        return self.type == "article"


_NUMBER = re.compile(r"[0-9]{1,3}")
_RANGE = re.compile(r"([^\s,;\-–—]+)\s*[-–—]+\s*([^\s,;\-–—]+)")


# One page and the files beside it ask for the same work again and again.
@lru_cache(maxsize=16)
def make_citation(paper: Paper, citation_key: CitationKey, venue: Venue | None) -> Citation:
    """The facts to cite a paper by; `venue` is the one that the paper names."""
    kind = paper.type or (TYPE_BY_VENUE_KIND.get(venue.kind, "") if venue else "")
    first, last = split_pages(paper.pages)
    publisher = paper.publisher or (venue.publisher if venue else "")
    return Citation(
        paper=paper,
        citation_key=citation_key,
        title=render_plain(paper.title),
        abstract=render_plain(paper.abstract),
        author_names=tuple(map(parse_person_name, paper.authors)),
        editors=tuple(map(parse_person_name, paper.editors)),
        type=kind or ("article" if paper.arxiv else "document"),
        issued=issued_date(paper),
        container=(venue.full_name or venue.name) if venue else "",
        container_short=venue.name if venue else "",
        publisher=publisher,
        first_page=first,
        last_page=last,
        url=landing_url(paper),
        pdf=pdf_url(paper),
    )


def _ordinal_ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def issued_date(paper: Paper) -> IsoDate | None:
    """The date to cite a paper by.

    A preprint often is a year older than the volume; the year that the record gives is the
    volume's, so a published date outside that year would contradict it.
    """
    if paper.year is None:
        return paper.published
    year = f"{paper.year:04d}"
    if paper.published and paper.published.startswith(year):
        return paper.published
    return IsoDate(year)


def split_pages(pages: str) -> tuple[str, str]:
    """The first and the last page; for anything but one range, the text and ""."""
    found = _RANGE.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


def identifier_urls(paper: Paper) -> tuple[str, ...]:
    """Where the paper's identifiers lead, in the order in which we would cite them."""
    values = ((scheme, getattr(paper, scheme.field)) for scheme in CITED_SCHEMES)
    return tuple(scheme.url(value) for scheme, value in values if value)


def version_url(version: Version) -> str:
    """Where another version of a paper is, else ""."""
    for name in ("doi", "arxiv"):
        if value := getattr(version, name):
            return SCHEMES[name].url(value)
    return version.url


def landing_url(paper: Paper) -> str:
    """The address to cite: the paper's own, else where its best identifier leads, else ""."""
    return paper.url or next(iter(identifier_urls(paper)), "")


def pdf_url(paper: Paper) -> str:
    """The address of the full text: the record's, else where an identifier has its PDF, else ""."""
    return paper.pdf or derive_pdf(partial(getattr, paper))
