"""Estimates the size of a paper's entry in a list without its abstract, before any page is rendered.

Takes a paper; returns bytes of HTML. Pages that are split by estimates stay within their limit
without the cost of rendering every entry first.
"""

from __future__ import annotations

from functools import lru_cache

from papershelf.records.author_list import count_shown_authors
from papershelf.records.model import Paper

_MARKUP_BYTES = 330
_AUTHOR_LINK_BYTES = 55
_TAG_BYTES = 60
_TAGS_SHOWN = 6
_LINK_BYTES = 45
_FIGURE_BYTES = 300
_MATHML_FACTOR = 15
"""The size of MathML compared with its LaTeX."""
_SUMMARY_CHARS, _EXCERPT_CHARS = 360, 240


@lru_cache(maxsize=1 << 17)  # a paper is an entry of each of its authors
def estimate_entry_bytes(paper: Paper) -> int:
    """Return about how many bytes the entry of a paper has, rather too many than too few."""
    text = f"{paper.title} {paper.summary[:_SUMMARY_CHARS] or paper.abstract[:_EXCERPT_CHARS]}"
    authors = paper.authors[: count_shown_authors(len(paper.authors))]
    links = (paper.pdf, *paper.code[:1], *paper.datasets[:1], *paper.models[:1])
    return (
        _MARKUP_BYTES
        + 2 * len(paper.id)
        + len(text.encode())
        + sum(map(len, text.split("$")[1::2])) * _MATHML_FACTOR
        + sum(_AUTHOR_LINK_BYTES + 2 * len(author.name.encode()) for author in authors)
        + sum(_TAG_BYTES + 2 * len(tag) for tag in paper.tags[:_TAGS_SHOWN])
        + sum(_LINK_BYTES + len(link) for link in links)
        + sum(_LINK_BYTES + len(f"{value}") for _, value in paper.extra)
        + (_FIGURE_BYTES if paper.figure else 0)
    )
