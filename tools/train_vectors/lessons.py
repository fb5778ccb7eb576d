"""Makes the lessons of a training from its material and what the teacher says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from tools.train_vectors.material import Embedding, Material
from tools.train_vectors.texts import paper_terms, query_terms
from tools.train_vectors.training import Bags, Lessons, Queries, make_bags

_NEIGHBORS = 16
_PAPER_WORDS, _QUERY_WORDS = 160, 40
_BLOCK = 1000


def make_lessons(
    material: Material, definitions: int, places: Mapping[str, int], teacher: Embedding
) -> Lessons:
    """Return the lessons for the words in `places`, with so many of the glosses."""

    def bags(texts: Sequence[str], taught: Sequence[str] = ()) -> Bags:
        terms = [query_terms(text, places) for text in texts]
        return make_bags(terms, places, teacher.embed(taught or texts), _QUERY_WORDS)

    papers, glosses = material.papers, material.glosses[:definitions]
    defined = [gloss.text for gloss in glosses]
    targets = teacher.embed([paper.opening for paper in papers])
    everyone = torch.arange(len(papers))
    queries = [
        Queries(bags([paper.title for paper in papers]), everyone),
        Queries(bags(material.paraphrases), everyone),
    ]
    if material.sentences:
        numbers, texts = zip(*material.sentences, strict=True)
        queries.append(Queries(bags(texts), torch.tensor(numbers)))
    return Lessons(
        make_bags([paper_terms(paper) for paper in papers], places, targets, _PAPER_WORDS),
        nearest(targets),
        queries,
        bags(defined),
        bags([gloss.names for gloss in glosses], defined),
    )


def nearest(vectors: np.ndarray) -> torch.Tensor:
    """Return the numbers of the rows nearest to each row, itself first."""
    rows = torch.from_numpy(vectors).float()
    found = [
        (block @ rows.T).topk(min(_NEIGHBORS, len(rows)), dim=1).indices
        for block in rows.split(_BLOCK)
    ]
    return torch.cat(found)
