"""Loads plain record values into model values and reports problems to a `FieldReporter`.

No function raises for any value that JSON or YAML can hold; an unusable value becomes the empty
value of its type. Numbers may be given as text, because all YAML scalars are read as text (see
`sources/yaml_tree.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from papershelf.core import identifiers
from papershelf.core.errors import Problem, Severity
from papershelf.core.identifier_schemes import SCHEMES, parse_work_id
from papershelf.core.identifiers import ArxivId, CitationKey, Doi, Isbn, IsoDate, Issn, Slug
from papershelf.core.record_schema import CSL_TYPES
from papershelf.core.suggestions import Suggester
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.cleaning import clean_block, clean_line
from papershelf.text.urls import normalize_url

QUOTED_LENGTH = 2_048
"""Longer values, such as abstracts, are cut in messages; the longest URL is shown in full."""
YEAR_RANGE = range(1000, 3000)
_NUMBER = re.compile(r"[0-9]{1,15}")

_T = TypeVar("_T")


@dataclass(slots=True)
class FieldReporter:
    """Collects the problems of one field of one record."""

    record: RawRecord
    problems: list[Problem]
    field: str = ""

    def error(self, message: str, part: str = "") -> None:
        """Report an error; `part` is a path inside the field's value, such as `[2].orcid`."""
        self._add_problem(message, part, "error")

    def warn(self, message: str, part: str = "") -> None:
        """Report a warning."""
        self._add_problem(message, part, "warning")

    def _add_problem(self, message: str, part: str, severity: Severity) -> None:
        name = _shorten(self.field + part)
        line = self.record.line_of(name)
        self.problems.append(Problem(self.record.path, line, name, message, severity))


def quote_value(value: object) -> str:
    """Quote a value for a message, with escapes for invisible characters."""
    text = value if isinstance(value, str) else repr(value)
    if not text.isprintable():
        text = "".join(map(_escape_invisible, text[: QUOTED_LENGTH + 1]))
    text = _shorten(text)
    if not isinstance(value, str):
        return text
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{text}{mark}"


def _escape_invisible(char: str) -> str:
    return char if char.isprintable() else repr(char)[1:-1]


def _shorten(text: str) -> str:
    return text if len(text) <= QUOTED_LENGTH else f"{text[: QUOTED_LENGTH - 1]}…"


# --- text ---------------------------------------------------------------------------------------


def _text(value: object, report: FieldReporter, part: str = "") -> str:
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    quote = "; put it in quotes" if isinstance(value, float | bool) else ""
    report.error(f"is not text: {quote_value(value)}{quote}", part)
    return ""


def load_line(value: object, report: FieldReporter, part: str = "") -> str:
    """Load one line of clean text."""
    return clean_line(_text(value, report, part))


def load_block(value: object, report: FieldReporter, part: str = "") -> str:
    """Load clean paragraphs."""
    return clean_block(_text(value, report, part))


def _as_list(value: object, report: FieldReporter, part: str = "") -> list[object]:
    """Return the items of a list; a single text counts as a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [value]
    report.error(f"is not a list: {quote_value(value)}", part)
    return []


def load_lines(value: object, report: FieldReporter) -> tuple[str, ...]:
    """Load several lines of clean text."""
    items = _as_list(value, report)
    # Fast path: nearly all items are strings; without a location to report they take a third of the
    # time.
    return _without_repeats(
        [
            clean_line(item) if isinstance(item, str) else load_line(item, report, f"[{i}]")
            for i, item in enumerate(items)
            if item is not None
        ]
    )


def _without_repeats(items: Iterable[_T | None]) -> tuple[_T, ...]:
    """Return the non-empty items without duplicates, in order."""
    return tuple(dict.fromkeys([item for item in items if item]))


# --- names with a fixed form --------------------------------------------------------------------


def load_parsed(
    parse: Callable[[str], _T], value: object, report: FieldReporter, part: str = ""
) -> _T | None:
    """Parse text with a function of `identifiers`; report its message if it raises."""
    text = _text(value, report, part).strip()
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        report.error(str(error) if len(text) <= QUOTED_LENGTH else "is too long", part)
        return None


def load_slug(value: object, report: FieldReporter, part: str = "") -> Slug | None:
    """Load an id or alias, which must already be a slug."""
    return load_parsed(identifiers.parse_slug, value, report, part)


def load_slugs(value: object, report: FieldReporter) -> tuple[Slug, ...]:
    """Load several slugs."""
    return _load_each(identifiers.parse_slug, value, report)


def load_date(value: object, report: FieldReporter, part: str = "") -> IsoDate | None:
    """Load a year, month or day."""
    return load_parsed(identifiers.parse_iso_date, value, report, part)


def load_day(value: object, report: FieldReporter, part: str = "") -> IsoDate | None:
    """Load a full date."""
    return load_parsed(identifiers.parse_day, value, report, part)


def load_days(value: object, report: FieldReporter) -> tuple[IsoDate, ...]:
    """Load several full dates, sorted."""
    items = _as_list(value, report)
    return tuple(
        sorted(_without_repeats([load_day(item, report, f"[{i}]") for i, item in enumerate(items)]))
    )


def load_year(value: object, report: FieldReporter, part: str = "") -> int | None:
    """Load a four-digit year."""
    number = parse_number(value)
    if number is None or number not in YEAR_RANGE:
        report.error(f"is not a year from 1000 to 2999: {quote_value(value)}", part)
        return None
    return number


def parse_number(value: object) -> int | None:
    """Return a whole number given as a number or as text, else `None`."""
    if type(value) is int:
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def load_arxiv_id(value: object, report: FieldReporter, part: str = "") -> ArxivId | None:
    """Load an arXiv id."""
    return load_parsed(identifiers.parse_arxiv_id, value, report, part)


def load_doi(value: object, report: FieldReporter, part: str = "") -> Doi | None:
    """Load a DOI."""
    return load_parsed(identifiers.parse_doi, value, report, part)


def load_isbns(value: object, report: FieldReporter) -> tuple[Isbn, ...]:
    """Load ISBNs without duplicates."""
    return _load_each(identifiers.parse_isbn, value, report)


def load_issns(value: object, report: FieldReporter) -> tuple[Issn, ...]:
    """Load ISSNs without duplicates."""
    return _load_each(identifiers.parse_issn, value, report)


def load_work_ids(value: object, report: FieldReporter) -> tuple[str, ...]:
    """Load identifiers of other works without duplicates."""
    return _load_each(parse_work_id, value, report)


def _load_each(parse: Callable[[str], _T], value: object, report: FieldReporter) -> tuple[_T, ...]:
    items = enumerate(_as_list(value, report))
    return _without_repeats(load_parsed(parse, item, report, f"[{i}]") for i, item in items)


def load_citation_key(value: object, report: FieldReporter) -> CitationKey | None:
    """Load a citation key."""
    return load_parsed(identifiers.parse_citation_key, value, report)


def load_scheme_identifier(value: object, report: FieldReporter) -> str:
    """Load an identifier of the scheme that the field is named after."""
    return load_parsed(SCHEMES[report.field].parse, value, report) or ""


def load_csl_type(value: object, report: FieldReporter) -> str:
    """Load a CSL 1.0.2 type that applies to papers."""
    text = _text(value, report).strip()
    if text and text not in CSL_TYPES:
        hint = (
            Suggester(CSL_TYPES).suggest(text) or f"; the types are {', '.join(sorted(CSL_TYPES))}"
        )
        report.error(f"{quote_value(text)} is not a CSL type{hint}")
        return ""
    return text


# --- addresses ----------------------------------------------------------------------------------


def load_url(value: object, report: FieldReporter, part: str = "") -> str:
    """Load a web address that is safe to link to."""
    text = _text(value, report, part).strip()
    if not text:
        return ""
    address = normalize_url(text)
    if address is None:
        report.error(
            f"is not a URL that starts with https:// or http://: {quote_value(text)}", part
        )
    return address or ""


def load_urls(value: object, report: FieldReporter) -> tuple[str, ...]:
    """Load several web addresses."""
    items = enumerate(_as_list(value, report))
    return _without_repeats(
        load_url(item, report, f"[{i}]") for i, item in items if item is not None
    )


# --- mappings ------------------------------------------------------------------------------------


def check_mapping_keys(
    value: Mapping[str, object], allowed_keys: tuple[str, ...], report: FieldReporter, part: str
) -> None:
    """Report every key that a mapping must not have."""
    for key in value:
        if key not in allowed_keys:
            hint = (
                Suggester(allowed_keys).suggest(key) or f"; the keys are {', '.join(allowed_keys)}"
            )
            report.error(f"unknown key {quote_value(key)}{hint}", part)
