"""Reads the files of figures: checks them, and makes the images that pages show.

Input: the collection and its folder; later the path of one file. Output: the collection with the size
and hash of each figure; images in WebP. Problems are reported at the record.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.formatting import format_size
from papershelf.core.page import Artifact
from papershelf.engine.fingerprint import hash_content
from papershelf.pictures.image_file import BYTES_LIMIT, decode_image, read_image_facts
from papershelf.records.loader import Collection
from papershelf.records.model import Paper
from papershelf.records.scalar_fields import quote_value
from papershelf.records.site_paths import Picture

_ENCODING = b"webp quality 82 method 4, 320x320 1200x1600 lanczos, version 1"
"""A part of the hash: what else the images depend on."""
_HASH_LENGTH = 16


def add_figure_files(collection: Collection, data: Path) -> Collection:
    """Add the sizes and hashes of figures, and a problem for each file that cannot be shown."""
    if not any(paper.figure for paper in collection.papers):
        return collection
    problems: list[Problem] = []
    papers = [_with_figure(paper, data, problems) for paper in collection.papers]
    found = tuple(sorted([*collection.problems, *problems]))
    return replace(collection, papers=tuple(papers), problems=found)


def locate_figure(paper: Paper) -> Path:
    """Return the path of the file of a paper's figure, which it must have."""
    if paper.figure is None:
        raise ValueError(f"{paper.id} has no figure")
    return Path(paper.path).parent / paper.figure.file


def _with_figure(paper: Paper, data: Path, problems: list[Problem]) -> Paper:
    figure = paper.figure
    if figure is None:
        return paper
    path = locate_figure(paper)
    try:
        content = _read_inside(path, data)
        facts = read_image_facts(content)
    except ValueError as error:
        message = f"{quote_value(figure.file)} {error}"
        problems.append(Problem(paper.path, paper.line, "figure.file", message))
        return paper
    if facts.is_animated:
        message = f"{quote_value(figure.file)} is animated; only its first frame is shown"
        problems.append(Problem(paper.path, paper.line, "figure.file", message, "warning"))
    name = hash_content(hash_content(content).encode() + _ENCODING)[:_HASH_LENGTH]
    known = replace(figure, content_hash=name, width=facts.width, height=facts.height)
    return replace(paper, figure=known)


def _read_inside(path: Path, data: Path) -> bytes:
    """Read a file in the data folder. Raises `ValueError` with what is wrong."""
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(data.resolve()):
            raise ValueError("leads out of the data folder")
        if not real.is_file():
            raise ValueError("is not a file")
        if (size := real.stat().st_size) > BYTES_LIMIT:
            limit = format_size(BYTES_LIMIT)
            raise ValueError(f"has {format_size(size)}; at most {limit} are allowed")
        return real.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"does not exist at {path.as_posix()}") from None
    except (OSError, RuntimeError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise ValueError(f"cannot be read: {reason}") from None


def render_figure(paper: Paper, source: Path, pictures: tuple[Picture, ...]) -> Iterator[Artifact]:
    """Yield the images of a figure. Raises `PapersError` if its file cannot be decoded."""
    from PIL.Image import Resampling  # noqa: PLC0415  # slow to import

    try:
        image = decode_image(source.read_bytes())
    except (OSError, ValueError) as error:
        message = f"{source.name} {error}"
        raise PapersError([Problem(paper.path, paper.line, "figure.file", message)]) from None
    for picture in pictures:
        size = (picture.width, picture.height)
        small = image if image.size == size else image.resize(size, Resampling.LANCZOS)
        encoded = io.BytesIO()
        small.save(encoded, "WEBP", quality=82, method=4)
        yield Artifact(picture.path, encoded.getvalue())
