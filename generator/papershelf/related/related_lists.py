"""What pages know of related papers, apart from how they are found, which takes large libraries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from papershelf.core.identifiers import Slug
from papershelf.records.model import PaperId, TagId

# Between parts of a list, papers of a part, words of a paper: no name and no word has these.
_PART_SEPARATOR, _PAPER_SEPARATOR, _WORD_SEPARATOR = "\x1d", "\x1e", "\x1f"

VECTOR_UNIT = 1 << 14
"""The length of a paper's vector: the score of two that are one is its square."""


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A related paper, how alike it is (1 is the same text), and the words and tags both share."""

    paper: PaperId
    score: float
    words: tuple[str, ...]
    tags: tuple[TagId, ...]


class PackedLists(Mapping[PaperId, Sequence[RelatedPaper]]):
    """Lists of related papers, one text each as `pack_list` makes it.

    As objects, those of 100,000 papers fill 250 MB; and most are not read in a run.
    """

    def __init__(self, texts: Mapping[PaperId, str]) -> None:
        self._texts = texts

    def __getitem__(self, paper: PaperId) -> tuple[RelatedPaper, ...]:
        """The related papers of one. Raises `KeyError` for one that has no list."""
        text = self._texts[paper]
        return tuple(_unpack_list(text)) if text else ()

    def __iter__(self) -> Iterator[PaperId]:
        """All papers."""
        return iter(self._texts)

    def __len__(self) -> int:
        """The number of papers."""
        return len(self._texts)

    def select(self, papers: Iterable[PaperId], known_ids: Container[PaperId]) -> PackedLists:
        """The lists of some papers, those that name nobody but the `known_ids`."""
        whole = (
            paper for paper in papers if all(name in known_ids for name in self.related_ids(paper))
        )
        return PackedLists({paper: self._texts.get(paper, "") for paper in whole})

    def related_ids(self, paper: PaperId) -> list[PaperId]:
        """The related papers of one by name alone; none for one that has no list."""
        text = self._texts.get(paper)
        return _split_names(text.partition(_PART_SEPARATOR)[0]) if text else []

    def shown_text(self, paper: PaperId) -> str:
        """What a page shows of the list of a paper: all but the scores.

        They move a little with every paper of the collection, and no page need be made for that.
        """
        return self._texts.get(paper, "").rpartition(_PART_SEPARATOR)[0]


def pack_words(words: Iterable[Sequence[str]]) -> str:
    """The words that a paper shares with each of its related papers, as a text."""
    return _PAPER_SEPARATOR.join(map(_WORD_SEPARATOR.join, words))


def pack_list(
    papers: Iterable[PaperId], words: str, tags: Iterable[Sequence[TagId]], scores: Iterable[int]
) -> str:
    """One list of related papers as a text; `words` are packed already, the rest is by paper.

    A score of `VECTOR_UNIT` squared is that of the same text.
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
