"""Joins what words and meaning find to one list of papers. All scores are integers.

Papers with all words of the query come first, in the order of their words. If they do not fill a
page, other papers follow, in the order of both scores. If most words of the query are in no paper,
none counts as having all words. `frontend/js/search/joining.js` does the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.search.query.meaning import Meaning, MeaningWord
from papershelf.search.query.ranking import NEAREST, PAGE, Group, Ranking, term_value
from papershelf.search.query.word_groups import Word

_WORDS_WEIGHT = 150
"""The weight of the share of the query's words that a paper has, compared with its meaning."""
_LEAST_MEANING = 2_500
"""The score from which a paper without any of the words is found."""
_UNKNOWN_MEANING = 3_000
"""The score of a paper whose vector is not read, because those of other groups are nearer."""
_MOST_MEANT = 50


@dataclass(frozen=True, slots=True)
class Joined:
    """The papers with all words, and those that follow.

    `meant` has those that were found by their meaning more than by their words, with the words of the
    query that contributed most.
    """

    complete: Sequence[int]
    papers: Sequence[int]
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
        return Joined(first, found)
    whole = sum(word.value for word in asked) or 1
    complete = set(first)
    others = sorted(
        (
            paper
            for paper, score in meaning.scores.items()
            if score >= _LEAST_MEANING and paper not in complete and is_allowed(paper)
        ),
        key=lambda paper: (-meaning.scores[paper], -paper),
    )[:_MOST_MEANT]
    by_words = {
        paper: ranking.scores.get(paper, 0) * _WORDS_WEIGHT // whole for paper in {*found, *others}
    }
    scores = {
        paper: score + meaning.scores.get(paper, _UNKNOWN_MEANING)
        for paper, score in by_words.items()
    }
    papers = sorted(scores, key=lambda paper: (-scores[paper], -paper))[: NEAREST - len(complete)]
    meant = [paper for paper in papers if meaning.scores.get(paper, 0) > by_words[paper]]
    return Joined(first, papers, {paper: meaning.words_for(paper) for paper in meant})


def _value(group: Group, papers: int) -> int:
    """Return how much a word says: as much as its best way, or as a word of one paper if no paper has it."""
    if group.is_unknown:
        return term_value(1, papers)
    return max((sum(way.values) for way in group.ways), default=0)
