"""Cached vectors of papers: takes papers, computes the vectors of new and changed ones.

A file keeps the vectors by the hash of the texts. Related papers and the search index ask for them
in two processes at the same time, so a lock lets only one compute what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from papershelf.engine.cache_file import CacheFile
from papershelf.engine.file_lock import hold_file_lock
from papershelf.vectors.packed import Packed
from papershelf.vectors.paper_vectors import PaperTexts, Vectorizer, hash_texts
from papershelf.vectors.table import WordTable

_LOCK_NAME = "paper-vectors.lock"


@dataclass(frozen=True, slots=True)
class CachedVectorizer:
    """Finds the vectors of papers in a cache file, or else computes and saves them.

    The fingerprint of the file covers the vectorizer.
    """

    vectorizer: Vectorizer
    cache: CacheFile

    @property
    def table(self) -> WordTable:
        """The table, with the words of queries."""
        return self.vectorizer.table

    def compute_vectors(self, papers: Sequence[PaperTexts]) -> Packed:
        """Return the packed vector of each paper, one per row."""
        hashes = [hash_texts(paper) for paper in papers]
        with hold_file_lock(self.cache.path.with_name(_LOCK_NAME)):
            rows, vectors = self._load()
            fresh = {
                key: paper for key, paper in zip(hashes, papers, strict=True) if key not in rows
            }
            if fresh:
                rows |= {key: row for row, key in enumerate(fresh, len(rows))}
                found = self.vectorizer.compute_vectors([*fresh.values()])
                vectors = np.concatenate([vectors.reshape(-1, found.shape[1]), found])
            used = dict.fromkeys(hashes)
            if fresh or len(used) < len(rows):
                kept = np.sort(np.fromiter(used, np.uint64, len(used)))
                places = [rows[key] for key in kept.tolist()]
                self.cache.save_arrays({"keys": kept, "vectors": vectors[places]})
        return vectors[[rows[key] for key in hashes]]

    def _load(self) -> tuple[dict[int, int], Packed]:
        arrays = self.cache.load_arrays()
        if arrays is None:
            return {}, np.zeros((0, self.table.dimensions // 2), np.uint8)
        keys = arrays["keys"].tolist()
        return dict(zip(keys, range(len(keys)), strict=True)), arrays["vectors"].astype(np.uint8)
