from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree

from papershelf.core.identifiers import Slug
from papershelf.core.messages import load_messages
from papershelf.pages.charts import render_bar_chart, render_column_chart, render_line_chart
from papershelf.pages.tags.tag_trends import compute_tag_trends
from papershelf.pages.tags.tag_years import SHADES, compute_tag_years
from papershelf.records.model import Paper, TagId
from tests.export_samples import make_catalogue, make_paper
from tests.pages.test_pages import make_site, pages_of

PRUNING, QA = TagId(Slug("pruning")), TagId(Slug("q-and-a"))


def tagged(year: int, pruning: int, others: int) -> list[Paper]:
    """Papers of a year, some of them tagged with pruning."""
    tags = [PRUNING] * pruning + [QA] * others
    return [make_paper(f"p-{year}-{n}", year=year, tags=(tag,)) for n, tag in enumerate(tags)]


def test_a_tag_with_a_growing_share_of_papers_rises() -> None:
    papers = [p for year in (2018, 2019, 2020) for p in tagged(year, 1, 9)]
    papers += [p for year in (2021, 2022, 2023) for p in tagged(year, 4, 6)]
    trends = compute_tag_trends(make_catalogue(papers))
    assert (trends.previous_window, trends.recent_window) == ("2018–2020", "2021–2023")
    first, last = trends.tags
    assert (first.tag, last.tag) == (PRUNING, QA)
    assert [first.previous_share, first.recent_share] == pytest.approx([0.1, 0.4])
    assert first.change == pytest.approx(-last.change)
    assert first.shares[-6:] == pytest.approx((0.1, 0.1, 0.1, 0.4, 0.4, 0.4))


def test_growth_of_the_collection_is_no_rise_of_a_tag() -> None:
    papers = [p for year in (2018, 2019, 2020) for p in tagged(year, 1, 3)]
    papers += [p for year in (2021, 2022, 2023) for p in tagged(year, 10, 30)]
    assert all(
        trend.change == pytest.approx(0)
        for trend in compute_tag_trends(make_catalogue(papers)).tags
    )


@pytest.mark.parametrize(
    "papers",
    [[], [make_paper("alone")], tagged(2024, 20, 20), tagged(2020, 1, 1) + tagged(2024, 1, 1)],
    ids=["none", "no years", "one year", "too few"],
)
def test_too_few_papers_give_no_rising_tags(papers: list[Paper]) -> None:
    assert compute_tag_trends(make_catalogue(papers)).tags == ()


def test_columns_are_proportional_to_values() -> None:
    svg = etree.fromstring(
        render_column_chart(
            [("2020", 5), ("2021", 10), ("2022", 0)], "All <years>", load_messages()
        )
    )
    heights = [float(rect.get("height", "")) for rect in svg.iter("{*}rect")]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == 0
    assert svg.get("aria-label") == "All <years>"
    assert [title.text for title in svg.iter("{*}title")] == ["2020: 5", "2021: 10", "2022: 0"]


def test_labels_of_many_columns_do_not_overlap() -> None:
    svg = render_column_chart(
        [(str(year), 1 + year % 7) for year in range(1927, 2027)], "A century", load_messages()
    )
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)" y="212"', svg)]
    assert len(places) > 3
    assert min(b - a for a, b in pairwise(places)) >= 80


def test_bars_have_a_minimum_length() -> None:
    assert 'width="1.0"' in render_bar_chart(1, 100_000)
    assert 'width="160.0"' in render_bar_chart(7, 7)


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [0.5], [0.1, 0.9, 0.4]])
def test_lines_stay_inside_the_chart(values: list[float]) -> None:
    svg = etree.fromstring(render_line_chart(values))
    points = svg.find("polyline").get("points").split()
    assert len(points) == len(values)
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= 120
        assert 0 <= y <= 28


def test_the_statistics_page_has_tables_for_all_charts() -> None:
    papers = [p for year in (2018, 2019, 2020) for p in tagged(year, 1, 9)]
    papers += [p for year in (2021, 2022, 2023) for p in tagged(year, 4, 6)]
    body = pages_of(make_site(papers))["statistics/"].body
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th>(.*?)</tr>', body, re.DOTALL)
    numbers = {(name, *re.findall(r"<td>([^<]*)</td>", cells)) for name, cells in rows}
    assert {("2018", "10"), ("Pruning", "15"), ("Pruning", "10.0%", "40.0%", "+30.0")} <= numbers
    assert ("Q &amp; A &lt;hard&gt;", "90.0%", "60.0%", "−30.0") in numbers


def test_shades_are_shares_of_the_papers_of_a_year() -> None:
    papers = tagged(2020, 1, 9) + tagged(2021, 10, 10) + tagged(2022, 1, 0)
    found = compute_tag_years(make_catalogue(papers))
    assert found.years == (2020, 2021, 2022)
    rows = {row.tag: (row.counts, row.shades) for row in found.rows}
    # Nine of ten papers is the largest share; a year with one paper says little.
    assert rows == {PRUNING: ((1, 10, 1), (1, 3, 1)), QA: ((9, 10, 0), (SHADES, 3, 0))}


@pytest.mark.parametrize(
    "papers",
    [[], [make_paper("alone")], tagged(2024, 20, 20), [make_paper("p", tags=(PRUNING,))]],
    ids=["none", "no tags", "one year", "no year"],
)
def test_too_few_years_give_no_heat_map(papers: list[Paper]) -> None:
    assert compute_tag_years(make_catalogue(papers)).rows == ()


def test_the_statistics_page_has_numbers_by_tag_and_year_and_the_share_with_code() -> None:
    papers = tagged(2020, 1, 9) + tagged(2021, 10, 10) + tagged(2022, 1, 0)
    with_code = [make_paper(f"c{n}", year=2021, code=("https://code.test/",)) for n in range(5)]
    body = pages_of(make_site(papers + with_code))["statistics/"].body
    heat = body.partition('<table class="heat">')[2].partition("</table>")[0]
    assert re.findall(r"<th scope=\"col\">(\d+)</th>", heat) == ["2020", "2021", "2022"]
    assert re.search(
        r'Q &amp; A &lt;hard&gt;</a></th>\s*<td class="s5">9</td>\s*<td class="s3">10</td>\s*<td></td>',
        heat,
    )
    assert "<title>2021: 20%</title>" in body
    years = body.partition('<table class="years">')[2].partition("</table>")[0]
    assert re.findall(r"<td>([^<]*)</td>", years) == ["1", "0%", "25", "20%", "10", "0%"]


def test_collections_without_code_have_no_chart_of_it() -> None:
    assert "with code" not in pages_of(make_site(tagged(2020, 2, 2)))["statistics/"].body
