"""Rules that decide whether two records can be the same paper. Pure.

Input: the facts of two records. `conflict_reason` returns why they are different papers, or "" if
they may be the same. Used by `import` and by `check`.
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
from papershelf.text.words.stop_words import TITLE_STOP_WORDS

MAX_YEAR_DISTANCE = 2
"""Maximum difference in years between records of one publication: online first, then in print."""
MIN_ABSTRACT_OVERLAP = 0.5
"""Texts with a lower word overlap (Jaccard index) are considered different."""
MIN_ABSTRACT_WORDS = 20
"""Abstracts are compared only if each has at least this many distinct words."""

MAX_NAMES_SHOWN = 3
"""Maximum number of authors and papers named in a message."""

_DIGITS = re.compile(r"\d+")


def conflict_reason(one: IdentityFacts, other: IdentityFacts) -> str:
    """Return why two records with the same title are different papers, or ""."""
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
    """Return whether titles and authors have nothing in common, as for two chapters of a book.

    For a book and one of its chapters, different titles suffice: few chapters name the book's
    editors.
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
    """Return why two records that share an identifier are different papers, or "".

    The reason is a conflict between other identifiers, or that one is a notice about the other.
    """
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
    """Return whether both records name authors but have none in common."""
    mine, theirs = one.family_names, other.family_names
    return bool(mine and theirs) and mine.isdisjoint(theirs) and _has_shared_script(mine, theirs)


def _has_shared_script(words: Collection[str], others: Collection[str]) -> bool:
    """Return whether two sets of names are comparable: 李 and Li may be one name."""
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
    """Describe how the identifiers of a scheme differ, or "".

    An identifier of another version of the paper is not a difference.
    """
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
    """Describe how the venue, volume, issue or pages differ, or ""."""
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
    """Return whether the venues differ, if at least one is not in the vocabulary.

    The name of a venue has several spellings, so the year or type must differ as well.
    """
    if not (one.venue and other.venue) or one.venue == other.venue:
        return False
    types = {each.csl_type for each in (one, other) if each.csl_type}
    return len(types) > 1 or bool(one.year and other.year and one.year != other.year)


def _work_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    """Describe how patent numbers, editions or kinds of work differ, or ""."""
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
    """Return the nine digits shared by the ISBN-10 and ISBN-13 forms."""
    digits = "".join(char for char in isbn if char.isalnum())
    return digits[-10:-1]


def _abstract_difference(one: IdentityFacts, other: IdentityFacts) -> str:
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return "other abstracts" if has_different_abstract(mine, theirs) else ""


def has_different_abstract(one: str, other: str) -> bool:
    """Return whether two abstracts are too different to be versions of one text."""
    if one == other:
        return False
    words, others = set(fold_text(one).split()), set(fold_text(other).split())
    if min(len(words), len(others)) < MIN_ABSTRACT_WORDS:
        return False
    return _jaccard(words, others) < MIN_ABSTRACT_OVERLAP


def word_overlap(one: str, other: str) -> float:
    """Return the Jaccard index of the words of two texts, from 0 to 1."""
    return _jaccard(set(fold_text(one).split()), set(fold_text(other).split()))


def _jaccard(words: set[str], others: set[str]) -> float:
    return len(words & others) / (len(words | others) or 1)


# --- agreement of two records ---------------------------------------------------------------------

_AGREEMENT_FIELDS = (
    "year", "venue", "volume", "issue", "pages", "article_number", "doi", "type", "publisher",
    "note", "edition", "url", "published", "citation_key", "title", "authors",
)  # fmt: skip


def agreement_score(one: IdentityFacts, other: IdentityFacts) -> float:
    """Score how well two records with the same title agree; higher is closer."""
    same: int = sum(
        one.values.get(name) == other.values[name]
        for name in _AGREEMENT_FIELDS
        if other.values.get(name) not in (None, "", ())
    )
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return same + 2 * word_overlap(mine, theirs)


def describe_agreement(one: IdentityFacts, other: IdentityFacts) -> str:
    """Describe what two records with the same title have in common."""
    people = [person.family or person.name for person in other.values.get("authors", ())]
    shared = [name for name in people if family_name_key(name) in one.family_names]
    more = f" and {len(shared) - MAX_NAMES_SHOWN} more" if len(shared) > MAX_NAMES_SHOWN else ""
    parts = ["same title", ", ".join(shared[:MAX_NAMES_SHOWN]) + more]
    if one.year and one.year == other.year:
        parts.append(str(one.year))
    return ", ".join(filter(None, parts))
