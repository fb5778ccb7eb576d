"""The terms of each paper with a one-byte weight and the places where they occur.

Takes papers; returns their terms with weights and places. The terms of a paper do not depend on
other papers, so they can be cached until it changes. Terms are numbers from a vocabulary, and
everything except reading text uses arrays, because counting words one by one took most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from papershelf.catalogue.catalogue import Catalogue, person_slug
from papershelf.records.model import Author, Paper, UnlistedVenue, VenueId
from papershelf.records.unlisted_venues import unlisted_venue_key
from papershelf.search.abbreviations import find_abbreviations
from papershelf.search.markers import (
    ABBREVIATION_PREFIX,
    AUTHOR_PREFIX,
    HAS_PREFIX,
    HAS_VALUES,
    ID_PREFIX,
    TAG_PREFIX,
    VENUE_PREFIX,
    YEAR_PREFIX,
)
from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import (
    COMMON_WORDS,
    Token,
    join_spaced_runs,
    split_piece,
)

TITLE_BIT, AUTHORS_BIT = 0x80, 0x40
TOPIC_WEIGHT = 42
"""The weight of a tag or venue as a term: as of a word that is twice in an ordinary abstract."""
TITLE_PLACES, FIRST_AUTHOR_PLACE, LAST_PLACE = 64, 8192, 16383
"""Words of the title have places below 64, words of texts below 8192, and names the rest."""
_TITLE_LIMIT, _REST_LIMIT, _BODY_LIMIT = 16, 7, 63
_SATURATION = 1.2
_ORDINARY_LENGTH = 150
_BATCH_SIZE = 2_000
_MOST_PLACES = 255

# How a term occurs in a paper. If it occurs in several ways, the last one listed wins. `_REPEATED`
# is the second place of a compound, which is at the places of its first and of its last word.
_REPEATED, _TEXT, _DESCRIPTION, _NAME, _TITLE_COMPOUND, _TITLE, _MARKER, _TOPIC = range(8)
# Weight of a word in the text: words of the summary, tags and venue count twice.
_COUNT_BY_KIND = np.array([0, 1, 2, 0, 0, 0, 0, 0])

# A section is a list of numbers: the number of a term with one of these flags in its lowest bits.
_WORD, _COMPOUND, _COMPOUND_END, _GAP = range(4)
_FLAG_BITS = 2
_STEP_BY_FLAG = np.array([1, 0, 0, 8])
"""How far a place moves on; after names and texts, a gap keeps phrases from crossing the border."""

# The sections of a paper: kind of words, kind of compounds, first place, last place, and the
# section from which places are counted.
_SECTIONS = np.array(
    [
        (_TITLE, _TITLE_COMPOUND, 0, TITLE_PLACES - 1, 0),
        (_DESCRIPTION, _DESCRIPTION, TITLE_PLACES, FIRST_AUTHOR_PLACE - 1, 1),
        (_TEXT, _TEXT, TITLE_PLACES, FIRST_AUTHOR_PLACE - 1, 1),
        (_NAME, _NAME, FIRST_AUTHOR_PLACE, LAST_PLACE, 3),
        (_MARKER, _MARKER, 0, 0, 4),
        (_TOPIC, _TOPIC, 0, 0, 5),
    ]
)
_ABSTRACT = 2

# How an occurrence is packed: paper, term, place, kind. Sorting brings those of one term together.
_PAPER_SHIFT, _TERM_SHIFT, _PLACE_SHIFT = 41, 17, 3
_TERM_MASK, _PLACE_MASK, _KIND_MASK = (1 << 24) - 1, LAST_PLACE, 7

IntegerVector = NDArray[np.int64]


class TermNumbers(dict[str, int]):
    """Maps every term to its number; a new term gets the next one."""

    def __missing__(self, term: str) -> int:
        """Number a new term."""
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class PaperTerms:
    """The terms of papers in sequence: for each paper a count, for each term its number, byte and places.

    The byte, from the highest bit, is `1llllrrr` for a title term, with the number of distinct
    title words minus one (at most 15) and the weight of the rest of the paper. Other terms have
    `0abbbbbb`, with a flag for author names and the weight of the text. Weights are those of BM25F
    (Robertson and Zaragoza 2009, 3.2 and 3.6) with a fixed average length, so a paper's terms do
    not depend on other papers.
    """

    counts: NDArray[np.int32]
    terms: NDArray[np.int32]
    weights: NDArray[np.uint8]
    place_counts: NDArray[np.uint8]
    places: NDArray[np.uint16]

    @classmethod
    def join(cls, parts: Iterable[Self]) -> Self:
        """Concatenate the papers of all parts."""
        nothing = (
            np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8),
            np.zeros(0, np.uint8), np.zeros(0, np.uint16),
        )  # fmt: skip
        found = (
            nothing,
            *((p.counts, p.terms, p.weights, p.place_counts, p.places) for p in parts),
        )
        return cls(*map(np.concatenate, zip(*found, strict=True)))

    def select(self, papers: Sequence[int]) -> Self:
        """Select papers in the given order."""
        rows = np.array(papers, dtype=np.int64)
        ends = _ends_of(self.counts)
        place_ends = _ends_of(self.place_counts)[ends]
        # Runs of consecutive papers are copied as one slice, which usually covers nearly all.
        [breaks] = np.nonzero(np.diff(rows, prepend=-2, append=-2) != 1)
        firsts, lasts = rows[breaks[:-1]], rows[breaks[1:] - 1] + 1
        parts = _slices(ends[firsts], ends[lasts])
        place_parts = _slices(place_ends[firsts], place_ends[lasts])
        return type(self)(
            self.counts[rows],
            np.concatenate([self.terms[:0], *(self.terms[part] for part in parts)]),
            np.concatenate([self.weights[:0], *(self.weights[part] for part in parts)]),
            np.concatenate([self.place_counts[:0], *(self.place_counts[part] for part in parts)]),
            np.concatenate([self.places[:0], *(self.places[part] for part in place_parts)]),
        )


def _ends_of(counts: NDArray[np.int32] | NDArray[np.uint8]) -> IntegerVector:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _slices(starts: IntegerVector, stops: IntegerVector) -> list[slice]:
    return [slice(*part) for part in zip(starts.tolist(), stops.tolist(), strict=True)]


def index_papers(
    papers: Sequence[Paper], catalogue: Catalogue, vocabulary: TermNumbers
) -> PaperTerms:
    """Index papers: titles, authors, texts, tags, venues, years, identifiers and abbreviations.

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
    """Caches the terms of each whitespace-separated piece of a text, as numbers with flags.

    Few pieces of a text are new, so a cache lookup is faster than splitting the text into words.
    """

    def __init__(self, vocabulary: TermNumbers) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, piece: str) -> tuple[int, ...]:
        """Read a new piece."""
        found = self[piece] = tuple(chain.from_iterable(map(self._token_terms, split_piece(piece))))
        return found

    def _number(self, term: str, flag: int = _WORD) -> int:
        return self._vocabulary[term] << _FLAG_BITS | flag

    def _token_terms(self, token: Token) -> Iterator[int]:
        for place, word in enumerate(token.words):
            for term, first, _ in token.compounds:
                if first == place:
                    yield self._number(term, _COMPOUND)
            yield self._number(word)
            for term, _, last in token.compounds:
                if last == place:
                    yield self._number(term, _COMPOUND_END)

    def text_terms(self, text: str) -> list[int]:
        """Return the terms of a text in order."""
        return list(chain.from_iterable(map(self.__getitem__, join_spaced_runs(text).split())))


class _PaperTermReader:
    """Finds the terms of papers, section by section."""

    def __init__(self, catalogue: Catalogue, vocabulary: TermNumbers) -> None:
        self._shared_name_slugs = catalogue.shared_name_slugs
        self._vocabulary = vocabulary
        self._pieces = _TermReader(vocabulary)
        self._tags = {
            tag: self._name_terms([catalogue.tags[tag].name, *catalogue.tags[tag].aliases])
            for tag in catalogue.by_tag
        }
        self._catalogue = catalogue
        self._venues: dict[VenueId | UnlistedVenue, list[int]] = {}

    def paper_sections(self, paper: Paper) -> tuple[list[int], ...]:
        """Return the terms of the title, description, abstract and authors, then both kinds of markers."""
        title, abstract = render_plain(paper.title), render_plain(paper.abstract)
        return (
            self._pieces.text_terms(title),
            self._description_terms(paper),
            self._pieces.text_terms(abstract),
            self._author_terms(paper.authors),
            [self._mark(mark) for mark in self._markers(paper, abstract)],
            [self._mark(mark) for mark in self._topics(paper)],
        )

    def _author_terms(self, authors: Iterable[Author]) -> list[int]:
        terms: list[int] = []
        for author in authors:
            terms += (*self._pieces.text_terms(author.name), _GAP)
            if author.person and author.person.name != author.name:
                # A paper by "J. Doe" is found by the name of the person, too.
                terms += (*self._pieces.text_terms(author.person.name), _GAP)
        return terms

    def _name_terms(self, names: Sequence[str]) -> list[int]:
        """Return the terms of the first name, and of those others that are a single word."""
        terms = self._pieces.text_terms(names[0])
        for name in names[1:]:
            if len(name.split()) == 1:
                terms += self._pieces.text_terms(name)
        return [*dict.fromkeys(terms), _GAP]

    def _description_terms(self, paper: Paper) -> list[int]:
        terms = self._pieces.text_terms(render_plain(paper.summary)) if paper.summary else []
        terms.append(_GAP)
        for tag in paper.tags:
            terms += self._tags[tag]
        if paper.venue:
            terms += self._venue_terms(paper)
        if paper.year:
            terms += (self._mark(str(paper.year)), _GAP)
        return terms

    def _venue_terms(self, paper: Paper) -> list[int]:
        venue = paper.venue and self._catalogue.venue_of(paper)
        if not (venue and paper.venue):
            return []
        terms = self._venues.get(paper.venue)
        if terms is None:
            name = venue.name if venue.id else f"{venue.name} {venue.full_name}"
            terms = self._venues[paper.venue] = self._name_terms([name, *venue.aliases])
        return terms

    def _mark(self, marker: str) -> int:
        return self._vocabulary[marker] << _FLAG_BITS

    def _markers(self, paper: Paper, abstract: str) -> Iterator[str]:
        for name in (paper.id, paper.arxiv, paper.doi, paper.acl, paper.openreview):
            if name and " " not in name:
                yield f"{ID_PREFIX}{name.lower()}"
        for author in paper.authors:
            slug = person_slug(author, self._shared_name_slugs)
            if slug:
                yield f"{AUTHOR_PREFIX}{slug}"
        if paper.year:
            yield f"{YEAR_PREFIX}{paper.year}"
        for name, find in HAS_VALUES.items():
            if find(paper):
                yield f"{HAS_PREFIX}{name}"
        for short, long_form in find_abbreviations(abstract):
            yield f"{ABBREVIATION_PREFIX}{short} {' '.join(long_form)}"

    def _topics(self, paper: Paper) -> Iterator[str]:
        for tag in paper.tags:
            yield f"{TAG_PREFIX}{tag}"
        venue = paper.venue
        if venue:
            key = unlisted_venue_key(venue) if isinstance(venue, UnlistedVenue) else venue
            yield f"{VENUE_PREFIX}{key}"


def _weigh_terms(papers: Sequence[tuple[list[int], ...]], vocabulary: TermNumbers) -> PaperTerms:
    """Count and weigh the terms of each paper."""
    keys, lengths = _pack_occurrences(papers)
    keys.sort()
    kinds = keys & _KIND_MASK
    starts = _run_starts(keys >> _TERM_SHIFT)
    counts = np.add.reduceat(_COUNT_BY_KIND[kinds], starts) if len(keys) else starts
    ways = np.maximum.reduceat(kinds, starts) if len(keys) else starts
    owners, terms = keys[starts] >> _PAPER_SHIFT, keys[starts] >> _TERM_SHIFT & _TERM_MASK
    titles = np.bincount(owners[ways == _TITLE], minlength=len(papers))
    shares = counts / (counts + _length_scale(lengths)[owners])
    weights = _encode_weights(ways, shares, titles[owners], *_classify_terms(terms, vocabulary))
    kept = weights > 0
    place_counts, places = _kept_places(keys, starts, kept & (ways < _MARKER))
    return PaperTerms(
        np.bincount(owners[kept], minlength=len(papers)).astype(np.int32),
        terms[kept].astype(np.int32),
        weights[kept].astype(np.uint8),
        place_counts[kept],
        places,
    )


def _pack_occurrences(
    papers: Sequence[tuple[list[int], ...]],
) -> tuple[IntegerVector, IntegerVector]:
    """Pack each occurrence of a term into a number; also return the lengths of abstracts in words."""
    sizes = np.array([[len(section) for section in paper] for paper in papers])
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(papers)), np.int64, sizes.sum())
    sections = np.repeat(np.tile(np.arange(len(_SECTIONS)), len(papers)), sizes.ravel())
    owners = np.repeat(np.arange(len(papers)), sizes.sum(axis=1))
    flags = flat & _GAP
    moved = np.concatenate([[0], np.cumsum(_STEP_BY_FLAG[flags])])
    first_of_section = np.concatenate([[0], np.cumsum(sizes.ravel())])[:-1].reshape(sizes.shape)
    origins = moved[first_of_section][owners, _SECTIONS[sections, 4]]
    places = _SECTIONS[sections, 2] + moved[:-1] - origins - (flags == _COMPOUND_END)
    places = np.minimum(places, _SECTIONS[sections, 3])
    kinds = np.where(flags == _WORD, _SECTIONS[sections, 0], _SECTIONS[sections, 1])
    kinds[flags == _COMPOUND_END] = _REPEATED
    keys = (
        owners << _PAPER_SHIFT | flat >> _FLAG_BITS << _TERM_SHIFT | places << _PLACE_SHIFT | kinds
    )
    is_word = (sections == _ABSTRACT) & (flags == _WORD)
    return keys[flags != _GAP], np.bincount(owners[is_word], minlength=len(papers))


def _kept_places(
    keys: IntegerVector, starts: IntegerVector, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Return the number of places of each term, 0 where they are not kept, and the places themselves."""
    counts = np.where(kept, np.diff(starts, append=len(keys)), 0)
    numbers = np.arange(len(keys)) - np.repeat(starts, np.diff(starts, append=len(keys)))
    chosen = np.repeat(kept, np.diff(starts, append=len(keys))) & (numbers < _MOST_PLACES)
    places = keys[chosen] >> _PLACE_SHIFT & _PLACE_MASK
    return np.minimum(counts, _MOST_PLACES).astype(np.uint8), places.astype(np.uint16)


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
    long = np.fromiter((_is_long(term) for term in vocabulary), np.bool_, len(vocabulary))
    rare = long.copy()
    rare[[vocabulary[term] for term in sorted(COMMON_WORDS) if term in vocabulary]] = False
    return long[terms].astype(np.int64), rare[terms].astype(np.int64)


def _is_long(term: str) -> bool:
    """Return whether a term is more than a single letter; a Chinese character is a word."""
    return len(term) > 1 or not term.isascii()


def _encode_weights(
    kinds: IntegerVector,
    term_shares: NDArray[np.float64],
    title_lengths: IntegerVector,
    is_long: IntegerVector,
    is_rare: IntegerVector,
) -> IntegerVector:
    """Return the byte of each term, 0 for terms that are not indexed."""
    text = np.where(
        term_shares > 0, np.maximum(1, np.rint(_BODY_LIMIT * term_shares).astype(np.int64)), 0
    )
    text *= is_rare
    head = TITLE_BIT | np.maximum(np.minimum(title_lengths, _TITLE_LIMIT) - 1, 0) << 3
    title = head | np.rint(_REST_LIMIT * term_shares).astype(np.int64)
    name = (AUTHORS_BIT | text) * is_long
    marker = np.ones_like(text)
    found: IntegerVector = np.choose(
        kinds, [text, text, text, name, title, title, marker, TOPIC_WEIGHT * marker]
    )
    return found
