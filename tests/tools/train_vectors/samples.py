"""A small WordNet, papers and a teacher for tests of the training."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tools.train_vectors.texts import PaperText

LICENSE = "  1 This line belongs to the license.  \n"
DATA_VERB = (
    LICENSE
    + '00000010 30 v 02 trim 0 prune 1 001 @ 00000009 v 0000 | make shorter by cutting; "trim a hedge"  \n'
    "00000090 30 v 01 cut 0 000 | separate with an instrument  \n"
)
DATA_NOUN = (
    LICENSE + "00000010 03 n 03 weir 0 low_dam 0 barrage 0 000 | a low dam across a river  \n"
    "00000100 03 n 01 Paris 0 000 | the capital of a large country  \n"
    "00000200 03 n 01 lock 0 000 | short  \n"
)
INDEX_VERB = (
    LICENSE + "trim v 1 1 @ 1 1 00000010  \nprune v 1 0 1 1 00000010  \ncut v 1 0 1 1 00000090  \n"
)
INDEX_NOUN = LICENSE + "weir n 1 0 1 0 00000010  \nlow_dam n 1 0 1 0 00000010  \n"
DATA_ADJ = LICENSE + "00000010 00 a 01 narrow(a) 0 000 | of little width between banks  \n"


def write_wordnet(folder: Path) -> Path:
    """Write files in the format of WordNet."""
    texts = {
        "data.noun": DATA_NOUN,
        "index.noun": INDEX_NOUN,
        "data.verb": DATA_VERB,
        "index.verb": INDEX_VERB,
        "data.adj": DATA_ADJ,
        "index.adj": LICENSE,
        "data.adv": LICENSE,
        "index.adv": LICENSE,
        "noun.exc": "weirfolk weir\n",
        "verb.exc": "",
        "adj.exc": "",
        "adv.exc": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def make_papers(count: int) -> list[PaperText]:
    """Return papers on rivers or on hedges."""
    subjects = ("a low weir across the river", "how to prune and trim a hedge")
    return [
        PaperText(
            f"Study {chr(97 + number)} of {subjects[number % 2]}",
            f"We describe {subjects[number % 2]} in detail. The method is number {number} of many.",
        )
        for number in range(count)
    ]


class WordTeacher:
    """A teacher whose vector of a text is the sum of fixed random vectors of its words."""

    size = 24

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return a normalized vector for each text."""
        rows = np.stack(
            [sum(map(self._word, text.lower().split()), np.zeros(self.size)) for text in texts]
        )
        normalized: np.ndarray = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
        return normalized.astype(np.float16)

    def _word(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
        return np.random.default_rng(seed).normal(size=self.size)
