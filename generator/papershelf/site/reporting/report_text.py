"""Formats the report of a build as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from papershelf.core.formatting import format_count, format_size
from papershelf.site.reporting.build_report import BuildReport


def render_report(report: BuildReport) -> str:
    """The report of a build as lines of text."""
    seconds = sum(report.seconds.values())
    lines = [
        ", ".join(
            format_count(count, noun)
            for count, noun in (
                (report.papers, "paper"),
                (report.pages, "page"),
                (report.files, "file"),
            )
        ),
        f"total size: {format_size(report.size)}",
        f"largest page: {report.largest_page}, {format_size(report.largest_size)}",
        f"largest file: {report.largest_file}, {format_size(report.largest_file_size)}",
        *_over_budget_lines(report),
        *render_host_lines(report),
        *(f"ended by extra.papershelf.outputs: {ended}" for ended in report.ended),
        f"docs: {report.docs}",
        f"site: {report.site}",
        f"total time: {seconds:.2f} s",
    ]
    return "\n".join(lines)


INDEX_PAGE_BUDGET = 150_000
"""The size in bytes that no page should exceed."""


class HostLimits(NamedTuple):
    """Limits of a host: total bytes, number of files, bytes of one file, entries of one folder."""

    name: str
    total: int | None = None
    files: int | None = None
    one_file: int | None = None
    folder: int | None = None


# From the documentation of each host in 2026: GitHub Pages "limits", Cloudflare Pages "limits" (in
# MiB), Netlify "deploys overview". Limits that a host does not document are not checked.
HOSTS = (
    HostLimits("GitHub Pages", total=10**9),
    HostLimits("Cloudflare Pages, free", files=20_000, one_file=25 * 2**20),
    HostLimits("Cloudflare Pages, paid", files=100_000, one_file=25 * 2**20),
    HostLimits("Netlify", folder=54_000),
)


def _over_budget_lines(report: BuildReport) -> Iterator[str]:
    if report.largest_size > INDEX_PAGE_BUDGET:
        yield f"over budget: {report.largest_page} is larger than {INDEX_PAGE_BUDGET // 1000} kB"


def render_host_lines(report: BuildReport) -> list[str]:
    """Whether the site is within the limits of each host."""
    return [_host_line(report, host) for host in HOSTS]


def _host_line(report: BuildReport, host: HostLimits) -> str:
    """Whether the site is within the limits of a host, and which setting would bring it there."""
    totals = _exceeded(
        (host.total, report.size, f"{report.size:,} bytes"),
        (host.files, report.files, f"{report.files:,} files"),
    )
    others = _exceeded(
        (
            host.one_file,
            report.largest_file_size,
            f"{report.largest_file} has {report.largest_file_size:,} bytes",
        ),
        (
            host.folder,
            report.fullest_count,
            f"{report.fullest_folder}/ has {report.fullest_count:,} entries",
        ),
    )
    if not totals and not others:
        return f"{host.name}: within limits"
    advice = "" if others else _advise(report, host)
    return f"{host.name}: too large: {'; '.join([*totals, *others])}{advice}"


def _exceeded(*checks: tuple[int | None, int, str]) -> list[str]:
    return [
        f"{text} (limit: {limit:,})"
        for limit, count, text in checks
        if limit is not None and count > limit
    ]


def _advise(report: BuildReport, host: HostLimits) -> str:
    """The first preset with which the number of files and bytes is within the limits."""
    for preset in report.presets:
        limits = ((host.total, preset.size, ""), (host.files, preset.files, ""))
        if not _exceeded(*limits):
            return (
                f"; with extra.papershelf.outputs: {preset.preset}, about {preset.files:,} files "
                f"and {format_size(preset.size)} would fit"
            )
    return ""
