"""Year pages: an index, and a listing for each year.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes.years import YEARS
from papershelf.catalogue.catalogue import Catalogue
from papershelf.pages.charts import render_column_chart
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
)
from papershelf.pages.layout import axis_crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.missing_values import missing_value_sections, plan_missing_values
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper

MAX_YEARS_SHOWN = 100


def plan_years(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of years and a listing for each."""
    by_year = site.catalogue.by_year
    if not by_year:
        yield plan_empty_index(site, YEARS)
        return
    messages = site.messages
    undated = papers_without_year(site.catalogue)
    decades: dict[int, list[IndexEntry]] = {}
    for year, papers in by_year.items():
        entry = IndexEntry(f"{year}", site_paths.year_address(year), len(papers))
        decades.setdefault(year // 10, []).append(entry)
    index = IndexPage(
        address=site_paths.YEARS_ADDRESS,
        title=YEARS.text(messages, "title"),
        lead=messages.text("years.lead"),
        sections=(
            *(
                IndexSection(
                    title=messages.text("years.decade", year=f"{decade}0"), entries=tuple(entries)
                )
                for decade, entries in decades.items()
            ),
            *missing_value_sections(site, YEARS, site_paths.NO_YEAR_ADDRESS, undated),
        ),
        extra_html=f"<figure>{render_year_chart(site)}</figure>",
    )
    yield plan_index_page(site, index)
    for year, papers in by_year.items():
        listing = Listing(
            address=site_paths.year_address(year),
            kind=YEARS.text(messages, "label"),
            title=f"{year}",
            lead=messages.text("years.listing_lead", year=year),
            papers=papers,
            crumbs=(axis_crumb(site, YEARS),),
            search_query=f"from={year}&to={year}",
        )
        yield plan_listing(site, listing)
    yield from plan_missing_values(site, YEARS, site_paths.NO_YEAR_ADDRESS, undated)


def papers_without_year(catalogue: Catalogue) -> tuple[Paper, ...]:
    """Return the papers that no year lists."""
    return tuple(paper for paper in catalogue.papers if not paper.year)


def render_year_chart(site: SiteContext) -> str:
    """Render the number of papers in each year as columns, with gaps for years without papers.

    Papers without a year have a column of their own at the end.
    """
    catalogue = site.catalogue
    years = [(f"{year}", len(catalogue.by_year.get(year, ()))) for year in _year_range(catalogue)]
    most, papers = max(years, key=lambda year: year[1])
    undated = len(papers_without_year(catalogue))
    no_year = [(site.messages.text("axes.year.none"), undated)] if undated else []
    description = site.messages.text(
        "years.chart",
        first=years[0][0],
        last=years[-1][0],
        most=most,
        papers=site.messages.count("count.papers", papers),
    )
    return render_column_chart([*years, *no_year], description, site.messages)


def _year_range(catalogue: Catalogue) -> range:
    last = max(catalogue.by_year)
    return range(max(min(catalogue.by_year), last - MAX_YEARS_SHOWN + 1), last + 1)
