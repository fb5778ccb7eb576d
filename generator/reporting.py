"""Words for what a build made: numbers in, a few lines for people out."""

from __future__ import annotations

from generator.build import BuildReport
from generator.pages.words import format_size


def render_report(report: BuildReport) -> str:
    """The report of a build as lines of text."""
    seconds = sum(report.seconds.values())
    lines = [
        f"{report.papers:,} papers, {report.pages:,} pages, {report.files:,} files",
        f"{format_size(report.size)} in all",
        f"largest page: {report.largest_page}, {format_size(report.largest_size)}",
        f"docs: {report.docs}",
        f"site: {report.site}",
        f"{seconds:.2f} s in all",
    ]
    return "\n".join(lines)
