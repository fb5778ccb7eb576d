"""Citation keys such as `chen-etal-2018-neural`: deterministic, unique and never reassigned.

Takes papers and the ledger of existing keys; returns one key for each paper, whatever the order of
the papers. A key in the ledger belongs to its paper permanently.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from papershelf.core.identifiers import CitationKey
from papershelf.core.memo import memoize_persistent
from papershelf.core.slugs import make_slug
from papershelf.records.id_ledger import FormerIds, Ledger, collect_former_ids
from papershelf.records.model import Author, Paper, PaperId
from papershelf.records.person_names import parse_person_name
from papershelf.text.latex_render import render_plain
from papershelf.text.words.stop_words import CITATION_KEY_STOP_WORDS

_CITATION_KEY_LIMIT = 100  # limit of `parse_citation_key`
_AUTHOR_PART_LIMIT = 28
_WORD_LIMIT = 24
_MAX_EXTRA_WORDS = 3
_MAX_WORDS = 2 + 1 + _MAX_EXTRA_WORDS  # without authors, two words replace the name


def assign_citation_keys(
    papers: Iterable[Paper], ledger: Ledger | None = None, former: FormerIds | None = None
) -> dict[PaperId, CitationKey]:
    """Return the key of every paper: pinned by its record, else from the ledger, else by rule.

    The rule: the family name, or two, or the first with `etal`; the year or `nodate`; the first
    significant title word. If that key is taken, further title words are added, then `-2`, `-3`.
    Papers that were added earlier choose first; ties are broken by id. Keys that differ only in
    case are the same. `former` has the earlier ids of papers, whose keys in the ledger they keep.
    """
    ledger = ledger or Ledger()
    ordered = sorted(papers, key=lambda paper: (paper.added or "~", paper.id))
    former = collect_former_ids(ordered, {}) if former is None else former
    owners = ledger.papers_by_citation_key()
    taken: dict[str, PaperId] = {}
    keys: dict[PaperId, CitationKey] = {}
    for paper in ordered:
        wish = paper.citation_key
        if not wish:
            continue
        owned = owners.get(wish.casefold())
        is_free = not owned or not owned.isdisjoint((paper.id, *former.get(paper.id, ())))
        if is_free and taken.setdefault(wish.casefold(), paper.id) == paper.id:
            keys[paper.id] = wish
    for paper in ordered:
        if paper.id not in keys:
            known = ledger.citation_keys_of((paper.id, *former.get(paper.id, ())))
            for key in known:
                if taken.setdefault(key.casefold(), paper.id) == paper.id:
                    keys[paper.id] = key
                    break
    reserved = {*owners, *taken}
    numbers: dict[str, int] = {}
    for paper in ordered:
        if paper.id not in keys:
            key = _choose_citation_key(paper, reserved, numbers)
            reserved.add(key)
            keys[paper.id] = key
    return keys


def is_possible_citation_key(paper: Paper, citation_key: str) -> bool:
    """Whether a key is pinned by the record, or could be assigned to the paper by rule."""
    plain = _NUMBER_SUFFIX.sub("", citation_key)
    return citation_key == paper.citation_key or any(
        wish in (citation_key, plain) for wish in _candidate_keys(paper)
    )


_NUMBER_SUFFIX = re.compile(r"-\d+$")


def _choose_citation_key(
    paper: Paper, used_keys: Container[str], next_numbers: dict[str, int]
) -> CitationKey:
    """Return the best free key, lowercase; `next_numbers` has the next number to try for each stem."""
    key = ""
    for wish in _candidate_keys(paper):
        if wish not in used_keys:
            return CitationKey(wish)
        key = key or wish
    number = next_numbers.get(key, 2)
    while f"{key}-{number}" in used_keys:
        number += 1
    next_numbers[key] = number + 1
    return CitationKey(f"{key}-{number}")


def _candidate_keys(paper: Paper) -> Iterator[str]:
    """Yield the possible keys of a paper without a number, best first."""
    words = _first_title_words(paper.title).split()
    authors = _author_part(paper)
    year = str(paper.year) if paper.year else (paper.published or "nodate").partition("-")[0]
    if authors:
        head, words = f"{authors}-{year}", words or ["untitled"]
    else:
        # Without authors, the title takes their place.
        head, words = "-".join([*(words[:2] or ["untitled"]), year]), words[2:]
    yield "-".join([head, *words[:1]])
    for end in range(2, 2 + _MAX_EXTRA_WORDS):
        longer = "-".join([head, *words[:end]])
        if len(words) >= end and len(longer) <= _CITATION_KEY_LIMIT:
            yield longer


@memoize_persistent
def _first_title_words(title: str) -> str:
    """Return the first significant words of a title, or its first words if none is, joined by spaces."""
    slug = make_slug(render_plain(title), limit=400) or ""
    words = [word[:_WORD_LIMIT] for word in slug.split("-") if word]
    telling = [
        word
        for word in words
        if len(word) > 1 and not word.isdigit() and word not in CITATION_KEY_STOP_WORDS
    ]
    return " ".join((telling or words)[:_MAX_WORDS])


def _author_part(paper: Paper) -> str:
    """Return `chen`, `doe-roe` or `chen-etal`; "" if the first name has no Latin letter."""
    first = _family_slug(paper.authors[0]) if paper.authors else ""
    if not first or len(paper.authors) == 1:
        return first
    second = _family_slug(paper.authors[1]) if len(paper.authors) == 2 else ""
    return f"{first}-{second or 'etal'}"


def _family_slug(author: Author) -> str:
    name = author.family or author.kind
    return _slug_family(author) if name else _guess_family_name(author.name)


@memoize_persistent
def _guess_family_name(name: str) -> str:
    return _slug_family(Author(name=name))


def _slug_family(author: Author) -> str:
    return (make_slug(parse_person_name(author).surname, _AUTHOR_PART_LIMIT) or "").removeprefix(
        "the-"
    )
