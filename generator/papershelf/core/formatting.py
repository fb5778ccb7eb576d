"""Formats numbers and dates for pages."""

from __future__ import annotations

import datetime as dt

from papershelf.core.identifiers import IsoDate

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def format_count(number: int, noun: str, plural: str = "") -> str:
    """Format a number with its noun: "1 paper", "1,234 papers"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def format_date(date: IsoDate | str) -> str:
    """Format a date as precisely as it is known: "17 May 2024", "May 2024", "2024"."""
    year, *rest = date.split("-")
    words = [_MONTHS[int(rest[0]) - 1], year] if rest else [year]
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def format_week(day: IsoDate) -> str:
    """Format the ISO 8601 week of a day: "week 47 of 2026"."""
    year, week, _ = dt.date.fromisoformat(day).isocalendar()
    return f"week {week} of {year}"


def format_size(size: int) -> str:
    """Format a number of bytes in a suitable unit; 1 kB is 1,000 bytes."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
