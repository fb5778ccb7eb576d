"""`python -m benchmarks.rank_pools`: ranks candidates with the similarity of related papers.

Reads a corpus (JSONL with id, title and abstract) and pools (JSON that maps the id of each query to
the ids of its candidates). Prints JSON with the candidates of each query, best first, and scores.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from benchmarks.ranking_collections import read_corpus, read_pools
from papershelf.core.errors import PapersError
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper, PaperId
from papershelf.related.directions import Directions
from papershelf.related.related_lists import VECTOR_UNIT
from papershelf.related.similarity import compute_tfidf, score_candidates
from papershelf.related.terms import TokenIds, count_terms
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import load_table


def rank_pools(
    corpus: Sequence[Paper], pools: Mapping[PaperId, Sequence[PaperId]]
) -> dict[PaperId, list[tuple[PaperId, float]]]:
    """Sort the candidates of each query by similarity, best first, equals by id.

    Term weights are computed from the whole corpus. Raises `KeyError` for an id that is not in it.
    """
    ordered = sorted(corpus, key=lambda paper: paper.id)
    terms = count_terms(ordered, TokenIds())
    vocabulary, columns = np.unique(terms.terms, return_inverse=True)
    counts = csr_array(
        (terms.counts, columns.astype(np.int32), terms.starts),
        shape=(len(ordered), len(vocabulary)),
    )
    directions = Directions(WordVectorizer(load_table()).compute_vectors(ordered))
    weights = compute_tfidf(counts, vocabulary, np.zeros(len(ordered), bool), directions)
    index_of = {paper.id: index for index, paper in enumerate(ordered)}
    ranking = {}
    for query, pool in pools.items():
        indexes = np.array([index_of[candidate] for candidate in pool], np.int64)
        scores = (score_candidates(weights, index_of[query], indexes) / VECTOR_UNIT**2).tolist()
        ranking[query] = sorted(
            zip(pool, scores, strict=True), key=lambda pair: (-pair[1], pair[0])
        )
    return ranking


def rank_files(corpus: Path, pool: Path) -> dict[PaperId, list[tuple[PaperId, float]]]:
    """Rank all pools of a file. Raises `PapersError` with all invalid lines."""
    papers = [
        Paper(id=PaperId(Slug(name)), title=title, abstract=abstract)
        for name, title, abstract in read_corpus(corpus)
    ]
    pools = read_pools(pool, frozenset(paper.id for paper in papers))
    wanted = {
        PaperId(Slug(query)): [PaperId(Slug(name)) for name in names]
        for query, names in pools.items()
    }
    return rank_pools(papers, wanted)


def main() -> None:
    """Rank the pools named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rank_pools")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pool", type=Path, required=True)
    options = parser.parse_args()
    try:
        print(json.dumps(rank_files(options.corpus, options.pool)))
    except PapersError as error:
        sys.exit("\n".join(map(str, error.problems)))


if __name__ == "__main__":
    main()
