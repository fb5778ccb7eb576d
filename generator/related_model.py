"""What pages know of related papers, apart from how they are found, which takes large libraries."""

from __future__ import annotations

from dataclasses import dataclass

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
