"""Parses dates of any source into ISO 8601.

Year, month, day, season and range are recognized in any order, with month names in many languages
(`date_parser.py`). A range is reduced to its start. Parts that ISO 8601 cannot express ("in press",
"1969~", "Spring 2018", "'98") are kept verbatim as a note.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from papershelf.sources.parsing.date_parser import make_iso, parse_date_words

_ISO = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.+Z-]*)?)?)?")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|2\d\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date: `iso` is its ISO 8601 part, `date_note` the original text if it contains more."""

    iso: str = ""
    note: str = ""

    @property
    def year(self) -> str:
        """The four-digit year, or ""."""
        return self.iso[:4]

    @property
    def precision(self) -> int:
        """A number that is higher for a more precise date: day, month, year."""
        return len(self.iso)

    def record_fields(self, *, is_preprint: bool = False) -> dict[str, object]:
        """The fields of a record; a preprint has no venue year."""
        if is_preprint:
            return {"published": self.iso, "date_note": self.note}
        published = self.iso if len(self.iso) > 4 else ""
        return {"year": self.year, "published": published, "date_note": self.note}


def parse_any_date(
    year: object, month: object = "", day: object = "", *, language: str = ""
) -> ParsedDate:
    """Parse a date from one text or from several parts (texts or numbers) in any order."""
    return _parse_date_parts(_part_text(year), _part_text(month), _part_text(day), language)


# The papers of a volume share few distinct dates, so a small cache suffices.
@lru_cache(maxsize=1 << 12)
def _parse_date_parts(year: str, month: str, day: str, language: str) -> ParsedDate:
    if not month and not day:
        text = year
        if match := _ISO.fullmatch(text):
            iso = make_iso(*(int(digits or 0) for digits in match.groups()))
            if iso:
                return ParsedDate(iso)
    elif year.isdigit() and (month or day).isdigit():
        text = "-".join(filter(None, [year, month, day] if month else [year]))
    else:
        text = " ".join(filter(None, [day, month, year]))
    if not text:
        return ParsedDate()
    parts = parse_date_words(text, language)
    return ParsedDate(parts.iso, text if parts.has_more_than_iso else "")


def explain_note(date_note: str, *, has_date: bool) -> str:
    """A warning that names the unparsed part of a `date_note`, or "" if all of it was parsed."""
    parts = parse_date_words(date_note)
    if not parts.iso and (parts.has_unread_words or not has_date):
        return f"{date_note!r} is not a date; stored as date_note"
    if parts.has_unread_words:
        return f"{date_note!r} is only partly a date ({parts.iso}); stored as date_note"
    return ""


def parse_whole_day(value: object) -> str:
    """The day in a text, or "" if it has no complete date."""
    iso = parse_any_date(value).iso if isinstance(value, str) else ""
    return iso if len(iso) == 10 else ""


def parse_milliseconds(value: object) -> str:
    """The UTC day of a number of milliseconds since the Unix epoch, or ""."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        moment = dt.datetime.fromtimestamp(value / 1000, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.date().isoformat() if moment.year > 1900 else ""


def year_in_text(text: str) -> str:
    """The first year in a text such as the name of a venue, or ""."""
    found = _YEAR.search(text)
    return found[1] if found else ""


def _part_text(part: object) -> str:
    if isinstance(part, str):
        return " ".join(part.split())
    return str(part) if isinstance(part, int) and not isinstance(part, bool) else ""
