"""The paths of generated pages in `docs/`, and the default navigation.

Takes the registry of axes; returns titles and paths for MkDocs and git.
"""

from __future__ import annotations

from collections.abc import Container

from papershelf.catalogue.axes import AXES
from papershelf.core.messages import Messages
from papershelf.records.site_paths import (
    DAYS_ADDRESS,
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    HEALTH_ADDRESS,
    LATEST_DAY_ADDRESS,
    MEMBERS_ADDRESS,
    PAPERS_ADDRESS,
    PICTURES_FOLDER,
    SEARCH_ADDRESS,
    STATISTICS_ADDRESS,
    TRENDING_ADDRESS,
)

HOME_SOURCE = "index.md"
DAILY_SOURCES = tuple(
    f"{address.removesuffix('/')}.md"
    for address in (LATEST_DAY_ADDRESS, DAYS_ADDRESS, TRENDING_ADDRESS)
)
"""The files that decide about the daily part of the navigation."""
_PAGES = (
    PAPERS_ADDRESS,
    *(address for axis in AXES for address in (axis.address, *axis.period_addresses)),
    MEMBERS_ADDRESS,
    HEALTH_ADDRESS,
    STATISTICS_ADDRESS,
    TRENDING_ADDRESS,
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    SEARCH_ADDRESS,
)
_FILES = (
    PICTURES_FOLDER, "api/", "datapackage.json", "feed.*", "feeds.opml", "llms.txt",
    "opensearch.xml", "papers.*", "robots.txt",
)  # fmt: skip


def daily_navigation(messages: Messages, generated: Container[str]) -> dict[str, str]:
    """Map the titles of the index of days and of the newest ranking to their Markdown files.

    `generated` has the files of the site. It has the index in its navigation only if there are
    daily lists, not if papers were merely added.
    """
    pages = {
        messages.text("days.nav"): (LATEST_DAY_ADDRESS, DAYS_ADDRESS),
        messages.text("trending.title"): (TRENDING_ADDRESS, TRENDING_ADDRESS),
    }
    return {
        title: _source(page)
        for title, (required, page) in pages.items()
        if _source(required) in generated
    }


def default_navigation(messages: Messages) -> dict[str, str]:
    """Map the titles of the main generated pages to their Markdown files.

    A site leaves out pages that it does not have, such as an index of institutions.
    """
    axes = {axis.text(messages, "title"): axis.address for axis in AXES if axis.in_navigation}
    pages = {
        messages.text("list.papers"): PAPERS_ADDRESS,
        **axes,
        messages.text("members.title"): MEMBERS_ADDRESS,
        messages.text("statistics.title"): STATISTICS_ADDRESS,
    }
    return {messages.text("site.home"): HOME_SOURCE} | {
        title: _source(page) for title, page in pages.items()
    }


def generated_paths(*, with_files: bool = False) -> list[str]:
    """Return the paths of generated pages in `docs/`, sorted, as gitignore patterns.

    `with_files` adds those of other files, which `papershelf generate --portable` writes there.
    """
    pages = {path for address in _PAGES for path in (address, _source(address))}
    return sorted({HOME_SOURCE, *pages, *(_FILES if with_files else ())})


def _source(address: str) -> str:
    return f"{address.removesuffix('/')}.md"
