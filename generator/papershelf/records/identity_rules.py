"""The rules that decide whether two records can be one paper. Pure.

The facts of two records come in; `find_conflict` gives the reason why they are two papers, "" where
nothing speaks against their being one. `import` and `check` both ask it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from papershelf.core.preprint_servers import drop_version
from papershelf.records.identity_facts import Facts, family_key
from papershelf.sources.parsing.retractions import is_notice_about
from papershelf.text.folding import fold
from papershelf.text.latex_render import render_plain

_EXCLUSIVE = ("acl", "doi", "pmlr", "dblp", "pmid")
"""Identifiers of which a publication has one, beside `arxiv` and `openreview`."""
_SCHEMES = {
    "arxiv": "arXiv ids", "doi": "DOIs", "acl": "ACL Anthology ids", "pmlr": "PMLR ids",
    "dblp": "DBLP keys", "pmid": "PubMed ids", "openreview": "OpenReview forums",
}  # fmt: skip

MOST_YEARS = 2
"""Records of one publication may be at most so many years apart: online first, then in print."""
DIFFERENT_BELOW = 0.5
"""Texts whose sets of words overlap less than this (Jaccard index) plainly differ…"""
ENOUGH_WORDS = 20
"""…abstracts only when each has at least so many distinct words."""

MOST_NAMES = 3
"""Authors and papers that a message names."""

_DIGITS = re.compile(r"\d+")
_SMALL_WORDS = frozenset(
    "a an the of on in for and at to by from with or as is are via using its s".split()
)


def find_conflict(one: Facts, other: Facts) -> str:
    """The reason why two records of one title are two papers, "" where nothing says so."""
    if one.says_the_same(other):
        return ""
    if conflict := scheme_differs("arxiv", one, other):
        return conflict
    if _share_identifier(one, other):
        return find_id_conflict(one, other)
    known = bool(one.families and other.families)
    if known and names_differ(one, other):
        return "other authors"
    if one.is_preprint != other.is_preprint:
        if known:
            return ""
        return _years_differ(one, other) or _abstracts_differ(one, other)
    return (
        _identifiers_differ(one, other)
        or _years_differ(one, other)
        or places_differ(one, other)
        or _works_differ(one, other)
        or _abstracts_differ(one, other)
    )


def is_unrelated(one: Facts, other: Facts) -> bool:
    """Whether neither titles nor authors have anything in common, as of two chapters of a book.

    Of a book and a chapter the titles are enough: few chapters name the editors of their book.
    """
    is_book_and_part = bool(one.kind and other.kind) and one.kind != other.kind
    if one.title == other.title or not (is_book_and_part or names_differ(one, other)):
        return False
    words, others = (_title_words(each.values["title"]) for each in (one, other))
    return _share_script(words, others) and _jaccard(words, others) < DIFFERENT_BELOW


def find_id_conflict(one: Facts, other: Facts) -> str:
    """What tells apart two records which share an identifier: another one, a notice; or ""."""
    mine, theirs = one.values["title"], other.values["title"]
    if is_notice_about(mine, theirs) or is_notice_about(theirs, mine):
        return "one is a notice about the other"
    conflict = scheme_differs("arxiv", one, other)
    if conflict or one.is_preprint != other.is_preprint:
        return conflict
    return _identifiers_differ(one, other)


def _share_identifier(one: Facts, other: Facts) -> bool:
    mine, theirs = one.identifiers, other.identifiers
    return any(theirs.get(scheme) == value for scheme, value in mine.items())


def names_differ(one: Facts, other: Facts) -> bool:
    """Whether both records name authors and none of them is the same."""
    mine, theirs = one.families, other.families
    return bool(mine and theirs) and mine.isdisjoint(theirs) and _share_script(mine, theirs)


def _share_script(words: Collection[str], others: Collection[str]) -> bool:
    """Whether two sets of words can be compared at all: 李 and Li may be one name."""
    return any(map(str.isascii, words)) == any(map(str.isascii, others))


def _title_words(title: str) -> set[str]:
    return set(fold(render_plain(title)).split()) - _SMALL_WORDS


def _identifiers_differ(one: Facts, other: Facts) -> str:
    for name in _EXCLUSIVE:
        if conflict := scheme_differs(name, one, other):
            return conflict
    same_place = one.venue == other.venue and one.year == other.year
    return scheme_differs("openreview", one, other) if same_place else ""


def scheme_differs(scheme: str, one: Facts, other: Facts) -> str:
    """Whether two records have different identifiers of one scheme, neither of another version."""
    mine, theirs = one.identifiers.get(scheme), other.identifiers.get(scheme)
    if not mine or not theirs or mine == theirs:
        return ""
    if (scheme, theirs) in one.other_identifiers or (scheme, mine) in other.other_identifiers:
        return ""
    if scheme == "doi" and drop_version(mine) == drop_version(theirs):
        return ""
    return f"{_SCHEMES.get(scheme, scheme)} {mine} and {theirs}"


def _years_differ(one: Facts, other: Facts) -> str:
    if one.year and other.year:
        if abs(one.year - other.year) > MOST_YEARS:
            return f"years {one.year} and {other.year}"
        if one.year != other.year and one.kind == other.kind == "a book":
            return f"books of {one.year} and {other.year}"
    return ""


def places_differ(one: Facts, other: Facts) -> str:
    """What tells two places of publication apart: venue, volume, issue, pages."""
    mine, theirs = one.listed_venue, other.listed_venue
    if mine and theirs and mine != theirs:
        return f"venues {mine} and {theirs}"
    if not (mine and theirs) and _venue_names_differ(one, other):
        return f"venues {mine or repr(one.container)} and {theirs or repr(other.container)}"
    for name in ("volume", "issue"):
        a, b = (str(each.values.get(name) or "") for each in (one, other))
        left, right = ({n.lstrip("0") for n in _DIGITS.findall(text)} for text in (a, b))
        if left and right and left.isdisjoint(right):
            return f"{name}s {a} and {b}"
    if one.pages and other.pages and one.pages.isdisjoint(other.pages):
        a, b = (each.values.get("pages") or each.values["article_number"] for each in (one, other))
        return f"pages {a} and {b}"
    return ""


def _venue_names_differ(one: Facts, other: Facts) -> bool:
    """Whether venues differ of which one or both are not in the vocabulary.

    Names of one venue may be spelled in two ways, so year or type have to differ as well.
    """
    if not (one.venue and other.venue) or one.venue == other.venue:
        return False
    types = {each.type for each in (one, other) if each.type}
    return len(types) > 1 or bool(one.year and other.year and one.year != other.year)


def _works_differ(one: Facts, other: Facts) -> str:
    """What tells two works apart: numbers of patents, editions, kinds."""
    if one.patents and other.patents and one.patents.isdisjoint(other.patents):
        return f"patents {min(one.patents)} and {min(other.patents)}"
    if one.edition and other.edition and one.edition != other.edition:
        return f"editions {one.values['edition']} and {other.values['edition']}"
    if one.kind and other.kind and one.kind != other.kind:
        return f"{one.kind} and {other.kind}"
    if one.kind == other.kind == "a book":
        mine, theirs = (set(each.values.get("isbn") or ()) for each in (one, other))
        if mine and theirs and {_bare(n) for n in mine}.isdisjoint(map(_bare, theirs)):
            return f"ISBN {min(mine)} and {min(theirs)}"
    return ""


def _bare(isbn: str) -> str:
    """The nine digits of an ISBN that its forms of 10 and of 13 digits share."""
    digits = "".join(char for char in isbn if char.isalnum())
    return digits[-10:-1]


def _abstracts_differ(one: Facts, other: Facts) -> str:
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return "other abstracts" if differ_plainly(mine, theirs) else ""


def differ_plainly(one: str, other: str) -> bool:
    """Whether two abstracts cannot be of one paper, however edited."""
    if one == other:
        return False
    words, others = set(fold(one).split()), set(fold(other).split())
    if min(len(words), len(others)) < ENOUGH_WORDS:
        return False
    return _jaccard(words, others) < DIFFERENT_BELOW


def overlap(one: str, other: str) -> float:
    """How much of their words two texts share, from 0 to 1 (Jaccard index)."""
    return _jaccard(set(fold(one).split()), set(fold(other).split()))


def _jaccard(words: set[str], others: set[str]) -> float:
    return len(words & others) / (len(words | others) or 1)


# --- what two records share --------------------------------------------------------------------

_COMPARED = (
    "year", "venue", "volume", "issue", "pages", "article_number", "doi", "type", "publisher",
    "note", "edition", "url", "published", "citation_key", "title", "authors",
)  # fmt: skip


def agreement(one: Facts, other: Facts) -> float:
    """How much two records of one title agree; the record that is nearest has the most."""
    same: int = sum(
        one.values.get(name) == other.values[name]
        for name in _COMPARED
        if other.values.get(name) not in (None, "", ())
    )
    mine, theirs = (each.values.get("abstract") or "" for each in (one, other))
    return same + 2 * overlap(mine, theirs)


def describe_agreement(one: Facts, other: Facts) -> str:
    """What two records of one title have in common."""
    people = [person.family or person.name for person in other.values.get("authors", ())]
    shared = [name for name in people if family_key(name) in one.families]
    more = f" and {len(shared) - MOST_NAMES} more" if len(shared) > MOST_NAMES else ""
    parts = ["same title", ", ".join(shared[:MOST_NAMES]) + more]
    if one.year and one.year == other.year:
        parts.append(str(one.year))
    return ", ".join(filter(None, parts))
