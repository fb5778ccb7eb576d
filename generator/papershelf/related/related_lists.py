"""Lists of related papers as pages use them. Free of the heavy libraries that compute them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from papershelf.core.identifiers import Slug
from papershelf.records.model import PaperId, TagId

# Separators between parts of a list, papers of a part and words of a paper. No name or word
# contains them.
_PART_SEPARATOR, _PAPER_SEPARATOR, _WORD_SEPARATOR = "\x1d", "\x1e", "\x1f"

VECTOR_UNIT = 1 << 14
"""The length of a paper's vector. Identical texts have its square as their score."""


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A related paper, its similarity (1 for the same text), and the shared words and tags."""

    paper: PaperId
    score: float
    words: tuple[str, ...]
    tags: tuple[TagId, ...]


class PackedLists(Mapping[PaperId, Sequence[RelatedPaper]]):
    """Lists of related papers, each packed into one string by `pack_list`.

    As objects, the lists of 100,000 papers would take 250 MB, and most are not read in a build.
    """

    def __init__(self, texts: Mapping[PaperId, str]) -> None:
        self._texts = texts

    def __getitem__(self, paper: PaperId) -> tuple[RelatedPaper, ...]:
        """Return the related papers of one paper. Raises `KeyError` if it has no list."""
        text = self._texts[paper]
        return tuple(_unpack_list(text)) if text else ()

    def __iter__(self) -> Iterator[PaperId]:
        """Iterate over all papers."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self._texts)

    def select(self, papers: Iterable[PaperId], known_ids: Container[PaperId]) -> PackedLists:
        """Return the lists of some papers, except lists that mention a paper outside `known_ids`."""
        whole = (
            paper for paper in papers if all(name in known_ids for name in self.related_ids(paper))
        )
        return PackedLists({paper: self._texts.get(paper, "") for paper in whole})

    def related_ids(self, paper: PaperId) -> list[PaperId]:
        """Return only the ids of the related papers; none if the paper has no list."""
        text = self._texts.get(paper)
        return _split_names(text.partition(_PART_SEPARATOR)[0]) if text else []

    def shown_text(self, paper: PaperId) -> str:
        """Return the part of a paper's list that its page shows: everything except the scores.

        Scores shift slightly with every new paper, which must not cause a page to be rebuilt.
        """
        return self._texts.get(paper, "").rpartition(_PART_SEPARATOR)[0]


def pack_words(words: Iterable[Sequence[str]]) -> str:
    """Pack the words that a paper shares with each of its related papers into a string."""
    return _PAPER_SEPARATOR.join(map(_WORD_SEPARATOR.join, words))


def pack_list(
    papers: Iterable[PaperId], words: str, tags: Iterable[Sequence[TagId]], scores: Iterable[int]
) -> str:
    """Pack one list of related papers into a string; `words` are already packed, the rest is by paper.

    Identical texts have a score of `VECTOR_UNIT` squared.
    """
    return _PART_SEPARATOR.join(
        (
            _PAPER_SEPARATOR.join(papers),
            words,
            _PAPER_SEPARATOR.join(map(_WORD_SEPARATOR.join, tags)),
            _PAPER_SEPARATOR.join(map(str, scores)),
        )
    )


def _unpack_list(text: str) -> Iterator[RelatedPaper]:
    papers, *others = text.split(_PART_SEPARATOR)
    words, tags, scores = (part.split(_PAPER_SEPARATOR) for part in others)
    for paper, shared, common, score in zip(_split_names(papers), words, tags, scores, strict=True):
        yield RelatedPaper(
            paper,
            int(score) / VECTOR_UNIT**2,
            tuple(shared.split(_WORD_SEPARATOR)) if shared else (),
            tuple(TagId(Slug(tag)) for tag in common.split(_WORD_SEPARATOR)) if common else (),
        )


def _split_names(text: str) -> list[PaperId]:
    return [PaperId(Slug(name)) for name in text.split(_PAPER_SEPARATOR)]
