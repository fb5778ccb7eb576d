"""`python -m tools.train_vectors RECORDS... --output FILE`: trains a table of word vectors.

Input: files of records in any format that `papershelf import` reads, a folder with the teacher's
model, and a folder with WordNet. Output: a table for `papershelf.vectors`. The same input, seed and
versions of `requirements.txt` give the same table on one machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
import numpy as np
import torch

from papershelf.core.errors import PapersError
from papershelf.vectors.table import parse_table, render_table
from tools.train_vectors.inputs import GLOSSES, TEACHER, find_differences
from tools.train_vectors.lessons import make_lessons
from tools.train_vectors.material import choose_material
from tools.train_vectors.quantize import quantize_table
from tools.train_vectors.start import extend_table, make_start
from tools.train_vectors.teacher import TeacherCache
from tools.train_vectors.texts import read_papers
from tools.train_vectors.training import Plan, Trainer
from tools.train_vectors.wordnet import read_glosses, read_synonyms

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("records", nargs=-1, required=True, type=_FILE)
@click.option("--output", required=True, type=_NEW_FILE, help="The file of the new table.")
@click.option("--teacher", required=True, type=_FOLDER, help="The folder of the model.")
@click.option("--glosses", default="/usr/share/wordnet", type=_FOLDER, help="WordNet's folder.")
@click.option("--start", type=_FILE, help="A table to start from.")
@click.option("--without", multiple=True, type=_FILE, help="Records of papers to leave out.")
@click.option("--cache", default=".cache/vectors", type=click.Path(path_type=Path))
@click.option("--other-inputs", is_flag=True, help="Allow another teacher or other glosses.")
@click.option("--dimensions", default=128, help="Without --start: values per word, an even number.")
@click.option("--sentences", default=20_000, help="How many sentences of abstracts are used.")
@click.option("--definitions", default=30_000, help="How many glosses are used.")
@click.option("--fewest", default=5, help="In how many papers or glosses a new word is at least.")
@click.option("--steps", default=Plan.steps, help="How many steps of training; 0 only adds words.")
@click.option("--seed", default=0)
def train(  # noqa: PLR0913, PLR0917  # one parameter per option
    records: tuple[Path, ...],
    output: Path,
    teacher: Path,
    glosses: Path,
    start: Path | None,
    without: tuple[Path, ...],
    cache: Path,
    other_inputs: bool,
    dimensions: int,
    sentences: int,
    definitions: int,
    fewest: int,
    steps: int,
    seed: int,
) -> None:
    """Train a table of word vectors from the papers in RECORDS."""
    differences = [*find_differences(TEACHER, teacher), *find_differences(GLOSSES, glosses)]
    if differences and not other_inputs:
        sys.exit("\n".join([*differences, "use --other-inputs to train from these files"]))
    torch.use_deterministic_algorithms(mode=True)
    material = choose_material(
        read_papers(records, without),
        read_glosses(glosses),
        read_synonyms(glosses),
        sentences=sentences,
    )
    print(f"{len(material.papers):,} papers, {len(material.glosses):,} glosses", flush=True)
    vectors = TeacherCache(cache, teacher)
    if start:
        table = parse_table(start.read_bytes(), str(start))
        begin = extend_table(table, material, vectors, fewest, glosses)
    else:
        begin = make_start(material, vectors, dimensions, fewest)
    print(f"{len(begin.words):,} words", flush=True)

    def save(step: int, losses: str, trained: np.ndarray) -> None:
        print(f"step {step:,} {losses}", flush=True)
        output.write_bytes(render_table(quantize_table(begin.words, trained)))

    save(0, "", begin.vectors)
    if steps:
        places = {word: place for place, word in enumerate(begin.words)}
        lessons = make_lessons(material, definitions, places, vectors)
        Trainer(begin.vectors, begin.projection, lessons, Plan(steps=steps), seed).train(save)


if __name__ == "__main__":
    try:
        train()
    except PapersError as error:
        sys.exit(str(error))
