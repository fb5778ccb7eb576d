"""Shared context of all page renderers: the catalogue, and cached values for each paper.

`SiteContext` is built from the complete catalogue. It renders on demand and caches the results, so
a build without changes renders nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.catalogue.author_index import AuthorIndex, author_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.trending import TrendingRankings
from papershelf.core.identifiers import CitationKey
from papershelf.core.messages import Messages
from papershelf.core.page import Page
from papershelf.core.settings import Settings
from papershelf.pages.entry.actions import remove_abstract
from papershelf.pages.entry.list_item import render_list_item, shows_abstracts
from papershelf.pages.paper_texts import render_short_title
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import HOME_ADDRESS
from papershelf.related.related_lists import PackedLists

MAX_ABSTRACTS = 40
"""Maximum number of papers in a list that has folded abstracts, which are long."""
HOME_TASK_NAME = "home"
"""The name of the home page's task, since its address is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """The data that all pages share.

    `citation_keys` has the citation key of each paper, `related` its related papers, best first.
    `files` are the paths of all feeds and exports; pages only link to these. `data_root` is the path
    of the data folder, with a slash, as in the paths of papers.
    """

    catalogue: Catalogue
    settings: Settings
    citation_keys: Mapping[PaperId, CitationKey] = field(default_factory=dict)
    related: PackedLists = field(default_factory=lambda: PackedLists({}))
    trending: TrendingRankings = field(default_factory=TrendingRankings)
    files: Container[str] = frozenset()
    data_root: str = ""
    _titles: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _list_items: dict[PaperId, str] = field(default_factory=dict, repr=False, compare=False)
    _list_item_lengths: dict[PaperId, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def messages(self) -> Messages:
        """The texts of the site."""
        return self.settings.messages

    @property
    def author_index(self) -> AuthorIndex:
        """The pages of authors, and the address of each author."""
        return author_index(self.catalogue, self.settings.outputs.author_pages)

    def short_title(self, paper: Paper) -> str:
        """Return the title of a paper as HTML, as shown in lists on other pages."""
        title = self._titles.get(paper.id)
        if title is None:
            title = self._titles[paper.id] = render_short_title(paper)
        return title

    def list_item(self, paper: Paper) -> str:
        """Return a paper as a list item."""
        item = self._list_items.get(paper.id)
        if item is None:
            item = self._list_items[paper.id] = render_list_item(
                paper, self.catalogue, self.settings
            )
        return item

    def list_items(self, papers: Sequence[Paper], *, brief: bool = False) -> str:
        """Return papers as list items; long lists, and those that are `brief`, have no abstracts."""
        items = map(self.list_item, papers)
        if brief or (len(papers) > MAX_ABSTRACTS and any(map(self.has_abstract, papers))):
            items = map(remove_abstract, items)
        return "\n".join(items)

    def has_abstract(self, paper: Paper) -> bool:
        """Whether the list item of a paper can have a folded abstract."""
        return bool(paper.abstract) and shows_abstracts(self.catalogue, self.settings)

    def list_item_length(self, paper: Paper) -> int:
        """Return the length of a paper's list item in bytes."""
        length = self._list_item_lengths.get(paper.id)
        if length is None:
            length = self._list_item_lengths[paper.id] = len(self.list_item(paper).encode())
        return length

    def add_cached_items(
        self, list_items: Mapping[PaperId, str], lengths: Mapping[PaperId, int]
    ) -> None:
        """Add list items rendered by another process, and the known lengths of others."""
        self._list_items.update(list_items)
        self._list_item_lengths.update(lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """A group of pages that are created and removed together, with their inputs.

    The pages depend only on the settings, on the list items of `papers`, and on `facts`, which are
    compared by `repr`. If all three are unchanged, so are the pages. Tasks with
    `needs_all_entries` should run after the list items of all papers are known. If `split` is
    given, it returns a task for each page, which is faster to update; it needs the lengths of list
    items. In a task of several pages, `papers_by_address` has the papers of each page.
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
        """Return the tasks that build the pages: those of `split`, or only this one."""
        return self.split() if self.split else (self,)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of its pages; for a listing, only that of the first page."""
        return tuple(self.papers_by_address) or (self.address,)

    @property
    def address(self) -> str:
        """The address of its page, if it has exactly one."""
        return HOME_ADDRESS if self.name == HOME_TASK_NAME else self.name
