"""The vectors of papers, computed from their terms and a table of word vectors.

A paper's vector is the sum of the vectors of the words of its title and texts. A word that occurs
more often counts more, with the logarithm; a word of the title counts like two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from papershelf.search.postings import FIRST_AUTHOR_PLACE, TITLE_PLACES, PaperTerms
from papershelf.vectors.packed import Packed, pack_vectors, word_values
from papershelf.vectors.table import WordTable

_TITLE_COUNT = 2
_BATCH_SIZE = 2_000


def compute_vectors(names: Sequence[str], papers: PaperTerms, table: WordTable) -> Packed:
    """Return the packed vector of each paper, one per row; `names` are the terms by number."""
    place_of = {word: place for place, word in enumerate(table.words)}
    rows = np.fromiter((place_of.get(name, -1) for name in names), np.int64, len(names))
    columns = rows[papers.terms]
    weights = _weigh_counts(papers)
    weights[columns < 0] = 0
    [kept] = np.nonzero(weights)
    used, places = np.unique(columns[kept], return_inverse=True)
    owners = np.repeat(np.arange(len(papers.counts)), papers.counts)
    counts = csr_array(
        (weights[kept], (owners[kept], places)), shape=(len(papers.counts), len(used))
    )
    values = word_values(table, used)
    batches = range(0, len(papers.counts), _BATCH_SIZE)
    nothing = np.zeros((0, table.dimensions // 2), np.uint8)
    sums = (counts[start : start + _BATCH_SIZE] @ values for start in batches)
    return np.concatenate([nothing, *map(pack_vectors, sums)])


def _weigh_counts(papers: PaperTerms) -> NDArray[np.int64]:
    """Return the weight of each term of each paper: the number of bits of its number of places."""
    owners = np.repeat(np.arange(len(papers.terms)), papers.place_counts)
    counts = np.zeros(len(papers.terms), np.int64)
    is_title = papers.places < TITLE_PLACES
    is_text = ~is_title & (papers.places < FIRST_AUTHOR_PLACE)
    counts += _TITLE_COUNT * np.bincount(owners[is_title], minlength=len(counts))
    counts += np.bincount(owners[is_text], minlength=len(counts))
    return np.searchsorted(1 << np.arange(16), counts, side="right").astype(np.int64)
