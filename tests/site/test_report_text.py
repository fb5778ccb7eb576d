"""Tests of the build report, which names hosts whose limits the site exceeds."""

from __future__ import annotations

import pytest

from papershelf.site.reporting.build_report import BuildReport
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
