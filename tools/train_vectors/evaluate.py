"""Measures a table on queries that describe a paper: TF-IDF and vectors together.

`python -m tools.train_vectors.evaluate [TABLE]` takes the table of the package by default, and the
captures and queries in `../shared`. Papers are quantized to 4 bits per dimension, as on a site. It
prints how many of the intended papers come first, and in the first five, for some weights of the
vectors.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.search_queries import SHARED, described_papers, read_catalogue
from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import split_words
from papershelf.vectors.table import WordTable, load_table, parse_table
from tools.train_vectors.quantize import (
    best_steps,
    choose_levels,
    level_values,
    normalize,
    table_values,
)
from tools.train_vectors.texts import PaperText, paper_terms, query_terms

WEIGHTS = (0.5, 0.75, 1.0, 1.5)
_DESCRIPTIONS = ("question", "paraphrase")

Places = Mapping[str, Sequence[int]]
"""The place of the intended paper for each query, from 0, by the kind of query."""


class Benchmark:
    """Papers and queries, with the TF-IDF cosine of each query and paper."""

    def __init__(self) -> None:
        papers = read_catalogue(sorted((SHARED / "captures").glob("*.txt"))).papers
        self.papers = [
            PaperText(render_plain(paper.title), render_plain(paper.abstract)) for paper in papers
        ]
        numbers = {paper.id: number for number, paper in enumerate(papers)}
        described = described_papers(papers)
        self._kinds = {kind: len(asked) for kind, asked in described.items()}
        self._queries = [query for asked in described.values() for query, _ in asked]
        self._wanted = np.array([numbers[one] for asked in described.values() for _, one in asked])
        self.tfidf = self._measure_words()

    def places(self, table: WordTable, weight: float) -> Places:
        """Return where the intended papers come with vectors of some weight."""
        return self.find_places(self.tfidf + weight * self.measure_vectors(table))

    def places_of_vectors(self, table: WordTable) -> Places:
        """Return where the intended papers come by vectors alone."""
        return self.find_places(self.measure_vectors(table))

    def measure_vectors(self, table: WordTable) -> np.ndarray:
        """Return the cosine of the vectors of each query and paper."""
        return self.measure_papers(table, add_words(table, [*map(paper_terms, self.papers)]))

    def measure_papers(self, table: WordTable, papers: np.ndarray) -> np.ndarray:
        """Return the cosine of each query and of some vectors of the papers."""
        known = set(table.words)
        queries = add_words(table, [query_terms(query, known) for query in self._queries])
        cosines: np.ndarray = normalize(queries) @ normalize(quantize_rows(papers)).T
        return cosines

    def _measure_words(self) -> np.ndarray:
        papers = [
            Counter(split_words(f"{paper.title} {paper.title} {paper.abstract}"))
            for paper in self.papers
        ]
        found_in = Counter(word for paper in papers for word in paper)
        columns = {word: column for column, word in enumerate(sorted(found_in))}

        def weigh(counts: Sequence[Mapping[str, int]]) -> np.ndarray:
            weights = np.zeros((len(counts), len(columns)))
            for row, one in enumerate(counts):
                for word, count in one.items():
                    if word in columns:
                        idf = np.log(len(papers) / found_in[word])
                        weights[row, columns[word]] = (1 + np.log(count)) * idf
            return normalize(weights)

        queries = weigh([Counter(split_words(query)) for query in self._queries])
        cosines: np.ndarray = queries @ weigh(papers).T
        return cosines

    def find_places(self, scores: np.ndarray) -> Places:
        """Return where the intended papers come by a score of each query and paper."""
        wanted = scores[np.arange(len(scores)), self._wanted]
        places = iter((scores > wanted[:, None]).sum(1).tolist())
        return {kind: [next(places) for _ in range(count)] for kind, count in self._kinds.items()}


def add_words(table: WordTable, texts: Sequence[Mapping[str, int]]) -> np.ndarray:
    """Return the sum of the vectors of the terms of each text, which have weights."""
    places = {word: place for place, word in enumerate(table.words)}
    values = table_values(table)
    sums = np.zeros((len(texts), table.dimensions))
    for row, terms in enumerate(texts):
        for term, weight in terms.items():
            if term in places:
                sums[row] += weight * values[places[term]]
    return sums


def quantize_rows(vectors: np.ndarray) -> np.ndarray:
    """Return vectors rounded to 4 bits per dimension, as those of papers on a site."""
    steps = best_steps(vectors)[:, None]
    return level_values(choose_levels(vectors, steps), steps)


def describe(found: Places) -> str:
    """Return how many are first and in the first five, for each kind of query."""
    counts = (
        f"{kind} {sum(place == 0 for place in places)}/{sum(place < 5 for place in places)}"
        for kind, places in found.items()
    )
    described = [place for kind in _DESCRIPTIONS for place in found[kind]]
    mean = np.mean([1 / (place + 1) for place in described])
    return f"{', '.join(counts)}; MRR of questions and paraphrases {mean:.3f}"


def main() -> None:
    """Measure a table."""
    table = load_table()
    if sys.argv[1:]:
        table = parse_table(Path(sys.argv[1]).read_bytes(), sys.argv[1])
    benchmark = Benchmark()
    print(f"{len(table.words):,} words, {table.dimensions} dimensions")
    print(f"vectors alone    {describe(benchmark.places_of_vectors(table))}")
    for weight in WEIGHTS:
        print(f"TF-IDF + {weight:4} × {describe(benchmark.places(table, weight))}")


if __name__ == "__main__":
    main()
