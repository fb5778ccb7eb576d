"""Parses the text around the title of a list entry: authors, venue, year, date, tags.

The text is split at separators into fragments. A fragment is recognized only as a whole; an
unrecognized one becomes part of the description.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from papershelf.core.name_rules import NAME_PARTICLES
from papershelf.sources.parsing.author_names import (
    ET_AL,
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
    split_names,
)
from papershelf.sources.parsing.dates import parse_any_date
from papershelf.sources.parsing.record_builder import is_arxiv_venue

_SEPARATOR = re.compile(r"[()\[\]{}|;•·\n【】（）]|\s[-–—]+\s|(?<!\w)[-–—:]+\s")
_SENTENCE = re.compile(r"(?<=[\w)’'\"]{2}\.)\s+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_EDGE_SIGNS = " \t.,:;-–—*|/_~•·\"'“”"
_AUTHORS = re.compile(
    r"\s*(?:authors?\b(?:\(s\))?\s*[:：]|(?:written )?by\s+|作者\s*[:：])", re.IGNORECASE
)
_LABEL = re.compile(
    r"\s*(?:published|venue|conference|journal|publication|date|year|released?|in"
    r"|accepted (?:to|at|by)|appeared in|to appear in"
    r"|proc(?:\.|eedings) of(?: the)?)\s*[:：]?\s+(?=[A-Z\d])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"<(su[pb])>[^<]{0,40}</\1>|\(@[\w-]{1,40}\)|[*∗†‡§¶⋆✉]|\\$")
_AFFILIATION = re.compile(r"\s*\([^()]{0,200}\)")
_ET_AL = re.compile(r"\bet\.? ?al\b\.?|\band others$", re.IGNORECASE)
_VENUE = re.compile(
    r"(?P<name>[A-Z][\w&/+.:’' -]{0,90}?)(?P<apostrophe>[\s,]*['’`‘]|[\s,_-]*)"
    r"(?P<year>(?:19|20)\d\d|\d\d)"
    r"(?P<more>(?:\s+|-)(?:workshops?|findings|oral|spotlight|poster|highlight|main|long|short"
    r"|demo|award))*\.?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_ACRONYM = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*[A-Z]\w*")
_VENUE_WORDS = re.compile(
    r"\b(?:journal|transactions|trans|proceedings|conference|symposium|workshop|letters|review"
    r"|nature|science|cell|interspeech|eurographics|bioinformatics|annals|advances|magazine"
    r"|findings|neurocomputing|automatica|biometrika|machine learning|neural computation)\b",
    re.IGNORECASE,
)
_PUBLISHERS = {
    "ieee": "IEEE",
    "acm": "ACM",
    "pmlr": "PMLR",
    "elsevier": "Elsevier",
    "springer": "Springer",
}
_AWARD = re.compile(r"(?:outstanding|best)\b.{0,40}\b(?:paper|award)\b.{0,40}", re.IGNORECASE)
_DECISION = re.compile(
    r"(?:oral|spotlight|poster|highlight|notable.*|workshops?|accepted|new|preprint|survey|main"
    r"|findings|long|short|demo)s?!?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"[(\[]\s*(?P<name>[^\W\d_a-z](?:[^()\[\];|]|\([^()\[\]]{1,40}\)){1,150}?)[\s,]+"
    r"(?P<year>(?:19|20)\d\d)\s*[;)\]]"
)
"""A venue of any name, recognizable only in brackets before a year."""
_SERIES_WORDS = re.compile(
    r"\b(?:workshop|conference|symposium|journal|transactions|proceedings)\b", re.IGNORECASE
)
"""Words in venue names that are long and may contain brackets: `Workshop on Straw (WS) at ICML`."""
_NOT_A_VENUE = re.compile(
    r"\b(?:updated?|versions?|since|until|published|submitted|posted|first|last|released?|copyright"
    r"|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august"
    r"|september|october|november|december|oral|spotlight|poster|best|to)\b",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MAX_FRAGMENT = 120
_MAX_NAME_LIST = 20_000


@dataclass(slots=True, kw_only=True)
class EntryRemarks:
    """The data found in the fragments of one entry."""

    authors: list[AuthorValue] = field(default_factory=list)
    venue: str = ""
    year: str = ""
    date: str = ""
    publisher: str = ""
    is_preprint: bool = False
    awards: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    is_paper: bool = False
    description_count: int = 0

    def fields(self, *, is_preprint: bool) -> dict[str, object]:
        """The record fields; `is_preprint` means that the entry has an arXiv id."""
        fields: dict[str, object] = {
            "authors": self.authors, "venue": self.venue, "publisher": self.publisher,
            "published": self.date, "awards": self.awards,
        }  # fmt: skip
        year = self.year or (self.date[:4] if self.venue else "")
        if year and (self.venue or not (is_preprint or self.is_preprint)):
            fields["year"] = year
        elif year and not self.date:
            fields["published"] = year
        return fields


def parse_remarks(texts: Sequence[tuple[str, str]]) -> EntryRemarks:
    """Parse the texts around a title, each with its role: "emphasis", "code", "names", … or ""."""
    remarks = EntryRemarks()
    for marked, role in texts:
        text = _MARKS.sub("", marked[:_MAX_NAME_LIST])
        if role == "venue":
            _parse_venue_cell(remarks, text.strip(_EDGE_SIGNS))
        elif (label := _AUTHORS.match(text)) and not remarks.authors:
            remarks.authors = parse_plain_names(
                text[label.end() :].split("\n")[0].strip(_EDGE_SIGNS)
            )
        elif role == "names":
            remarks.authors = remarks.authors or parse_plain_names(text.strip(_EDGE_SIGNS))
        elif text.strip(_EDGE_SIGNS):
            _parse_text(remarks, text, role)
    return remarks


def _parse_venue_cell(remarks: EntryRemarks, text: str) -> None:
    if not _parse_single_fact(remarks, text) and text:
        remarks.venue = remarks.venue or text


def _parse_text(remarks: EntryRemarks, text: str, role: str) -> None:
    if not remarks.authors and "," in text and len(text) < _MAX_NAME_LIST:
        people = _AFFILIATION.sub("", text).strip(_EDGE_SIGNS)
        if not _HAS_YEAR.search(text) and is_name_list(people, is_marked=role == "emphasis"):
            remarks.authors = parse_plain_names(people)
            return
    if not remarks.venue and (found := _IN_BRACKETS.search(text)):
        name = found["name"].strip(_EDGE_SIGNS)
        is_long = "(" in name or len(name) > 80 or len(name.split()) > 8
        is_other = _NOT_A_VENUE.search(name) or _ET_AL.search(name) or is_arxiv_venue(name)
        if (
            (not is_long or _SERIES_WORDS.search(name))
            and not is_other
            and name.lower() not in _PUBLISHERS
        ):
            remarks.venue, remarks.year = name, found["year"]
            text = text.replace(found[0], found[0][-1:], 1)
    if role == "emphasis" and not is_name_list(text.strip(_EDGE_SIGNS), is_marked=True):
        role = ""  # a single name is part of something else
    for part in filter(None, (part.strip() for part in _SEPARATOR.split(text))):
        if not _parse_fragment(remarks, part, role):
            for sentence in _SENTENCE.split(part):
                _parse_sentence(remarks, sentence, role)


def _parse_sentence(remarks: EntryRemarks, sentence: str, role: str) -> None:
    if _parse_fragment(remarks, sentence, role):
        return
    pieces = [piece for piece in _COMMA.split(sentence) if piece.strip(_EDGE_SIGNS)]
    yearless = ""
    unread = 0
    for piece in pieces:
        if _YEAR.fullmatch(piece) and yearless:
            remarks.venue = remarks.venue or yearless
        yearless = ""
        if _parse_fragment(remarks, piece, role):
            continue
        if is_venue_name(piece.strip(_EDGE_SIGNS)):
            yearless = piece.strip(_EDGE_SIGNS)
        unread += 1
    remarks.description_count += unread > 0 and len(sentence.split()) > 3


def _parse_fragment(remarks: EntryRemarks, text: str, role: str) -> bool:
    """Parse a whole fragment and store its value; returns whether it was recognized."""
    text = text.strip(_EDGE_SIGNS)
    if not text or len(text) > _MAX_FRAGMENT * (10 if role == "emphasis" else 1):
        return not text
    if _parse_single_fact(remarks, text):
        return True
    if is_name_list(text, is_marked=role == "emphasis"):
        remarks.authors = remarks.authors or parse_plain_names(text)
        return True
    if role == "code":
        remarks.keywords.append(text)
        return True
    return False


def _parse_single_fact(remarks: EntryRemarks, text: str) -> bool:
    """Store a text that is a date, a venue, an award or a decision; returns whether it is one."""
    if label := _LABEL.match(text):
        text = text[label.end() :]
    if _YEAR.fullmatch(text):
        remarks.year = remarks.year or text[:4]
        return True
    if date := parse_fragment_date(text):
        remarks.date = max(remarks.date, date, key=len)
        return True
    if found := parse_venue_fragment(text):
        name, year, more = found
        remarks.year = year or remarks.year
        if is_arxiv_venue(name):
            remarks.is_preprint = True
        elif name.lower() in _PUBLISHERS:
            remarks.publisher = _PUBLISHERS[name.lower()]
        else:
            remarks.venue = remarks.venue or f"{name} {more}".rstrip()
        return True
    if text.lower() == "paper":
        remarks.is_paper = True
        return True
    if _AWARD.fullmatch(text):
        remarks.awards.append(text)
        return True
    if is_arxiv_venue(text) and len(text.split()) < 4:
        remarks.is_preprint = True
        return True
    return bool(_DECISION.fullmatch(text))


def parse_fragment_date(text: str) -> str:
    """The date, if the whole fragment is one with at least year and month; else ""."""
    if not _HAS_YEAR.search(text) or len(text) > 30:
        return ""
    date = parse_any_date(text)
    return date.iso if len(date.iso) > 4 and not date.note else ""


def parse_venue_fragment(text: str) -> tuple[str, str, str] | None:
    """The venue, the year and "Workshop" in a fragment such as "NeurIPS Workshop 2023"."""
    if len(text) > _MAX_FRAGMENT:
        return None
    match = _VENUE.fullmatch(text)
    if not match:
        return None
    name, year = match["name"].strip(_EDGE_SIGNS), match["year"]
    if len(year) == 2 and not (match["apostrophe"].strip() or _ACRONYM.fullmatch(name)):
        return None
    if not is_venue_name(name):
        return None
    workshop = "Workshop" if re.search("workshop", text[match.end("year") :], re.IGNORECASE) else ""
    if len(year) == 2:
        year = f"{'19' if int(year) > 70 else '20'}{year}"
    return name, year, workshop


def is_venue_name(name: str) -> bool:
    """Whether a text can be a venue name: it contains an acronym or a word used for venues."""
    words = name.split()
    if not words or len(words) > 12 or any(ord(char) > 0x2FFF for char in name):
        return False
    if is_arxiv_venue(name) or _VENUE_WORDS.search(name):
        return len(words) < 9 or bool(_VENUE_WORDS.search(name))
    return len(words) < 5 and any(_ACRONYM.fullmatch(word.strip("-/.")) for word in words)


def is_name_list(text: str, *, is_marked: bool = False) -> bool:
    """Whether a text is a list of people; `is_marked` means that its position suggests one."""
    cut_short = _ET_AL.search(text)
    if _HAS_YEAR.search(text) or text.endswith(("?", "!")) or not text:
        return False
    pieces = [piece for piece in re.split(r"\s*[,;，、]\s*|\s+(?:and|&)\s+", text) if piece]
    pieces = [_ET_AL.sub("", piece).strip() for piece in pieces]
    pieces = [piece for piece in pieces if piece]
    fine = sum(map(_is_person_name, pieces))
    if not pieces:
        return bool(cut_short)
    if is_marked:
        is_venue = len(text.split()) == 1 and is_venue_name(text)
        return fine >= 0.7 * len(pieces) and not is_venue and not _VENUE_WORDS.search(text)
    if cut_short:
        return fine == len(pieces)
    return len(pieces) > 1 and fine == len(pieces) and all(" " in piece for piece in pieces[:3])


def _is_person_name(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) < 6 or any(char.isdigit() for char in text.rstrip("0123456789")):
        return False
    if len(words) == 3 and words[1].isalpha():  # for example "Jun ho Lee"
        del words[1]
    return all(
        word[0].isupper() or word in NAME_PARTICLES or ord(word[0]) > 0x24F for word in words
    )


def parse_plain_names(text: str) -> list[AuthorValue]:
    """Split a list of names in natural order."""
    text = re.sub(r"(?:…|\.\.\.)\s*$", "et al.", " ".join(text.split()))
    names = split_names(text, is_natural=True)
    return drop_empty_authors(
        [
            ET_AL if name == ET_AL else make_author_from_name(name.strip(_NAME_EDGE_SIGNS))
            for name in names
        ]
    )


_NAME_EDGE_SIGNS = ' ,;:*"“”'
