"""The files with which a browser searches by meaning: vectors of words and of papers.

- `meaning.bin`: the centroids of all groups of papers, and the vectors of the most common words
- `words-N.bin`: the vectors of the other words, in alphabetical order
- `vectors-N.bin`: the vectors of the papers of a group

A block of words is the number of words and the size of their names, the names with a line break
between them, a byte for the scale of each, and the levels of each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import numpy as np

from papershelf.records.model import Paper
from papershelf.search.encoding import deflate, encode_array, encode_numbers
from papershelf.search.index_state import FileCache
from papershelf.search.shards import utf16_sort_key
from papershelf.search.vector_groups import VectorGroups, group_papers
from papershelf.vectors.packed import word_lengths, word_levels
from papershelf.vectors.paper_vectors import Vectorizer
from papershelf.vectors.table import WordTable

_COMMON_WORDS = 200
_WORDS_PER_FILE = 240


def render_meaning(
    papers: Sequence[Paper], vectorizer: Vectorizer, files: FileCache
) -> tuple[list[str], dict[str, bytes]]:
    """Return the first word of each file of words, and all files by name."""
    table, vectors = vectorizer.table, vectorizer.compute_vectors(papers)
    groups = group_papers([paper.id for paper in papers], vectors)
    begins, common, contents = _render_words(table)
    blocks = {"meaning.bin": _encode_groups(groups, table) + common}
    for number, members in enumerate(groups.members):
        steps = np.diff(members, prepend=-1) - 1
        blocks[f"vectors-{number}.bin"] = encode_array(steps) + vectors[members].tobytes()
    made = {
        name: files.get_or_make("meaning", (block,), partial(deflate, block))
        for name, block in blocks.items()
    }
    return [*begins], {**contents, **made}


@lru_cache(maxsize=1)
def _render_words(table: WordTable) -> tuple[Sequence[str], bytes, Mapping[str, bytes]]:
    """Return the first word of each file of words, a block of the most common words, and the files.

    The most common words are those with the shortest vectors.
    """
    common = {*np.argsort(word_lengths(table), kind="stable")[:_COMMON_WORDS].tolist()}
    order = sorted(range(len(table.words)), key=lambda place: utf16_sort_key(table.words[place]))
    others = [place for place in order if place not in common]
    starts = range(0, len(others), _WORDS_PER_FILE)
    contents = {
        f"words-{number}.bin": deflate(
            _encode_words(others[start : start + _WORDS_PER_FILE], table)
        )
        for number, start in enumerate(starts)
    }
    shortest = _encode_words([place for place in order if place in common], table)
    return [table.words[others[start]] for start in starts], shortest, contents


def _encode_groups(groups: VectorGroups, table: WordTable) -> bytes:
    """Encode the dimensions, the number of groups, their numbers of papers, and their centroids."""
    sizes = [len(members) for members in groups.members]
    return encode_numbers([table.dimensions, len(sizes), *sizes]) + groups.centroids.tobytes()


def _encode_words(places: Sequence[int], table: WordTable) -> bytes:
    names = "\n".join(table.words[place] for place in places).encode()
    head = encode_numbers([len(places), len(names)])
    scales = bytes(table.scales[place] for place in places)
    return head + names + scales + word_levels(table)[places].tobytes()
