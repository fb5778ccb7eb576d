"""Identifiers with a fixed form: external identifiers, Papershelf's ids, dates and citation keys.

Each `NewType` has one function that parses and normalizes text. These functions raise `ValueError`
with a message that says what is expected.
"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NewType
from urllib.parse import unquote

from papershelf.text.urls import quote_path

Slug = NewType("Slug", str)
"""`[a-z0-9]+(-[a-z0-9]+)*`: the form of all ids and addresses of the site."""
Doi = NewType("Doi", str)
"""A bare DOI in lower case, `10.1145/3292500.3330701` (DOI Handbook, 3.4: case-insensitive)."""
ArxivId = NewType("ArxivId", str)
"""An arXiv identifier without version: `2401.01234`, `1406.2661` or `hep-ex/0307015`."""
Orcid = NewType("Orcid", str)
"""A bare ORCID iD with a valid check digit, `0000-0002-1825-0097`."""
Isbn = NewType("Isbn", str)
"""An ISBN of 10 or 13 characters without hyphens and with a valid check digit, `9780306406157`."""
Issn = NewType("Issn", str)
"""An ISSN with a valid check digit, `2049-3630`."""
IsoDate = NewType("IsoDate", str)
"""ISO 8601: `2024`, `2024-05` or `2024-05-17`; such strings sort chronologically."""
CitationKey = NewType("CitationKey", str)
"""The key of a BibTeX entry, `chen-etal-2018-neural`."""

SLUG_LIMIT = 80
COUNT_LIMIT = 10**15
"""Counts must be smaller; every JSON parser can represent integers of this size."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOI_PREFIX = re.compile(
    r"[<(\[\"']*(?:(?:urn:|info:)?doi[:/\s]\s*)?"
    r"(?P<address>(?:https?://)?(?:(?:dx|www)[.-])?doi[.-]org(?:\.[\w.-]+)?(?::\d+)?/+(?:doi:)?)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"\\{}^`|]{1,256}")
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[a-z0-9._()/:-]{0,255}[a-z0-9]", re.ASCII)
_ENTITY = re.compile(r"&(?:lt|gt|amp|#\d{1,4}|#x[0-9a-f]{1,4});", re.IGNORECASE)
_ESCAPED_BYTE = re.compile(r"%[0-9A-Fa-f]{2}")
# URLs are often shared with tracking parameters, which are not part of a DOI.
_TRACKING_QUERY = re.compile(r"\?(?:utm_[^#]*)?(?:#)?$")
_NEXT_DOI = re.compile(r"[,;]10\.\d{4,9}/")
_BRACKET_PAIRS = {")": "(", ">": "<", "]": "["}
ARXIV_DOI = "10.48550/arxiv."
"""Prefix of the DOIs that arXiv registers for its own ids."""

ARXIV_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas "
    "cond-mat cs dg-ga econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th "
    "nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio q-fin quant-ph solv-int stat "
    "supr-con".split()
)
"""The arXiv archives; an id from before April 2007 starts with one."""
_ARXIV_START = (
    r"(?:(?:https?://)?(?:[a-z]{1,20}\.)?arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/"
    r"|(?:https?://)?(?:dx\.|www\.)?doi\.org/(?=10\.48550/)|doi:\s*(?=10\.48550/)"
    r"|10\.48550/arxiv\.|arxiv\s?[:.]\s*|arxiv\s+(?=[a-z-]*[/.\d])|\babs/)"
)
_ARXIV_BODY = (
    r"(?:(?P<archive>[a-z]{1,20}(?:-[a-z]{1,20})?)(?:\.[a-z]{2})?/)?"
    r"(?:(?P<new>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})|(?P<old>\d{2}(?:0[1-9]|1[0-2])\d{3}))"
    r"(?:v\d+)?"
)
_ARXIV = re.compile(
    rf"(?:{_ARXIV_START}){{0,4}}{_ARXIV_BODY}(?:\.pdf)?/?(?:[?#]\S*)?"
    r"\s*(?:[\[(][a-z][a-z., -]*[\])])?[.,]?",
    re.IGNORECASE,
)
_ARXIV_IN_TEXT = re.compile(rf"(?:{_ARXIV_START}){{1,4}}{_ARXIV_BODY}(?!\d)", re.IGNORECASE)
_ORCID_PREFIX = re.compile(r"^(?:https?://orcid\.org/|orcid:\s*)", re.IGNORECASE)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_ISBN_PREFIX = re.compile(r"^(?:urn:)?isbn(?:-?1[03])?[:\s]*", re.IGNORECASE)
_ISBN = re.compile(r"97[89]\d{10}|\d{9}[\dX]")
_ISSN_PREFIX = re.compile(r"^(?:urn:)?[ep]?-?issn(?:-l)?[:\s]*", re.IGNORECASE)
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])")
_DASHES = re.compile(r"[\s\-‐‑‒–—−]+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CITATION_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._+/-]{0,99}")
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


RESERVED_DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
"""Names that Windows reserves: no file or folder can have one, with any suffix."""


def parse_slug(text: str) -> Slug:
    """Validate an id that must already be a slug. Raises `ValueError`."""
    if text in RESERVED_DEVICE_NAMES:
        raise ValueError(f"{text!r} is a reserved file name on Windows; add a word to it")
    if len(text) > SLUG_LIMIT or not _SLUG.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a slug: use a-z, 0-9 and single hyphens, at most {SLUG_LIMIT} characters"
        )
    return Slug(text)


def parse_doi(text: str) -> Doi:
    """Parse a DOI, bare or as a URL, matched as a whole. Raises `ValueError`.

    One level of percent-encoding and HTML entities are decoded; punctuation after the DOI and
    unmatched closing brackets are removed. Anything else left over is an error.
    """
    if _PLAIN_DOI.fullmatch(text):
        return Doi(text)
    bare = _trim_doi(_decode_doi(text.strip()))
    match = _DOI.match(bare)
    if not match or not bare.isprintable():
        raise ValueError(f"{text!r} is not a DOI such as 10.1000/xyz123")
    end = after.start() if (after := _NEXT_DOI.search(bare)) else match.end()
    if end < len(bare):
        raise ValueError(f"{text!r} is not a single DOI: remove {bare[end:]!r}")
    if _ESCAPED_BYTE.search(bare):
        raise ValueError(f"{text!r} is not a DOI: it is percent-encoded twice")
    return Doi(bare.lower())


def _decode_doi(text: str) -> str:
    """Return the registered form of a DOI, without a prefix."""
    start = _DOI_PREFIX.match(text)
    bare = text[start.end() :] if start else text
    if start and start["address"]:
        bare = _TRACKING_QUERY.sub("", bare)
        if mark := re.search(r"[?#]", _ENTITY.sub("", bare)):
            raise ValueError(f"{text!r} is not a DOI: remove the part from {mark[0]!r} on")
    try:
        bare = unquote(bare, errors="strict")
    except UnicodeDecodeError:
        raise ValueError(f"{text!r} is not a DOI: its percent-encoding is not UTF-8") from None
    while _ENTITY.search(bare):  # each program on the way may have escaped it again: "&amp;lt;"
        bare = _ENTITY.sub(lambda found: html.unescape(found[0]), bare)
    return bare


def _trim_doi(text: str) -> str:
    """Remove trailing punctuation and unmatched closing brackets of the surrounding text."""
    while text:
        last = text[-1]
        opening = _BRACKET_PAIRS.get(last)
        is_loose = text.count(last) > text.count(opening) if opening else last in ".,;:/'\""
        if not is_loose:
            break
        text = text[:-1]
    return text


def doi_url(doi: Doi) -> str:
    """Return the doi.org URL of a DOI, percent-encoded as its proxy requires (doi.org, 2.4.2)."""
    return f"https://doi.org/{quote_path(doi)}"


def parse_arxiv_id(text: str) -> ArxivId:
    """Parse an arXiv id, old or new, with or without version, bare, as a URL or as its DOI.

    A category name after it is dropped. Raises `ValueError`. Source:
    info.arxiv.org/help/arxiv_identifier.html.
    """
    match = _ARXIV.fullmatch(text.strip())
    if match and (found := _arxiv_id(match)):
        return found
    raise ValueError(f"{text!r} is not an arXiv id such as 2401.01234 or hep-ex/0307015")


def find_arxiv_id(text: str) -> ArxivId | None:
    """Return the first arXiv id in a text, given as `arXiv:2401.01234` or as a URL, or `None`."""
    return next(filter(None, map(_arxiv_id, _ARXIV_IN_TEXT.finditer(text))), None)


def _arxiv_id(match: re.Match[str]) -> ArxivId | None:
    """Return the matched id; `None` for an id from before April 2007 without its archive."""
    if match["new"]:
        return ArxivId(match["new"])
    return ArxivId(f"{match['archive'].lower()}/{match['old']}") if match["archive"] else None


def parse_orcid(text: str) -> Orcid:
    """Parse an ORCID iD and verify its check digit (ISO 7064 11,2). Raises `ValueError`."""
    bare = _ORCID_PREFIX.sub("", text.strip()).upper()
    if not _ORCID.fullmatch(bare):
        raise ValueError(f"{text!r} is not an ORCID iD such as 0000-0002-1825-0097")
    digits = bare.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != digits[-1]:
        raise ValueError(f"{text!r} is not an ORCID iD: its check digit is wrong")
    return Orcid(bare)


def parse_isbn(text: str) -> Isbn:
    """Parse an ISBN and verify its check digit (ISO 2108). Raises `ValueError`."""
    bare = _DASHES.sub("", _ISBN_PREFIX.sub("", text.strip())).upper()
    if not _ISBN.fullmatch(bare):
        raise ValueError(f"{text!r} is not an ISBN such as 9780306406157")
    if len(bare) == 13:
        is_right = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(bare)) % 10 == 0
    else:
        is_right = _checksum_sum(bare) % 11 == 0
    if not is_right:
        raise ValueError(f"{text!r} is not an ISBN: its check digit is wrong")
    return Isbn(bare)


def parse_issn(text: str) -> Issn:
    """Parse an ISSN and verify its check digit (ISO 3297). Raises `ValueError`."""
    match = _ISSN.fullmatch(_DASHES.sub("-", _ISSN_PREFIX.sub("", text.strip())).upper())
    if not match:
        raise ValueError(f"{text!r} is not an ISSN such as 2049-3630")
    if _checksum_sum(match[1] + match[2]) % 11:
        raise ValueError(f"{text!r} is not an ISSN: its check digit is wrong")
    return Issn(f"{match[1]}-{match[2]}")


def _checksum_sum(digits: str) -> int:
    """Return the weighted sum of the digits: the last times 1, the one before times 2; X is 10."""
    values = (10 if digit == "X" else int(digit) for digit in reversed(digits))
    return sum(value * weight for weight, value in enumerate(values, 1))


def parse_iso_date(text: str) -> IsoDate:
    """Parse an ISO 8601 date, month or year that exists in the calendar. Raises `ValueError`."""
    date = _match_date(text.strip())
    if date is None:
        raise ValueError(f"{text!r} is not a date such as 2024-05-17, 2024-05 or 2024")
    return date


@lru_cache(maxsize=1 << 14)
def _match_date(text: str) -> IsoDate | None:
    """Return the date in a text, or `None`; cached, because papers share days."""
    match = _DATE.fullmatch(text)
    return IsoDate(match[0]) if match and _is_calendar_date(match) else None


def _is_calendar_date(match: re.Match[str]) -> bool:
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return year >= 1000 and 1 <= day <= _DAYS_IN_MONTH[month - 1] + leap


def parse_day(text: str) -> IsoDate:
    """Parse a full date, `YYYY-MM-DD`. Raises `ValueError`."""
    day = _match_date(text.strip())
    if day is None or len(day) != 10:
        raise ValueError(f"{text!r} is not a day such as 2024-05-17")
    return day


def add_days(day: IsoDate, number: int) -> IsoDate:
    """Return the day a number of days later, or earlier if the number is negative."""
    return IsoDate((date.fromisoformat(day) + timedelta(days=number)).isoformat())


def parse_citation_key(text: str) -> CitationKey:
    """Validate a citation key that BibTeX and LaTeX accept unescaped. Raises `ValueError`."""
    if not _CITATION_KEY.fullmatch(text):
        raise ValueError(f"{text!r} is not a citation key: use letters, digits and : . _ + / -")
    return CitationKey(text)
