"""Detects marks of retraction in titles, and notices that are publications of their own.

Publishers put "RETRACTED ARTICLE:" before the title of a retracted paper; this becomes its status.
A "Retraction notice to …" or an erratum is a separate publication, even if it lists the same
authors.
"""

from __future__ import annotations

import re

from papershelf.text.folding import plain_title_key

_RETRACTION_WORD = (
    r"(retracted|withdrawn)"
    r"(?:[ -](?:article|paper|chapter|book chapter|manuscript|letter|review|preprint|report))?"
)
MARK_BEFORE_TITLE = re.compile(
    rf"[\[(]\s*{_RETRACTION_WORD}\s*[\])]\s*[:.–—-]?\s*|{_RETRACTION_WORD}\s*(?::|\s[–—-]\s)\s*",
    re.IGNORECASE,
)
CAPITAL_MARK = re.compile(r"(RETRACTED|WITHDRAWN)(?: (?:ARTICLE|PAPER|CHAPTER))?\.? +")
MARK_AFTER_TITLE = re.compile(
    rf"\s*[\[(]\s*{_RETRACTION_WORD}(?:[.,;:]\s*(?P<reason>[^\[\]()]*))?\s*[\])]\.?\s*\Z"
    rf"|\s(?:[–—-]|:)\s{_RETRACTION_WORD}\s*\Z",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:(?:editorial|author|authors?'|publisher)\s)?"
    r"(?:(?:notice of |partial )?(?:retraction|withdrawal)(?: notice| note| statement)?"
    r"|expressions? of concern|erratum|errata|corrigend(?:um|a)|correction|addendum)"
    r"(?:\s?[:–—]|\s-\s|\s(?:to|of|for|on)\b|\Z)",
    re.IGNORECASE,
)


def split_retraction(title: str) -> tuple[str, str, str]:
    """The title without its mark, the status that the mark implies ("" if none), and the reason."""
    lower = title.lower()
    # the most common case, in a tenth of the time
    if "retracted" not in lower and "drawn" not in lower:
        return title, "", ""
    found = MARK_BEFORE_TITLE.match(title)
    if not found and (found := CAPITAL_MARK.match(title)) and title[found.end() :].isupper():
        found = None  # the whole title is in capitals, so they do not indicate a mark
    if found and found.end() < len(title):
        return title[found.end() :], _status_of_mark(found), ""
    if (found := MARK_AFTER_TITLE.search(title)) and found.start() > 0:
        return title[: found.start()], _status_of_mark(found), (found["reason"] or "").strip()
    return title, "", ""


def _status_of_mark(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).lower()


def is_notice_about(title: str, other: str) -> bool:
    """Whether a title is that of a notice (retraction, erratum) about another paper.

    "Correction of errors" may be a regular paper, so a notice must either quote the other title or
    name no subject.
    """
    found = _NOTICE.match(title)
    if not found:
        return False
    subject = title[found.end() :]
    return not any(map(str.isalnum, subject)) or plain_title_key(other) in plain_title_key(subject)
