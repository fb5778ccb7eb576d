"""Plans and runs the build tasks of pictures, which take longer than those of pages.

Input: the collection, its citations and settings. Output: `BuildTask`s, whose cache keys are those in
the names of the files, and their files. Images are also kept in a cache folder, so that a new site
folder or another version of the code does not need new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.page import Artifact
from papershelf.engine.build_task import BuildTask
from papershelf.engine.cache_file import CacheFile
from papershelf.exports.cards import Card, paper_card, site_card
from papershelf.exports.citation_data import make_citation
from papershelf.pictures.card_image import render_card
from papershelf.pictures.figures import locate_figure, render_figure
from papershelf.records.site_paths import figure_pictures

CARD_KIND, FIGURE_KIND = "card", "figure"
_FIGURE_COST, _CARD_COST = 200, 80
CACHE_FOLDER = "pictures"
_CACHE_FORMAT = "picture"


def plan_pictures(loaded: LoadedProject) -> Iterator[BuildTask]:
    """Yield a task for each card and each figure; papers with equal ones share them."""
    for card in dict.fromkeys(_list_cards(loaded)):
        yield BuildTask(
            kind=CARD_KIND,
            name=card.path,
            cache_key=card.path,
            parameters=tuple(card),
            cost=_CARD_COST,
        )
    papers = {
        paper.figure.content_hash: paper.id
        for paper in reversed(loaded.collection.papers)
        if paper.figure and paper.figure.content_hash
    }
    for name, paper in sorted(papers.items()):
        yield BuildTask(
            kind=FIGURE_KIND,
            name=f"figure {name}",
            cache_key=name,
            parameters=(paper,),
            cost=_FIGURE_COST,
        )


def count_papers_without_card(loaded: LoadedProject) -> int:
    """Return how many papers have the card of the site, because the font lacks their letters."""
    if not loaded.settings.outputs.paper_cards:
        return 0
    return sum(card is None for card in _paper_cards(loaded))


def picture_paths(loaded: LoadedProject) -> Iterator[str]:
    """Yield the paths of all pictures."""
    yield from (card.path for card in _list_cards(loaded))
    for paper in loaded.collection.papers:
        yield from (picture.path for picture in figure_pictures(paper.figure))


def _list_cards(loaded: LoadedProject) -> Iterator[Card]:
    if card := site_card(loaded.settings):
        yield card
    if loaded.settings.outputs.paper_cards:
        yield from filter(None, _paper_cards(loaded))


def _paper_cards(loaded: LoadedProject) -> Iterator[Card | None]:
    keys = loaded.citation_keys
    for paper in loaded.catalogue.papers:
        citation = make_citation(paper, keys[paper.id], loaded.catalogue.venue_of(paper))
        yield paper_card(citation, loaded.settings)


def render_picture_files(loaded: LoadedProject, task: BuildTask) -> tuple[Artifact, ...]:
    """Return the files of a task. Raises `PapersError` if a figure cannot be decoded."""
    folder = loaded.project.cache / CACHE_FOLDER
    if task.kind == CARD_KIND:
        card = Card(*task.parameters)
        return _read_or_draw(folder, [card.path], lambda: [Artifact(card.path, render_card(card))])
    paper = loaded.catalogue.by_id[task.parameters[0]]
    pictures = figure_pictures(paper.figure)
    return _read_or_draw(
        folder,
        [picture.path for picture in pictures],
        lambda: render_figure(paper, locate_figure(paper), pictures),
    )


def _read_or_draw(
    folder: Path, paths: Sequence[str], draw: Callable[[], Iterable[Artifact]]
) -> tuple[Artifact, ...]:
    """Return files from the cache folder, or draw them and put them there."""
    files = [CacheFile(folder / path.rpartition("/")[2], _CACHE_FORMAT) for path in paths]
    known = [file.load() for file in files]
    if all(content is not None for content in known):
        return tuple(
            Artifact(path, bytes(content))
            for path, content in zip(paths, known, strict=True)
            if content is not None
        )
    drawn = tuple(draw())
    for file, artifact in zip(files, drawn, strict=True):
        file.save(artifact.content)
    return drawn


def delete_unused_pictures(loaded: LoadedProject) -> None:
    """Delete the pictures in the cache folder that no page of the site shows."""
    used = {path.rpartition("/")[2] for path in picture_paths(loaded)}
    folder = loaded.project.cache / CACHE_FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in used and path.is_file():
            path.unlink()
