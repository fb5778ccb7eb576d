"""Recognizes titles in paper lists and extracts them from plain text."""

from __future__ import annotations

import re

from papershelf.sources.formats.paper_lists.remarks import (
    is_name_list,
    parse_fragment_date,
    parse_venue_fragment,
)

_LEADING_NOISE = re.compile(
    r"^(?:[\s.,:;|*•·~>_–—)\]}】]+|-+\s+|#?\d{1,4}[.):](?=\s|$)|[\[({【]\s*\d{1,4}\s*[\])}】]|[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d†‡§]+)+"
)
_BRACKET = re.compile(r"^\s*[\[({【]([^\[\](){}【】]{1,60})[\])}】][\s:,.-]*")
_TRAILING_NOISE = " \t\n,:;|•·–—-([{"
_QUOTED = re.compile(r"[\"“«「]([^\"“”«»「」]{8,300})[\"”»」]")
SENTENCE_END = re.compile(r"(?<=[\w)’'\"]{2}\.)\s+")
TITLE_END = re.compile(r"\s+[-–—|]+\s+|\n|\s\(|\s\[|\s【")
_LABEL = re.compile(r"\s*(?:title|paper|name)\s*[:：]\s*", re.IGNORECASE)
_NOT_A_TITLE = re.compile(
    r"(?:authors?|venue|date|year|abstract|keywords?|tl;?dr|paper|code|links?|note|new|project|website"
    r"|summary|contributions?|published|task|tasks|datasets?|title|[\W\d_]*)[:!.]?",
    re.IGNORECASE,
)
_LABELED_TEXT = re.compile(
    r"\s*(?:authors?|venues?|conference|journal|date|year|published|code|links?|papers?|project"
    r"|abstract|tl;?dr|keywords?|tags?|summary|task|datasets?|arxiv|doi|pdf)(?:\(s\))?\s*[:：]",
    re.IGNORECASE,
)
"""The start of a line that is labeled as something other than the title."""
LABEL_AT_END = re.compile(
    r"(?:(?<=\W)|^)(?:papers?|code|pdf|arxiv|project|page|links?|web(?:site|page)?|github|video)"
    r"\s{0,3}[:：]\s{0,3}$",
    re.IGNORECASE,
)
"""The label of the link that follows."""
_ET_AL = re.compile(r"\bet\.? ?al\b\.?$", re.IGNORECASE)


def is_title_like(text: str) -> bool:
    """Whether a text can be a title: not a label, venue, date or marker."""
    if len(text) < 2 or _NOT_A_TITLE.fullmatch(text) or parse_venue_fragment(text.strip("[]() .")):
        return False
    if parse_fragment_date(text.strip("[]() .")) or _ET_AL.search(text[-8:]):
        return False
    return any(map(str.isalpha, text))


def quoted_title(text: str) -> str:
    """The first title in quotation marks, or ""."""
    match = _QUOTED.search(text)
    return match[1] if match else ""


def split_plain_title(text: str) -> tuple[str, str, str]:
    """Split a text without markup into the part before the title, the title, and the rest."""
    before: list[str] = []
    text = text.strip()
    while match := _BRACKET.match(text := _LEADING_NOISE.sub("", text, count=1)):
        before.append(match[1])
        text = text[match.end() :]
    if label := _LABEL.match(text):
        text = text[label.end() :]
    sentences = SENTENCE_END.split(text)
    if len(sentences) > 1 and is_name_list(sentences[0].strip(" .")):
        before.append(sentences.pop(0))
    title, after = sentences[0], " ".join(sentences[1:])
    if cut := TITLE_END.search(title):
        title, after = title[: cut.start()], f"{title[cut.start() :]} {after}"
    title, remarks = _strip_trailing_facts(title)
    title = clean_title(title)
    if not is_title_like(title) or is_name_list(title) or _LABELED_TEXT.match(title):
        return "; ".join(before), "", text
    if len(title.split()) < 2:
        return "; ".join(before), "", text
    return "; ".join(before), title, f"{remarks}\n{after}".strip()


def _strip_trailing_facts(title: str) -> tuple[str, str]:
    """The title without authors, venue and year after its last commas."""
    pieces = title.split(", ")
    kept = len(pieces)
    while kept > 1 and (
        parse_venue_fragment(pieces[kept - 1].strip(" ."))
        or parse_fragment_date(pieces[kept - 1])
        or re.fullmatch(r"(?:19|20)\d\d\.?", pieces[kept - 1].strip())
        or _ET_AL.search(pieces[kept - 1])
    ):
        kept -= 1
    if kept < len(pieces):
        while (
            kept > 1
            and 1 < len(pieces[kept - 1].split()) < 4
            and is_name_list(pieces[kept - 1], is_marked=True)
        ):
            kept -= 1
    return ", ".join(pieces[:kept]), ", ".join(pieces[kept:])


def clean_title(text: str) -> str:
    """The title without surrounding numbers, emoji and punctuation."""
    text = _LEADING_NOISE.sub("", " ".join(text.split()), count=1)
    while (match := _BRACKET.match(text)) and (
        parse_venue_fragment(match[1]) or parse_fragment_date(match[1]) or match[1].isdigit()
    ):
        text = text[match.end() :]
    text = text.rstrip(_TRAILING_NOISE)
    if text.endswith(".") and not text.endswith(("..", "…")):
        text = text[:-1]
    if len(text) > 2 and (text[0], text[-1]) in {('"', '"'), ("“", "”"), ("'", "'"), ("[", "]")}:
        text = text[1:-1].strip(" .,")
    return text
