"""The class `Axis`: one way to narrow the papers, such as by tag, and what a site has for it.

Every kind of listing is one `Axis`. Addresses, pages, counts, navigation, feeds, exports, the API,
the list of feeds, the page of downloads and `check --site` are made from these descriptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.model import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Papers that belong together, newest first; `address` is that of their listing."""

    kind: str
    name: str
    title: str
    address: str
    papers: tuple[Paper, ...]


def _describe_group(catalogue: Catalogue, group: Group) -> dict[str, Any]:  # noqa: ARG001
    return {"id": group.name, "name": group.title, "page": group.address}


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One way to narrow the papers. A value is a tag, a venue, a person: one member of the axis.

    `kind` is the name in code, `title` the heading of the index and `address` where it stands.
    `papers_of` maps every value that has papers to these, in the order of display; the values are
    the last parts of the addresses of their listings. `title_of` is what readers see of a value.
    """

    kind: str
    title: str
    address: str
    papers_of: Callable[[Catalogue], Mapping[Any, tuple[Paper, ...]]]
    title_of: Callable[[Catalogue, Any], str]

    noun: str = ""
    """A value as it is counted, such as "daily list"; `kind` where it is not given."""
    has_empty_index: bool = False
    """Whether the index stands, and says that it is empty, where there are no values."""
    in_navigation: bool = True
    """Whether the default navigation leads to the index."""
    period_addresses: tuple[str, ...] = ()
    """Folders of more listings, such as those of weeks."""
    home_entries: int = 0
    """How many of the largest values the home page shows."""
    llms_note: str = ""
    """What `llms.txt` says of the index; without it the index is not named there."""

    min_papers: int = 1
    """A value has feeds, exports and an entry in the API from this many papers on."""
    feed_description: str = ""
    """What the description of a feed begins with, such as "New papers on"; no feeds without it."""
    feeds_title: str = ""
    """The heading of its feeds in `feeds.opml`; `title` where it is not given."""
    exports: Literal["none", "one", "several"] = "none"
    """The files of exports of a value in a large collection; in a small one all or none."""
    in_downloads: bool = False
    """Whether the page of downloads lists the exports; else only the listings do."""
    in_api: bool = False
    """Whether `api/<name>.json` has the values."""
    describe: Callable[[Catalogue, Group], Mapping[str, Any]] = _describe_group
    """The fields of a value in the API."""

    @property
    def name(self) -> str:
        """The name in the API: `tags`."""
        return self.address.removesuffix("/")

    @property
    def counted_noun(self) -> str:
        """A value as it is counted."""
        return self.noun or self.kind

    def address_of(self, value: object) -> str:
        """The listing of a value."""
        return f"{self.address}{value}/"

    def has_values(self, catalogue: Catalogue) -> bool:
        """Whether any paper has a value."""
        return bool(self.papers_of(catalogue))

    def groups(self, catalogue: Catalogue) -> Iterator[Group]:
        """The values with enough papers for feeds and exports."""
        for value, papers in self.papers_of(catalogue).items():
            if len(papers) >= self.min_papers:
                yield Group(
                    kind=self.kind,
                    name=str(value),
                    title=self.title_of(catalogue, value),
                    address=self.address_of(value),
                    papers=papers,
                )
