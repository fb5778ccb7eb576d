"""Rules for the wording of names: organizations, scripts, suffixes, initials, invalid names.

Shared by the readers, the loader and the citation formats. All functions are pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from papershelf.text.cleaning import truncate
from papershelf.text.folding import fold_words

NAME_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv 2nd 3rd 4th".split())
"""Generational suffixes in lower case."""

DEGREES = frozenset("phd ph.d. ph.d md m.d. m.d msc m.sc. bsc b.sc. mph dphil dr dr. prof.".split())
"""Academic degrees after a name, which are not part of it, in lower case."""

_ORGANIZATION_LAST_WORDS = frozenset(
    "agency alliance association authority authors center centre collaboration collaborators "
    "commission committee community company consortium contributors corp corp. corporation council "
    "department developers editors foundation gmbh group inc inc. initiative institute lab "
    "laboratory labs llc ltd ltd. maintainers ministry network organisation organization "
    "participants partnership project research society team university workshop".split()
)
_LEGAL_FORMS = frozenset("ag bv corp corp. gmbh inc inc. kg llc ltd ltd. plc sa".split())
# Unlike Huawei and Apple, none of these is also a given name.
_COMPANIES = frozenset(
    "alibaba anthropic bytedance deepmind deepseek google huggingface microsoft nvidia openai "
    "salesforce samsung tencent xiaomi".split()
)
_COMPANIES_ALONE = _COMPANIES | {"amazon", "apple", "baidu", "huawei", "ibm", "intel", "meta"}
VIETNAMESE = frozenset(
    "bui cao dang dinh do duong ha hai hoang ho huynh lam le luong luu ly mai ngo nguyen pham phan "
    "phung quach ta tran trinh truong vo vu bùi đặng đinh đỗ dương hà hải hoàng hồ huỳnh lâm lê "
    "lương lưu lý ngô nguyễn phạm phùng trần trịnh trương võ vũ".split()
)
"""Family names, in lower case; before them "Van", "Le" and "The" are given names."""

ORGANIZATION_PHRASE = re.compile(
    r"^team\s|\b(?:university|institute|college|laboratory|department|school|center|centre"
    r"|ministry|bank|collaboration|consortium|team|members|office)\s+(?:of|for|on)\b"
    r"|\son behalf of\s|\sfor the\s|\s&\s|\s@\s",
    re.IGNORECASE,
)
# Quick check: each phrase starts with "t" or contains a space followed by one of these.
_PHRASE_HINT = re.compile(r"\s[oOfF&@]")
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)$")
_LAST_WORD = re.compile(r"(?:.*[\s-]|.*[a-z](?=[A-Z]))?(\S+)", re.DOTALL)

_EAST_ASIAN = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]+"
)
# Latin, Greek and Cyrillic with diacritics and general punctuation: in these scripts the family
# name comes last unless a source says otherwise.
_WESTERN = re.compile("[\x00-\u052f\u1c80-\u1c8f\u1d00-\u1fff\u2000-\u206f]*")

# Footnote marks after a name: symbols, superscripts, "^1,2", "$^{*}$".
_FOOTNOTE_MARKS = re.compile(
    r"(?:\s*+(?:[*†‡§¶‖∗⁎⋆✉✝#\u00b9\u00b2\u00b3\u2070-\u207e]"
    r"|\$\s?(?:\{\})?(?:\^[^$]{0,40}|\\(?:dagger|ddagger|dag|ddag|ast|star|S|P)\b[^$]{0,40})\$"
    r"|\{?\^(?:\{[^{}]{0,40}\}|\([^()]{0,40}\)|[A-Za-z]$|[\d,*†‡§⋆]++)\}?))++$"
)
_DIGIT_MARKS = re.compile(r"(?<=[^\W\d_])\d(?:,\d)*$")
_MARK_SIGNS = frozenset("*†‡§¶‖∗⁎⋆✉✝#¹²³$^})0123456789" + "".join(map(chr, range(0x2070, 0x207F))))
_LEADING_MARKS = re.compile(r"^[*†‡§¶∗⁎⋆✉✝\u00b9\u00b2\u00b3\u2070-\u207e]+\s*")
# An explanation of such marks after the last name: "(* equal contribution)".
_MARK_NOTE = re.compile(r"\s+\([^()]*(?:[*†‡]|equal|contribut|correspond)[^()]*\)$", re.IGNORECASE)
# DBLP adds a number to authors of the same name: "Wei Li 0001".
_DBLP_NUMBER = re.compile(r"\s0\d{3}$")

_SHORT_WORD = re.compile(r"[^\W\d_]{1,2}")
_IMPLAUSIBLE_SIGN = re.compile(r"[;=$^{}|@<>\\\[\]]|https?:")
_SEPARATOR_SIGNS = frozenset(";；、,&:")
_LIST_END_WORDS = ("al", "al.", "others")
_AND = re.compile(r"\s(?:and|und|et)\s|^et\.? al\b", re.IGNORECASE)
_ET_AL = re.compile(r"\bet\.? al\.?$|\sand others$", re.IGNORECASE)
# Excludes a family name written in capitals, such as BAI.
_MIXED_AI = re.compile(r"[^\W\d_A-Z]AI$")
# Up to eight words of letters with full stops, hyphens and apostrophes need no other check.
_ORDINARY_NAME = re.compile(r"[^\W\d_]+\.?(?:[ '’-][^\W\d_]+\.?){0,7}")
_DIGIT = re.compile(r"\d")
_MAX_NAME_WORDS = 8


@lru_cache(maxsize=1 << 14)  # readers check each name several times, and family names recur
def is_organization_name(name: str) -> bool:
    """Return whether the wording of a name is that of an organization, not of a person."""
    if name.endswith(")"):
        name = _IN_PARENTHESES.sub("", " ".join(name.split()))
    if "," in name:
        head, *rest = (part.strip() for part in name.split(","))
        last = rest[-1].rpartition(" ")[2].lower()
        known = _ORGANIZATION_LAST_WORDS if len(rest) == 1 else _LEGAL_FORMS
        return last in known or bool(head and is_organization_name(head))
    words = name.split()
    if not words:
        return False
    return (
        words[-1].lower() in _ORGANIZATION_LAST_WORDS
        or words[-1] == "AI"
        or words[0].lower() in _COMPANIES
        or (words[0].lower() == "the" and len(words) > 1 and words[-1].lower() not in VIETNAMESE)
        or has_organization_phrase(name)
        or (len(words) == 1 and (name.lower() in _COMPANIES_ALONE or _is_brand_name(name)))
    )


def has_organization_phrase(name: str) -> bool:
    """Return whether a phrase marks an organization; a quick check excludes most names."""
    is_possible = name[0] in "tT" or _PHRASE_HINT.search(name)
    return bool(is_possible and ORGANIZATION_PHRASE.search(name))


def _is_brand_name(word: str) -> bool:
    """Return whether a word is composed like `OpenAI`, `DeepSeek-AI` and `OpenLab`."""
    found = _LAST_WORD.fullmatch(word)
    last = found[1] if found and found[1] != word else ""
    return last == "AI" or last.lower() in _ORGANIZATION_LAST_WORDS or bool(_MIXED_AI.search(word))


def has_list_separator(text: str) -> bool:
    """Return whether a text has a character or word that separates names in a list."""
    if not _SEPARATOR_SIGNS.isdisjoint(text):
        return True
    lower = text.lower()
    return " and " in lower or lower.endswith(_LIST_END_WORDS)


def is_indivisible(name: str) -> bool:
    """Return whether a name is never split, whatever its context."""
    return not has_list_separator(name) and (
        " " not in name or is_organization_name(name) or not is_western(name)
    )


def is_east_asian(*parts: str) -> bool:
    """Return whether names use only Han, Kana or Hangul, which need no space between name parts."""
    return all(_EAST_ASIAN.fullmatch(part) for part in parts)


def is_western(name: str) -> bool:
    """Return whether a name is written in Latin, Greek or Cyrillic letters."""
    return _WESTERN.fullmatch(name) is not None


def join_name(given: str, family: str) -> str:
    """Join the parts of a name in their usual order: `Ada Byron`, `李明世`."""
    if given and family and not family.isascii() and is_east_asian(given, family):
        return family + given
    return f"{given} {family}".strip()


NAME_PARTICLES = frozenset(
    "af al av bin bint da dal das de de' dei del della den der des di do dos du e el ibn "
    "la las le les lo los 's 't ’s ’t te ten ter tot van ver vom von y zu zum zur".split()
)
"""Lower-case words before a family name that are part of it."""


def attach_particle(particle: str, family: str) -> str:
    """Join a particle and a family name, with a space unless it is attached: `d'Alembert`."""
    if not particle or not family:
        return particle or family
    return f"{particle}{family}" if particle[-1] in "-–'’" else f"{particle} {family}"


def clean_person_name(name: str) -> str:
    """Return a name on one line, without footnote marks and DBLP's number for namesakes."""
    name = " ".join(name.split())
    if name[:1] in _MARK_SIGNS:
        name = _LEADING_MARKS.sub("", name) or name
    if name[-1:] not in _MARK_SIGNS and name[-2:-1] != "^":
        return name
    name = _MARK_NOTE.sub("", name) or name
    name = _FOOTNOTE_MARKS.sub("", name) or name
    if " " in name and not is_organization_name(name):
        name = _DIGIT_MARKS.sub("", _DBLP_NUMBER.sub("", name))
    return name


def split_suffix(given: str) -> tuple[str, str]:
    """Split given names from a suffix that follows them: `Adlai E., III`."""
    head, _, last = given.rpartition(" ")
    if head and last.lower() in NAME_SUFFIXES:
        return head.rstrip(", "), last
    return given, ""


def is_initials(word: str) -> bool:
    """Return whether a word is initials, with or without full stops.

    `A.D.`, `JQ`, `J.-P.`, `Yu.A.`.
    """
    if "." not in word:
        bare = word.replace("-", "")
        return 0 < len(bare) <= 3 and bare.isalpha() and bare.isupper()
    pieces = [piece for piece in re.split(r"[.\-‐]", word) if piece]
    return bool(pieces) and all(
        _SHORT_WORD.fullmatch(piece) and piece[0].isupper() for piece in pieces
    )


def split_east_asian(name: str) -> tuple[str, str]:
    """Split a name such as `李 明世` into family and given name; return "" for other names."""
    words = name.split()
    return (words[0], words[1]) if len(words) == 2 and is_east_asian(*words) else ("", "")


def split_initials(name: str) -> tuple[str, str, str]:
    """Split a name such as `Smythe JQ Jr` into family name, initials and suffix, else all ""."""
    words = name.split()
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in NAME_SUFFIXES else ""
    cut = len(words)
    while cut > 1 and is_initials(words[cut - 1]):
        cut -= 1
    families = words[:cut]
    if cut == len(words) or any("." in word or len(word) < 2 for word in families):
        return "", "", ""
    return " ".join(families), " ".join(words[cut:]), suffix


def name_parts_conflict(name: str, given: str, family: str) -> str:
    """Describe how a full name contradicts its parts, or return "".

    Initials, nicknames, another order and names in another script are not contradictions.
    """
    if name == f"{given} {family}" or not (given or family):  # the common case
        return ""
    parts = fold_words(f"{given} {family}")
    words = fold_words(name)
    if not parts or not words or is_western(name) != is_western(given + family):
        return ""
    together = "".join(words)
    if any(part in words or (len(part) > 1 and part in together) for part in fold_words(family)):
        return ""
    if sorted("".join(parts)) == sorted(together) or set(words) & set(parts):
        return ""
    whom = truncate(join_name(given, family), 200)
    return f"does not match the given and family name, {whom!r}"


def name_fault(name: str, *, organization: bool = False) -> str:
    """Describe why a text is implausible as the name of one author, or return ""."""
    if _ORDINARY_NAME.fullmatch(name) and not _AND.search(name):
        return ""
    if found := _IMPLAUSIBLE_SIGN.search(name):
        is_sign = found[0] == "@" and (organization or is_organization_name(name))
        return "" if is_sign else f"contains '{found[0]}', which names do not have"
    fault = _person_name_fault(name)
    return "" if not fault or organization or is_organization_name(name) else fault


def _person_name_fault(name: str) -> str:
    if _ET_AL.search(name):
        return "is incomplete; add the other names, or a note that the list is incomplete"
    if found := _AND.search(name):
        return (
            f"contains {found[0].strip()!r}; if these are several names, list each one separately"
        )
    if name.count(",") > 1 and not any(
        part.strip().lower() in NAME_SUFFIXES for part in name.split(",")
    ):
        return "contains several commas; if these are several names, list each one separately"
    if name.endswith(")") and is_western(name):
        return "ends with a remark in parentheses; remove it"
    words = name.split() if _DIGIT.search(name) or name.count(" ") >= _MAX_NAME_WORDS else []
    words = [word for word in words if word.lower() not in NAME_SUFFIXES]
    if any(map(_DIGIT.search, words)):
        return "contains a digit, which names of persons do not have"
    if len(words) > _MAX_NAME_WORDS:
        return f"has more than {_MAX_NAME_WORDS} words, so it may not be a name"
    return ""
