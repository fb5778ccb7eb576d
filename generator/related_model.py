"""What pages know of related papers, apart from how they are found, which takes large libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.identifiers import Slug
from generator.model import PaperId, TagId


@dataclass(frozen=True, slots=True)
class Related:
    """A related paper, how alike it is (1 is the same text), and the words and tags both share.

    The score is no part of the `repr`: it moves a little with every paper of the collection, and
    a page that does not show it need not be made again for that.
    """

    paper: PaperId
    score: float
    words: tuple[str, ...]
    tags: tuple[TagId, ...]

    def __repr__(self) -> str:
        """What a page shows of it: keys of pages are made of this."""
        return f"Related({self.paper!r}, {self.words!r}, {self.tags!r})"


class PackedLists(Mapping[PaperId, Sequence[Related]]):
    """Lists of related papers, one text each: as objects, those of 100,000 papers fill 250 MB.

    No name or word of them holds a control character.
    """

    def __init__(self, lists: Mapping[PaperId, Sequence[Related]]) -> None:
        self._lists = {paper: "\x1d".join(map(_pack, found)) for paper, found in lists.items()}

    def __getitem__(self, paper: PaperId) -> tuple[Related, ...]:
        """The related papers of one. Raises `KeyError` for one that has no list."""
        text = self._lists[paper]
        return tuple(map(_unpack, text.split("\x1d"))) if text else ()

    def __iter__(self) -> Iterator[PaperId]:
        """All papers."""
        return iter(self._lists)

    def __len__(self) -> int:
        """The number of papers."""
        return len(self._lists)


def _pack(near: Related) -> str:
    parts = (near.paper, repr(near.score), "\x1f".join(near.words), "\x1f".join(near.tags))
    return "\x1e".join(parts)


def _unpack(text: str) -> Related:
    paper, score, words, tags = text.split("\x1e")
    return Related(
        PaperId(Slug(paper)),
        float(score),
        tuple(words.split("\x1f")) if words else (),
        tuple(TagId(Slug(tag)) for tag in tags.split("\x1f")) if tags else (),
    )
