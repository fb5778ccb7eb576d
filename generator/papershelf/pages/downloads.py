"""The download page: the whole collection and each value, in all available formats.

Takes a `SiteContext` and the sizes of the files; yields a page task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from papershelf.catalogue.axes import AXIS_BY_KIND
from papershelf.catalogue.groups import COLLECTION_KIND
from papershelf.core.formatting import format_count, format_size
from papershelf.core.page import Page
from papershelf.exports.downloads import Download, list_downloads
from papershelf.pages.layout import Crumb, make_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths


def plan_download_page(site: SiteContext, sizes: Mapping[str, int]) -> Iterator[PageTask]:
    """Yield the page, which exists even if there is nothing to download yet."""
    downloads = tuple(list_downloads(site.catalogue, sizes))
    yield PageTask(
        name=site_paths.DOWNLOADS_ADDRESS,
        papers=(),
        facts=(downloads,),
        render=partial(_render_download_page, site, downloads),
    )


def _render_download_page(site: SiteContext, downloads: Sequence[Download]) -> Iterator[Page]:
    collection = [found for found in downloads if found.kind == COLLECTION_KIND]
    others = [found for found in downloads if found.kind != COLLECTION_KIND]
    count = format_count(len(site.catalogue.papers), "paper")
    yield make_page(
        site,
        "downloads.html.j2",
        address=site_paths.DOWNLOADS_ADDRESS,
        title="Downloads",
        description=f"{count} in formats for reference managers and programs.",
        crumbs=(Crumb("Downloads", site_paths.DOWNLOADS_ADDRESS),),
        values={
            "heading": "Downloads",
            "lead": f"{count} in formats for reference managers and programs.",
            "files": [
                (file.label, file.path, format_size(file.size))
                for found in collection
                for file in found.files
            ],
            "sections": [
                (AXIS_BY_KIND[kind].title, [_row_values(found) for found in members])
                for kind, members in groupby(others, key=lambda found: found.kind)
            ],
        },
    )


def _row_values(download: Download) -> dict[str, object]:
    return {
        "title": download.title,
        "page": download.page_address,
        "papers": f"{download.paper_count:,}",
        "files": [(file.label, file.path, format_size(file.size)) for file in download.files],
    }
