"""Dates as foreign formats write them in, dates by ISO 8601 out: as much of them as is told."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"\s*(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?![\d])")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|2\d\d\d)(?!\d)")
_NUMBER = re.compile(r"\d{1,2}")


def make_date(year: object, month: object = "", day: object = "") -> str:
    """The date of some parts, which may be numbers or text; "" without a year of four digits."""
    found = _YEAR.search(str(year))
    if not found:
        return ""
    months = _month(str(month or ""))
    if not months:
        return found[1]
    days = _NUMBER.fullmatch(str(day or "").strip())
    try:
        return dt.date(int(found[1]), months, int(days[0]) if days else 0).isoformat()
    except ValueError:
        return f"{found[1]}-{months:02d}"


def _month(text: str) -> int:
    """A month by number or by name in English, the first of several; 0 for none."""
    text = text.strip().lower()
    if text[:3] in _MONTHS:
        return _MONTHS.index(text[:3]) + 1
    number = _NUMBER.match(text)
    return int(number[0]) if number and 1 <= int(number[0]) <= 12 else 0


def read_date(value: object) -> str:
    """The date at the start of a text such as `2024-05-17T10:00:00Z` or `2024/05`, or ""."""
    found = _ISO.match(value) if isinstance(value, str) else None
    return make_date(found[1], found[2] or "", found[3] or "") if found else ""


def read_day(value: object) -> str:
    """The whole day at the start of a text, or ""."""
    date = read_date(value)
    return date if len(date) == 10 else ""


def read_millis(value: object) -> str:
    """The day of a number of milliseconds since 1970, by UTC, or ""."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        moment = dt.datetime.fromtimestamp(value / 1000, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.date().isoformat() if moment.year > 1900 else ""


def read_year(value: object) -> str:
    """The year in a text or a number, or ""."""
    found = _YEAR.search(str(value)) if isinstance(value, str | int) else None
    return found[1] if found else ""
