"""What one paper has to say for each of its terms: one byte of weight.

A `Paper` comes in, its terms with their weights go out; no other paper has a part in it, so the
result can be kept until the paper changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from generator.catalogue import Catalogue, person_slug
from generator.maths import render_plain
from generator.model import Paper
from generator.search.terms import COMMON, find_compounds, split_words, stem

ID_MARK = "="
"""Begins a term that is an identifier as a whole: `=2401.01234`."""
AUTHOR_MARK = "@"
"""Begins a term that is the address of an author: `@ada-lovelace`."""

IN_TITLE, IN_AUTHORS = 0x80, 0x40
_TITLE_LIMIT, _REST_LIMIT, _BODY_LIMIT = 16, 7, 63
_SATURATION = 1.2
_ORDINARY_LENGTH = 150
_SUMMARY_WEIGHT = 2
_TAG_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """The terms of a paper, no two alike, and for each a byte.

    The byte, from the highest bit: `1llllrrr` for a term of the title, with the number of different
    words in the title less one (at most 15) and what the rest of the paper adds; `0abbbbbb` for any
    other, with whether it is in an author's name and the weight of the text. Weights are those of
    BM25 (Robertson and Zaragoza 2009, 3.2) with a fixed average length, so that a paper's terms do
    not depend on other papers.
    """

    terms: tuple[str, ...]
    weights: bytes


def index_paper(paper: Paper, catalogue: Catalogue) -> PaperTerms:
    """The terms of a paper: of its title, authors, texts, tags, venue, year and identifiers."""
    plain_title = render_plain(paper.title)
    title = _distinct(plain_title)
    body, length = _weigh_body(paper, catalogue)
    scale = _SATURATION * (0.25 + 0.75 * length / _ORDINARY_LENGTH)
    shares = [count / (count + scale) for count in range(max(body.values(), default=0) + 1)]
    weights = [max(1, round(_BODY_LIMIT * share)) for share in shares]
    found = {
        term: weights[count] for term, count in body.items() if len(term) > 1 and term not in COMMON
    }
    for author in paper.authors:
        for term in _distinct(author.name):
            if len(term) > 1:
                found[term] = IN_AUTHORS | found.get(term, 0) & _BODY_LIMIT
    head = IN_TITLE | (min(len(title), _TITLE_LIMIT) - 1 if title else 0) << 3
    for term in (*title, *_compounds(plain_title)):
        found[term] = head | round(_REST_LIMIT * shares[body[term]])
    for term in _identifiers(paper, catalogue):
        found[term] = 1
    return PaperTerms(tuple(found), bytes(found.values()))


def _distinct(text: str) -> dict[str, None]:
    """The different terms of a text, in their order."""
    return dict.fromkeys(map(stem, split_words(text)))


def _compounds(text: str) -> list[str]:
    return [stem(word) for word in find_compounds(text)]


def _weigh_body(paper: Paper, catalogue: Catalogue) -> tuple[Counter[str], int]:
    """How much the summary, abstract, tags and venue hold of each term; and how long they are."""
    body: Counter[str] = Counter()
    abstract = render_plain(paper.abstract)
    words = split_words(abstract)
    body.update(map(stem, words))
    body.update(_compounds(abstract))
    if paper.summary:
        summary = render_plain(paper.summary)
        _add(body, [*map(stem, split_words(summary)), *_compounds(summary)], _SUMMARY_WEIGHT)
    for tag in paper.tags:
        name = catalogue.tags[tag].name
        _add(body, [*_distinct(name), *_compounds(name)], _TAG_WEIGHT)
    if paper.venue:
        _add(body, _distinct(catalogue.venues[paper.venue].name), _TAG_WEIGHT)
    if paper.year:
        _add(body, (str(paper.year),), _TAG_WEIGHT)
    return body, len(words)


def _add(body: Counter[str], terms: Iterable[str], weight: int) -> None:
    for term in terms:
        body[term] += weight


def _identifiers(paper: Paper, catalogue: Catalogue) -> set[str]:
    ids = (paper.id, paper.arxiv, paper.doi, paper.acl, paper.openreview)
    slugs = (person_slug(author, catalogue.namesakes) for author in paper.authors)
    return {f"{ID_MARK}{name.lower()}" for name in ids if name and " " not in name} | {
        f"{AUTHOR_MARK}{slug}" for slug in slugs if slug
    }
