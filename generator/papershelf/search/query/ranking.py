"""Orders papers by what their postings weigh for the words of a query. All scores are integers.

Papers with all required words come first. If they do not fill a page, the nearest of the other
papers follow, so that a query always finds something. `frontend/js/search/rank.js` does the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from papershelf.search.postings import AUTHORS_BIT, TITLE_BIT
from papershelf.search.query.shard import Postings

MOST_GROUPS = 30
"""How many words of a query count; a browser keeps a bit for each of them."""
PAGE = 10
NEAREST = 200
"""The length of a list with partial matches; ranking ends when no other paper can enter it."""
_TEXT_VALUE, _REST_VALUE = 100, 80
_TITLE_VALUE, _AUTHOR_VALUE = 30, 60
_SHORT_TITLE_VALUE, _SHORT_AUTHOR_VALUE = 500, 440
"""What title words and names are worth in addition in short queries, which name a paper rather than
describe it: divided by the square of the number of words."""
_COVERAGE = 60
"""The part of a score, in percent, that depends on how many of the required words a paper has."""
_NEIGHBORS = 100
_RERANKED = 50


def byte_values(required: int) -> list[int]:
    """Return what each weight byte is worth in a query with so many required words.

    `papershelf.search.postings` says how bytes are made.
    """
    square = max(2, required) ** 2
    title = _TITLE_VALUE + _SHORT_TITLE_VALUE // square
    author = _AUTHOR_VALUE + _SHORT_AUTHOR_VALUE // square
    return [
        title * 30 // (21 + _title_length(byte)) + _REST_VALUE * (byte & 7) // 7
        if byte & TITLE_BIT
        else (author if byte & AUTHORS_BIT else 0) + _TEXT_VALUE * (byte & 63) // 63
        for byte in range(256)
    ]


def _title_length(byte: int) -> int:
    """Return the number of distinct words of a title, at most 16, from the byte of one of them."""
    return (byte >> 3 & 15) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way to have a word: terms that follow each other in a paper.

    `offsets` are the distances of the terms from the first one, `values` what each term says.
    `name` is the word or phrase that is found, for messages. `title_words` is the number of words
    of the title that the way covers, 0 unless the word is as it was typed.
    """

    name: str
    terms: tuple[Postings, ...]
    offsets: tuple[int, ...]
    values: tuple[int, ...]
    title_words: int = 0


@dataclass(slots=True, eq=False)
class Group:
    """A word of the query with all ways to have it; papers without an optional word are complete."""

    typed: str
    ways: list[Way]
    is_optional: bool = False
    word_count: int = 1

    @property
    def is_unknown(self) -> bool:
        """Return whether no paper has the word, though it should count."""
        return not (self.ways or self.is_optional)

    @property
    def is_required(self) -> bool:
        """Return whether papers without the word are partial matches; no paper has an unknown word."""
        return bool(self.ways) and not self.is_optional


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Papers with their scores, best first: those with all required words, then the nearest others.

    `found_groups` has a bit for each group that a paper has.
    """

    complete: Sequence[int]
    partial: Sequence[int]
    scores: dict[int, int]
    found_groups: dict[int, int]

    @property
    def papers(self) -> list[int]:
        """All papers, best first."""
        return [*self.complete, *self.partial]


@dataclass(slots=True, eq=False)
class _Tally:
    scores: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    found_groups: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    title_words: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    title_lengths: dict[int, int] = field(default_factory=dict)


def term_value(count: int, papers: int) -> int:
    """Return how much a term says, the inverse document frequency of BM25, in 64ths of a bit.

    A term that all papers have still says something, because papers without a score are not found.
    """
    value = (2 * papers + 2) * 4096 // (2 * count + 1)
    result = 0
    while value >= 8192:
        value //= 2
        result += 64
    for bit in (32, 16, 8, 4, 2, 1):
        value = value * value // 4096
        if value >= 8192:
            value //= 2
            result += bit
    return max(1, result)


def rank(groups: Sequence[Group], is_allowed: Callable[[int], bool]) -> Ranking:
    """Rank the papers that are allowed and have at least one of the words."""
    tally = _Tally()
    required = sum(1 << number for number, group in enumerate(groups) if group.is_required)
    values = byte_values(required.bit_count())
    limits = [_highest_score(group, max(values)) for group in groups]
    order = sorted(range(len(groups)), key=lambda number: (-limits[number], number))
    left = sum(limits)

    def is_counted(paper: int) -> bool:
        return paper in tally.scores

    for number in order:
        # A paper that has none of the words so far could not come among the nearest any more.
        is_open = not _is_filled(tally, left)
        _add_group(tally, groups[number], number, values, is_allowed if is_open else is_counted)
        left -= limits[number]
    _add_titles(tally, sum(group.word_count for group in groups))
    _weigh_coverage(tally, required)
    _add_neighbors(tally, groups, required)
    return _list_papers(tally, required)


def _highest_score(group: Group, highest_value: int) -> int:
    return highest_value * max((sum(way.values) for way in group.ways), default=0)


def _is_filled(tally: _Tally, left: int) -> bool:
    """Return whether as many papers as are listed score more than the remaining words can add."""
    if len(tally.scores) < NEAREST:
        return False
    return sorted(tally.scores.values())[-NEAREST] > left


def _add_group(
    tally: _Tally,
    group: Group,
    number: int,
    values: Sequence[int],
    is_allowed: Callable[[int], bool],
) -> None:
    best: dict[int, int] = {}
    covered: dict[int, int] = {}
    for way in group.ways:
        for paper, weights in way_matches(way):
            if not is_allowed(paper):
                continue
            score = sum(
                value * values[byte] for value, byte in zip(way.values, weights, strict=True)
            )
            in_title = all(byte & TITLE_BIT for byte in weights)
            if in_title:
                tally.title_lengths[paper] = _title_length(weights[0])
            if score > best.get(paper, 0):
                best[paper] = score
                covered[paper] = way.title_words if in_title else 0
    for paper, score in best.items():
        tally.scores[paper] += score
        tally.found_groups[paper] |= 1 << number
        tally.title_words[paper] += covered[paper]


def way_matches(way: Way) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the papers that have the terms of a way one after the other, with their weights."""
    first, *others = way.terms
    if not others:
        yield from (
            (paper, (byte,)) for paper, byte in zip(first.papers, first.weights, strict=True)
        )
        return
    rarest = min(way.terms, key=lambda term: len(term.papers))
    for paper in rarest.papers:
        if all(paper in term.numbers for term in way.terms) and phrase_place(way, paper) >= 0:
            yield paper, [term.weights[term.numbers[paper]] for term in way.terms]


def phrase_place(way: Way, paper: int, last: int = 1 << 14) -> int:
    """Return the first place below `last` where the terms of a way follow each other, or -1."""
    rest = [
        (set(term.places_in(paper)), offset)
        for term, offset in zip(way.terms[1:], way.offsets[1:], strict=True)
    ]
    for place in way.terms[0].places_in(paper):
        if place < last and all(place + offset in places for places, offset in rest):
            return place
    return -1


def _add_titles(tally: _Tally, asked: int) -> None:
    """Add up to one and a half of the score for a title that is the query and little else."""
    for paper, words in tally.title_words.items():
        if words:
            length = tally.title_lengths[paper]
            covered = min(words, length) * min(words, asked) ** 2
            tally.scores[paper] += tally.scores[paper] * 3 * covered // (2 * length * asked**2)


def _weigh_coverage(tally: _Tally, required: int) -> None:
    """Reduce the scores of papers that lack required words."""
    asked = required.bit_count()
    for paper in tally.scores if asked else ():
        found = (tally.found_groups[paper] & required).bit_count()
        share = (100 - _COVERAGE) * asked + _COVERAGE * found
        tally.scores[paper] = tally.scores[paper] * share // (100 * asked)


def _add_neighbors(tally: _Tally, groups: Sequence[Group], required: int) -> None:
    """Add a little for words that are neighbors in the query and in the paper, for the best papers."""
    pairs = [
        (one.ways[0], other.ways[0])
        for one, other in pairwise(groups)
        if one.ways and other.ways and one.ways[0].title_words and other.ways[0].title_words
    ]
    best = sorted(tally.scores, key=lambda paper: _sort_key(tally, required, paper))[:_RERANKED]
    for paper in best:
        close = sum(_are_neighbors(one, other, paper) for one, other in pairs)
        tally.scores[paper] += tally.scores[paper] * close * _NEIGHBORS // (100 * (len(pairs) or 1))


def _are_neighbors(one: Way, other: Way, paper: int) -> bool:
    before, after = one.terms[-1], other.terms[0]
    if paper not in before.numbers or paper not in after.numbers:
        return False
    places = set(after.places_in(paper))
    return any(place + 1 in places for place in before.places_in(paper))


def _sort_key(tally: _Tally, required: int, paper: int) -> tuple[bool, int, int]:
    is_complete = tally.found_groups[paper] & required == required
    return not is_complete, -tally.scores[paper], -paper


def _list_papers(tally: _Tally, required: int) -> Ranking:
    ordered = sorted(tally.scores, key=lambda paper: _sort_key(tally, required, paper))
    count = sum(tally.found_groups[paper] & required == required for paper in ordered)
    partial = ordered[count:NEAREST] if count < PAGE else []
    return Ranking(ordered[:count], partial, dict(tally.scores), dict(tally.found_groups))
