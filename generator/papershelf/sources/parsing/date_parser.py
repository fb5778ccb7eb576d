"""Parses a text into the year, month and day that its words and numbers express.

Readers call `dates.py`; this module has the vocabulary and the rules for the order of parts.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from papershelf.sources.parsing.month_names import month_number, replace_compound_names

_AMBIGUOUS = 99
"""Placeholder for a number that could be a month or a day."""
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_TIME = re.compile(
    r"(?:(?<=\d)t|\b)\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:z\b|utc|gmt|[+-]\d\d:?\d\d)?\s*(?:[ap]m\b)?"
)
_YEAR_LETTER = re.compile(r"(?<=(?<!\d)\d{4})[a-rtvwyz](?![^\W_])")
"""The letter that distinguishes works of one year, as in 2019a."""
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일号號])?)?|(\d{1,2})\s*[月월]"
)
_APOSTROPHE = re.compile("[’ʼ‘]")
_QUARTER = re.compile(
    r"\bq[1-4]\b|\b[1-4]\s?(?:st|nd|rd|th|er|eme|e|\.)?\s?(?:quarter|trimestre|quartal|q)\b"
    r"|\b(?:first|second|third|fourth)\s?quarter\b|\bquarter\s[1-4]\b"
)
_NUMBERED_MONTH = re.compile(r"(?:thang|thg)\.?\s*(\d{1,2})(?!\d)|(?<!\d)(\d{1,2})-р сар")
_TOKEN = re.compile(
    r"(?P<year_first>(?<!\d)(?P<y1>\d{4})(?P<sep>[-/]|\.\s?|\s)(?P<m1>\d{1,2})(?![\dxu]))"
    r"(?:(?P=sep)(?P<d1>\d{1,2})(?![\dxu]))?"
    r"|(?P<year_last>(?<!\d)(?P<a2>\d{1,2})(?P<sep2>[-/]|\.\s?)(?:(?P<b2>\d{1,2})(?P=sep2))?"
    r"(?P<y2>\d{4})(?!\d))"
    r"|(?P<compact>(?<!\d)[12]\d{7}(?!\d))"
    r"|(?P<unspecified>(?:\d+[xu]+|x{2,}|u{2,})(?![^\W\d_]))"
    r"|(?P<number>\d+)"
    r"|(?P<doubt>[?~%])"
    r"|(?P<apostrophe>(?<!\w)'(?=\d\d(?!\d)))"
    r"|(?P<word>[^\s\d\-–—−/.,;:()\[\]{}?~%\"'…|+*=©]+)"
)  # fmt: skip
_SEASONS = frozenset(
    "spring summer autumn fall winter fruhling fruhjahr sommer herbst printemps ete automne hiver "
    "primavera verano verao estate otono outono autunno invierno inverno lente voorjaar zomer "
    "herfst najaar forar host hosten var varen sommar vinter vinteren kevat kesa syksy talvi "
    "wiosna lato jesien zima jaro leto podzim tavasz nyar osz tel весна лето осень зима ilkbahar "
    "yaz sonbahar kıs 春 夏 秋 冬 春季 夏季 秋季 冬季 봄 여름 가을 겨울 quarter "
    "michaelmas hilary trinity easter christmas kıs".split()
)
_APPROXIMATE_WORDS = frozenset(
    "s c ca circa cca approximately approx about around um vers hacia verso open unknown".split()
)
_STATE_WORDS = frozenset(
    "press forthcoming appear appearing submitted accepted preparation prep review unpublished "
    "prepublished preprint ahead advance inpress inpreparation druck erscheinen erscheint paraitre "
    "presse prensa aparecer stampa pubblicazione prelo druku печати persbericht pers".split()
)
_PLAIN_WORDS = frozenset(
    # Weekdays, ordinals and words that some languages put between the parts of a date.
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues "
    "weds thur st nd rd th er re eme o a e le la el il de del den der die das d di do da of the "
    "al an am to dne om in im em en на года г р z em on and und et y bis through "
    "utc gmt published online epub print printed publ first cop copyright year anno "
    "an ann td ngay nam ga ko".split()
)


@dataclass(slots=True)
class DateParts:
    """The parsed words and numbers of a date, in the order of the text.

    `order` contains years, months and numbers as ("Y" | "M" | "n", value). `numeric` are all-digit
    dates as year, month and day. `has_unread_words` is true if some words were not recognized.
    """

    order: list[tuple[str, int]] = field(default_factory=list)
    numeric: list[tuple[int, int, int]] = field(default_factory=list)
    is_state: bool = False
    is_vague: bool = False
    has_season: bool = False
    has_unread_words: bool = False
    iso: str = ""

    @property
    def has_more_than_iso(self) -> bool:
        """Whether the text contains more information than `iso`."""
        years = {value for kind, value in self.order if kind == "Y"}
        is_vague = self.is_vague or self.is_state or len(years) > 1
        is_season = self.has_season and len(self.iso) == 4
        return not self.iso or self.has_unread_words or is_vague or is_season


def parse_date_words(text: str, language: str = "") -> DateParts:
    """Parse a date in any language; `language` resolves month names that languages share."""
    parts = DateParts()
    folded = _normalize_text(text)
    for match in _TOKEN.finditer(folded):
        _add_token(match, parts, language)
    _resolve_date(parts)
    return parts


def _normalize_text(text: str) -> str:
    """The folded text without time of day, and with numbered months replaced by names."""
    folded = _YEAR_LETTER.sub("", _TIME.sub(" ", fold_date(text)))
    folded = _QUARTER.sub(" quarter ", _EAST_ASIAN.sub(_spell_east_asian, folded))
    folded = replace_compound_names(folded)
    return _NUMBERED_MONTH.sub(lambda match: _spell_month(match[1] or match[2]), folded)


def _spell_east_asian(match: re.Match[str]) -> str:
    if match[4]:
        return _spell_month(match[4])
    return " " + "-".join(filter(None, match.group(1, 2, 3))) + " "


def _spell_month(number: str) -> str:
    """Replace a month in Roman numerals by its name."""
    months = " i ii iii iv v vi vii viii ix x xi xii".split(" ")
    return f" {months[int(number)]} " if 1 <= int(number) <= 12 else f" {number} "


def _add_token(match: re.Match[str], parts: DateParts, language: str) -> None:
    """Add one token to the parts."""
    if match["year_first"]:
        year, month, day = int(match["y1"]), int(match["m1"]), int(match["d1"] or 0)
        numbers = [month] + ([day] if match["d1"] else [])
        parts.order += [("Y", year), *(("n", number) for number in numbers)]
        parts.numeric.append((year, month, day))
    elif match["year_last"]:
        year, month, day = int(match["y2"]), int(match["b2"] or match["a2"]), 0
        if match["b2"]:
            month, day = _order_day_and_month(int(match["a2"]), month, match["sep2"])
        parts.order += [("n", int(number)) for number in match.group("a2", "b2") if number]
        parts.order.append(("Y", year))
        parts.numeric.append((year, month, day))
    elif match["compact"]:
        _add_compact_date(match["compact"], parts)
    elif match["number"]:
        parts.order.append(("Y" if len(match["number"]) == 4 else "n", int(match["number"][:9])))
    elif match["word"]:
        _add_word(match["word"], parts, language)
    elif match["doubt"] or match["unspecified"]:
        parts.is_vague = True
    else:  # the century of "'98" is unknown
        parts.has_unread_words = True


def _order_day_and_month(first: int, second: int, separator: str) -> tuple[int, int]:
    """Assign two numbers before a year to month and day; with dots, the day always comes first."""
    if separator.startswith(".") or first > 12 or first == second:
        return second, first
    return (first, second) if second > 12 else (_AMBIGUOUS, 0)


def _add_compact_date(digits: str, parts: DateParts) -> None:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if month and not make_iso(year, month, day):
        parts.has_unread_words = True
        return
    parts.order.append(("Y", year))
    parts.numeric.append((year, month, day))


def _add_word(word: str, parts: DateParts, language: str) -> None:
    if word in _PLAIN_WORDS:
        return
    if word in _SEASONS:
        parts.has_season = True
    elif word in _APPROXIMATE_WORDS:
        parts.is_vague = True
    elif word in _STATE_WORDS:
        parts.is_state = True
    elif month := month_number(word, language):
        parts.order.append(("M", month))
    else:
        parts.has_unread_words = True


def _resolve_date(parts: DateParts) -> None:
    """Compute the date from the parts."""
    years = [value for kind, value in parts.order if kind == "Y"]
    known = [year for year in years if _FIRST_YEAR <= year <= _LAST_YEAR]
    parts.has_unread_words |= len(known) < len(years)
    if not known:
        return
    year = known[0]
    same_year = [each for each in parts.numeric if each[0] == year]
    fullest = max(same_year, key=lambda each: bool(each[1]) + bool(each[2]), default=(year, 0, 0))
    _, month, day = fullest
    named = next((value for kind, value in parts.order if kind == "M"), 0)
    if named and not (named == month and day):
        month, day = named, _day_next_to_month(parts.order)
    elif not named and not same_year:
        month = _lone_month(parts)
    if 12 < month < _AMBIGUOUS and not day and _is_range_or_season(year, month):
        parts.is_vague, month = True, 0
    parts.iso = make_iso(year, month, day) or make_iso(year, month) or str(year)
    is_whole = len(parts.iso) == (10 if day else 7 if month else 4)
    parts.has_unread_words |= not is_whole


def _day_next_to_month(order: list[tuple[str, int]]) -> int:
    """The day of the first named month: the first number before it, else after it, else 0."""
    at = next(index for index, (kind, _) in enumerate(order) if kind == "M")
    for kind, value in order[:at]:
        if kind == "n":
            return value
    for kind, value in order[at + 1 :]:
        if kind == "M":
            return 0
        if kind == "n":
            return value
    return 0


def _lone_month(parts: DateParts) -> int:
    """The month, if one number precedes the year; any other number is an unread word."""
    kinds = [kind for kind, _ in parts.order]
    if kinds == ["n", "Y"] and not parts.has_unread_words:
        return parts.order[0][1]
    parts.has_unread_words |= "n" in kinds
    return 0


def _is_range_or_season(year: int, number: int) -> bool:
    """Whether a number after a year is an EDTF season (2017-21) or another year (2017/18)."""
    return 21 <= number <= 41 or year % 100 < number


def fold_date(text: str) -> str:
    """Lowercase a text and remove accents; digits and apostrophes of any script become ASCII."""
    if text.isascii():
        return text.lower()
    text = _APOSTROPHE.sub("'", text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    digits = (str(unicodedata.decimal(char, char)) for char in bare)
    return unicodedata.normalize("NFC", "".join(digits))


def make_iso(year: int, month: int = 0, day: int = 0) -> str:
    """The date in ISO 8601, or "" if the calendar does not have it."""
    if not month:
        return f"{year:04d}"
    try:
        date = dt.date(year, month, day or 1)
    except ValueError:
        return ""
    return date.isoformat() if day else f"{date:%Y-%m}"
