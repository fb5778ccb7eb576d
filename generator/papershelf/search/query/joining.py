"""Joins what words and meaning find to one list of papers. All scores are integers.

Papers with all words of the query come first, in the order of their words. If they do not fill a
page, other papers follow, in the order of both scores, down to a least score. If most words of the
query are in no paper, none counts as having all words. `frontend/js/search/joining.js` does the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.search.query.meaning import Meaning, MeaningWord
from papershelf.search.query.ranking import NEAREST, PAGE, Group, Ranking, term_value
from papershelf.search.query.word_groups import Word

_WORDS_WEIGHT = 150
"""The weight of the share of the query's words that a paper has, compared with its meaning."""
_LEAST_MEANING = 2_800
"""The score from which a paper is related in meaning, unless others are much nearer."""
_UNKNOWN_MEANING = 3_000
"""The score of a paper whose vector is not read, because those of other groups are nearer."""
_MOST_MEANT = 50


@dataclass(frozen=True, slots=True)
class Joined:
    """The papers with all words, and those that follow.

    `missing` has the words that each of the latter lacks and to which it is not related in meaning,
    or none if meaning counts more than its words. `meant` has those that are related in meaning, with
    the words of the query that contributed most.
    """

    complete: Sequence[int]
    papers: Sequence[int]
    missing: dict[int, tuple[str, ...]]
    meant: dict[int, tuple[str, ...]] = field(default_factory=dict)


def needs_meaning(ranking: Ranking, groups: Sequence[Group]) -> bool:
    """Return whether papers found by meaning would be listed: if few have all words that are asked."""
    return len(_complete(ranking, groups)) < PAGE and any(
        group.is_required or group.is_unknown for group in groups
    )


def _complete(ranking: Ranking, groups: Sequence[Group]) -> Sequence[int]:
    unknown = sum(group.is_unknown for group in groups)
    return ranking.complete if unknown <= sum(group.is_required for group in groups) else ()


def meaning_words(
    words: Sequence[Word], groups: Sequence[Group], corrected: Mapping[str, str], papers: int
) -> list[MeaningWord]:
    """Return the words of a query to look up; a misspelled one has the correction as another form.

    `papers` is the number of papers.
    """
    found = []
    for word, group in zip(words, groups, strict=True):
        readings = word.token.readings
        if word.name in corrected:
            readings = (*readings, tuple(corrected[word.name].split()))
        found.append(MeaningWord(word.name, readings, _value(group, papers)))
    return found


def list_words_only(ranking: Ranking, groups: Sequence[Group]) -> Joined:
    """Return the papers as they are ranked by their words."""
    return Joined(ranking.complete, ranking.partial, _missing(ranking, groups, ranking.partial))


def join(
    ranking: Ranking,
    groups: Sequence[Group],
    asked: Sequence[MeaningWord],
    meaning: Meaning | None,
    is_allowed: Callable[[int], bool],
) -> Joined:
    """Order the papers that lack words by the words that they have and by their meaning."""
    first = _complete(ranking, groups)
    found = [*ranking.complete[len(first) :], *ranking.partial][:NEAREST]
    if meaning is None:
        return Joined(first, found, _missing(ranking, groups, found))
    whole = sum(word.value for word in asked) or 1
    least = _least_score(meaning)
    complete = set(first)
    related = {paper for paper, score in meaning.scores.items() if score >= least} - complete
    others = sorted(
        filter(is_allowed, related), key=lambda paper: (-meaning.scores[paper], -paper)
    )[:_MOST_MEANT]
    by_words = {
        paper: ranking.scores.get(paper, 0) * _WORDS_WEIGHT // whole for paper in {*found, *others}
    }
    scores = {
        paper: score + meaning.scores.get(paper, _UNKNOWN_MEANING)
        for paper, score in by_words.items()
    }
    listed = [paper for paper, score in scores.items() if score >= least]
    papers = sorted(listed, key=lambda paper: (-scores[paper], -paper))[: NEAREST - len(complete)]
    meant = {paper: meaning.words_for(paper) for paper in papers if paper in related}
    missing = _missing(ranking, groups, papers)
    for paper, carriers in meant.items():
        is_meaning_more = meaning.scores[paper] > by_words[paper]
        lacking = () if is_meaning_more else missing[paper]
        missing[paper] = tuple(word for word in lacking if word not in carriers)
    return Joined(first, papers, missing, meant)


def _least_score(meaning: Meaning) -> int:
    """Return the score from which papers are listed: halfway from the mean to the best at least.

    The mean differs: words such as "model" are a little like every paper.
    """
    scores = meaning.scores.values()
    if not scores:
        return _LEAST_MEANING
    return max(_LEAST_MEANING, (sum(scores) // len(scores) + max(scores)) // 2)


def _missing(
    ranking: Ranking, groups: Sequence[Group], papers: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Return the required words that each of the papers lacks."""
    required = [
        (1 << place, group.typed) for place, group in enumerate(groups) if group.is_required
    ]
    found = ranking.found_groups
    return {
        paper: tuple(typed for bit, typed in required if not found.get(paper, 0) & bit)
        for paper in papers
    }


def _value(group: Group, papers: int) -> int:
    """Return how much a word says: as much as its best way, or as a word of one paper if no paper has it."""
    if group.is_unknown:
        return term_value(1, papers)
    return max((sum(way.values) for way in group.ways), default=0)
