"""Which papers resemble which, and why: papers come in, for each its nearest papers go out.

TF-IDF over title, summary, abstract and tags: `related_text` finds the terms, `related_index` the
nearest papers, and `related_update` does again only what a change can have touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from generator.model import Paper, PaperId
from generator.related_index import NOBODY, score_pool, weigh
from generator.related_model import UNIT, PackedLists, pack_list
from generator.related_state import RelatedState, empty_state
from generator.related_text import Lexicon, count_terms
from generator.related_update import update_related

TOP = 6


def find_related(papers: Sequence[Paper], top: int = TOP) -> PackedLists:
    """The nearest papers of each, best first; none where nothing is alike. Ids are unique."""
    return list_related(update_related(empty_state(top), papers), papers)


def list_related(state: RelatedState, papers: Sequence[Paper]) -> PackedLists:
    """What a state says of the papers that it was made from."""
    ordered = sorted(papers, key=lambda paper: paper.id)
    names = [paper.id for paper in ordered]
    tags = [frozenset(paper.tags) for paper in ordered]
    rows = zip(
        ordered,
        state.nearest.places.tolist(),
        state.nearest.scores.tolist(),
        state.reasons,
        strict=True,
    )
    lists = {}
    for paper, places, scores, words in rows:
        near = [place for place in places if place != NOBODY]
        common = [[tag for tag in paper.tags if tag in tags[place]] for place in near]
        found = [names[place] for place in near]
        lists[paper.id] = pack_list(found, words, common, scores[: len(near)]) if near else ""
    return PackedLists(lists)


def rank_pools(
    corpus: Sequence[Paper], pools: Mapping[PaperId, Sequence[PaperId]]
) -> dict[PaperId, list[tuple[PaperId, float]]]:
    """Every pool of candidates by likeness to its query, best first, equals by id.

    What is rare is counted over the whole corpus. Raises `KeyError` for an id that is not in it.
    """
    ordered = sorted(corpus, key=lambda paper: paper.id)
    terms = count_terms(ordered, Lexicon())
    vocabulary, columns = np.unique(terms.terms, return_inverse=True)
    counts = csr_array(
        (terms.counts, columns.astype(np.int32), terms.starts),
        shape=(len(ordered), len(vocabulary)),
    )
    weights = weigh(counts, vocabulary, np.zeros(len(ordered), bool))
    place_of = {paper.id: place for place, paper in enumerate(ordered)}
    ranking = {}
    for query, pool in pools.items():
        places = np.array([place_of[candidate] for candidate in pool], np.int64)
        scores = (score_pool(weights, place_of[query], places) / UNIT**2).tolist()
        ranking[query] = sorted(
            zip(pool, scores, strict=True), key=lambda pair: (-pair[1], pair[0])
        )
    return ranking
