"""Normalizes the many spellings of a venue name and finds the venue's id.

A name matches only if its whole normalized form is known; partial matches are never guessed. The
normalization rules are the tables below, numbered in the order in which they are applied.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from papershelf.text.folding import fold_text
from papershelf.text.words.stop_words import VENUE_STOP_WORDS

# Words that make a name a different series; they are never removed with the words around them.
_SERIES = (
    r"work ?shops?|findings|track|tutorial|demos?|demonstrations?|companion|challenge|student"
    r"|doctoral|datasets?|industry|blog"
)
_NOT_SERIES = rf"(?!.*(?:{_SERIES}))"
_YEAR = r"(?:19|20)\d\d"

# 1. Forms of proceedings in DBLP, ACM and Springer, where place and date follow the name.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kept)
    for pattern, kept in (
        (r",?\s*conference track(?: proceedings)?\s*$", ""),
        # "KDD '20: The 26th Conference on …, Virtual Event"
        (rf"^([A-Z][\w/]*)\s*['’]\d\d:{_NOT_SERIES}.*$", r"\1"),
        # "Computer Vision - ECCV 2020 - 16th European Conference, Glasgow"
        (rf"^(.*? [-–] [A-Z/]+ {_YEAR}(?: workshops)?) [-–] .*$", r"\1"),
        # "Conference on Robot Learning, CoRL 2021, 8-11 November 2021, London"
        (rf",\s*[A-Z][\w/&-]*(?:\s[A-Z]\w*)?\s+{_YEAR}\b{_NOT_SERIES}.*$", ""),
        # "International Conference on Machine Learning (ICML), New York, June 19-24, 2016"
        (rf"(\([A-Z][\w/&-]*(?:\s{_YEAR})?\)),{_NOT_SERIES}.*$", r"\1"),
        # "Interspeech 2020, Shanghai, China"
        (rf"(?<=[A-Z)])(\s*){_YEAR}\s*,{_NOT_SERIES}.*$", r"\1"),
    )
)
# 2. arXiv ids and subject classes: "arXiv:2101.00001v2 [cs.LG]".
_ARXIV = re.compile(r"\b\d{4}\.\d{4,5}(?:v\d+)?\b|\[[^\]]*\]")
# 3. Brackets around one word (an acronym, with or without year) or around a volume. An acronym that
# ends in W names a workshop, and is kept if nothing else in the name says so.
_BRACKETS = re.compile(r"\(([^()]*)\)")
_REMARK = re.compile(rf"\S*(?:\s{_YEAR})?|vol(?:ume|\.)?\s*\d+.*|.*\bpapers", re.IGNORECASE)
_SERIES_REMARK = re.compile(rf"(?:{_SERIES})\b", re.IGNORECASE)
_WORKSHOP_ACRONYM = re.compile(r"[A-Z]{3,}W")
# 4. Years: "'17" after a word, "NIPS17" and "CVPR2021" at its end.
_SHORT_YEAR = re.compile(r"['’]\s*\d\d\b")
_ATTACHED_YEAR = re.compile(rf"(?<=[a-z]{{2}}){_YEAR}$|(?<=[a-z]{{3}})\d\d$")
# 5. Abbreviations, from ISO 4 and as commonly used by authors.
_ABBREVIATIONS = {
    "acad": "academy", "adv": "advances", "anal": "analysis", "ann": "annals",
    "artif": "artificial", "assoc": "association", "autom": "automation", "chem": "chemical",
    "commun": "communications", "conf": "conference", "discov": "discovery", "eng": "engineering",
    "inf": "information", "inform": "information", "int": "international", "intell": "intelligence",
    "intl": "international", "j": "journal", "knowl": "knowledge", "lang": "language",
    "learn": "learning", "lett": "letters", "mach": "machine", "math": "mathematics",
    "natl": "national", "netw": "networks", "phys": "physics", "proc": "proceedings",
    "process": "processing", "recog": "recognition", "recognit": "recognition", "rep": "reports",
    "res": "research", "rev": "review", "robot": "robotics", "sci": "science", "stat": "statistics",
    "surv": "surveys", "symp": "symposium", "syst": "systems", "theor": "theory",
    "trans": "transactions", "vis": "vision", "vol": "volume", "wkshp": "workshop",
    "workshops": "workshop",
}  # fmt: skip
# 6. Phrases that authors write before the name; for those after it see 7.
_LEADING_PHRASE = re.compile(
    r"^(?:(?:provisionally |conditionally )?accepted"
    r"|published|presented|to appear|appeared|appears)"
    r"(?: as [a-z ]{1,40}?)? (?:at|in|to|by|for) "
)
# 7. Stop words: `VENUE_STOP_WORDS`.
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")
_NUMBERED_WORDS = frozenset("volume issue number no page pages pp part".split())
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth"
    " fiftieth sixtieth seventieth eightieth ninetieth hundredth".split()
)
# 9. A Roman numeral at the end of a name of at least two words: "Science and Systems XVI".
_ROMAN = re.compile(r"(?=..)x{0,4}(?:ix|iv|v?i{0,3})")
# 10. The organization in a longer name: "IEEE/CVF Conference", "Journal of the ACM".
_SPONSORS = frozenset(["ieee", "acm", "cvf", "rsj"])


# Real names are shorter; longer text from untrusted sources is cut.
_MAX_LENGTH = 400


def normalize_venue(text: str) -> str:
    """Return the words of a venue name, lower case and expanded, without variable parts.

    Years, ordinals, volumes, places, "Proceedings of the", "IEEE/CVF" and small words are removed:
    `Proc. of the 33rd IEEE/CVF Conf. on Things (CT), 2021` becomes `conference things`. A name made
    only of such words keeps them. The function is idempotent.
    """
    return _normalize_cached(text[:_MAX_LENGTH])


@lru_cache(maxsize=1 << 16)
def _normalize_cached(text: str) -> str:
    plain = html.unescape(text) if "&" in text else text
    if not text.isalpha():
        for form, kept in _SPELLINGS:
            plain = form.sub(kept, plain)
    plain = _BRACKETS.sub(_bracket_content, _ARXIV.sub(" ", plain))
    plain = _SHORT_YEAR.sub(" ", plain).replace("'", "").replace("’", "")
    shorter, whole = fold_text(plain), fold_text(text)
    return _normalize_words(shorter) or shorter or _normalize_words(whole) or whole


def _bracket_content(match: re.Match[str]) -> str:
    aside = match[1].strip()
    is_noise = _REMARK.fullmatch(aside) and not _SERIES_REMARK.match(aside)
    if _WORKSHOP_ACRONYM.fullmatch(aside) and "workshop" not in match.string.lower():
        is_noise = False
    return " " if is_noise else f" {aside} "


def _normalize_words(folded: str) -> str:
    expanded = " ".join(_ABBREVIATIONS.get(word, word) for word in folded.split())
    while (shorter := _LEADING_PHRASE.sub("", expanded)) != expanded:
        expanded = shorter
    dated = (_ATTACHED_YEAR.sub("", word) for word in expanded.split())
    words = list(_drop_numbers([word for word in dated if word not in VENUE_STOP_WORDS]))
    while len(words) > 2 and _ROMAN.fullmatch(words[-1]):
        words.pop()
    named = [index for index, word in enumerate(words) if word not in _SPONSORS]
    last = named[-1] if named else -1
    return " ".join(w for i, w in enumerate(words) if i > last or w not in _SPONSORS)


def _drop_numbers(words: list[str]) -> Iterator[str]:
    for word, after in pairwise([*words, ""]):
        is_counted = word in _NUMBERED_WORDS and _NUMBER.fullmatch(after)
        is_number = _NUMBER.fullmatch(word) or word in _ORDINALS
        if not (is_counted or is_number or (word in _TENS and after in _ORDINALS)):
            yield word


class VenueIndex:
    """Finds the id of a venue by any of its names, including the id itself."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        """Index all names of each id; if two venues claim a name, the first one keeps it."""
        self._ids: dict[str, str] = {}
        clashes: list[tuple[str, str, str]] = []
        for venue_id, spellings in names.items():
            for name in (venue_id, *spellings):
                form = normalize_venue(name)
                owner = self._ids.setdefault(form, venue_id) if form else venue_id
                if owner != venue_id and (name, owner, venue_id) not in clashes:
                    clashes.append((name, owner, venue_id))
        self._conflicts = tuple(clashes)

    @property
    def name_conflicts(self) -> tuple[tuple[str, str, str], ...]:
        """Return each name that two venues claim: the name, its owner, and the other claimant."""
        return self._conflicts

    def find(self, text: str) -> str | None:
        """Return the id of the venue with exactly this name in any spelling, or `None`."""
        return self._ids.get(normalize_venue(text))
