"""The bibliographic data of a paper, computed once so that all output formats agree.

Takes a paper, its venue and its citation key; returns a `Citation`, the shared input of BibTeX,
RIS, CSL-JSON, meta tags, JSON-LD, feeds and the formatted reference.
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
    """The bibliographic data of a paper; texts are plain text, `type` is a CSL type.

    `issued` is the date to cite: the published date if it falls in the paper's year, otherwise the
    year. `container` is the full name of the publication that contains the paper,
    `container_short` its short name.
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
        """Hash by citation key, which is unique to the paper."""
        return hash(self.citation_key)

    @property
    def pages(self) -> str:
        """The page range joined by a hyphen, or the record's text if it is not a range."""
        return f"{self.first_page}-{self.last_page}" if self.last_page else self.first_page

    @property
    def edition(self) -> str:
        """The edition as used in a sentence, such as `2nd` or `Revised`."""
        edition = self.paper.edition
        return (
            f"{edition}{_ordinal_ending(int(edition))}" if _NUMBER.fullmatch(edition) else edition
        )

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day of `issued`, as far as known."""
        return [int(part) for part in self.issued.split("-")] if self.issued else []

    @property
    def container_title(self) -> str:
        """The container shown in a reference; empty for preprints and whole books."""
        return "" if self.is_preprint or self.type == "book" else self.container

    @property
    def series(self) -> str:
        """The series. For a book, this may be its venue, unless the venue is just the publisher."""
        is_series = self.type == "book" and self.container != self.publisher
        return self.paper.series or (self.container if is_series else "")

    @property
    def preprint_server(self) -> str:
        """The preprint server of a preprint, or ""."""
        if not self.is_preprint:
            return ""
        return self.container or self.publisher or ("arXiv" if self.paper.arxiv else "")

    @property
    def is_preprint(self) -> bool:
        """Whether the paper is only known to have appeared on a preprint server."""
        return self.type == "article"


_NUMBER = re.compile(r"[0-9]{1,3}")
_RANGE = re.compile(r"([^\s,;\-–—]+)\s*[-–—]+\s*([^\s,;\-–—]+)")


# A page and the files next to it need the same citation several times.
@lru_cache(maxsize=16)
def make_citation(paper: Paper, citation_key: CitationKey, venue: Venue | None) -> Citation:
    """Build the citation of a paper; `venue` is the venue that the paper names."""
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
    """Return the date to cite a paper by.

    A preprint is often a year older than the published volume. The year in the record is that of
    the volume, so a published date outside that year is ignored.
    """
    if paper.year is None:
        return paper.published
    year = f"{paper.year:04d}"
    if paper.published and paper.published.startswith(year):
        return paper.published
    return IsoDate(year)


def split_pages(pages: str) -> tuple[str, str]:
    """Return the first and last page, or the whole text and "" if it is not a single range."""
    found = _RANGE.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


def identifier_urls(paper: Paper) -> tuple[str, ...]:
    """Return the URLs of the paper's identifiers, in the order of preference for citing."""
    values = ((scheme, getattr(paper, scheme.field)) for scheme in CITED_SCHEMES)
    return tuple(scheme.url(value) for scheme, value in values if value)


def version_url(version: Version) -> str:
    """Return the URL of another version of a paper, or ""."""
    for name in ("doi", "arxiv"):
        if value := getattr(version, name):
            return SCHEMES[name].url(value)
    return version.url


def landing_url(paper: Paper) -> str:
    """Return the URL to cite: the paper's own, or that of its best identifier, or ""."""
    return paper.url or next(iter(identifier_urls(paper)), "")


def pdf_url(paper: Paper) -> str:
    """Return the URL of the full text: from the record, or derived from an identifier, or ""."""
    return paper.pdf or derive_pdf(partial(getattr, paper))
