"""Parses values that describe the book or volume of a work: ISBN, ISSN, edition, pages.

Sources mix up ISBN and ISSN, put several into one field, and add remarks; an edition may be a
number, an ordinal or a word. Unparsable values are returned unchanged, so that validation reports
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from papershelf.core.identifiers import parse_isbn, parse_issn

_SEPARATOR = re.compile(r"[,;|/\n]|\s+(?:and|or)\s+")
_FORM_REMARK = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\b(?:print|online|electronic|hardcover|paperback)\b:?", re.IGNORECASE
)
_ISSN_FORM = re.compile(r"\D*\d{4}[-‐‑–]?\d{3}[\dXx]\D*")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|\.)?(?:\s*ed(?:n|ition)?\.?)?", re.IGNORECASE)
_WORD = re.compile(r"([a-z]+)(?:\s+ed(?:n|ition)?\.?)?", re.IGNORECASE)
_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_ARTICLE_NUMBER = re.compile(
    r"^(?:(?:article|art|paper)\b[.:\s]*)?(?:(?:number|num|no|id)\b[.:\s]*|#\s*)?(?=\S)",
    re.IGNORECASE,
)


def parse_serials(*texts: str) -> dict[str, object]:
    """The ISBNs and ISSNs in some texts, distinguished by their form, not by their label."""
    isbns: list[str] = []
    issns: list[str] = []
    for text in filter(None, texts):
        for part in _SEPARATOR.split(_FORM_REMARK.sub(" ", text)):
            for number in _serial_numbers(part.strip()):
                numbers = issns if _ISSN_FORM.fullmatch(number) else isbns
                numbers.append(number)
    return {"isbn": isbns, "issn": issns}


def _serial_numbers(part: str) -> Iterable[str]:
    """The numbers in a text; valid ones are normalized."""
    whole = _parse_serial(part)
    if whole or not part:
        return filter(None, [whole])
    words = [_parse_serial(word) for word in part.split()]
    return [word for word in words if word] if all(words) else [part]


def _parse_serial(text: str) -> str:
    parsers: tuple[Callable[[str], str], ...] = (parse_issn, parse_isbn)
    for parse in parsers:
        try:
            return parse(text)
        except ValueError:
            continue
    return ""


def parse_edition(text: str) -> str:
    """An edition as a number if it contains one, else the text of the source."""
    if not text:
        return ""
    text = " ".join(text.split())
    if found := _ORDINAL.fullmatch(text):
        return str(int(found[1]))
    found = _WORD.fullmatch(text)
    if found and found[1].lower() in _WORDS:
        return str(_WORDS.index(found[1].lower()) + 1)
    return text


def parse_pages(pages: str, *numbers: str) -> dict[str, object]:
    """The pages and article number; pages that merely repeat the article number are dropped."""
    number = next(
        (_ARTICLE_NUMBER.sub("", text, count=1) for text in map(str.strip, numbers) if text), ""
    )
    return {"pages": "" if pages in (number, *numbers) else pages, "article_number": number}
