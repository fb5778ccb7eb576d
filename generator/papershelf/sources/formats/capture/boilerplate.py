"""Recognizes boilerplate of a Daily Papers page: buttons, counters, dates, footers.

Functions take a line; they return its text without attached boilerplate, whether the whole line is
boilerplate, or the date that it states.
"""

from __future__ import annotations

import re
from enum import IntEnum


class BoilerplateKind(IntEnum):
    """Whether a line looks like boilerplate."""

    NO = 0
    WORDS = 1
    """Yes, but a paper may have this title: "Datasets"."""
    NO_TITLE = 2
    """Yes, and it cannot be a title: a date, or the name of the page."""


_NEWSLETTER_PROMPT = (
    r"Get (?:trending|daily) papers in your (?:e-?mail )?inbox(?: once a day)?[!.]?"
)
_BYLINE = r"by ?@?AK and the research community"
_PAGE_HEADING = re.compile(rf"{_NEWSLETTER_PROMPT}|{_BYLINE}|^\s*(?:Daily|Trending) Papers\s*$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? )?"
_DAY = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH.replace('<month>', '<month2>')}"
    r"(?:,? (?P<year2>20\d\d))?)",
    re.IGNORECASE,
)
_DAY_GLUED_TO_TEXT = re.compile(rf"(?:{_DAY.pattern})(?=[^\s\d,.])", re.IGNORECASE)
_ISO_DAY = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")

# A button without separator before the next text, as in copied text. The next characters decide:
# "Subscriber churn" is a title, "SubscribeA New Model" is a button and a title.
_GLUED_BOILERPLATE = re.compile(
    rf"(?:new(?=Get ))?{_NEWSLETTER_PROMPT}|Daily Papers(?={_BYLINE})|{_BYLINE}"
)
_SUBSCRIBE_BUTTON = re.compile(r"Subscribe(?=[^\sa-z])")
# After the form there is always a button, however the title starts.
_FORM_SUBSCRIBE_BUTTON = re.compile(r"Subscribe(?!(?:r|rs|d|s)(?:[\s.,:;!?'’]|$)) *")


def _compile_any(*patterns: str) -> re.Pattern[str]:
    """A case-insensitive pattern for lines that match any of these."""
    return re.compile("|".join(patterns), re.IGNORECASE)


# Lines that are never titles: name of the page, its form, counters, submitters.
_NEVER_A_TITLE = _compile_any(
    rf"{_NEWSLETTER_PROMPT}|{_BYLINE}|(?:by ?)?@?AK|and the research community|subscribe",
    r"(?:daily|trending|weekly|monthly|hot|top) papers",
    r"search (?:any paper|models, datasets, users).*|[·•|/»«<>←→↑↓▲▼△…*\s-]+",
    r"[-+]?(?!\d{4}$)[\d.,]+ ?[kKmM]?\+?",
    r"[·•]? ?[\d,]+ (?:authors?|comments?|upvotes?|likes?|replies|views|papers|stars)",
    r"[·•]? ?\d+ ?(?:s|m|h|w|min|hours?|days?|weeks?|months?|years?)(?: ago)?|\d+d ago",
    r"(?:submitted|posted|published|featured) ?(?:by|on) ?\S{1,40}(?: \S{1,20}){0,2}",
    r"(?:submitted|posted) by",
)
# Buttons, links and numbers; a paper may have the same title.
_BOILERPLATE_WORDS = _compile_any(
    r"new|papers|search(?: papers)?|\d{4}|[·•]? ?\d+d",
    r"[·•]? ?(?:up ?votes?|comments?|authors?|abstract|summary)",
    # navigation
    r"show (?:more|less|all)|load more|share|reply|follow(?:ing)?|menu",
    r"(?:view|read|open|go to|see) (?:all|more|pdf|paper|page)",
    r"(?:view|read|open) (?:on )?(?:arxiv|github|hugging ?face)(?: page| paper)?",
    r"(?:arxiv|github|pdf|code|project|hf|demo)(?: (?:page|paper|link))?(?: [\d.,]+k?)?",
    r"prev(?:ious)?|next|today|yesterday|week \d+|date|daily|weekly|monthly",
    r"(?:previous|next|last|this) (?:day|week|month|page)",
    r"sort(?:ed)? by(?: \w+)?|add to (?:a )?collection|(?:my )?collections?",
    # header and footer of the site
    r"log ?in|sign (?:up|in|out)|pricing|docs|models|datasets|spaces|posts|community",
    r"solutions|enterprise|hugging ?face(?:'s logo)?|company|tos|privacy|about|jobs",
    r"careers|website|system theme|©.{0,60}|terms(?: of (?:use|service))?|status|blog",
)


def strip_boilerplate(line: str, *, after_inbox: bool) -> str:
    """The line without boilerplate attached to its start.

    `after_inbox` means that the previous line asked for an e-mail address, so "Subscribe" is a
    button even before a lowercase letter or space.
    """
    has_button = True
    while True:
        match = _GLUED_BOILERPLATE.match(line)
        if not match and has_button:
            match = (_FORM_SUBSCRIBE_BUTTON if after_inbox else _SUBSCRIBE_BUTTON).match(line)
            has_button = match is None
        if not match or match.end() == len(line):
            return line
        line = line[match.end() :].lstrip()
        after_inbox = bool(re.search(_NEWSLETTER_PROMPT, match[0]))


def classify_boilerplate(line: str) -> BoilerplateKind:
    """Whether a whole line looks like boilerplate."""
    if _NEVER_A_TITLE.fullmatch(line) or parse_listed_day(line):
        return BoilerplateKind.NO_TITLE
    return BoilerplateKind.WORDS if _BOILERPLATE_WORDS.fullmatch(line) else BoilerplateKind.NO


def is_newsletter_prompt(line: str) -> bool:
    """Whether the line asks for an e-mail address."""
    return bool(re.search(_NEWSLETTER_PROMPT, line))


def is_page_heading(line: str) -> bool:
    """Whether the line identifies a page of papers."""
    return bool(_PAGE_HEADING.search(line))


def announces_submitter(line: str) -> bool:
    """Whether the next line is the name of the person who submitted a paper to the list."""
    return line.lower() in ("submitted by", "posted by")


def split_listed_day(line: str) -> tuple[tuple[str, str] | None, str]:
    """The date attached to the start of a line, if any, and the rest of the line."""
    match = _DAY_GLUED_TO_TEXT.match(line)
    if not match or (day := parse_listed_day(match[0])) is None:
        return None, line
    return day, line[match.end() :]


def parse_listed_day(line: str) -> tuple[str, str] | None:
    """The date that a line states: its year or "", and `09-11`; `None` for any other line."""
    if match := _ISO_DAY.fullmatch(line):
        return match[1], f"{match[2]}-{match[3]}"
    match = _DAY.fullmatch(line)
    if not match:
        return None
    month = (match["month"] or match["month2"])[:3].lower()
    day = int(match["day"] or match["day2"])
    if not 1 <= day <= 31:
        return None
    return match["year"] or match["year2"] or "", f"{_MONTHS.index(month) + 1:02d}-{day:02d}"
