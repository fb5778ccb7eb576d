"""Chooses the texts that a training learns from, out of papers and WordNet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from papershelf.text.words.tokens import split_words
from tools.train_vectors.texts import PaperText, count_terms
from tools.train_vectors.wordnet import Gloss, replace_words

_MANY_PAPERS = 5
_SENTENCES_SEED, _SYNONYMS_SEED = 1, 7
"""Fixed, so that a training with another seed takes the same texts, of which the vectors are known."""


class Embedding(Protocol):
    """A teacher: makes vectors of texts."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a normalized vector for each text, one per row."""


@dataclass(frozen=True, slots=True)
class Material:
    """The texts that are learned from."""

    papers: Sequence[PaperText]
    paraphrases: Sequence[str]
    sentences: Sequence[tuple[int, str]]
    glosses: Sequence[Gloss]


def choose_material(
    papers: Sequence[PaperText],
    glosses: Sequence[Gloss],
    synonyms: Mapping[str, Sequence[str]],
    *,
    sentences: int,
) -> Material:
    """Choose sentences by chance, and sort glosses: those whose words are in many papers come first."""
    found = [(number, one) for number, paper in enumerate(papers) for one in paper.sentences]
    random.Random(_SENTENCES_SEED).shuffle(found)
    chance = random.Random(_SYNONYMS_SEED)
    counts = count_terms(f"{paper.title} {paper.abstract}" for paper in papers)
    ordered = sorted(glosses, key=lambda gloss: (-_share_known(gloss, counts), gloss.text))
    paraphrases = [replace_words(paper.title, synonyms, chance) for paper in papers]
    return Material(papers, paraphrases, sorted(found[:sentences]), ordered)


def _share_known(gloss: Gloss, counts: Counter[str]) -> float:
    terms = set(split_words(gloss.text))
    return sum(counts[term] > _MANY_PAPERS for term in terms) / (1 + len(terms))
