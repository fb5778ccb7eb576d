"""What a result shows before its page is asked: title, authors, venue, year, tags.

Papers by number come in, files of a few dozen go out. The words in context come from the paper's
own page, which holds them already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalogue import Catalogue
from generator.maths import render_plain
from generator.model import Paper
from generator.pages.items import name_authors
from generator.search.packing import deflate_json
from generator.text import truncate

CARDS_A_FILE = 32
_TITLE_LENGTH = 300


def render_cards(papers: Sequence[Paper], catalogue: Catalogue) -> Iterator[bytes]:
    """The cards, `CARDS_A_FILE` to a file.

    A card is a list: id, title, authors, year or 0, number of the venue or 0, numbers of the tags,
    whether there is a text, status.
    """
    tags = {tag: number for number, tag in enumerate(catalogue.by_tag)}
    venues = {venue: number for number, venue in enumerate(catalogue.by_venue, 1)}
    for start in range(0, len(papers), CARDS_A_FILE):
        yield deflate_json(
            [
                [
                    paper.id,
                    truncate(" ".join(render_plain(paper.title).split()), _TITLE_LENGTH),
                    name_authors(paper.authors),
                    paper.year or 0,
                    venues[paper.venue] if paper.venue else 0,
                    [tags[tag] for tag in paper.tags],
                    int(bool(paper.summary or paper.abstract)),
                    paper.status.kind if paper.status else "",
                ]
                for paper in papers[start : start + CARDS_A_FILE]
            ]
        )
