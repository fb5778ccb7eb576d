"""Formats numbers for messages of the command line, which are in English."""

from __future__ import annotations


def format_count(number: int, noun: str, plural: str = "") -> str:
    """Format a number with its noun: "1 paper", "1,234 papers"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def format_size(size: int) -> str:
    """Format a number of bytes in a suitable unit: "1.5 kB"."""
    amount, unit = scale_size(size)
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def scale_size(size: int) -> tuple[float, str]:
    """Return a number of bytes in a suitable unit; 1 kB is 1,000 bytes."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return amount, unit
        amount /= 1000
    return amount, "GB"
