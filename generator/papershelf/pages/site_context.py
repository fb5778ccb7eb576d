"""What every renderer of pages needs: the catalogue, and what is made of each paper once.

`Site` is built from the finished catalogue. It renders nothing until asked, so that a run in which
nothing changed makes nothing; what it has rendered it remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.trending import Trending
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import Page
from papershelf.core.settings import Settings
from papershelf.pages.paper_item import render_item
from papershelf.pages.paper_texts import render_short_title
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import HOME
from papershelf.related.related_lists import PackedLists

HOME_NAME = "home"
"""The unit of the home page, whose address is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The collection as pages see it.

    `keys` holds the citation key of each paper, `related` its nearest papers, best first. `files`
    are the paths of the feeds and exports that stand beside the pages: only those are linked.
    """

    catalogue: Catalogue
    settings: Settings
    keys: Mapping[PaperId, CitationKey] = field(default_factory=dict)
    related: PackedLists = field(default_factory=lambda: PackedLists({}))
    trending: Trending = field(default_factory=Trending)
    files: Container[str] = frozenset()
    _titles: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _items: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _lengths: dict[PaperId, int] = field(default_factory=dict, repr=False, compare=False)

    def short_title(self, paper: Paper) -> str:
        """The title of a paper as HTML, as lists of other pages show it."""
        title = self._titles.get(paper.id)
        if title is None:
            title = self._titles[paper.id] = render_short_title(paper)
        return title

    def item(self, paper: Paper) -> str:
        """A paper as an entry of a list."""
        item = self._items.get(paper.id)
        if item is None:
            item = self._items[paper.id] = render_item(paper, self.catalogue)
        return item

    def length(self, paper: Paper) -> int:
        """The length of a paper's entry of a list in bytes."""
        length = self._lengths.get(paper.id)
        if length is None:
            length = self._lengths[paper.id] = len(self.item(paper).encode())
        return length

    def remember(self, items: Mapping[PaperId, str], lengths: Mapping[PaperId, int]) -> None:
        """Take entries of lists that another process has made, and what is known of others."""
        self._items.update(items)
        self._lengths.update(lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUnit:
    """Pages that come and go together, with all that they are made from.

    Beside the settings and what a list entry shows of `papers`, the pages depend on `facts` alone,
    whose `repr` tells any two apart: where all three are as before, so are the pages. What is made
    `of_entries` is better made once those of all papers are known. Where `cut` is given, the pages
    are better made as the units that it tells, one each; it asks for the lengths of entries. Of a
    unit of several pages `papers_of` has the papers of each, by address.
    """

    name: str
    papers: Sequence[Paper]
    facts: tuple[object, ...]
    render: Callable[[], Iterator[Page]]
    paper: Paper | None = None
    of_entries: bool = False
    cut: Callable[[], Iterator[PageUnit]] | None = None
    papers_of: Mapping[str, Sequence[Paper]] = field(default_factory=dict)

    def parts(self) -> Iterable[PageUnit]:
        """The units as which its pages are made."""
        return self.cut() if self.cut else (self,)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its pages stand; of a list, where the first does."""
        return tuple(self.papers_of) or (self.address,)

    @property
    def address(self) -> str:
        """Where its page stands, where it has no more than one."""
        return HOME if self.name == HOME_NAME else self.name
