"""Turns the words of a query into groups: all ways in which a paper can have each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from papershelf.search.query.corrections import find_near_words, is_correctable
from papershelf.search.query.index_reader import IndexReader
from papershelf.search.query.ranking import MOST_GROUPS, Group, Way, term_value
from papershelf.search.query.shard import Postings
from papershelf.search.query.syntax import Query
from papershelf.text.words.tokens import COMMON_WORDS, Token, split_tokens
from papershelf.text.words.word_forms import COMPOUNDS, SPLIT_COMPOUNDS, stem_query_word

_TYPED, _COMPLETED, _STEMMED, _CORRECTED, _EQUIVALENT, _TOPIC = 100, 75, 70, 90, 90, 30
"""What the ways to have a word count, in percent."""
_COMMON = 10
_LESS_LIKELY = 3
_LONG_QUERY = 4
"""Common words are not looked up in queries with so many other words: they are a quarter of the
bytes that a question of 13 words loads, and change no result that readers look for."""
_COMPLETION_FILES = 2
_COMPLETIONS = 40
_SHORTEST_PREFIX = 2
_LONGEST_PHRASE = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A token of the query; `is_open` if it may be the beginning of a longer word."""

    token: Token
    is_required: bool = True
    is_open: bool = False

    @property
    def name(self) -> str:
        """The word as it is shown in messages."""
        return self.token.typed

    @property
    def is_common(self) -> bool:
        """Return whether the word is too common or too short to be required."""
        return (
            all(
                term in COMMON_WORDS or (len(term) == 1 and term.isascii())
                for term in self.token.readings[0]
            )
            and len(self.token.words) == 1
        )


def query_words(query: Query) -> list[Word]:
    """Return the words to rank by in order, each one once."""
    found: dict[tuple[str, ...], Word] = {}
    for text in query.texts:
        for token in split_tokens(text.text):
            found.setdefault(token.words, Word(token, text.is_required))
    words = [*found.values()][:MOST_GROUPS]
    if query.is_open and words and len(words[-1].token.words) == 1:
        words[-1] = Word(words[-1].token, words[-1].is_required, is_open=True)
    return words


def make_groups(index: IndexReader, words: Sequence[Word]) -> list[Group]:
    """Return a group for each word, with all ways to have it."""
    counting = [word for word in words if word.is_required and not word.is_common]
    is_long = len(counting) >= _LONG_QUERY
    groups = [
        Group(
            word.name,
            []
            if is_long and word.is_common and not word.is_open
            else [*_typed_ways(index, word.token), *_other_ways(index, word)],
            is_optional=word.is_common or not word.is_required,
            word_count=len(word.token.words),
        )
        for word in words
    ]
    _add_compounds(index, words, groups)
    _add_equivalents(index, words, groups)
    if not counting:
        for word, group in zip(words, groups, strict=True):
            group.is_optional = not word.is_required
    else:
        for word, group in zip(words, groups, strict=True):
            if word.is_common:
                group.ways = [_scale_way(way, _COMMON) for way in group.ways]
    return groups


def _scale_way(way: Way, percent: int) -> Way:
    return replace(way, values=tuple(value * percent // _TYPED for value in way.values))


def make_way(
    index: IndexReader, terms: Sequence[str], *, factor: int = _TYPED, title_words: int = 0
) -> Way | None:
    """Return the way of terms that follow each other, `None` if one of them is in no paper."""
    found = [index.find(term) for term in terms]
    postings = tuple(term for term in found if term)
    if len(postings) < len(terms) or not postings:
        return None
    values = _values_of(index, postings, factor)
    return Way(" ".join(terms), postings, tuple(range(len(terms))), values, title_words)


def make_phrase(index: IndexReader, words: Sequence[str], factor: int = _TYPED) -> Way | None:
    """Return the way of a phrase; common words, which the index has in titles only, match any word."""
    kept = [(place, word) for place, word in enumerate(words) if word not in COMMON_WORDS]
    found = [(place, index.find(word)) for place, word in kept]
    postings = [(place, term) for place, term in found if term]
    if not kept or len(postings) < len(kept):
        return None
    first = postings[0][0]
    terms = tuple(term for _, term in postings)
    return Way(
        " ".join(words),
        terms,
        tuple(place - first for place, _ in postings),
        _values_of(index, terms, factor),
    )


def _values_of(index: IndexReader, terms: Sequence[Postings], factor: int) -> tuple[int, ...]:
    return tuple(_scaled_value(index, len(term.papers), factor) for term in terms)


def _scaled_value(index: IndexReader, count: int, factor: int) -> int:
    return max(1, term_value(count, index.paper_count) * factor // _TYPED)


def corrected_ways(index: IndexReader, token: Token) -> list[Way]:
    """Return ways for a word that may be mistyped: the nearest words of the collection."""
    [word, *others] = token.words
    if others or not is_correctable(word):
        return []
    ways = (
        make_way(index, [name], factor=_CORRECTED - _LESS_LIKELY * number)
        for number, name in enumerate(find_near_words(index, word))
    )
    return [way for way in ways if way]


def _typed_ways(index: IndexReader, token: Token) -> Iterator[Way]:
    for reading in token.readings:
        way = make_way(index, reading, title_words=len(token.words))
        if way:
            yield way


def _other_ways(index: IndexReader, word: Word) -> Iterator[Way]:
    [term, *others] = word.token.words
    if others:
        return
    is_character = len(term) == 1 and not term.isascii()
    if is_character or (word.is_open and len(term) >= _SHORTEST_PREFIX):
        yield from _completions(index, term)
    if not word.is_common:
        yield from _same_stem(index, term)


def _completions(index: IndexReader, prefix: str) -> Iterator[Way]:
    """Yield the commonest terms that begin with a prefix, from the first few files.

    What is a word already needs no file that it is not in.
    """
    files = _prefix_files(index, prefix)
    found = [
        (-count, term, number, place)
        for number in (files[:1] if len(prefix) > 1 and index.find(prefix) else files)
        for term, count, place in index.shard(number).completions(prefix)
        if term != prefix
    ]
    chosen = sorted(found)[:_COMPLETIONS]
    yield from _alternative_ways(
        index,
        prefix,
        [(term, index.shard(number).read(place)) for _, term, number, place in chosen],
        _COMPLETED,
    )


def _alternative_ways(
    index: IndexReader, word: str, found: Sequence[tuple[str, Postings]], factor: int
) -> Iterator[Way]:
    """Yield the ways of other forms of a word, which say no more than all forms together."""
    typed = index.find(word)
    count = sum(len(postings.papers) for _, postings in found)
    count += len(typed.papers) if typed else 0
    value = _scaled_value(index, min(count, index.paper_count), factor)
    for term, postings in found:
        yield Way(term, (postings,), (0,), (value,))


def complete_ids(index: IndexReader, prefix: str) -> list[int]:
    """Return the papers whose identifiers begin with a prefix, from the first few files."""
    return sorted(
        {
            paper
            for number in _prefix_files(index, prefix)
            for _, _, place in index.shard(number).completions(prefix)
            for paper in index.shard(number).read(place).papers
        }
    )


def _prefix_files(index: IndexReader, prefix: str) -> range:
    first = index.shard_number(prefix)
    last = min(index.shard_number(f"{prefix}\uffff"), first + _COMPLETION_FILES - 1)
    return range(first, last + 1)


def _same_stem(index: IndexReader, word: str) -> Iterator[Way]:
    stem = stem_query_word(word)
    if not (word.isascii() and word.isalpha() and len(word) >= 4):
        return
    files = range(index.shard_number(stem), index.shard_number(word) + 1)[:_COMPLETION_FILES]
    found = [
        (term, index.shard(number).read(place))
        for number in files
        for term, _, place in index.shard(number).completions(stem)
        if term != word and stem_query_word(term) == stem
    ]
    yield from _alternative_ways(index, word, found, _STEMMED)


def _add_compounds(index: IndexReader, words: Sequence[Word], groups: Sequence[Group]) -> None:
    """Add `dataset` to the words `data set`, and the other way round."""
    for word, group in zip(words, groups, strict=True):
        if len(word.token.words) == 1:
            parts = SPLIT_COMPOUNDS.get(word.token.words[0])
            way = parts and make_way(index, parts, factor=_CORRECTED)
            if way:
                group.ways.append(way)
    for number in range(len(words) - 1):
        pair = words[number].token.words + words[number + 1].token.words
        compound = COMPOUNDS.get(pair)
        if compound:
            _share_ways(index, groups[number : number + 2], [[compound]], _TYPED)


def _add_equivalents(index: IndexReader, words: Sequence[Word], groups: Sequence[Group]) -> None:
    """Add abbreviations and their long forms, and the papers of tags and venues, to their names."""
    terms = [term for word in words for term in word.token.words]
    ends = [*accumulate(len(word.token.words) for word in words)]
    starts = [0, *ends]
    place = 0
    while place < len(words):
        for last in range(min(len(words), place + _LONGEST_PHRASE), place, -1):
            phrase = " ".join(terms[starts[place] : ends[last - 1]])
            targets = index.equivalents.get(phrase) or _compound_targets(index, words[place:last])
            if targets:
                spanned = groups[place:last]
                markers = [[target] for target in targets if not target[:1].isalnum()]
                phrases = [target.split() for target in targets if target[:1].isalnum()]
                _share_ways(index, spanned, markers, _TOPIC)
                _share_ways(index, spanned, phrases, _EQUIVALENT)
                place = last - 1
                break
        place += 1


def _compound_targets(index: IndexReader, words: Sequence[Word]) -> Sequence[str]:
    """Return the other forms of a compound such as `GPT-4` or `MoE`."""
    if len(words) > 1:
        return ()
    readings = words[0].token.readings
    return next(
        (index.equivalents[r[0]] for r in readings if len(r) == 1 and r[0] in index.equivalents), ()
    )


def _share_ways(
    index: IndexReader, groups: Sequence[Group], phrases: Sequence[Sequence[str]], factor: int
) -> None:
    """Add each phrase as an alternative to its words; every word gets an equal share of its weight."""
    for phrase in phrases:
        way = make_phrase(index, phrase, factor // len(groups))
        if way:
            for group in groups:
                group.ways.append(way)
