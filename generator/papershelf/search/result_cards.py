"""What a result shows before its page is asked: title, authors, venue, year, tags.

Papers by number come in, files of a few dozen go out, and the number with which each begins. The
words in context come from the paper's own page, which holds them already.
"""

from __future__ import annotations

from collections.abc import Sequence

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.chunking import cut_evenly
from papershelf.records.author_list import name_authors
from papershelf.records.model import Paper
from papershelf.search.encoding import deflate_json
from papershelf.search.facets import Numbers, number_values
from papershelf.search.index_state import Files
from papershelf.text.cleaning import truncate
from papershelf.text.latex_render import render_plain

_CARDS_A_FILE = 40
_TITLE_LENGTH = 300


def render_cards(
    papers: Sequence[Paper], keys: Sequence[str], catalogue: Catalogue, files: Files
) -> tuple[list[int], list[bytes]]:
    """Where each file begins, and the files; `keys` name all there is to know of each paper."""
    numbers = number_values(catalogue)
    order = repr(numbers).encode()
    return files.make_row(
        "cards",
        cut_evenly([paper.id for paper in papers], _CARDS_A_FILE),
        lambda piece: (order, "\n".join(keys[piece]).encode()),
        lambda piece: _render_cards(papers[piece], numbers),
    )


def _render_cards(papers: Sequence[Paper], numbers: Numbers) -> bytes:
    """A list for each paper: id, title, authors, year or 0, venue or 0, tags, text or not, status.

    Tags and the venue are numbers; whether there is a text is 1 or 0.
    """
    return deflate_json(
        [
            [
                paper.id,
                truncate(" ".join(render_plain(paper.title).split()), _TITLE_LENGTH),
                name_authors(paper.authors),
                paper.year or 0,
                numbers.venue_of(paper),
                [numbers.tags[tag] for tag in paper.tags],
                int(bool(paper.summary or paper.abstract)),
                paper.status.kind if paper.status else "",
            ]
            for paper in papers
        ]
    )
