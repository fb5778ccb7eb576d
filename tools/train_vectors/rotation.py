"""`python -m tools.train_vectors.rotation RECORDS...`: fits the rotation of `vectors.text_model`.

Input: files of records with abstracts, and a folder with the teacher's model. Output: the file of the
rotation from the model's vectors to those of the table of the package. It is fitted to titles and to
titles with abstracts: the sum of their words is to have the direction of the model's vector. Prints
what papers' vectors with the model find of the queries in `../shared`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from papershelf.vectors.table import WordTable, load_table
from papershelf.vectors.text_model import ROTATION_FILE, ROTATION_SCALE, rotate_onto
from tools.train_vectors.evaluate import WEIGHTS, Benchmark, add_words, describe
from tools.train_vectors.quantize import normalize
from tools.train_vectors.teacher import TeacherCache
from tools.train_vectors.texts import PaperText, paper_terms, query_terms, read_papers

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_PACKAGE_FILE = Path(__file__).parents[2] / "generator/papershelf/vectors" / ROTATION_FILE


@click.command()
@click.argument("records", nargs=-1, required=True, type=_FILE)
@click.option("--teacher", required=True, type=_FOLDER, help="The folder of the model.")
@click.option("--cache", default=".cache/vectors", type=click.Path(path_type=Path))
@click.option("--papers", default=700, help="How many papers are used.")
def fit(records: tuple[Path, ...], teacher: Path, cache: Path, papers: int) -> None:
    """Fit the rotation of a model from the papers in RECORDS."""
    table, vectors = load_table(), TeacherCache(cache, teacher)
    texts = read_papers(records, ())[:papers]
    places = {word: place for place, word in enumerate(table.words)}
    targets: list[Mapping[str, int]] = [query_terms(paper.title, places) for paper in texts]
    targets += map(paper_terms, texts)
    taught = vectors.embed([paper.title for paper in texts] + join_texts(texts))
    sums = normalize(add_words(table, targets))
    rotation = np.rint(rotate_onto(taught.astype(np.float64), sums) * ROTATION_SCALE)
    _PACKAGE_FILE.write_bytes(rotation.astype("<i2").tobytes())
    _print_findings(table, vectors, rotation / ROTATION_SCALE)


def join_texts(papers: Sequence[PaperText]) -> list[str]:
    """Return what a model reads of each paper."""
    return [f"{paper.title}. {paper.abstract}" for paper in papers]


def _print_findings(table: WordTable, vectors: TeacherCache, rotation: np.ndarray) -> None:
    benchmark = Benchmark()
    words = normalize(add_words(table, [*map(paper_terms, benchmark.papers)]))
    model = normalize(vectors.embed(join_texts(benchmark.papers)).astype(np.float64) @ rotation)
    for name, mixed in (("words", words), ("model", model), ("both", words + model)):
        cosines = benchmark.measure_papers(table, mixed)
        print(f"{name} alone    {describe(benchmark.find_places(cosines))}")
        for weight in WEIGHTS:
            places = benchmark.find_places(benchmark.tfidf + weight * cosines)
            print(f"TF-IDF + {weight:4} × {describe(places)}")


if __name__ == "__main__":
    fit()
