"""The rules that decide whether two records can be one paper. Pure.

The facts of two records come in; `conflict_reason` gives the reason why they are two papers, "" where
nothing speaks against their being one. `import` and `check` both ask it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from papershelf.core.identifier_schemes import SCHEMES, UNIQUE_SCHEMES
from papershelf.core.preprint_servers import drop_doi_version
from papershelf.records.identity_facts import IdentityFacts, family_name_key
from papershelf.sources.parsing.retractions import is_notice_about
from papershelf.text.folding import fold_text
from papershelf.text.latex_render import render_plain
from papershelf.text.stop_words import TITLE_STOP_WORDS

MAX_YEAR_DISTANCE = 2
"""Records of one publication may be at most so many years apart: online first, then in print."""
MIN_ABSTRACT_OVERLAP = 0.5
"""Texts whose sets of words overlap less than this (Jaccard index) plainly differ…"""
MIN_ABSTRACT_WORDS = 20
"""…abstracts only when each has at least so many distinct words."""

MAX_NAMES_SHOWN = 3
"""Authors and papers that a message names."""

_DIGITS = re.compile(r"\d+")


def conflict_reason(one: IdentityFacts, other: IdentityFacts) -> str:
    """The reason why two records of one title are two papers, "" where nothing says so."""
    if one.has_same_content(other):
        return ""
    if conflict := identifier_difference("arxiv", one, other):
        return conflict
    if _has_shared_identifier_value(one, other):
        return id_conflict_reason(one, other)
    known = bool(one.family_names and other.family_names)
    if known and has_no_common_author(one, other):
        return "other authors"
    if one.is_preprint != other.is_preprint:
        if known:
            return ""
        return _year_difference(one, other) or _abstract_difference(one, other)
    return (
        _identifier_difference(one, other)
        or _year_difference(one, other)
        or publication_difference(one, other)
        or _work_difference(one, other)
        or _abstract_difference(one, other)
    )


def is_unrelated(one: IdentityFacts, other: IdentityFacts) -> bool:
    """Whether neither titles nor authors have anything in common, as of two chapters of a book.

    Of a book and a chapter the titles are enough: few chapters name the editors of their book.
    """
    is_book_and_part = (
        bool(one.work_class and other.work_class) and one.work_class != other.work_class
    )
    if one.title_key == other.title_key or not (
        is_book_and_part or has_no_common_author(one, other)
    ):
        return False
    words, others = (_title_word_set(each.values["title"]) for each in (one, other))
    return _has_shared_script(words, others) and _jaccard(words, others) < MIN_ABSTRACT_OVERLAP


def id_conflict_reason(one: IdentityFacts, other: IdentityFacts) -> str:
    """What tells apart two records which share an identifier: another one, a notice; or ""."""
    mine, theirs = one.values["title"], other.values["title"]
    if is_notice_about(mine, theirs) or is_notice_about(theirs, mine):
        return "one is a notice about the other"
    conflict = identifier_difference("arxiv", one, other)
    if conflict or one.is_preprint != other.is_preprint:
        return conflict
    return _identifier_difference(one, other)


def _has_shared_identifier_value(one: IdentityFacts, other: IdentityFacts) -> bool:
    mine, theirs = one.identifiers, other.identifiers
    return any(theirs.get(scheme) == value for scheme, value in mine.items())


def has_no_common_author(one: IdentityFacts, other: IdentityFacts) -> bool:
    """Whether both records name authors and none of them is the same."""
    mine, theirs = one.family_names, other.family_names
    return bool(mine and theirs) and mine.isdisjoint(theirs) and _has_shared_script(mine, theirs)


def _has_shared_script(words: Collection[str], others: Collection[str]) -> bool:
    """Whether two sets of words can be compared at all: 李 and Li may be one name."""
    return any(map(str.isascii, words)) == any(map(str.isascii, others))


def _title_word_set(title: str) -> set[str]:
    return set(fold_text(render_plain(title)).split()) - TITLE_STOP_WORDS


def _identifier_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    for name in UNIQUE_SCHEMES:
        if conflict := identifier_difference(name, one, other):
            return conflict
    same_place = one.venue == other.venue and one.year == other.year
    return identifier_difference("openreview", one, other) if same_place else ""


def identifier_difference(scheme: str, one: IdentityFacts, other: IdentityFacts) -> str:
    """Whether two records have different identifiers of one scheme, neither of another version."""
    mine, theirs = one.identifiers.get(scheme), other.identifiers.get(scheme)
    if not mine or not theirs or mine == theirs:
        return ""
    if (scheme, theirs) in one.other_identifiers or (scheme, mine) in other.other_identifiers:
        return ""
    if scheme == "doi" and drop_doi_version(mine) == drop_doi_version(theirs):
        return ""
    return f"{SCHEMES[scheme].plural} {mine} and {theirs}"


def _year_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    if one.year and other.year:
        if abs(one.year - other.year) > MAX_YEAR_DISTANCE:
            return f"years {one.year} and {other.year}"
        if one.year != other.year and one.work_class == other.work_class == "a book":
            return f"books of {one.year} and {other.year}"
    return ""


def publication_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    """What tells two places of publication apart: venue, volume, issue, pages."""
    mine, theirs = one.listed_venue, other.listed_venue
    if mine and theirs and mine != theirs:
        return f"venues {mine} and {theirs}"
    if not (mine and theirs) and _has_different_venue_names(one, other):
        return f"venues {mine or repr(one.unlisted_venue_name)} and {theirs or repr(other.unlisted_venue_name)}"
    for name in ("volume", "issue"):
        a, b = (str(each.values.get(name) or "") for each in (one, other))
        left, right = ({n.lstrip("0") for n in _DIGITS.findall(text)} for text in (a, b))
        if left and right and left.isdisjoint(right):
            return f"{name}s {a} and {b}"
    if one.pages and other.pages and one.pages.isdisjoint(other.pages):
        a, b = (each.values.get("pages") or each.values["article_number"] for each in (one, other))
        return f"pages {a} and {b}"
    return ""


def _has_different_venue_names(one: IdentityFacts, other: IdentityFacts) -> bool:
    """Whether venues differ of which one or both are not in the vocabulary.

    Names of one venue may be spelled in two ways, so year or type have to differ as well.
    """
    if not (one.venue and other.venue) or one.venue == other.venue:
        return False
    types = {each.csl_type for each in (one, other) if each.csl_type}
    return len(types) > 1 or bool(one.year and other.year and one.year != other.year)


def _work_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    """What tells two works apart: numbers of patents, editions, kinds."""
    if one.patents and other.patents and one.patents.isdisjoint(other.patents):
        return f"patents {min(one.patents)} and {min(other.patents)}"
    if one.edition and other.edition and one.edition != other.edition:
        return f"editions {one.values['edition']} and {other.values['edition']}"
    if one.work_class and other.work_class and one.work_class != other.work_class:
        return f"{one.work_class} and {other.work_class}"
    if one.work_class == other.work_class == "a book":
        mine, theirs = (set(each.values.get("isbn") or ()) for each in (one, other))
        if mine and theirs and {_isbn_core(n) for n in mine}.isdisjoint(map(_isbn_core, theirs)):
            return f"ISBN {min(mine)} and {min(theirs)}"
    return ""


def _isbn_core(isbn: str) -> str:
    """The nine digits of an ISBN that its forms of 10 and of 13 digits share."""
    digits = "".join(char for char in isbn if char.isalnum())
    return digits[-10:-1]


def _abstract_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return "other abstracts" if has_different_abstract(mine, theirs) else ""


def has_different_abstract(one: str, other: str) -> bool:
    """Whether two abstracts cannot be of one paper, however edited."""
    if one == other:
        return False
    words, others = set(fold_text(one).split()), set(fold_text(other).split())
    if min(len(words), len(others)) < MIN_ABSTRACT_WORDS:
        return False
    return _jaccard(words, others) < MIN_ABSTRACT_OVERLAP


def word_overlap(one: str, other: str) -> float:
    """How much of their words two texts share, from 0 to 1 (Jaccard index)."""
    return _jaccard(set(fold_text(one).split()), set(fold_text(other).split()))


def _jaccard(words: set[str], others: set[str]) -> float:
    return len(words & others) / (len(words | others) or 1)


# --- what two records share --------------------------------------------------------------------

_AGREEMENT_FIELDS = (
    "year", "venue", "volume", "issue", "pages", "article_number", "doi", "type", "publisher",
    "note", "edition", "url", "published", "citation_key", "title", "authors",
)  # fmt: skip


def agreement_score(one: IdentityFacts, other: IdentityFacts) -> float:
    """How much two records of one title agree; the record that is nearest has the most."""
    same: int = sum(
        one.values.get(name) == other.values[name]
        for name in _AGREEMENT_FIELDS
        if other.values.get(name) not in (None, "", ())
    )
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return same + 2 * word_overlap(mine, theirs)


def describe_agreement(one: IdentityFacts, other: IdentityFacts) -> str:
    """What two records of one title have in common."""
    people = [person.family or person.name for person in other.values.get("authors", ())]
    shared = [name for name in people if family_name_key(name) in one.family_names]
    more = f" and {len(shared) - MAX_NAMES_SHOWN} more" if len(shared) > MAX_NAMES_SHOWN else ""
    parts = ["same title", ", ".join(shared[:MAX_NAMES_SHOWN]) + more]
    if one.year and one.year == other.year:
        parts.append(str(one.year))
    return ", ".join(filter(None, parts))
