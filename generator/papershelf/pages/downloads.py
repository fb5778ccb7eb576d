"""The download page: the whole collection, and each value, in every format there is.

A `Site` and the sizes of the files come in, a unit of pages goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from papershelf.core.formatting import format_count, format_size
from papershelf.core.page import Page
from papershelf.exports.downloads import Download, plan_downloads
from papershelf.pages.layout import Crumb, page_of
from papershelf.pages.site_context import PageUnit, Site
from papershelf.records import site_paths

_HEADINGS = {"tag": "Tags", "venue": "Venues", "year": "Years"}


def plan_download_page(site: Site, sizes: Mapping[str, int]) -> Iterator[PageUnit]:
    """The page, which stands even where there is nothing to download yet."""
    downloads = tuple(plan_downloads(site.catalogue, sizes))
    yield PageUnit(
        name=site_paths.DOWNLOADS,
        papers=(),
        facts=(downloads,),
        render=partial(_render, site, downloads),
    )


def _render(site: Site, downloads: Sequence[Download]) -> Iterator[Page]:
    collection = [found for found in downloads if found.kind == "collection"]
    others = [found for found in downloads if found.kind != "collection"]
    count = format_count(len(site.catalogue.papers), "paper")
    yield page_of(
        site,
        "downloads.html.j2",
        address=site_paths.DOWNLOADS,
        title="Downloads",
        description=f"{count} in formats for reference managers and programs.",
        crumbs=(Crumb("Downloads", site_paths.DOWNLOADS),),
        values={
            "heading": "Downloads",
            "lead": f"{count} in formats for reference managers and programs.",
            "files": [
                (file.label, file.path, format_size(file.size))
                for found in collection
                for file in found.files
            ],
            "sections": [
                (_HEADINGS[kind], [_row(found) for found in members])
                for kind, members in groupby(others, key=lambda found: found.kind)
            ],
        },
    )


def _row(found: Download) -> dict[str, object]:
    return {
        "title": found.title,
        "page": found.page,
        "papers": f"{found.papers:,}",
        "files": [(file.label, file.path, format_size(file.size)) for file in found.files],
    }
