"""Texts to learn from: titles, abstracts and sentences of papers, and their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.search_queries import read_catalogue
from papershelf.text.folding import plain_title_key
from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import COMMON_WORDS, split_tokens

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SENTENCE_LENGTHS = range(31, 300)
_SHORTEST_ABSTRACT = 100


@dataclass(frozen=True, slots=True)
class PaperText:
    """The title and abstract of a paper, without LaTeX."""

    title: str
    abstract: str

    @property
    def opening(self) -> str:
        """The title and the first sentences, of which the teacher makes the vector of the paper."""
        return " ".join(f"{self.title}. {self.abstract}".split()[:50])

    @property
    def sentences(self) -> list[str]:
        """The sentences of the abstract, without very short and long ones."""
        found = (sentence.strip() for sentence in _SENTENCE_END.split(self.abstract))
        return [sentence for sentence in found if len(sentence) in _SENTENCE_LENGTHS]


def read_papers(files: Sequence[Path], without: Sequence[Path]) -> list[PaperText]:
    """Read papers with abstracts, each title once, and none of the titles in some files."""
    seen = {
        plain_title_key(render_plain(paper.title))
        for file in without
        for paper in read_catalogue([file]).papers
    }
    found: list[PaperText] = []
    for file in files:
        for paper in read_catalogue([file]).papers:
            text = PaperText(render_plain(paper.title), render_plain(paper.abstract))
            key = plain_title_key(text.title)
            if key not in seen and len(text.abstract) >= _SHORTEST_ABSTRACT:
                seen.add(key)
                found.append(text)
    return found


def text_terms(text: str) -> list[str]:
    """Return all terms of a text: words and compounds, as the index has them."""
    terms: list[str] = []
    for token in split_tokens(text):
        terms += token.words
        terms += (term for term, _, _ in token.compounds)
    return terms


def count_terms(texts: Iterable[str]) -> Counter[str]:
    """Return how many texts each term occurs in."""
    return Counter(term for text in texts for term in set(text_terms(text)))


def paper_terms(paper: PaperText) -> dict[str, int]:
    """Return the terms of a paper with the weights they have in its vector.

    The weight is the number of bits of the count, and words of the title count twice.
    """
    counts = Counter(term for term in text_terms(paper.abstract) if term not in COMMON_WORDS)
    for term in text_terms(paper.title):
        counts[term] += 2
    return {term: count.bit_length() for term, count in counts.items()}


def query_terms(text: str, known: Container[str]) -> dict[str, int]:
    """Return the known terms of a query: of each token its compounds, or else its parts."""
    terms: dict[str, int] = {}
    for token in split_tokens(text):
        whole = (one for one in token.readings[1:] if all(term in known for term in one))
        terms.update(dict.fromkeys(next(whole, token.words), 1))
    return {term: 1 for term in terms if term in known}
