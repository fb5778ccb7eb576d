"""Words for what a build made: numbers in, a few lines for people out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from papershelf.site.report import BuildReport


def render_report(report: BuildReport) -> str:
    """The report of a build as lines of text."""
    seconds = sum(report.seconds.values())
    lines = [
        f"{report.papers:,} papers, {report.pages:,} pages, {report.files:,} files",
        f"{report.size / 1e6:,.1f} MB in all",
        f"largest page: {report.largest_page}, {report.largest_size / 1e3:,.1f} kB",
        f"largest file: {report.largest_file}, {report.largest_file_size / 1e6:,.1f} MB",
        *_over_budget_lines(report),
        *_host_lines(report),
        f"docs: {report.docs}",
        f"site: {report.site}",
        f"{seconds:.2f} s in all",
    ]
    return "\n".join(lines)


INDEX_PAGE_BUDGET = 150_000
"""Bytes that no page should have more of."""


class HostLimits(NamedTuple):
    """What a host takes at most: bytes in all, files, bytes of one file, entries of one folder."""

    name: str
    total: int | None = None
    files: int | None = None
    one_file: int | None = None
    folder: int | None = None


# As their documentation said in 2026: GitHub Pages "limits", Cloudflare Pages "limits" (in MiB),
# Netlify "deploys overview". What a host does not say is not checked.
HOSTS = (
    HostLimits("GitHub Pages", total=10**9),
    HostLimits("Cloudflare Pages, free", files=20_000, one_file=25 * 2**20),
    HostLimits("Cloudflare Pages, paid", files=100_000, one_file=25 * 2**20),
    HostLimits("Netlify", folder=54_000),
)


def _over_budget_lines(report: BuildReport) -> Iterator[str]:
    if report.largest_size > INDEX_PAGE_BUDGET:
        yield f"over budget: {report.largest_page} has more than {INDEX_PAGE_BUDGET / 1e3:,.0f} kB"


def _host_lines(report: BuildReport) -> Iterator[str]:
    """Which hosts the site fits, and what is too much for the others."""
    for host in HOSTS:
        wrong = [
            f"{words} (at most {limit:,})"
            for limit, found, words in (
                (host.total, report.size, f"{report.size:,} bytes"),
                (host.files, report.files, f"{report.files:,} files"),
                (host.one_file, report.largest_file_size, f"{report.largest_file} is too large"),
                (host.folder, report.fullest_count, f"{report.fullest_folder}/ is too full"),
            )
            if limit is not None and found > limit
        ]
        yield f"{host.name}: {'too much: ' + '; '.join(wrong) if wrong else 'fits'}"
