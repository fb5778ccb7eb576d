"""The words of a table, the vectors with which their training starts, and the space they are in.

Words of an existing table keep their vectors. The vector of a new word is computed from the
teacher's vector of the word, by the linear map that is right for the words of the table. Without a
table, that map is a projection onto the directions in which the texts differ most.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from papershelf.vectors.table import WordTable
from tools.train_vectors.material import Embedding, Material
from tools.train_vectors.quantize import table_values
from tools.train_vectors.texts import count_terms, query_terms
from tools.train_vectors.wordnet import read_forms

_RARE = 1e-3
"""Without a table, a word in a larger share of papers starts with less than half of the length."""
_MOST_EXAMPLES = 6_000
_RIDGE = 3.0


@dataclass(frozen=True)
class Start:
    """The words of a table, a row for each, and the columns of the projection."""

    words: tuple[str, ...]
    vectors: np.ndarray
    projection: np.ndarray


def choose_words(material: Material, fewest: int) -> dict[str, float]:
    """Return the words of several papers or glosses, with the share of papers that have them."""
    counts = count_terms(f"{paper.title} {paper.abstract}" for paper in material.papers)
    defined = count_terms(
        f"{' '.join(gloss.lemmas)} {gloss.definition}" for gloss in material.glosses
    )
    return {
        word: counts[word] / len(material.papers)
        for word in sorted(counts | defined)
        if word.isalpha() and max(counts[word], defined[word]) >= fewest
    }


def make_start(material: Material, teacher: Embedding, dimensions: int, fewest: int) -> Start:
    """Return the start of a training without a table."""
    taught = teacher.embed([paper.title for paper in material.papers]).astype(np.float64)
    mean = taught.mean(0)
    _, _, rows = np.linalg.svd(taught - mean, full_matrices=False)
    projection = rows[:dimensions].T
    shares = choose_words(material, fewest)
    rarity = np.array([_RARE / (_RARE + share) for share in shares.values()])
    vectors = (teacher.embed([*shares]) - mean) @ projection * rarity[:, None]
    return Start(tuple(shares), vectors, projection)


def extend_table(
    table: WordTable, material: Material, teacher: Embedding, fewest: int, glosses: Path
) -> Start:
    """Return the start of a training from a table, with more words."""
    values = table_values(table) / np.linalg.norm(table_values(table), axis=1).mean()
    vectors = dict(zip(table.words, values, strict=True))
    new = [word for word in choose_words(material, fewest) if word not in vectors]
    linear = _fit_words(vectors, teacher)
    vectors.update(zip(new, _with_one(teacher.embed(new)) @ linear, strict=True))
    forms = read_forms(glosses, vectors)
    vectors.update({form: vectors[base] for form, base in forms.items()})
    words = tuple(sorted(vectors))
    projection = fit_projection([paper.title for paper in material.papers], teacher, vectors)
    return Start(words, np.stack([vectors[word] for word in words]), projection)


def _fit_words(vectors: Mapping[str, np.ndarray], teacher: Embedding) -> np.ndarray:
    """Return the map from the teacher's vectors of words to those of a table (ridge regression)."""
    examples = [word for word in vectors if word.isalpha() and len(word) > 2]
    random.Random(0).shuffle(examples)
    examples = examples[:_MOST_EXAMPLES]
    taught = _with_one(teacher.embed(examples))
    squares = taught.T @ taught + _RIDGE * np.eye(taught.shape[1])
    fitted: np.ndarray = np.linalg.solve(
        squares, taught.T @ np.stack([vectors[word] for word in examples])
    )
    return fitted


def _with_one(rows: np.ndarray) -> np.ndarray:
    return np.hstack([rows.astype(np.float64), np.ones((len(rows), 1))])


def fit_projection(
    texts: Sequence[str], teacher: Embedding, vectors: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Return the rotation that brings the teacher's vectors of texts next to sums of words."""
    width = len(next(iter(vectors.values())))
    sums = np.zeros((len(texts), width))
    for row, text in enumerate(texts):
        for term in query_terms(text, vectors):
            sums[row] += vectors[term]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    known = lengths[:, 0] > 0
    taught = teacher.embed(texts).astype(np.float64)[known]
    one, _, other = np.linalg.svd(taught.T @ (sums[known] / lengths[known]), full_matrices=False)
    rotation: np.ndarray = one @ other
    return rotation
