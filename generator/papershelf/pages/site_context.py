"""What every renderer of pages needs: the catalogue, and what is made of each paper once.

`SiteContext` is built from the finished catalogue. It renders nothing until asked, so that a run in which
nothing changed makes nothing; what it has rendered it remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.trending import TrendingRankings
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import Page
from papershelf.core.settings import Settings
from papershelf.pages.paper_item import render_list_item
from papershelf.pages.paper_texts import render_short_title
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import HOME_ADDRESS
from papershelf.related.related_lists import PackedLists

HOME_TASK_NAME = "home"
"""The unit of the home page, whose address is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """The collection as pages see it.

    `citation_keys` holds the citation key of each paper, `related` its nearest papers, best first. `files`
    are the paths of the feeds and exports that stand beside the pages: only those are linked.
    """

    catalogue: Catalogue
    settings: Settings
    citation_keys: Mapping[PaperId, CitationKey] = field(default_factory=dict)
    related: PackedLists = field(default_factory=lambda: PackedLists({}))
    trending: TrendingRankings = field(default_factory=TrendingRankings)
    files: Container[str] = frozenset()
    _titles: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _list_items: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _list_item_lengths: dict[PaperId, int] = field(default_factory=dict, repr=False, compare=False)

    def short_title(self, paper: Paper) -> str:
        """The title of a paper as HTML, as lists of other pages show it."""
        title = self._titles.get(paper.id)
        if title is None:
            title = self._titles[paper.id] = render_short_title(paper)
        return title

    def list_item(self, paper: Paper) -> str:
        """A paper as an entry of a list."""
        item = self._list_items.get(paper.id)
        if item is None:
            item = self._list_items[paper.id] = render_list_item(paper, self.catalogue)
        return item

    def list_item_length(self, paper: Paper) -> int:
        """The length of a paper's entry of a list in bytes."""
        length = self._list_item_lengths.get(paper.id)
        if length is None:
            length = self._list_item_lengths[paper.id] = len(self.list_item(paper).encode())
        return length

    def add_cached_items(
        self, list_items: Mapping[PaperId, str], lengths: Mapping[PaperId, int]
    ) -> None:
        """Take entries of lists that another process has made, and what is known of others."""
        self._list_items.update(list_items)
        self._list_item_lengths.update(lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """Pages that come and go together, with all that they are made from.

    Beside the settings and what a list entry shows of `papers`, the pages depend on `facts` alone,
    whose `repr` tells any two apart: where all three are as before, so are the pages. What is made
    `needs_all_entries` is better made once those of all papers are known. Where `split` is given, the pages
    are better made as the units that it tells, one each; it asks for the lengths of entries. Of a
    unit of several pages `papers_by_address` has the papers of each, by address.
    """

    name: str
    papers: Sequence[Paper]
    facts: tuple[object, ...]
    render: Callable[[], Iterator[Page]]
    paper: Paper | None = None
    needs_all_entries: bool = False
    split: Callable[[], Iterator[PageTask]] | None = None
    papers_by_address: Mapping[str, Sequence[Paper]] = field(default_factory=dict)

    def page_tasks(self) -> Iterable[PageTask]:
        """The units as which its pages are made."""
        return self.split() if self.split else (self,)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its pages stand; of a list, where the first does."""
        return tuple(self.papers_by_address) or (self.address,)

    @property
    def address(self) -> str:
        """Where its page stands, where it has no more than one."""
        return HOME_ADDRESS if self.name == HOME_TASK_NAME else self.name
