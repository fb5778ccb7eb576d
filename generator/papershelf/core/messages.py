"""The texts of a site in one language, with its plural rules, dates and numbers.

Input: the catalogue of a language, `languages/<language>.json`, whose nested keys are joined with
dots, and CLDR data from Babel. Output: a `Messages` object. An unknown key or a missing
placeholder raises `KeyError`. Digits are always ASCII digits.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from papershelf.core.formatting import scale_size

if TYPE_CHECKING:
    from babel.core import Locale

LANGUAGES_FOLDER = Path(__file__).parents[1] / "languages"
DEFAULT_LANGUAGE = "en"
PLURAL_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The categories of CLDR; a language uses some of them."""
SCRIPT_KEYS = ("correction.", "count.papers", "search.", "status.")
"""Keys, or the beginnings of keys, of the messages that scripts use."""

Message = str | Mapping[str, str]
"""A text with placeholders in braces, or one for each plural category."""

# Pages repeat the same dates and numbers; formatting one with Babel takes about 20 µs.
_CACHE_SIZE = 1 << 14


@dataclass(frozen=True, eq=False)
class Messages:
    """The messages of one language, by key."""

    language: str
    messages: Mapping[str, Message]

    def __repr__(self) -> str:
        """Identify the language."""
        return f"Messages({self.language!r})"

    def __reduce__(self) -> tuple[object, ...]:
        """Load the messages in the other process instead of sending them."""
        return load_messages, (self.language,)

    @cached_property
    def locale(self) -> Locale:
        """The CLDR data of the language."""
        return _load_locale(self.language)

    @property
    def direction(self) -> str:
        """The direction of the script: "ltr" or "rtl"."""
        return self.locale.text_direction

    @cached_property
    def _html_messages(self) -> Mapping[str, str]:
        """The messages that do not depend on a number, escaped."""
        texts = self.messages.items()
        return {key: str(Markup.escape(text)) for key, text in texts if isinstance(text, str)}

    def text(self, key: str, /, **values: object) -> str:
        """Return a message with its placeholders filled in."""
        message = self.messages[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} depends on a number")
        return message.format_map(values)

    def html(self, key: str, /, **values: object) -> Markup:
        """Return a message as HTML; values that are not `Markup` are escaped."""
        # `Markup.format_map` takes ten times as long.
        escaped = {name: Markup.escape(value) for name, value in values.items()}
        return Markup(self._html_messages[key].format_map(escaped))  # noqa: S704  # all is escaped

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return the message for a number, which fills in the placeholder `count`."""
        message = self.messages[key]
        if isinstance(message, str):
            raise KeyError(f"{key} does not depend on a number")
        form = message[self.locale.plural_form(number)]
        return form.format_map({"count": self.number(number), **values})

    def number(self, number: int) -> str:
        """Format a whole number: "1,234"."""
        return str(number) if 0 <= number < 1000 else _format_decimal(self.language, number)

    def decimal(self, number: float, digits: int) -> str:
        """Format a number with a fixed number of decimal digits: "12.5"."""
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return _format_decimal(self.language, number, pattern)

    def percent(self, share: float, digits: int = 1) -> str:
        """Format a share with decimal digits: "12.5%"."""
        return _format_percent(self.language, share, digits)

    def size(self, size: int) -> str:
        """Format a number of bytes in a suitable unit; 1 kB is 1,000 bytes."""
        amount, unit = scale_size(size)
        return self.text(f"size.{unit}", number=self.decimal(amount, 0 if unit == "B" else 1))

    def date(self, date: str) -> str:
        """Format a date as precisely as it is known: "May 17, 2024", "May 2024", "2024"."""
        return _format_date(self.language, date)

    def full_day(self, day: str) -> str:
        """Format a day with its weekday: "Friday, May 17, 2024"."""
        return _format_day(self.language, day, "full")

    def weekday(self, day: str, *, short: bool = False) -> str:
        """Return the name of the weekday of a day: "Friday", or "Fri" if `short`."""
        return _format_day(self.language, day, "ccc" if short else "cccc")

    def date_span(self, first: str, last: str) -> str:
        """Format the span from one day to another: "May 13 – 19, 2024"."""
        return _format_span(self.language, first, last)


def load_messages(language: str = DEFAULT_LANGUAGE) -> Messages:
    """Load the messages of a language, once. Raises `ValueError` if it has no catalogue."""
    return _read_catalogue(language)


@cache
def _read_catalogue(language: str) -> Messages:
    if language not in list_languages():
        raise ValueError(f"{language!r} has no catalogue; there are {', '.join(list_languages())}")
    content = json.loads((LANGUAGES_FOLDER / f"{language}.json").read_text("utf-8"))
    return Messages(language, dict(flatten_messages(content)))


@cache
def list_languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in LANGUAGES_FOLDER.glob("*.json")))


def flatten_messages(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Message]]:
    """Yield the messages of a catalogue with their keys joined by dots."""
    for name, value in content.items():
        if isinstance(value, dict) and not value.keys() <= PLURAL_CATEGORIES:
            yield from flatten_messages(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def select_script_messages(messages: Messages) -> dict[str, Message]:
    """Return the messages that the scripts of the search use."""
    return {key: text for key, text in messages.messages.items() if key.startswith(SCRIPT_KEYS)}


@cache
def _load_locale(language: str) -> Locale:
    # Babel takes 40 ms to import; a build without changes does not need it.
    from babel.core import Locale  # noqa: PLC0415

    return Locale.parse(language, sep="-")


@lru_cache(_CACHE_SIZE)
def _format_decimal(language: str, number: float, pattern: str = "") -> str:
    from decimal import Decimal  # noqa: PLC0415

    from babel.numbers import format_decimal  # noqa: PLC0415

    exact = Decimal(repr(number))
    return format_decimal(exact, format=pattern or None, locale=_load_locale(language))


@lru_cache(_CACHE_SIZE)
def _format_percent(language: str, share: float, digits: int) -> str:
    from decimal import Decimal  # noqa: PLC0415

    from babel.numbers import format_percent  # noqa: PLC0415

    locale = _load_locale(language)
    decimals = f".{'0' * digits}" if digits else ""
    pattern = locale.percent_formats[None].pattern.replace("0", f"0{decimals}")
    return format_percent(Decimal(repr(share)), format=pattern, locale=locale)


@lru_cache(_CACHE_SIZE)
def _format_date(language: str, date: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415

    year, *rest = date.split("-")
    if not rest:
        return year
    if len(rest) == 1:
        return _format_skeleton(language, f"{date}-01", "yMMMM")
    return format_date(dt.date.fromisoformat(date), "long", _load_locale(language))


@lru_cache(_CACHE_SIZE)
def _format_skeleton(language: str, day: str, skeleton: str) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415

    locale = _load_locale(language)
    return format_skeleton(skeleton, dt.date.fromisoformat(day), locale=locale)


@lru_cache(_CACHE_SIZE)
def _format_day(language: str, day: str, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415

    return format_date(dt.date.fromisoformat(day), pattern, _load_locale(language))


@lru_cache(_CACHE_SIZE)
def _format_span(language: str, first: str, last: str) -> str:
    from babel.dates import format_interval  # noqa: PLC0415

    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    span = format_interval(start, end, "yMMMMd", locale=_load_locale(language))
    return span.replace("\N{THIN SPACE}", " ")  # some fonts of mail programs lack it
