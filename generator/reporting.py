"""Words for what a build made: numbers in, a few lines for people out."""

from __future__ import annotations

from generator.report import BuildReport


def render_report(report: BuildReport) -> str:
    """The report of a build as lines of text."""
    seconds = sum(report.seconds.values())
    lines = [
        f"{report.papers:,} papers, {report.pages:,} pages, {report.files:,} files",
        f"{report.size / 1e6:,.1f} MB in all",
        f"largest page: {report.largest_page}, {report.largest_size / 1e3:,.1f} kB",
        f"docs: {report.docs}",
        f"site: {report.site}",
        f"{seconds:.2f} s in all",
    ]
    return "\n".join(lines)
