"""Finds papers: takes a query, returns the numbers of papers, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from papershelf.search.markers import ID_PREFIX, TAG_PREFIX, VENUE_PREFIX
from papershelf.search.query.conditions import papers_of_condition, topic_markers
from papershelf.search.query.index_reader import IndexReader
from papershelf.search.query.joining import join, list_words_only, meaning_words, needs_meaning
from papershelf.search.query.meaning import find_meaning
from papershelf.search.query.ranking import Group, Ranking, Way, rank, way_matches
from papershelf.search.query.syntax import Atom, Condition, Query, QueryText, parse_query
from papershelf.search.query.word_groups import (
    Word,
    complete_ids,
    corrected_ways,
    make_groups,
    query_words,
)

_SUSPECTS = 2
_MOST_UNKNOWN = 2
_SHORTEST_ID_PREFIX = 6
_ID_PREFIX = re.compile(
    r"^(?:https?://(?:(?:dx\.)?doi\.org|(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)"
    r"|aclanthology\.org|openreview\.net/(?:forum|pdf)\?id=)/?|doi:\s*|arxiv:\s*)"
)
_ARXIV = re.compile(
    r"^(?:10\.48550/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$"
)
_ANY_ID = re.compile(r"^(?:[^\s\"]*\d[^\s\"]*|[^\s\"-][^\s\":]*-[^\s\":]+)$")


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """The papers found, best first, and what to say about the query.

    The first `complete_count` papers have all required words. `missing` and `meant` tell why each of
    the others was found, as in `Joined`. `corrected` maps mistyped words to those searched for
    instead, `unknown` are words of no paper, and `ignored` is syntax that was searched as plain
    words.
    """

    papers: Sequence[int]
    complete_count: int
    scores: dict[int, int] = field(default_factory=dict)
    missing: dict[int, tuple[str, ...]] = field(default_factory=dict)
    meant: dict[int, tuple[str, ...]] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def search(index: IndexReader, text: str) -> SearchResult:
    """Find the papers for a query."""
    ids = _find_ids(index, text)
    if ids:
        return SearchResult(sorted(ids, reverse=True), len(ids))
    query = _resolve_topics(index, parse_query(text))
    is_allowed = _make_test(index, query.conditions)
    words = query_words(query)
    if not words:
        papers = [
            p for p in reversed(range(index.paper_count)) if query.conditions and is_allowed(p)
        ]
        return SearchResult(papers, len(papers), ignored=query.ignored)
    groups = make_groups(index, words)
    ranking, corrected = _rank_corrected(index, words, groups, is_allowed)
    joined = list_words_only(ranking, groups)
    if "meaning" in index.manifest["sums"] and needs_meaning(ranking, groups):
        asked = meaning_words(words, groups, corrected, index.paper_count)
        joined = join(ranking, groups, asked, find_meaning(index, asked), is_allowed)
    others: list[int] = []
    if query.conditions and not any(group.is_required for group in groups):
        unranked = (p for p in reversed(range(index.paper_count)) if p not in ranking.scores)
        others = [paper for paper in unranked if is_allowed(paper)]
    return SearchResult(
        [*joined.complete, *others, *joined.papers],
        len(joined.complete) + len(others),
        ranking.scores,
        joined.missing,
        joined.meant,
        corrected,
        tuple(group.typed for group in groups if group.is_unknown),
        query.ignored,
    )


def parse_id(query: str) -> str:
    """Return the identifier that a query is, as the index has it, or ""."""
    bare = _ID_PREFIX.sub("", unquote(query.strip()).lower()).removesuffix("/")
    arxiv = _ARXIV.match(bare)
    if arxiv:
        return re.sub(r"\.[a-z]{2}(?=/)", "", arxiv[1])
    return bare if _ANY_ID.match(bare) else ""


def _find_ids(index: IndexReader, query: str) -> list[int]:
    """Return the papers whose identifier the query is, or begins with."""
    name = parse_id(query)
    if not name:
        return []
    exact = index.find(f"{ID_PREFIX}{name}")
    if exact:
        return [*exact.papers]
    if len(name) < _SHORTEST_ID_PREFIX or not re.search(r"\d", name):
        return []
    return complete_ids(index, f"{ID_PREFIX}{name}")


def _resolve_topics(index: IndexReader, query: Query) -> Query:
    """Turn tags and venues that the collection does not have into plain words."""
    prefixes = {"tag": TAG_PREFIX, "venue": VENUE_PREFIX}
    kept: list[Condition] = []
    unknown: list[Atom] = []
    for condition in query.conditions:
        known = tuple(
            atom
            for atom in condition.alternatives
            if atom.field not in prefixes or topic_markers(index, prefixes[atom.field], atom.text)
        )
        unknown += (atom for atom in condition.alternatives if atom not in known)
        if known:
            kept.append(replace(condition, alternatives=known))
    return replace(
        query,
        texts=(*query.texts, *(QueryText(f"{atom.field} {atom.text}") for atom in unknown)),
        conditions=tuple(kept),
        ignored=(*query.ignored, *(f"{atom.field}:{atom.text}" for atom in unknown)),
    )


def _make_test(index: IndexReader, conditions: Sequence[Condition]) -> Callable[[int], bool]:
    tests = [(papers_of_condition(index, one), one.is_negated) for one in conditions]
    return lambda paper: all((paper in papers) != is_negated for papers, is_negated in tests)


def _rank_corrected(
    index: IndexReader,
    words: Sequence[Word],
    groups: list[Group],
    is_allowed: Callable[[int], bool],
) -> tuple[Ranking, dict[str, str]]:
    """Rank by words, and correct those that seem mistyped."""
    changed: set[int] = set()
    unknown = [n for n, group in enumerate(groups) if group.is_unknown]
    for number in unknown if len(unknown) <= _MOST_UNKNOWN else ():
        groups[number].ways = corrected_ways(index, words[number].token)
        if groups[number].ways:
            changed.add(number)
    ranking = rank(groups, is_allowed)
    if not ranking.complete and ranking.partial:
        wider = _correct_suspects(index, words, groups, changed, ranking)
        widened = rank(wider, is_allowed) if wider else ranking
        if wider and widened.complete:
            changed |= {n for n, group in enumerate(wider) if group is not groups[n]}
            groups[:] = wider
            ranking = widened
    corrected = _choose_corrections(words, groups, changed, ranking)
    return (rank(groups, is_allowed) if changed else ranking), corrected


def _correct_suspects(
    index: IndexReader,
    words: Sequence[Word],
    groups: Sequence[Group],
    changed: set[int],
    ranking: Ranking,
) -> list[Group]:
    """Return the groups with corrections for the words that the best paper lacks, if they are few."""
    found = ranking.found_groups[ranking.partial[0]]
    suspects = [
        number
        for number, group in enumerate(groups)
        if group.is_required and number not in changed and not found & 1 << number
    ]
    if not suspects or len(suspects) > _SUSPECTS:
        return []
    wider = list(groups)
    for number in suspects:
        more = corrected_ways(index, words[number].token)
        wider[number] = replace(groups[number], ways=[*groups[number].ways, *more])
    return wider


def _choose_corrections(
    words: Sequence[Word], groups: Sequence[Group], changed: set[int], ranking: Ranking
) -> dict[str, str]:
    """Keep one way of each corrected word: the one that the best paper has."""
    corrected: dict[str, str] = {}
    best = next(iter(ranking.papers), -1)
    for number in sorted(changed):
        group = groups[number]
        way = next((way for way in group.ways if _has(way, best)), group.ways[0])
        group.ways = [way]
        if way.name not in {words[number].name, *words[number].token.words}:
            corrected[words[number].name] = way.name
    return corrected


def _has(way: Way, paper: int) -> bool:
    return any(found == paper for found, _ in way_matches(way))
