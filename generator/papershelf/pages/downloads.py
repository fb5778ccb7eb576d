"""The download page: the whole collection and each value, in all available formats.

Takes a `SiteContext` and the sizes of the files; yields a page task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from papershelf.catalogue.axes import AXIS_BY_KIND
from papershelf.catalogue.groups import COLLECTION_KIND
from papershelf.core.page import Page
from papershelf.exports.downloads import Download, DownloadFile, list_downloads
from papershelf.exports.reuse import reuse_html
from papershelf.pages.layout import Crumb, make_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths


def plan_download_page(site: SiteContext, sizes: Mapping[str, int]) -> Iterator[PageTask]:
    """Yield the page, which exists even if there is nothing to download yet."""
    downloads = tuple(list_downloads(site.catalogue, sizes, site.settings.outputs))
    yield PageTask(
        name=site_paths.DOWNLOADS_ADDRESS,
        papers=(),
        facts=(downloads,),
        render=partial(_render_download_page, site, downloads),
    )


def _render_download_page(site: SiteContext, downloads: Sequence[Download]) -> Iterator[Page]:
    collection = [found for found in downloads if found.kind == COLLECTION_KIND]
    others = [found for found in downloads if found.kind != COLLECTION_KIND]
    messages = site.messages
    title = messages.text("site.downloads")
    papers = messages.count("count.papers", len(site.catalogue.papers))
    lead = messages.text("downloads.lead", papers=papers)
    yield make_page(
        site,
        "downloads.html.j2",
        address=site_paths.DOWNLOADS_ADDRESS,
        title=title,
        description=lead,
        crumbs=(Crumb(title, site_paths.DOWNLOADS_ADDRESS),),
        values={
            "heading": title,
            "lead": lead,
            "terms": reuse_html(site.settings),
            "files": [row for found in collection for row in _list_files(site, found)],
            "sections": [
                (
                    AXIS_BY_KIND[kind].text(messages, "title"),
                    [_row_values(site, found) for found in members],
                )
                for kind, members in groupby(others, key=lambda found: found.kind)
            ],
        },
    )


def _row_values(site: SiteContext, download: Download) -> dict[str, object]:
    return {
        "title": download.title,
        "page": download.page_address,
        "papers": site.messages.number(download.paper_count),
        "files": _list_files(site, download),
    }


def _list_files(site: SiteContext, download: Download) -> list[tuple[str, str, str]]:
    """Return the label, path and size of each file."""
    return [
        (_file_label(site, file), file.path, site.messages.size(file.size))
        for file in download.files
    ]


def _file_label(site: SiteContext, file: DownloadFile) -> str:
    if file.part == 1:
        return file.label
    return site.messages.text("downloads.part", format=file.label, number=file.part)
