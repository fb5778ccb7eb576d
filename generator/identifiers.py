"""Names with a fixed form: identifiers of the outside world, our ids, addresses.

Text comes in, a normalised `NewType` goes out; each type has one function as its only way in.
Those raise `ValueError` with a message that says what is expected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import NewType

from generator.remembering import remembered

Slug = NewType("Slug", str)
"""`[a-z0-9]+(-[a-z0-9]+)*`: the form of all our ids and addresses."""
Doi = NewType("Doi", str)
"""A bare DOI in lower case, `10.1145/3292500.3330701` (DOI Handbook, 3.4: case-insensitive)."""
ArxivId = NewType("ArxivId", str)
"""An arXiv identifier without version: `2401.01234`, `1406.2661` or `hep-ex/0307015`."""
Orcid = NewType("Orcid", str)
"""A bare ORCID iD with a right check digit, `0000-0002-1825-0097`."""
Isbn = NewType("Isbn", str)
"""An ISBN of 10 or 13 characters without hyphens and with a right check digit, `9780306406157`."""
Issn = NewType("Issn", str)
"""An ISSN with a right check digit, `2049-3630`."""
IsoDate = NewType("IsoDate", str)
"""ISO 8601: `2024`, `2024-05` or `2024-05-17`; such strings sort by time."""
CitationKey = NewType("CitationKey", str)
"""The name of a BibTeX entry, `chen-etal-2018-neural`."""

SLUG_LIMIT = 80
_NAME_LENGTH = 40

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>\\{}^`|]{1,256}")
_ARXIV_PREFIX = re.compile(
    r"^(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)", re.IGNORECASE
)
_ARXIV_NEW = re.compile(r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?")
_ARXIV_OLD = re.compile(r"([a-z-]+)(?:\.[A-Z]{2})?(/\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v\d+)?")
_ORCID_PREFIX = re.compile(r"^(?:https?://orcid\.org/|orcid:\s*)", re.IGNORECASE)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_ISBN_PREFIX = re.compile(r"^(?:urn:)?isbn(?:-?1[03])?[:\s]*", re.IGNORECASE)
_ISBN = re.compile(r"97[89]\d{10}|\d{9}[\dX]")
_ISSN_PREFIX = re.compile(r"^(?:urn:)?[ep]?-?issn(?:-l)?[:\s]*", re.IGNORECASE)
_ISSN = re.compile(r"(\d{4})-?(\d{3}[\dX])")
_DASHES = re.compile(r"[\s\-‐‑‒–—−]+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CITATION_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._+/-]{0,99}")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Letters that NFKD does not take apart, with what a reader would type for them.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
        "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
        "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
        "χ": "chi", "ψ": "psi", "ω": "omega",
    }
)  # fmt: skip

# ASCII as words: letters small, digits, the rest between words. An apostrophe joins what it stands
# in: "Bayes' rule", "don't".
_WORDS = str.maketrans(
    {char: char.lower() if char.isalnum() else " " for char in map(chr, range(128))} | {"'": None}
)


def parse_slug(text: str) -> Slug:
    """Accept an id that is a slug already. Raises `ValueError`."""
    if len(text) > SLUG_LIMIT or not _SLUG.fullmatch(text):
        raise ValueError(f"{text!r} is not a slug: a-z, 0-9, single hyphens, at most {SLUG_LIMIT}")
    return Slug(text)


def make_slug(text: str, limit: int = SLUG_LIMIT) -> Slug | None:
    """The slug of a text, cut at a word; `None` where no letter or digit is left of it."""
    # The name of a person is asked for with each of their papers, a title a few times in all.
    is_name = limit == SLUG_LIMIT and len(text) <= _NAME_LENGTH
    return (_slug_name(text) if is_name else _cut_slug(text, limit)) or None


@remembered
def _slug_name(text: str) -> Slug:
    return _cut_slug(text, SLUG_LIMIT)


def _cut_slug(text: str, limit: int) -> Slug:
    if not text.isascii():
        text = _fold_letters(text)
    slug = "-".join(text.translate(_WORDS).split())
    if len(slug) > limit:
        head = slug[: limit + 1].rpartition("-")[0]
        slug = head or slug[:limit]
    return Slug(slug)


def _fold_letters(text: str) -> str:
    """A text in ASCII: letters without their marks, or as readers type them; others as spaces."""
    # Most names outside of ASCII are Latin letters with marks, for which this is enough.
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    if plain.isascii():
        return plain
    known = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _NOT_ASCII.sub(_drop_mark, known.translate(_LETTERS))


def _drop_mark(char: re.Match[str]) -> str:
    return "" if unicodedata.combining(char[0]) or char[0] == "’" else " "


def make_unique_slug(
    text: str,
    taken: Container[str],
    fallback: str = "untitled",
    numbers: dict[str, int] | None = None,
) -> Slug:
    """The slug of a text that nobody has yet: `x`, else `x-2`, `x-3`…, within the limit.

    `numbers`, kept from call to call, spares trying again what was taken before.
    """
    base = make_slug(text) or Slug(fallback)
    if base not in taken:
        return base
    number = (numbers or {}).get(base, 2)
    while True:
        suffix = f"-{number}"
        candidate = Slug(base[: SLUG_LIMIT - len(suffix)].rstrip("-") + suffix)
        if candidate not in taken:
            break
        number += 1
    if numbers is not None:
        numbers[base] = number
    return candidate


def parse_doi(text: str) -> Doi:
    """A DOI, bare or as an address. Raises `ValueError`."""
    bare = _DOI_PREFIX.sub("", text.strip())
    if not _DOI.fullmatch(bare):
        raise ValueError(f"{text!r} is not a DOI such as 10.1000/xyz123")
    return Doi(bare.lower())


def parse_arxiv_id(text: str) -> ArxivId:
    """An arXiv id, old or new, with or without version, bare or as an address.

    Raises `ValueError`. Source: info.arxiv.org/help/arxiv_identifier.html.
    """
    bare = _ARXIV_PREFIX.sub("", text.strip()).removesuffix(".pdf")
    if match := _ARXIV_NEW.fullmatch(bare):
        return ArxivId(match[1])
    if match := _ARXIV_OLD.fullmatch(bare):
        return ArxivId(match[1] + match[2])
    raise ValueError(f"{text!r} is not an arXiv id such as 2401.01234 or hep-ex/0307015")


def parse_orcid(text: str) -> Orcid:
    """An ORCID iD; its last digit is checked by ISO 7064 11,2. Raises `ValueError`."""
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
    """An ISBN; its last digit is checked by ISO 2108. Raises `ValueError`."""
    bare = _DASHES.sub("", _ISBN_PREFIX.sub("", text.strip())).upper()
    if not _ISBN.fullmatch(bare):
        raise ValueError(f"{text!r} is not an ISBN such as 9780306406157")
    if len(bare) == 13:
        is_right = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(bare)) % 10 == 0
    else:
        is_right = _weighted_sum(bare) % 11 == 0
    if not is_right:
        raise ValueError(f"{text!r} is not an ISBN: its check digit is wrong")
    return Isbn(bare)


def parse_issn(text: str) -> Issn:
    """An ISSN; its last digit is checked by ISO 3297. Raises `ValueError`."""
    match = _ISSN.fullmatch(_DASHES.sub("-", _ISSN_PREFIX.sub("", text.strip())).upper())
    if not match:
        raise ValueError(f"{text!r} is not an ISSN such as 2049-3630")
    if _weighted_sum(match[1] + match[2]) % 11:
        raise ValueError(f"{text!r} is not an ISSN: its check digit is wrong")
    return Issn(f"{match[1]}-{match[2]}")


def _weighted_sum(digits: str) -> int:
    """The sum of the digits, the last one times 1, the one before it times 2; X is 10."""
    values = (10 if digit == "X" else int(digit) for digit in reversed(digits))
    return sum(value * weight for weight, value in enumerate(values, 1))


def parse_date(text: str) -> IsoDate:
    """A date, a month or a year by ISO 8601 that is in the calendar. Raises `ValueError`."""
    date = _match_date(text.strip())
    if date is None:
        raise ValueError(f"{text!r} is not a date: YYYY-MM-DD, YYYY-MM or YYYY")
    return date


@lru_cache(maxsize=1 << 14)
def _match_date(text: str) -> IsoDate | None:
    """The date that a text is; the papers of a day share it."""
    match = _DATE.fullmatch(text)
    return IsoDate(match[0]) if match and _is_in_calendar(match) else None


def _is_in_calendar(match: re.Match[str]) -> bool:
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return year >= 1000 and 1 <= day <= _DAYS[month - 1] + leap


def parse_day(text: str) -> IsoDate:
    """A full date, `YYYY-MM-DD`. Raises `ValueError`."""
    date = parse_date(text)
    if len(date) != 10:
        raise ValueError(f"{text!r} is not a day: YYYY-MM-DD")
    return date


def parse_citation_key(text: str) -> CitationKey:
    """A citation key that BibTeX and LaTeX take as it is. Raises `ValueError`."""
    if not _CITATION_KEY.fullmatch(text):
        raise ValueError(f"{text!r} is not a citation key: letters, digits and : . _ + / -")
    return CitationKey(text)
