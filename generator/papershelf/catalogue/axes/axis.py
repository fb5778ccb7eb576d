"""The class `Axis`: one way to filter papers, such as by tag, and how a site presents it.

Every kind of listing is one `Axis`. Addresses, pages, counts, navigation, feeds, exports, the API,
the list of feeds, the download page and `check --site` are driven by these descriptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.messages import Messages
from papershelf.records.model import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of papers, newest first; `address` is that of their listing."""

    kind: str
    name: str
    title: str
    address: str
    papers: tuple[Paper, ...]


def _describe_group(catalogue: Catalogue, group: Group) -> dict[str, Any]:  # noqa: ARG001
    return {"id": group.name, "name": group.title, "page": group.address}


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One way to filter papers. A value is a member of the axis, such as a tag, a venue or a person.

    `kind` is the internal name and `address` the address of the index. The texts of an axis are the
    messages `axes.<kind>.…`: `title` is the heading of the index, `label` names one value, `count`
    counts values, `empty` is shown by an index without values. `papers_of` maps every value that
    has papers to its papers, in display order; values are the last parts of the addresses of their
    listings. `title_of` returns the display name of a value.
    """

    kind: str
    address: str
    papers_of: Callable[[Catalogue], Mapping[Any, tuple[Paper, ...]]]
    title_of: Callable[[Catalogue, Any], str]

    has_empty_index: bool = False
    """Whether the index exists without values, and says that it is empty."""
    in_navigation: bool = True
    """Whether the default navigation links to the index."""
    period_addresses: tuple[str, ...] = ()
    """Folders of additional listings, such as those of weeks."""
    home_entries: int = 0
    """The number of largest values shown on the home page."""
    in_llms: bool = False
    """Whether `llms.txt` lists the index, with the message `llms_note`."""

    min_papers: int = 1
    """The minimum number of papers for a value to have feeds, exports and an entry in the API."""
    has_feeds: bool = False
    """Whether values have feeds, described by the message `feed`; `feeds` is their heading in `feeds.opml`."""
    exports: Literal["none", "one", "several"] = "none"
    """The export files of a value in a large collection; a small collection has all or none."""
    in_downloads: bool = False
    """Whether the download page lists the exports; otherwise only the listings link to them."""
    in_api: bool = False
    """Whether `api/<name>.json` lists the values."""
    describe: Callable[[Catalogue, Group], Mapping[str, Any]] = _describe_group
    """Returns the fields of a value in the API."""

    @property
    def name(self) -> str:
        """The name in the API, such as `tags`."""
        return self.address.removesuffix("/")

    def text(self, messages: Messages, name: str, /, **values: object) -> str:
        """Return a text of this axis."""
        return messages.text(f"axes.{self.kind}.{name}", **values)

    def count(self, messages: Messages, number: int) -> str:
        """Return a number of values in words."""
        return messages.count(f"axes.{self.kind}.count", number)

    def address_of(self, value: object) -> str:
        """Return the address of a value's listing."""
        return f"{self.address}{value}/"

    def has_values(self, catalogue: Catalogue) -> bool:
        """Whether any paper has a value."""
        return bool(self.papers_of(catalogue))

    def groups(self, catalogue: Catalogue) -> Iterator[Group]:
        """Yield the values with enough papers for feeds and exports."""
        for value, papers in self.papers_of(catalogue).items():
            if len(papers) >= self.min_papers:
                yield Group(
                    kind=self.kind,
                    name=str(value),
                    title=self.title_of(catalogue, value),
                    address=self.address_of(value),
                    papers=papers,
                )
