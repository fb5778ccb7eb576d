"""The terms of each paper with a one-byte weight.

Takes papers; returns their terms with weights. The terms of a paper do not depend on other papers,
so they can be cached until it changes. Terms are numbers from a vocabulary, and everything except
reading text uses arrays, because counting words one by one took most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from papershelf.catalogue.catalogue import Catalogue, person_slug
from papershelf.records.model import Paper, UnlistedVenue, VenueId
from papershelf.search.terms import COMMON_WORDS, find_compounds, split_words
from papershelf.text.latex_render import render_plain
from papershelf.text.plurals import stem_word

ID_PREFIX = "="
"""Prefix of a term that is a complete identifier: `=2401.01234`."""
AUTHOR_PREFIX = "@"
"""Prefix of a term that is an author's slug: `@ada-lovelace`."""

TITLE_BIT, AUTHORS_BIT = 0x80, 0x40
_TITLE_LIMIT, _REST_LIMIT, _BODY_LIMIT = 16, 7, 63
_SATURATION = 1.2
_ORDINARY_LENGTH = 150
_SURROUNDING_SIGNS = ".,;:()"
_BATCH_SIZE = 2_000

# Where a term occurs in a paper. If it occurs in several places, the last one listed wins.
_TEXT, _DESCRIPTION, _NAME, _TITLE_COMPOUND, _TITLE, _MARKER, _NONE = range(7)
_WORD_KIND_BY_SECTION = np.array([_TEXT, _DESCRIPTION, _NAME, _TITLE, _MARKER])
"""The kind of the words in each section."""
_COMPOUND_KIND = np.array([_TEXT, _DESCRIPTION, _NONE, _NONE, _TITLE_COMPOUND, _NONE])
"""The kind of a compound, by the kind of its words. Compounds in names are not indexed."""
# Weight of a word in the text: words of the summary, tags and venue count twice.
_COUNT_BY_KIND = np.array([1, 2, 0, 0, 0, 0])

IntegerVector = NDArray[np.int64]


class TermNumbers(dict[str, int]):
    """Maps every term to its number; a new term gets the next one."""

    def __missing__(self, term: str) -> int:
        """Number a new term."""
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class PaperTerms:
    """The terms of papers in sequence: a count for each paper, the terms, and a byte for each term.

    The byte, from the highest bit, is `1llllrrr` for a title term, with the number of distinct
    title words minus one (at most 15) and the weight of the rest of the paper. Other terms have
    `0abbbbbb`, with a flag for author names and the weight of the text. Weights are those of BM25
    (Robertson and Zaragoza 2009, 3.2) with a fixed average length, so a paper's terms do not
    depend on other papers.
    """

    counts: NDArray[np.int32]
    terms: NDArray[np.int32]
    weights: NDArray[np.uint8]

    @classmethod
    def join(cls, parts: Iterable[Self]) -> Self:
        """Concatenate the papers of all parts."""
        nothing = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8))
        found = (nothing, *((part.counts, part.terms, part.weights) for part in parts))
        return cls(*map(np.concatenate, zip(*found, strict=True)))

    def select(self, papers: Sequence[int]) -> Self:
        """Select papers in the given order."""
        rows = np.array(papers, dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
        # Runs of consecutive papers are copied as one slice, which usually covers nearly all.
        [breaks] = np.nonzero(np.diff(rows, prepend=-2, append=-2) != 1)
        starts, stops = ends[rows[breaks[:-1]]].tolist(), ends[rows[breaks[1:] - 1] + 1].tolist()
        parts = [slice(*part) for part in zip(starts, stops, strict=True)]
        return type(self)(
            self.counts[rows],
            np.concatenate([self.terms[:0], *(self.terms[part] for part in parts)]),
            np.concatenate([self.weights[:0], *(self.weights[part] for part in parts)]),
        )


def index_papers(
    papers: Sequence[Paper], catalogue: Catalogue, vocabulary: TermNumbers
) -> PaperTerms:
    """Index papers: titles, authors, texts, tags, venues, years and identifiers.

    New terms are added to `vocabulary`.
    """
    reader = _PaperTermReader(catalogue, vocabulary)
    return PaperTerms.join(
        _weigh_terms(
            [reader.paper_sections(paper) for paper in papers[start : start + _BATCH_SIZE]],
            vocabulary,
        )
        for start in range(0, len(papers), _BATCH_SIZE)
    )


class _TermReader(dict[str, tuple[int, ...]]):
    """Caches the terms of each whitespace-separated token: word numbers, and `~number` for compounds.

    Few tokens of a text are new, so a cache lookup is faster than splitting the text into words.
    """

    def __init__(self, vocabulary: TermNumbers) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, piece: str) -> tuple[int, ...]:
        """Read a new token; most are single words with punctuation, which a fast path handles."""
        bare = piece.strip(_SURROUNDING_SIGNS)
        is_word = bare.isascii() and bare.isalnum()
        found = self[piece] = (self._number(bare.lower()),) if is_word else self._split_piece(piece)
        return found

    def _number(self, word: str) -> int:
        return self._vocabulary[stem_word(word)]

    def _split_piece(self, piece: str) -> tuple[int, ...]:
        compounds = (~self._number(word) for word in find_compounds(piece) if word)
        return (*map(self._number, split_words(piece)), *compounds)

    def text_terms(self, text: str) -> list[int]:
        """Return the terms of a text in order."""
        return list(chain.from_iterable(map(self.__getitem__, text.split())))


class _PaperTermReader:
    """Finds the terms of papers, section by section."""

    def __init__(self, catalogue: Catalogue, vocabulary: TermNumbers) -> None:
        self._shared_name_slugs = catalogue.shared_name_slugs
        self._vocabulary = vocabulary
        self._pieces = _TermReader(vocabulary)
        self._tags = {tag: self._name_terms(catalogue.tags[tag].name) for tag in catalogue.by_tag}
        self._catalogue = catalogue
        self._venues: dict[VenueId | UnlistedVenue, list[int]] = {}

    def paper_sections(self, paper: Paper) -> tuple[list[int], ...]:
        """Return the terms of the abstract, description, authors and title, and the marker terms."""
        return (
            self._pieces.text_terms(render_plain(paper.abstract)),
            self._description_terms(paper),
            self._pieces.text_terms(" ".join(author.name for author in paper.authors)),
            self._pieces.text_terms(render_plain(paper.title)),
            self._mark_terms(paper),
        )

    def _name_terms(self, text: str) -> list[int]:
        return [*dict.fromkeys(self._pieces.text_terms(text))]

    def _description_terms(self, paper: Paper) -> list[int]:
        terms = self._pieces.text_terms(render_plain(paper.summary)) if paper.summary else []
        for tag in paper.tags:
            terms += self._tags[tag]
        if paper.venue:
            terms += self._venue_terms(paper)
        if paper.year:
            terms.append(self._vocabulary[str(paper.year)])
        return terms

    def _venue_terms(self, paper: Paper) -> list[int]:
        venue = paper.venue and self._catalogue.venue_of(paper)
        if not (venue and paper.venue):
            return []
        terms = self._venues.get(paper.venue)
        if terms is None:
            names = f"{venue.name} {venue.full_name}" if not venue.id else venue.name
            terms = self._venues[paper.venue] = [t for t in self._name_terms(names) if t >= 0]
        return terms

    def _mark_terms(self, paper: Paper) -> list[int]:
        ids = (paper.id, paper.arxiv, paper.doi, paper.acl, paper.openreview)
        marks = [f"{ID_PREFIX}{name.lower()}" for name in ids if name and " " not in name]
        slugs = (person_slug(author, self._shared_name_slugs) for author in paper.authors)
        marks += [f"{AUTHOR_PREFIX}{slug}" for slug in slugs if slug]
        return [self._vocabulary[mark] for mark in marks]


def _weigh_terms(papers: Sequence[tuple[list[int], ...]], vocabulary: TermNumbers) -> PaperTerms:
    """Count and weigh the terms of each paper."""
    keys, lengths = _sortable_terms(papers)
    keys.sort()
    runs = _run_starts(keys)
    times = np.diff(runs, append=len(keys))
    keys = keys[runs]
    ways = keys & 0xFF
    groups = _run_starts(keys >> 8)
    counts = np.add.reduceat(_COUNT_BY_KIND[ways] * times, groups)
    titles = np.bincount(keys[ways == _TITLE] >> 40, minlength=len(papers))
    ways = ways[np.append(groups[1:], len(keys)) - 1]
    owners, terms = keys[groups] >> 40, keys[groups] >> 8 & 0xFFFFFFFF
    shares = counts / (counts + _length_scale(lengths)[owners])
    weights = _encode_weights(ways, shares, titles[owners], *_classify_terms(terms, vocabulary))
    kept = weights > 0
    found = np.bincount(owners[kept], minlength=len(papers))
    return PaperTerms(
        found.astype(np.int32), terms[kept].astype(np.int32), weights[kept].astype(np.uint8)
    )


def _sortable_terms(papers: Sequence[tuple[list[int], ...]]) -> tuple[IntegerVector, IntegerVector]:
    """Pack each occurrence of a term with its paper and kind into a number; also return text lengths."""
    sizes = np.array([[len(section) for section in paper] for paper in papers])
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(papers)), np.int64, sizes.sum())
    keys = np.repeat(
        (np.arange(len(papers))[:, None] << 40 | _WORD_KIND_BY_SECTION).ravel(), sizes.ravel()
    )
    [compounds] = np.nonzero(flat < 0)
    owners, ways = keys[compounds] >> 40, keys[compounds] & 0xFF
    flat[compounds] = ~flat[compounds]
    keys += flat << 8
    keys[compounds] += _COMPOUND_KIND[ways] - ways
    lengths = sizes[:, 0] - np.bincount(owners[ways == _TEXT], minlength=len(papers))
    return np.delete(keys, compounds[_COMPOUND_KIND[ways] == _NONE]), lengths


def _run_starts(values: IntegerVector) -> IntegerVector:
    """Return where each run of equal values begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _length_scale(lengths: IntegerVector) -> NDArray[np.float64]:
    """Return the count at which a word reaches half of its maximum weight, for texts of these lengths."""
    return _SATURATION * (0.25 + 0.75 * lengths / _ORDINARY_LENGTH)


def _classify_terms(
    terms: IntegerVector, vocabulary: TermNumbers
) -> tuple[IntegerVector, IntegerVector]:
    """Return two masks: terms longer than one letter, and terms that are not common words."""
    long = np.fromiter(map(len, vocabulary), np.int64, len(vocabulary)) > 1
    rare = long.copy()
    rare[[vocabulary[term] for term in sorted(COMMON_WORDS) if term in vocabulary]] = False
    return long[terms].astype(np.int64), rare[terms].astype(np.int64)


def _encode_weights(
    kinds: IntegerVector,
    term_shares: NDArray[np.float64],
    title_positions: IntegerVector,
    is_long: IntegerVector,
    is_rare: IntegerVector,
) -> IntegerVector:
    """Return the byte of each term, 0 for terms that are not indexed."""
    text = np.where(
        term_shares > 0, np.maximum(1, np.rint(_BODY_LIMIT * term_shares).astype(np.int64)), 0
    )
    text *= is_rare
    head = TITLE_BIT | np.maximum(np.minimum(title_positions, _TITLE_LIMIT) - 1, 0) << 3
    title = head | np.rint(_REST_LIMIT * term_shares).astype(np.int64)
    name = (AUTHORS_BIT | text) * is_long
    found: IntegerVector = np.choose(kinds, [text, text, name, title, title, np.ones_like(text)])
    return found
