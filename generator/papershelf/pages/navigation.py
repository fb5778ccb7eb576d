"""Where generated pages and files stand in `docs/`, and the navigation that leads to them.

The registry of axes comes in; titles and paths for MkDocs and git go out.
"""

from __future__ import annotations

from papershelf.catalogue.axes import AXES
from papershelf.records.site_paths import (
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    PAPERS_ADDRESS,
    SEARCH_ADDRESS,
    STATISTICS_ADDRESS,
    TRENDING_ADDRESS,
)

HOME_SOURCE = "index.md"
_PAGES = (
    PAPERS_ADDRESS,
    *(address for axis in AXES for address in (axis.address, *axis.period_addresses)),
    STATISTICS_ADDRESS,
    TRENDING_ADDRESS,
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    SEARCH_ADDRESS,
)
_FILES = ("api/", "feed.*", "feeds.opml", "llms.txt", "opensearch.xml", "papers.*", "robots.txt")


def default_navigation() -> dict[str, str]:
    """The titles of the main generated pages and their Markdown files.

    A site leaves out those that it does not have, such as an index of institutions.
    """
    axes = {axis.title: axis.address for axis in AXES if axis.in_navigation}
    pages = {"Papers": PAPERS_ADDRESS, **axes, "Statistics": STATISTICS_ADDRESS}
    return {"Home": HOME_SOURCE} | {title: _source(page) for title, page in pages.items()}


def generated_paths() -> list[str]:
    """What `papershelf generate` writes into `docs/`, sorted, as patterns of git."""
    pages = {path for address in _PAGES for path in (address, _source(address))}
    return sorted({HOME_SOURCE, *pages, *_FILES})


def _source(address: str) -> str:
    return f"{address.removesuffix('/')}.md"
