"""What papers have to say for each of their terms: one byte of weight.

Papers come in, their terms with weights go out; no other paper has a part in those of a paper, so
they can be kept until it changes. Terms are numbers of a vocabulary, and all that is not reading
text is done with arrays: most of the time of an index went into counting words one by one.
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
from papershelf.search.terms import COMMON, find_compounds, split_words, stem
from papershelf.text.latex_render import render_plain

ID_MARK = "="
"""Begins a term that is an identifier as a whole: `=2401.01234`."""
AUTHOR_MARK = "@"
"""Begins a term that is the address of an author: `@ada-lovelace`."""

IN_TITLE, IN_AUTHORS = 0x80, 0x40
_TITLE_LIMIT, _REST_LIMIT, _BODY_LIMIT = 16, 7, 63
_SATURATION = 1.2
_ORDINARY_LENGTH = 150
_AROUND = ".,;:()"
_AT_ONCE = 2_000

# How a term comes into a paper: where it does in several ways, the last of them decides.
_TEXT, _TOLD, _NAME, _TITLE_COMPOUND, _TITLE, _MARK, _NOT = range(7)
_WORDS = np.array([_TEXT, _TOLD, _NAME, _TITLE, _MARK])
"""The way of the words of each section."""
_COMPOUNDS = np.array([_TEXT, _TOLD, _NOT, _NOT, _TITLE_COMPOUND, _NOT])
"""The way of a compound by that of the words beside it: those of names are no words of anybody."""
# What a word counts in the text: one in the summary, a tag or the venue twice.
_WORTH = np.array([1, 2, 0, 0, 0, 0])

Vectors = NDArray[np.int64]


class Vocabulary(dict[str, int]):
    """The number of every term; a new one gets the next."""

    def __missing__(self, term: str) -> int:
        """Number a new term."""
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class PaperTerms:
    """The terms of papers, paper by paper: how many, which, and for each a byte.

    The byte, from the highest bit: `1llllrrr` for a term of the title, with the number of different
    words in the title less one (at most 15) and what the rest of the paper adds; `0abbbbbb` for any
    other, with whether it is in an author's name and the weight of the text. Weights are those of
    BM25 (Robertson and Zaragoza 2009, 3.2) with a fixed average length, so that a paper's terms do
    not depend on other papers.
    """

    counts: NDArray[np.int32]
    terms: NDArray[np.int32]
    weights: NDArray[np.uint8]

    @classmethod
    def join(cls, parts: Iterable[Self]) -> Self:
        """The papers of all parts, one part after the other."""
        nothing = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8))
        found = (nothing, *((part.counts, part.terms, part.weights) for part in parts))
        return cls(*map(np.concatenate, zip(*found, strict=True)))

    def take(self, papers: Sequence[int]) -> Self:
        """Some of the papers, in this order."""
        rows = np.array(papers, dtype=np.int64)
        ends = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
        # Those that followed each other already are taken as they stand: mostly nearly all.
        [breaks] = np.nonzero(np.diff(rows, prepend=-2, append=-2) != 1)
        starts, stops = ends[rows[breaks[:-1]]].tolist(), ends[rows[breaks[1:] - 1] + 1].tolist()
        parts = [slice(*part) for part in zip(starts, stops, strict=True)]
        return type(self)(
            self.counts[rows],
            np.concatenate([self.terms[:0], *(self.terms[part] for part in parts)]),
            np.concatenate([self.weights[:0], *(self.weights[part] for part in parts)]),
        )


def index_papers(
    papers: Sequence[Paper], catalogue: Catalogue, vocabulary: Vocabulary
) -> PaperTerms:
    """The terms of papers: of titles, authors, texts, tags, venues, years and identifiers.

    Terms that `vocabulary` does not have yet are added to it.
    """
    reader = _Reader(catalogue, vocabulary)
    return PaperTerms.join(
        _weigh([reader.read(paper) for paper in papers[start : start + _AT_ONCE]], vocabulary)
        for start in range(0, len(papers), _AT_ONCE)
    )


class _Pieces(dict[str, tuple[int, ...]]):
    """The terms of what stands between two spaces: a word as its number, a compound as `~number`.

    Few of them are new in a text, so that to remember them is quicker than to take texts apart.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, piece: str) -> tuple[int, ...]:
        """Read a new piece; a word with a full stop or so, as most are, takes a short way."""
        bare = piece.strip(_AROUND)
        is_word = bare.isascii() and bare.isalnum()
        found = self[piece] = (self._number(bare.lower()),) if is_word else self._take_apart(piece)
        return found

    def _number(self, word: str) -> int:
        return self._vocabulary[stem(word)]

    def _take_apart(self, piece: str) -> tuple[int, ...]:
        compounds = (~self._number(word) for word in find_compounds(piece) if word)
        return (*map(self._number, split_words(piece)), *compounds)

    def read(self, text: str) -> list[int]:
        """The terms of a text in their order."""
        return list(chain.from_iterable(map(self.__getitem__, text.split())))


class _Reader:
    """Finds the terms of papers, section by section."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._namesakes = catalogue.namesakes
        self._vocabulary = vocabulary
        self._pieces = _Pieces(vocabulary)
        self._tags = {tag: self._name(catalogue.tags[tag].name) for tag in catalogue.by_tag}
        self._catalogue = catalogue
        self._venues: dict[VenueId | UnlistedVenue, list[int]] = {}

    def read(self, paper: Paper) -> tuple[list[int], ...]:
        """The terms of the abstract, of what tells of it, of authors, of the title, and marks."""
        return (
            self._pieces.read(render_plain(paper.abstract)),
            self._told(paper),
            self._pieces.read(" ".join(author.name for author in paper.authors)),
            self._pieces.read(render_plain(paper.title)),
            self._marks(paper),
        )

    def _name(self, text: str) -> list[int]:
        return [*dict.fromkeys(self._pieces.read(text))]

    def _told(self, paper: Paper) -> list[int]:
        told = self._pieces.read(render_plain(paper.summary)) if paper.summary else []
        for tag in paper.tags:
            told += self._tags[tag]
        if paper.venue:
            told += self._venue(paper)
        if paper.year:
            told.append(self._vocabulary[str(paper.year)])
        return told

    def _venue(self, paper: Paper) -> list[int]:
        venue = paper.venue and self._catalogue.venue_of(paper)
        if not (venue and paper.venue):
            return []
        terms = self._venues.get(paper.venue)
        if terms is None:
            names = f"{venue.name} {venue.full_name}" if not venue.id else venue.name
            terms = self._venues[paper.venue] = [t for t in self._name(names) if t >= 0]
        return terms

    def _marks(self, paper: Paper) -> list[int]:
        ids = (paper.id, paper.arxiv, paper.doi, paper.acl, paper.openreview)
        marks = [f"{ID_MARK}{name.lower()}" for name in ids if name and " " not in name]
        slugs = (person_slug(author, self._namesakes) for author in paper.authors)
        marks += [f"{AUTHOR_MARK}{slug}" for slug in slugs if slug]
        return [self._vocabulary[mark] for mark in marks]


def _weigh(papers: Sequence[tuple[list[int], ...]], vocabulary: Vocabulary) -> PaperTerms:
    """Count the terms of each paper and weigh them."""
    keys, lengths = _key(papers)
    keys.sort()
    runs = _starts(keys)
    times = np.diff(runs, append=len(keys))
    keys = keys[runs]
    ways = keys & 0xFF
    groups = _starts(keys >> 8)
    counts = np.add.reduceat(_WORTH[ways] * times, groups)
    titles = np.bincount(keys[ways == _TITLE] >> 40, minlength=len(papers))
    ways = ways[np.append(groups[1:], len(keys)) - 1]
    owners, terms = keys[groups] >> 40, keys[groups] >> 8 & 0xFFFFFFFF
    shares = counts / (counts + _scale(lengths)[owners])
    weights = _pack_weights(ways, shares, titles[owners], *_judge(terms, vocabulary))
    kept = weights > 0
    found = np.bincount(owners[kept], minlength=len(papers))
    return PaperTerms(
        found.astype(np.int32), terms[kept].astype(np.int32), weights[kept].astype(np.uint8)
    )


def _key(papers: Sequence[tuple[list[int], ...]]) -> tuple[Vectors, Vectors]:
    """A number for each term as it stands: its paper, the term, its way; and the texts' lengths."""
    sizes = np.array([[len(section) for section in paper] for paper in papers])
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(papers)), np.int64, sizes.sum())
    keys = np.repeat((np.arange(len(papers))[:, None] << 40 | _WORDS).ravel(), sizes.ravel())
    [compounds] = np.nonzero(flat < 0)
    owners, ways = keys[compounds] >> 40, keys[compounds] & 0xFF
    flat[compounds] = ~flat[compounds]
    keys += flat << 8
    keys[compounds] += _COMPOUNDS[ways] - ways
    lengths = sizes[:, 0] - np.bincount(owners[ways == _TEXT], minlength=len(papers))
    return np.delete(keys, compounds[_COMPOUNDS[ways] == _NOT]), lengths


def _starts(values: Vectors) -> Vectors:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _scale(lengths: Vectors) -> NDArray[np.float64]:
    """How often a word has to stand in texts of these lengths to weigh half of what it can."""
    return _SATURATION * (0.25 + 0.75 * lengths / _ORDINARY_LENGTH)


def _judge(terms: Vectors, vocabulary: Vocabulary) -> tuple[Vectors, Vectors]:
    """Whether each term is more than a letter; and whether it is not a word that all texts have."""
    long = np.fromiter(map(len, vocabulary), np.int64, len(vocabulary)) > 1
    rare = long.copy()
    rare[[vocabulary[term] for term in sorted(COMMON) if term in vocabulary]] = False
    return long[terms].astype(np.int64), rare[terms].astype(np.int64)


def _pack_weights(
    ways: Vectors, shares: NDArray[np.float64], titles: Vectors, long: Vectors, rare: Vectors
) -> Vectors:
    """The byte of each term, 0 for what nobody would look for."""
    text = np.where(shares > 0, np.maximum(1, np.rint(_BODY_LIMIT * shares).astype(np.int64)), 0)
    text *= rare
    head = IN_TITLE | np.maximum(np.minimum(titles, _TITLE_LIMIT) - 1, 0) << 3
    title = head | np.rint(_REST_LIMIT * shares).astype(np.int64)
    name = (IN_AUTHORS | text) * long
    found: Vectors = np.choose(ways, [text, text, name, title, title, np.ones_like(text)])
    return found
