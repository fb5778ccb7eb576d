"""A data folder in, everything that is wrong with it out: what `papershelf check` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from generator.errors import Problem
from generator.loading import Collection, load_collection
from generator.maths import render_rich
from generator.model import Paper
from generator.sources.files import read_data
from generator.values import show

_TEXTS = ("title", "abstract", "summary")


def check_collection(data: Path, fallback: Path | None = None) -> Collection:
    """Read and check a data folder, its LaTeX too; vocabularies it lacks come from `fallback`."""
    collection = load_collection(read_data(data, fallback))
    problems = sorted([*collection.problems, *check_maths(collection.papers)])
    return replace(collection, problems=tuple(problems))


def check_maths(papers: Iterable[Paper]) -> Iterator[Problem]:
    """LaTeX that cannot be rendered and is shown as written, each piece a warning."""
    for paper in papers:
        for field in _TEXTS:
            for failure in render_rich(getattr(paper, field)).failures:
                message = f"cannot be rendered and is shown as written: {show(failure)}"
                yield Problem(paper.path, paper.line, field, message, "warning")
