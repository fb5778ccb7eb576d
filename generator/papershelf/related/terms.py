"""Extracts the terms of papers as numbers: takes papers, returns terms with counts.

A term is a word without its plural ending, two such adjacent words, or a tag. It is identified by
a 32-bit hash instead of a position in a vocabulary, so the terms of a paper depend only on that
paper; pairs are even, other terms are odd. `find_term_texts` maps numbers back to words as written
in the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from papershelf.records.model import Paper, TagId
from papershelf.text.folding import fold_text
from papershelf.text.words.plurals import stem_topic_word
from papershelf.text.words.stop_words import TOPIC_STOP_WORDS

# A tag counts as much as a word repeated this often; less if only a rule proposed it.
TAG_WEIGHT = 4
PROPOSED_TAG_WEIGHT = 2

_NO_KEY = np.uint64(2**64 - 1)
_HALF_BITS = np.uint64(32)
_BLOCK_SIZE = 2_000  # number of papers whose tokens are in memory at a time
# Words, and phrase boundaries: anything that cannot be inside a phrase (space, hyphen, slash can).
_TOKEN = re.compile(r"[^\W_]+|[^\w\s/'’‐‑–-]|_")
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9\s/'-]")  # equivalent, in half the time
_FORMULA = re.compile(r"\$\$?[^$]{1,100}\$\$?|\\[(\[].{1,100}?\\[)\]]", re.DOTALL)
_LATEX_COMMAND = re.compile(r"\\[A-Za-z]+\*?")
_LATEX_SIGN = re.compile(r"\\[^A-Za-z\s]|[{}]")
_EVEN_MASK = np.uint32(0xFFFFFFFE)
_PAIR_FACTOR = np.uint32(0x9E3779B1)  # 2^32 divided by the golden ratio (Knuth, TAOCP 3, 6.4)

# Words that are only meaningful next to another word: "self-supervised", "real time", "GPT-4".
WEAK_REASON_WORDS = frozenset(
    """
    aware based best co cross driven end free full guided half high inter intra level long low multi
    near non pre real self semi set short sub super time wide world zero
    """.split()
)


class TermText(NamedTuple):
    """A term as written in a paper, and the positions of its first and last token in the text."""

    words: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """The terms of papers in sequence; those of paper `i` begin at `starts[i]`."""

    starts: NDArray[np.int64]
    terms: NDArray[np.uint32]
    counts: NDArray[np.uint8]


class TokenIds(dict[str, int]):
    """Maps each token to its number, computed on first use.

    Odd for words, even for words that count only next to another word, 0 for phrase boundaries.
    """

    def __missing__(self, token: str) -> int:
        number = self[token] = _hash_token(token)
        return number


def count_terms(
    papers: Iterable[Paper], token_ids: TokenIds, block_size: int = _BLOCK_SIZE
) -> TermCounts:
    """Count the terms of every paper; the terms of one paper are sorted."""
    remaining = iter(papers)
    blocks = []
    while block := list(islice(remaining, block_size)):
        blocks.append(_count_block(block, token_ids))
    lengths = [np.zeros(1, np.int64), *(lengths for lengths, _, _ in blocks)]
    return TermCounts(
        starts=np.cumsum(np.concatenate(lengths)),
        terms=np.concatenate([np.zeros(0, np.uint32), *(terms for _, terms, _ in blocks)]),
        counts=np.concatenate([np.zeros(0, np.uint8), *(counts for _, _, counts in blocks)]),
    )


def find_term_texts(
    papers: Sequence[Paper],
    wanted: NDArray[np.uint64],
    token_ids: TokenIds,
    block_size: int = _BLOCK_SIZE,
) -> dict[int, TermText]:
    """Return how papers write the wanted terms; both are sorted keys of `combine_row_and_term`.

    The last occurrence is used: capitals in a title carry no meaning, those in a sentence do.
    """
    names: dict[int, TermText] = {}
    for start in range(0, len(papers), block_size):
        block = _tokenize(papers[start : start + block_size], token_ids)
        rows, numbers = block.rows + np.uint64(start), block.numbers
        ends = np.searchsorted(
            wanted, np.array([start, start + block_size], np.uint64) << _HALF_BITS
        )
        targets = wanted[ends[0] : ends[1]]
        for key, place in _last_positions(combine_row_and_term(rows, numbers), targets):
            names[key] = TermText(block.tokens[place], place, place)
        pairs = combine_row_and_term(rows[:-1], _combine_tokens(numbers[:-1], numbers[1:]))
        pairs[~_is_pair(numbers)] = _NO_KEY
        for key, place in _last_positions(pairs, targets):
            text, (left, right) = block.texts[rows[place] - start], block.tokens[place : place + 2]
            if written := _text_as_written(text, left, right):
                names[key] = TermText(written, place, place + 1)
    return names


def _last_positions(
    row_term_keys: NDArray[np.uint64], wanted: NDArray[np.uint64]
) -> Iterable[tuple[int, int]]:
    """Return the wanted keys that occur, with the last position of each."""
    at = np.searchsorted(wanted, row_term_keys)
    places = np.flatnonzero(np.append(wanted, _NO_KEY)[at] == row_term_keys)
    places = places[row_term_keys[places] != _NO_KEY]
    return dict(zip(row_term_keys[places].tolist(), places.tolist(), strict=True)).items()


def combine_row_and_term(rows: NDArray[np.uint64], terms: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Combine a paper's position and a term into one number."""
    return (rows << _HALF_BITS) | terms


def tag_term(tag: TagId) -> int:
    """Return the term of a tag; it never equals that of a word, since no word contains a "#"."""
    return crc32(f"#{tag}".encode()) | 1


def related_content_key(paper: Paper) -> int:
    """Return a 64-bit hash of everything in a paper that related papers can depend on."""
    parts = (paper.title, paper.abstract, paper.summary, *paper.tags)
    flags = f"{len(paper.tags)} {paper.tags_proposed} {paper.status is not None}"
    data = "\0".join((flags, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def _text_as_written(text: str, left: str, right: str) -> str:
    """Return both words with the characters between them in the text."""
    if f"{left} {right}" in text:
        return f"{left} {right}"
    joined = (f"{left}{joint}{right}" for joint in ("-", "/", "–", "‐", "‑"))
    return next((words for words in joined if words in text), "")


def _combine_tokens(left: NDArray[np.uint32], right: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return ((left * _PAIR_FACTOR) ^ right) & _EVEN_MASK


def _topic_text(paper: Paper) -> str:
    return " . ".join(map(_without_latex, (paper.title, paper.summary, paper.abstract)))


def _without_latex(text: str) -> str:
    """Strip LaTeX down to words: rendering formulas costs more than the rest and says little of a topic."""
    if "\\" not in text and "$" not in text:
        return text
    return _LATEX_SIGN.sub("", _LATEX_COMMAND.sub(" ", _FORMULA.sub("$", text)))


def _hash_token(token: str) -> int:
    word = fold_text(token).replace(" ", "")
    if not word or word in TOPIC_STOP_WORDS or word in "ast":
        return 0
    number = crc32(stem_topic_word(word).encode("utf-8", "surrogatepass"))
    is_weak = len(word) == 1 or word.isdigit() or word in WEAK_REASON_WORDS
    return (number & ~1 or 2) if is_weak else number | 1


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of several papers in sequence, with their numbers and their papers."""

    texts: list[str]
    tokens: list[str]
    numbers: NDArray[np.uint32]
    rows: NDArray[np.uint64]


def _tokenize(papers: Sequence[Paper], token_ids: TokenIds) -> _Tokens:
    texts = list(map(_topic_text, papers))
    tokens: list[str] = []
    lengths = []
    for text in texts:
        found = (_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text)
        tokens += found
        tokens.append("")  # A phrase does not continue in the next paper.
        lengths.append(len(found) + 1)
    numbers = np.fromiter(map(token_ids.__getitem__, tokens), np.uint32, len(tokens))
    rows = np.repeat(np.arange(len(papers), dtype=np.uint64), lengths)
    return _Tokens(texts, tokens, numbers, rows)


def _is_pair(numbers: NDArray[np.uint32]) -> NDArray[np.bool_]:
    left, right = numbers[:-1], numbers[1:]
    is_pair: NDArray[np.bool_] = (left != 0) & (right != 0) & ((left | right) & 1 != 0)
    return is_pair


def _tag_term_keys(papers: Sequence[Paper]) -> NDArray[np.uint64]:
    keys = [
        row << 32 | tag_term(tag)
        for row, paper in enumerate(papers)
        for tag in paper.tags
        for _ in range(PROPOSED_TAG_WEIGHT if paper.tags_proposed else TAG_WEIGHT)
    ]
    return np.array(keys, np.uint64)


def _count_block(
    papers: Sequence[Paper], token_ids: TokenIds
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint8]]:
    block = _tokenize(papers, token_ids)
    numbers, rows = block.numbers, block.rows
    is_word, is_pair = numbers & 1 != 0, _is_pair(numbers)
    pairs = _combine_tokens(numbers[:-1][is_pair], numbers[1:][is_pair])
    keys = np.concatenate(
        [
            combine_row_and_term(rows[is_word], numbers[is_word]),
            combine_row_and_term(rows[:-1][is_pair], pairs),
            _tag_term_keys(papers),
        ]
    )
    unique, counts = np.unique(keys, return_counts=True)
    lengths = np.bincount((unique >> _HALF_BITS).astype(np.int64), minlength=len(papers))
    return lengths, unique.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8)
