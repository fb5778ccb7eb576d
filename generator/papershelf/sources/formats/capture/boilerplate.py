"""What a Daily Papers page shows besides papers: its buttons, counters, dates and footers.

Lines come in; the remainder after glued furniture, whether a line is furniture as a whole, and
the day that a line names go out.
"""

from __future__ import annotations

import re
from enum import IntEnum


class BoilerplateKind(IntEnum):
    """Whether a line looks like part of the page around the papers."""

    NO = 0
    WORDS = 1
    """It does, but a paper may be called the same: "Datasets"."""
    NO_TITLE = 2
    """It does, and no paper is called so: a date, or the name of the page."""


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

# A button glued to what follows it: the text of the page without its boxes. What follows decides:
# "Subscriber churn" is a title, "SubscribeA New Model" is a button and a title.
_GLUED_BOILERPLATE = re.compile(
    rf"(?:new(?=Get ))?{_NEWSLETTER_PROMPT}|Daily Papers(?={_BYLINE})|{_BYLINE}"
)
_SUBSCRIBE_BUTTON = re.compile(r"Subscribe(?=[^\sa-z])")
# After the form the button always comes, whatever the title begins with.
_FORM_SUBSCRIBE_BUTTON = re.compile(r"Subscribe(?!(?:r|rs|d|s)(?:[\s.,:;!?'’]|$)) *")


def _compile_any(*patterns: str) -> re.Pattern[str]:
    """One pattern for lines that match any of these, in capitals or not."""
    return re.compile("|".join(patterns), re.IGNORECASE)


# What no paper is called: the name of the page, its form, counters, and who listed a paper.
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
# Buttons, links and numbers; a paper may be called the same.
_BOILERPLATE_WORDS = _compile_any(
    r"new|papers|search(?: papers)?|\d{4}|[·•]? ?\d+d",
    r"[·•]? ?(?:up ?votes?|comments?|authors?|abstract|summary)",
    # ways around
    r"show (?:more|less|all)|load more|share|reply|follow(?:ing)?|menu",
    r"(?:view|read|open|go to|see) (?:all|more|pdf|paper|page)",
    r"(?:view|read|open) (?:on )?(?:arxiv|github|hugging ?face)(?: page| paper)?",
    r"(?:arxiv|github|pdf|code|project|hf|demo)(?: (?:page|paper|link))?(?: [\d.,]+k?)?",
    r"prev(?:ious)?|next|today|yesterday|week \d+|date|daily|weekly|monthly",
    r"(?:previous|next|last|this) (?:day|week|month|page)",
    r"sort(?:ed)? by(?: \w+)?|add to (?:a )?collection|(?:my )?collections?",
    # the frame of the site
    r"log ?in|sign (?:up|in|out)|pricing|docs|models|datasets|spaces|posts|community",
    r"solutions|enterprise|hugging ?face(?:'s logo)?|company|tos|privacy|about|jobs",
    r"careers|website|system theme|©.{0,60}|terms(?: of (?:use|service))?|status|blog",
)


def strip_boilerplate(line: str, *, after_inbox: bool) -> str:
    """The line without the furniture that is glued to its front.

    `after_inbox` tells that the line before asked for an e-mail address, so that "Subscribe" is
    a button even before a small letter or a space.
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
    """Whether a line as a whole looks like a part of the page rather than of a paper."""
    if _NEVER_A_TITLE.fullmatch(line) or parse_listed_day(line):
        return BoilerplateKind.NO_TITLE
    return BoilerplateKind.WORDS if _BOILERPLATE_WORDS.fullmatch(line) else BoilerplateKind.NO


def is_newsletter_prompt(line: str) -> bool:
    """Whether the line asks for an e-mail address."""
    return bool(re.search(_NEWSLETTER_PROMPT, line))


def is_page_heading(line: str) -> bool:
    """Whether the line says that this is a page of papers."""
    return bool(_PAGE_HEADING.search(line))


def announces_submitter(line: str) -> bool:
    """Whether the next line is the name of who put a paper on the list."""
    return line.lower() in ("submitted by", "posted by")


def split_listed_day(line: str) -> tuple[tuple[str, str] | None, str]:
    """The day that is glued to the front of a line, if one is, and what follows it."""
    match = _DAY_GLUED_TO_TEXT.match(line)
    if not match or (day := parse_listed_day(match[0])) is None:
        return None, line
    return day, line[match.end() :]


def parse_listed_day(line: str) -> tuple[str, str] | None:
    """The day that a line names: its year or "", and `09-11`; `None` for any other line."""
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
