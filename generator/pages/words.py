"""How numbers and dates read on a page: values in, plain words out."""

from __future__ import annotations

from generator.identifiers import IsoDate

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def format_count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 paper", "1,234 papers"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def format_date(date: IsoDate | str) -> str:
    """A date as far as it is known: "17 May 2024", "May 2024", "2024"."""
    year, *rest = date.split("-")
    words = [_MONTHS[int(rest[0]) - 1], year] if rest else [year]
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def format_short_date(date: IsoDate | str) -> str:
    """The same for narrow columns, where the year stands elsewhere: "17 May", "May", "2024"."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1][:3]
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month


def month_name(number: int) -> str:
    """The name of a month, counted from 1."""
    return _MONTHS[number - 1]


def join_words(words: list[str]) -> str:
    """A list as a sentence has it: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def format_size(size: int) -> str:
    """A number of bytes in the unit that suits it; 1 kB is 1,000 bytes."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
