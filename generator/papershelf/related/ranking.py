"""Ranks related papers: takes papers, returns the most similar papers of each with reasons.

Uses TF-IDF over title, summary, abstract and tags, and vectors of papers: `terms` extracts the terms,
`directions` compares vectors, `similarity` finds the most similar papers, and `incremental`
recomputes only what a change can affect.
"""

from __future__ import annotations

from collections.abc import Sequence

from papershelf.records.model import Paper
from papershelf.related.incremental import update_related
from papershelf.related.related_lists import PackedLists, pack_list
from papershelf.related.similarity import NO_PAPER
from papershelf.related.state import RelatedState, empty_state
from papershelf.vectors.paper_vectors import Vectorizer

RELATED_COUNT = 6


def find_related(
    papers: Sequence[Paper], top: int = RELATED_COUNT, vectorizer: Vectorizer | None = None
) -> PackedLists:
    """Return the most similar papers of each, best first; none if nothing is similar. Ids are unique."""
    return packed_lists_of_state(update_related(empty_state(top), papers, vectorizer), papers)


def packed_lists_of_state(state: RelatedState, papers: Sequence[Paper]) -> PackedLists:
    """Return the lists of related papers in a state, for the papers that it was made from."""
    ordered = sorted(papers, key=lambda paper: paper.id)
    names = [paper.id for paper in ordered]
    tags = [frozenset(paper.tags) for paper in ordered]
    rows = zip(
        ordered,
        state.nearest.positions.tolist(),
        state.nearest.scores.tolist(),
        state.reasons,
        strict=True,
    )
    lists = {}
    for paper, places, scores, words in rows:
        near = [place for place in places if place != NO_PAPER]
        common = [[tag for tag in paper.tags if tag in tags[place]] for place in near]
        found = [names[place] for place in near]
        lists[paper.id] = pack_list(found, words, common, scores[: len(near)]) if near else ""
    return PackedLists(lists)
