"""The facts that identify the paper of a record, normalized for comparison. Pure.

Input: the validated values of a record. Each fact is computed on first access.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from operator import eq
from typing import Any

from papershelf.core.identifier_schemes import PUBLISHED_SCHEMES, SCHEMES, parse_identifier_url
from papershelf.core.identifiers import ARXIV_DOI, parse_arxiv_id
from papershelf.core.memo import memoize_persistent
from papershelf.core.preprint_servers import drop_doi_version, is_preprint_doi, is_preprint_server
from papershelf.core.record_schema import TYPE_BY_VENUE_KIND
from papershelf.records.model import UnlistedVenue
from papershelf.records.venue_names import normalize_venue
from papershelf.text.folding import fold_text, plain_title_key
from papershelf.text.latex_render import render_plain

IDENTIFIERS = tuple(SCHEMES)
"""Identifier fields; two different papers never share a value."""
_DISTINGUISHING_FIELDS = (
    "venue", *PUBLISHED_SCHEMES, "volume", "issue", "pages", "article_number", "isbn", "type",
)  # fmt: skip
"""Fields that only a published version has."""

_COMPARED_FIELDS = (
    "title", "authors", "venue", "year", "published", "abstract", *IDENTIFIERS, "volume", "issue",
    "pages", "article_number", "type", "note", "edition", "editors", "isbn", "url", "versions",
)  # fmt: skip
"""The fields from which facts are computed."""
_DIGITS = re.compile(r"\d+")
_PAGE = re.compile(r"(?:pp?\.?\s*|art(?:icle)?\.?\s*(?:no\.?\s*)?|e(?=\d))", re.IGNORECASE)
_PATENT = re.compile(r"\d[\d,/. ]*\d")
_PATENT_CODE = re.compile(r"\b[A-Z]{2} ?(\d[\d,/]{5,})")
_NAME_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_WORK_CLASSES = {
    "thesis": "a thesis", "book": "a book", "dataset": "a data set", "software": "software",
    "article-journal": "a paper", "paper-conference": "a paper", "chapter": "a paper",
    "article-magazine": "a paper",
}  # fmt: skip


@memoize_persistent
def title_identity_key(title: str) -> str:
    """Return the key under which two titles, with their LaTeX, count as the same."""
    return plain_title_key(render_plain(title))


class IdentityFacts:
    """The facts that identify the paper of a record, each computed on first access.

    `values` are the validated values of the record; `preprint_venues` are the ids of the venues of
    kind `preprint`.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        preprint_venues: Collection[str] = frozenset(),
    ) -> None:
        self.values = values
        self._preprint_venues = preprint_venues

    def with_values(self, values: Mapping[str, Any]) -> IdentityFacts:
        """Return the facts of the same record with changed values."""
        return IdentityFacts(values, self._preprint_venues)

    @cached_property
    def title_key(self) -> str:
        """The normalized title."""
        return title_identity_key(self.values["title"])

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """Identifiers by scheme, including one found in the URL."""
        values = self.values
        found = {name: str(values[name]) for name in IDENTIFIERS if values.get(name)}
        scheme, value = parse_identifier_url(str(values.get("url") or ""))
        if scheme:
            found.setdefault(scheme, value)
        return found

    @cached_property
    def other_identifiers(self) -> tuple[tuple[str, str], ...]:
        """Scheme and value of each identifier of the paper's other versions."""
        return tuple(_version_identifiers(self.values.get("versions") or ()))

    def all_identifiers(self) -> Iterator[tuple[str, str]]:
        """Yield scheme and value of each identifier of the paper and its versions.

        URLs are not used: the URL of a chapter may be the DOI of its book.
        """
        values = self.values
        for name in IDENTIFIERS:
            if value := values.get(name):
                yield name, drop_doi_version(value) if name == "doi" else value
        if versions := values.get("versions"):
            for name, value in _version_identifiers(versions):
                yield name, drop_doi_version(value)

    def has_same_content(self, other: IdentityFacts) -> bool:
        """Return whether two records agree in all compared fields."""
        mine, theirs = self.values, other.values
        # Most records of an import are repeats; this takes a third of the time of a loop.
        return all(map(eq, map(mine.get, _COMPARED_FIELDS), map(theirs.get, _COMPARED_FIELDS)))

    @cached_property
    def is_preprint(self) -> bool:
        """Whether the record describes only a preprint, not its published version."""
        values = self.values
        venue = values.get("venue")
        if self.listed_venue:
            return venue in self._preprint_venues or is_preprint_server(self.listed_venue)
        if doi := values.get("doi"):
            return is_preprint_doi(doi)
        if venue:
            return venue.kind == "preprint" or is_preprint_server(venue.name)
        if any(values.get(name) for name in (*PUBLISHED_SCHEMES, "volume", "pages")):
            return False
        if values.get("type"):
            return bool(values["type"] == "article")
        return bool(values.get("arxiv"))

    @cached_property
    def publication_stage(self) -> int:
        """0 for a published version, 1 for a preprint, 2 if unknown."""
        if self.is_preprint:
            return 1
        return 0 if any(self.values.get(name) for name in _DISTINGUISHING_FIELDS) else 2

    @cached_property
    def family_names(self) -> frozenset[str]:
        """The last words of the authors' names; the other words are spelled in many ways.

        A volume without authors uses its editors.
        """
        people = self.values.get("authors") or self.values.get("editors") or ()
        return frozenset(
            filter(None, (family_name_key(person.family or person.name) for person in people))
        )

    @cached_property
    def year(self) -> int:
        """The year, 0 if unknown."""
        return int(self.values.get("year") or str(self.values.get("published") or "0")[:4])

    @cached_property
    def unlisted_venue_name(self) -> str:
        """The venue name if the venue is not in `venues.yaml`, else ""."""
        venue = self.values.get("venue")
        return venue.name if isinstance(venue, UnlistedVenue) else ""

    @cached_property
    def listed_venue(self) -> str:
        """The venue id if the venue is in `venues.yaml`, else ""."""
        return "" if self.unlisted_venue_name else str(self.values.get("venue") or "")

    @cached_property
    def venue(self) -> str:
        """The venue id, or else the normalized venue name."""
        return self.listed_venue or normalize_venue(self.unlisted_venue_name)

    @cached_property
    def pages(self) -> frozenset[str]:
        """Candidates for the first page, including the article number."""
        values = self.values
        return frozenset(_first_pages(str(values.get("pages") or ""))) | frozenset(
            _first_pages(str(values.get("article_number") or ""))
        )

    @cached_property
    def patents(self) -> frozenset[str]:
        """The patent numbers given in the record."""
        return frozenset(_patent_numbers(self.values))

    @cached_property
    def edition(self) -> str:
        """The number or name of the edition."""
        words = fold_text(str(self.values.get("edition") or "")).split()
        for word in words:
            if number := _ORDINALS.get(word) or "".join(_DIGITS.findall(word)):
                return number
        return " ".join(words)

    @cached_property
    def work_class(self) -> str:
        """The kind of work, if it helps to tell works apart."""
        if self.patents:
            return "a patent"
        return _WORK_CLASSES.get(self.csl_type, "")

    @cached_property
    def csl_type(self) -> str:
        """The CSL type, if necessary inferred from the kind of an unlisted venue."""
        kind = getattr(self.values.get("venue"), "kind", "")
        return self.values.get("type") or TYPE_BY_VENUE_KIND.get(kind, "")


def _version_identifiers(versions: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    for version in versions:
        if version.arxiv:
            yield "arxiv", version.arxiv
        if version.doi and version.doi.startswith(ARXIV_DOI):
            yield "arxiv", parse_arxiv_id(version.doi)
        elif version.doi:
            yield "doi", version.doi


@lru_cache(maxsize=1 << 16)
def family_name_key(name: str) -> str:
    """Return the last word of a name, ignoring suffixes and initials."""
    words = fold_text(name).split()
    while len(words) > 1 and (words[-1] in _NAME_SUFFIXES or len(words[-1]) == 1):
        words.pop()
    return words[-1] if words else ""


def _first_pages(pages: str) -> Iterator[str]:
    """Yield the first page, and the parts of an article page such as `37:1`."""
    first = re.split(r"[-–—,;]", pages.strip(), maxsplit=1)[0]
    for part in first.split(":"):
        bare = _PAGE.sub("", part.strip(), count=1)
        if plain := fold_text(bare).lstrip("0"):
            yield plain


def _patent_numbers(values: Mapping[str, Any]) -> Iterator[str]:
    note, number, url = (str(values.get(name) or "") for name in ("note", "issue", "url"))
    if "patent" in note.lower():
        for found in _PATENT.findall(note):
            digits = "".join(_DIGITS.findall(found))
            if len(digits) > 4:
                yield digits
    for text in (number, url if "patent" in url.lower() else ""):
        for found in _PATENT_CODE.findall(text):
            yield "".join(_DIGITS.findall(found))
