"""One plain value of a record in, the model's value out; what is wrong goes to a `Reporter`.

No function here raises on any value that JSON or YAML can hold; a value that cannot be used
becomes the empty one of its kind. Numbers may come as text, for in YAML every scalar does
(`sources/yaml_tree.py` says why).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from papershelf.core import identifiers
from papershelf.core.errors import Problem, Severity
from papershelf.core.identifier_schemes import SCHEMES, parse_work
from papershelf.core.identifiers import ArxivId, CitationKey, Doi, Isbn, IsoDate, Issn, Slug
from papershelf.core.record_schema import CSL_TYPES
from papershelf.core.suggestions import Suggester
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.cleaning import clean_block, clean_line
from papershelf.text.urls import safe_url

SHOWN_LIMIT = 2_048
"""What is longer, such as an abstract, is cut in a message; the longest address is shown whole."""
YEARS = range(1000, 3000)
_NUMBER = re.compile(r"[0-9]{1,15}")

_T = TypeVar("_T")


@dataclass(slots=True)
class Reporter:
    """Takes down what is wrong with one field of one record."""

    record: RawRecord
    problems: list[Problem]
    field: str = ""

    def error(self, message: str, part: str = "") -> None:
        """Note an error; `part` points into the field's value: `[2].orcid`."""
        self._note(message, part, "error")

    def warn(self, message: str, part: str = "") -> None:
        """Note a warning."""
        self._note(message, part, "warning")

    def _note(self, message: str, part: str, severity: Severity) -> None:
        name = _cut(self.field + part)
        line = self.record.line_of(name)
        self.problems.append(Problem(self.record.path, line, name, message, severity))


def show(value: object) -> str:
    """A value as a message quotes it: whole, in quotes, with escapes for what cannot be seen."""
    text = value if isinstance(value, str) else repr(value)
    if not text.isprintable():
        text = "".join(map(_visible, text[: SHOWN_LIMIT + 1]))
    text = _cut(text)
    if not isinstance(value, str):
        return text
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{text}{mark}"


def _visible(char: str) -> str:
    return char if char.isprintable() else repr(char)[1:-1]


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_LIMIT else f"{text[: SHOWN_LIMIT - 1]}…"


# --- text ---------------------------------------------------------------------------------------


def _text(value: object, report: Reporter, part: str = "") -> str:
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    quote = "; put it in quotes" if isinstance(value, float | bool) else ""
    report.error(f"is not text: {show(value)}{quote}", part)
    return ""


def load_line(value: object, report: Reporter, part: str = "") -> str:
    """One line of clean text."""
    return clean_line(_text(value, report, part))


def load_block(value: object, report: Reporter, part: str = "") -> str:
    """Clean paragraphs."""
    return clean_block(_text(value, report, part))


def _list(value: object, report: Reporter, part: str = "") -> list[object]:
    """The items of a list; one text stands for a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    report.error(f"is not a list: {show(value)}", part)
    return []


def load_lines(value: object, report: Reporter) -> tuple[str, ...]:
    """Several lines of clean text."""
    items = _list(value, report)
    # Nearly all are texts, which take a third of the time without a place to report.
    return _unique(
        [
            clean_line(item) if isinstance(item, str) else load_line(item, report, f"[{i}]")
            for i, item in enumerate(items)
            if item is not None
        ]
    )


def _unique(items: Iterable[_T | None]) -> tuple[_T, ...]:
    """What is there, once each, in the order of first mention."""
    return tuple(dict.fromkeys([item for item in items if item]))


# --- names with a fixed form --------------------------------------------------------------------


def load_parsed(
    parse: Callable[[str], _T], value: object, report: Reporter, part: str = ""
) -> _T | None:
    """What a function of `identifiers` makes of the text; its message where it refuses."""
    text = _text(value, report, part).strip()
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        report.error(str(error) if len(text) <= SHOWN_LIMIT else "is too long", part)
        return None


def load_slug(value: object, report: Reporter, part: str = "") -> Slug | None:
    """An id or an alias that is a slug already."""
    return load_parsed(identifiers.parse_slug, value, report, part)


def load_slugs(value: object, report: Reporter) -> tuple[Slug, ...]:
    """Several slugs."""
    return _load_each(identifiers.parse_slug, value, report)


def load_date(value: object, report: Reporter, part: str = "") -> IsoDate | None:
    """A year, a month or a day."""
    return load_parsed(identifiers.parse_date, value, report, part)


def load_day(value: object, report: Reporter, part: str = "") -> IsoDate | None:
    """A full date."""
    return load_parsed(identifiers.parse_day, value, report, part)


def load_days(value: object, report: Reporter) -> tuple[IsoDate, ...]:
    """Several full dates, sorted."""
    items = _list(value, report)
    return tuple(
        sorted(_unique([load_day(item, report, f"[{i}]") for i, item in enumerate(items)]))
    )


def load_year(value: object, report: Reporter, part: str = "") -> int | None:
    """A year of four digits."""
    number = parse_number(value)
    if number is None or number not in YEARS:
        report.error(f"is not a year from 1000 to 2999: {show(value)}", part)
        return None
    return number


def parse_number(value: object) -> int | None:
    """A whole number, written as one or as text."""
    if type(value) is int:
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def load_arxiv(value: object, report: Reporter, part: str = "") -> ArxivId | None:
    """An arXiv id."""
    return load_parsed(identifiers.parse_arxiv_id, value, report, part)


def load_doi(value: object, report: Reporter, part: str = "") -> Doi | None:
    """A DOI."""
    return load_parsed(identifiers.parse_doi, value, report, part)


def load_isbns(value: object, report: Reporter) -> tuple[Isbn, ...]:
    """ISBNs, each once."""
    return _load_each(identifiers.parse_isbn, value, report)


def load_issns(value: object, report: Reporter) -> tuple[Issn, ...]:
    """ISSNs, each once."""
    return _load_each(identifiers.parse_issn, value, report)


def load_works(value: object, report: Reporter) -> tuple[str, ...]:
    """Identifiers of other works, each once."""
    return _load_each(parse_work, value, report)


def _load_each(parse: Callable[[str], _T], value: object, report: Reporter) -> tuple[_T, ...]:
    items = enumerate(_list(value, report))
    return _unique(load_parsed(parse, item, report, f"[{i}]") for i, item in items)


def load_key(value: object, report: Reporter) -> CitationKey | None:
    """A citation key."""
    return load_parsed(identifiers.parse_citation_key, value, report)


def load_name(value: object, report: Reporter) -> str:
    """The bare identifier of the scheme that the field is named after."""
    return load_parsed(SCHEMES[report.field].parse, value, report) or ""


def load_type(value: object, report: Reporter) -> str:
    """A type of CSL 1.0.2 that papers have."""
    text = _text(value, report).strip()
    if text and text not in CSL_TYPES:
        hint = Suggester(CSL_TYPES).hint(text) or f"; there are {', '.join(sorted(CSL_TYPES))}"
        report.error(f"{show(text)} is not a CSL type{hint}")
        return ""
    return text


# --- addresses ----------------------------------------------------------------------------------


def load_url(value: object, report: Reporter, part: str = "") -> str:
    """A web address that we would link to."""
    text = _text(value, report, part).strip()
    if not text:
        return ""
    address = safe_url(text)
    if address is None:
        report.error(f"is not a web address (http or https): {show(text)}", part)
    return address or ""


def load_urls(value: object, report: Reporter) -> tuple[str, ...]:
    """Several web addresses."""
    items = enumerate(_list(value, report))
    return _unique(load_url(item, report, f"[{i}]") for i, item in items if item is not None)


# --- mappings ------------------------------------------------------------------------------------


def check_keys(
    value: Mapping[str, object], keys: tuple[str, ...], report: Reporter, part: str
) -> None:
    """Note every key that is not among those a mapping may have."""
    for key in value:
        if key not in keys:
            hint = Suggester(keys).hint(key) or f"; there are {', '.join(keys)}"
            report.error(f"unknown key {show(key)}{hint}", part)
