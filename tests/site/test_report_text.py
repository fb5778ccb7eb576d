"""Tests of the build report, which names hosts whose limits the site exceeds."""

from __future__ import annotations

import pytest

from papershelf.core.outputs import FULL, STANDARD
from papershelf.site.reporting.build_report import BuildReport
from papershelf.site.reporting.output_kinds import PresetSize, list_ended
from papershelf.site.reporting.report_text import INDEX_PAGE_BUDGET, render_report


def render(**values: int) -> str:
    report = BuildReport(largest_file="papers.bib", fullest_folder="papers")
    for name, value in values.items():
        setattr(report, name, value)
    return render_report(report)


def test_a_small_site_exceeds_no_limit() -> None:
    text = render(size=10**6, files=100, largest_file_size=1000, fullest_count=100)
    assert "too large" not in text
    assert "over budget" not in text
    assert text.count(": within limits") == 4


@pytest.mark.parametrize(
    ("values", "hosts"),
    [
        ({"size": 10**9 + 1}, ["GitHub Pages"]),
        ({"files": 20_001}, ["Cloudflare Pages, free"]),
        ({"files": 100_001}, ["Cloudflare Pages, free", "Cloudflare Pages, paid"]),
        ({"largest_file_size": 26 * 2**20}, ["Cloudflare Pages, free", "Cloudflare Pages, paid"]),
        ({"fullest_count": 54_001}, ["Netlify"]),
    ],
)
def test_hosts_whose_limits_are_exceeded_are_named(
    values: dict[str, int], hosts: list[str]
) -> None:
    lines = render(**values).splitlines()
    assert [line.partition(":")[0] for line in lines if "too large" in line] == hosts


def test_a_page_over_its_budget_is_named() -> None:
    assert "over budget" not in render(largest_size=INDEX_PAGE_BUDGET)
    assert "over budget" in render(largest_size=INDEX_PAGE_BUDGET + 1)


def test_a_preset_with_which_the_site_would_fit_is_named() -> None:
    presets = (PresetSize("standard", 36_000, 10**6), PresetSize("minimal", 16_000, 10**6))
    report = BuildReport(size=10**6, files=40_000, presets=presets)
    lines = [line for line in render_report(report).splitlines() if "too large" in line]
    assert lines == [
        (
            "Cloudflare Pages, free: too large: 40,000 files (limit: 20,000); with "
            "extra.papershelf.outputs: minimal, about 16,000 files and 1.0 MB would fit"
        )
    ]
    report.largest_file_size = 26 * 2**20
    assert "would fit" not in render_report(report)
    report.presets = presets[:1]
    report.largest_file_size = 0
    assert "would fit" not in render_report(report)


def test_kinds_of_addresses_that_ended_are_listed() -> None:
    deleted = ["papers/a.bib", "papers/a.ris", "papers/a.json", "api/papers/a.json", "tags/x.bib",
               "authors/ada/index.html", "authors/letter/a/index.html", "authors/ada/feed.xml",
               "authors/ada.csl.json", "authors/pages.json", "tags/x/feed.json", "tags/x.csv"]  # fmt: skip
    assert list_ended(deleted, STANDARD) == (
        "papers/x.bib, papers/x.ris and papers/x.csl.json (2 files)",
        "api/papers/x.json (1 file)",
        "authors/x/ (1 file)",
        "authors/x.bib (1 file)",
        "tags/x.ris, tags/x.csl.json and tags/x.csv (1 file)",
        "authors/x/feed.xml (1 file)",
        "tags/x/feed.json (1 file)",
    )
    assert list_ended(deleted, FULL) == ()
    assert "ended by extra.papershelf.outputs: 2 of x" in render_report(
        BuildReport(ended=("2 of x",))
    )
