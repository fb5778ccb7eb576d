"""Finds the papers that meet the conditions of a query: phrases, fields, and what is excluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, product

from papershelf.search.markers import (
    AUTHOR_PREFIX,
    HAS_PREFIX,
    TAG_PREFIX,
    VENUE_PREFIX,
    YEAR_PREFIX,
)
from papershelf.search.postings import FIRST_AUTHOR_PLACE, LAST_PLACE, TITLE_PLACES
from papershelf.search.query.index_reader import IndexReader
from papershelf.search.query.ranking import Way, phrase_place
from papershelf.search.query.syntax import Atom, Condition, parse_years
from papershelf.search.query.word_groups import make_phrase, make_way
from papershelf.text.words.tokens import COMMON_WORDS, split_tokens, split_words

_READINGS = 8
_NAME_LENGTH = 6
"""How far the parts of a name may be apart."""


def papers_of_condition(index: IndexReader, condition: Condition) -> set[int]:
    """Return the papers to which one of the alternatives applies."""
    return set().union(*(papers_of_atom(index, atom) for atom in condition.alternatives))


def papers_of_atom(index: IndexReader, atom: Atom) -> set[int]:
    """Return the papers to which a word, a phrase or the value of a field applies."""
    find = _FINDERS.get(atom.field)
    return find(index, atom.text) if find else _papers_of_phrase(index, atom.text, LAST_PLACE)


def topic_markers(index: IndexReader, prefix: str, text: str) -> list[str]:
    """Return the markers of the tags or venues with a name, id or alias, in any case."""
    for spelling in (text, text.lower()):
        phrase = " ".join(split_words(spelling))
        targets = index.equivalents.get(phrase, ())
        found = [target for target in targets if target.startswith(prefix)]
        if found:
            return found
    return []


def _papers_of_phrase(index: IndexReader, text: str, last_place: int) -> set[int]:
    papers: set[int] = set()
    readings = [token.readings for token in split_tokens(text)]
    for reading in islice(product(*readings), _READINGS):
        words = [word for part in reading for word in part]
        only_common = all(word in COMMON_WORDS for word in words)
        way = make_way(index, words) if only_common else make_phrase(index, words)
        if way:
            papers |= _papers_below(way, last_place)
    return papers


def _papers_below(way: Way, last_place: int) -> set[int]:
    """Return the papers with a phrase that begins below a place."""
    if len(way.terms) == 1 and last_place == LAST_PLACE:
        return set(way.terms[0].papers)
    common = set(way.terms[0].papers).intersection(*(term.papers for term in way.terms[1:]))
    return {paper for paper in common if phrase_place(way, paper, last_place) >= 0}


def _papers_of_title(index: IndexReader, text: str) -> set[int]:
    return _papers_of_phrase(index, text, TITLE_PLACES)


def _papers_of_author(index: IndexReader, text: str) -> set[int]:
    """Return the papers with an author who has all the names, in any order, or this slug."""
    slug = index.find(f"{AUTHOR_PREFIX}{text.lower()}")
    papers = set(slug.papers) if slug else set()
    names = [token.readings for token in split_tokens(text)]
    for reading in islice(product(*names), _READINGS):
        words = [word for part in reading for word in part]
        found = [postings for word in words if (postings := index.find(word))]
        if words and len(found) == len(words):
            common = set(found[0].papers).intersection(*(term.papers for term in found[1:]))
            papers |= {
                paper
                for paper in common
                if _are_one_name([term.places_in(paper) for term in found])
            }
    return papers


def _are_one_name(places: Sequence[Sequence[int]]) -> bool:
    first, *others = places
    return any(
        place >= FIRST_AUTHOR_PLACE
        and all(any(abs(place - near) <= _NAME_LENGTH for near in other) for other in others)
        for place in first
    )


def _papers_of_tag(index: IndexReader, text: str) -> set[int]:
    return _papers_of_markers(index, topic_markers(index, TAG_PREFIX, text))


def _papers_of_venue(index: IndexReader, text: str) -> set[int]:
    return _papers_of_markers(index, topic_markers(index, VENUE_PREFIX, text))


def _papers_of_years(index: IndexReader, text: str) -> set[int]:
    first, last = parse_years(text) or (1, 0)
    numbers = range(index.shard_number(YEAR_PREFIX), index.shard_number(f"{YEAR_PREFIX}\uffff") + 1)
    return {
        paper
        for number in numbers
        for term, _, place in index.shard(number).completions(YEAR_PREFIX)
        if first <= int(term[1:]) <= last
        for paper in index.shard(number).read(place).papers
    }


def _papers_with(index: IndexReader, text: str) -> set[int]:
    return _papers_of_markers(index, [f"{HAS_PREFIX}{text.lower()}"])


def _papers_of_markers(index: IndexReader, markers: Iterable[str]) -> set[int]:
    found = (index.find(marker) for marker in markers)
    return {paper for postings in found if postings for paper in postings.papers}


_FINDERS = {
    "author": _papers_of_author,
    "title": _papers_of_title,
    "tag": _papers_of_tag,
    "venue": _papers_of_venue,
    "year": _papers_of_years,
    "has": _papers_with,
}
