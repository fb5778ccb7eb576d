"""Result cards: the title, authors, venue, year and tags shown before a paper's page is loaded.

Takes papers in numbered order; returns files with a few dozen cards each and the first paper
number of each file. Context snippets come from the paper's own page.
"""

from __future__ import annotations

from collections.abc import Sequence

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.chunking import split_evenly
from papershelf.core.messages import Messages
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper
from papershelf.search.encoding import dump_deflated_json
from papershelf.search.facets import FacetNumbers, number_facet_values
from papershelf.search.index_state import FileCache
from papershelf.text.cleaning import truncate
from papershelf.text.latex_render import render_plain

_CARDS_PER_FILE = 70
_TITLE_LENGTH = 300


def render_cards(
    papers: Sequence[Paper],
    cache_keys: Sequence[str],
    catalogue: Catalogue,
    files: FileCache,
    messages: Messages,
) -> tuple[list[int], list[bytes]]:
    """Return where each file begins, and the files; `cache_keys` cover everything shown on a card."""
    numbers = number_facet_values(catalogue)
    order = repr(numbers).encode()
    return files.get_or_make_chunks(
        "cards",
        split_evenly([paper.id for paper in papers], _CARDS_PER_FILE),
        lambda piece: (order, "\n".join(cache_keys[piece]).encode()),
        lambda piece: _render_cards(papers[piece], numbers, messages),
    )


def _render_cards(papers: Sequence[Paper], numbers: FacetNumbers, messages: Messages) -> bytes:
    """Encode for each paper: id, title, authors, year or 0, venue or 0, tags, text flag, status.

    Tags and the venue are numbers; the text flag is 1 if the paper has a text, otherwise 0.
    """
    return dump_deflated_json(
        [
            [
                paper.id,
                truncate(" ".join(render_plain(paper.title).split()), _TITLE_LENGTH),
                format_authors(paper.authors, messages),
                paper.year or 0,
                numbers.venue_number(paper),
                [numbers.tags[tag] for tag in paper.tags],
                int(bool(paper.summary or paper.abstract)),
                paper.status.kind if paper.status else "",
            ]
            for paper in papers
        ]
    )
