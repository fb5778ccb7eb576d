"""The vectors of papers from a sentence-transformers model, in the space of a table of word vectors.

A vector is the mean of that of the model, which reads whole sentences, and of the sum of words: either
alone finds fewer papers. Queries are sums of words, which a page can compute, so a rotation turns the
model's vectors to those of words. The package has the rotation of `all-MiniLM-L6-v2` into its own
table. For other models or tables it is the one that brings the model's vectors of single words closest
to those of the table (orthogonal Procrustes problem: Schönemann, A generalized solution of the
orthogonal Procrustes problem, 1966).

The model needs the extra `papershelf[vectors]`. Its results may differ between machines in the last
digits, so only the vectors in the cache are certain to stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from papershelf.core.errors import PapersError, Problem
from papershelf.text.latex_render import render_plain
from papershelf.vectors.packed import Packed, Values, pack_vectors, unpack_vectors, word_values
from papershelf.vectors.paper_vectors import PaperTexts, WordVectorizer
from papershelf.vectors.table import WordTable, load_table

ROTATION_FILE = "rotation.bin"
"""The rotation of the model `ROTATION_MODEL`: 16-bit integers, little endian, a row per dimension."""
ROTATION_MODEL = "all-MiniLM-L6-v2"
ROTATION_SCALE = 10_000
_SETTING = "extra.papershelf.vector_model"
_LIBRARY = "sentence_transformers"
_EXAMPLES = 2_000
_SHORTEST_EXAMPLE = 3
_PRECISION = 1_000_000


class TextModel(Protocol):
    """A model that turns texts into vectors, such as a `SentenceTransformer`."""

    def encode(self, sentences: list[str]) -> NDArray[np.float32]:
        """Return the vector of each text, one per row."""


def check_library(path: str) -> None:
    """Raise `PapersError` about the settings at a path if the extra is not installed."""
    if find_spec(_LIBRARY) is None:
        message = "needs more packages; install them with: pip install 'papershelf[vectors]'"
        raise PapersError([Problem(path, 0, _SETTING, message)])


def load_text_model(name: str) -> TextModel:
    """Load a model by its name on the Hugging Face Hub, or from a folder.

    Raises `PapersError` if it cannot be loaded.
    """
    # Imported here because it takes seconds, and only new papers need it.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        model: TextModel = SentenceTransformer(name)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        message = f"the model {name!r} cannot be loaded: {reason}"
        raise PapersError([Problem("mkdocs.yml", 0, _SETTING, message)]) from error
    return model


@dataclass(frozen=True, slots=True)
class ModelVectorizer:
    """Computes the vectors of papers with a model, which it loads when there is something to do."""

    table: WordTable
    name: str
    load_model: Callable[[str], TextModel] = load_text_model

    def compute_vectors(self, papers: Sequence[PaperTexts]) -> Packed:
        """Return the packed vector of each paper, one per row."""
        if not papers:
            return np.zeros((0, self.table.dimensions // 2), np.uint8)
        model = self.load_model(self.name)
        vectors = _normalize(model.encode([*map(join_texts, papers)]))
        words = WordVectorizer(self.table).compute_vectors(papers)
        sums = _normalize(unpack_vectors(words)) * words.any(axis=1, keepdims=True)
        mixed = vectors @ self._find_rotation(model) + sums
        return pack_vectors(np.rint(mixed * _PRECISION).astype(np.int64))

    def _find_rotation(self, model: TextModel) -> NDArray[np.float64]:
        is_shipped = self.name.endswith(ROTATION_MODEL)
        if is_shipped and self.table == load_table():
            return read_rotation(self.table.dimensions)
        return fit_rotation(self.table, model)


def fit_rotation(table: WordTable, model: TextModel) -> NDArray[np.float64]:
    """Return the rotation that brings a model's vectors of words closest to those of a table.

    Multiply vectors of the model, one per row, by it.
    """
    usable = [
        place
        for place, word in enumerate(table.words)
        if word.isalpha() and len(word) >= _SHORTEST_EXAMPLE
    ]
    places = np.array(usable[:: len(usable) // _EXAMPLES + 1], np.int64)
    taught = _normalize(model.encode([table.words[place] for place in places.tolist()]))
    return rotate_onto(taught, word_values(table, places))


def rotate_onto(vectors: NDArray[np.float64], targets: Values) -> NDArray[np.float64]:
    """Return the rotation after which vectors have the directions of others most nearly."""
    first, _, last = np.linalg.svd(vectors.T @ _normalize(targets), full_matrices=False)
    rotation: NDArray[np.float64] = first @ last
    return rotation


def read_rotation(dimensions: int) -> NDArray[np.float64]:
    """Return the rotation of `ROTATION_MODEL` into the table of the package, of so many dimensions."""
    content = files("papershelf.vectors").joinpath(ROTATION_FILE).read_bytes()
    return np.frombuffer(content, "<i2").reshape(-1, dimensions) / ROTATION_SCALE


def _normalize(rows: NDArray[np.float32] | Values) -> NDArray[np.float64]:
    values = np.asarray(rows, np.float64)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    normalized: NDArray[np.float64] = values / np.where(lengths, lengths, 1)
    return normalized


def join_texts(paper: PaperTexts) -> str:
    """Return what a model reads of a paper: its title, summary and abstract."""
    return ". ".join(map(render_plain, filter(None, (paper.title, paper.summary, paper.abstract))))
