"""Year pages: an index, and a listing for each year.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.formatting import format_count
from papershelf.pages.charts import render_column_chart
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
)
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths

CRUMB = Crumb("Years", site_paths.YEARS_ADDRESS)
_MAX_YEARS_SHOWN = 100


def plan_years(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of years and a listing for each."""
    by_year = site.catalogue.by_year
    if not by_year:
        yield from plan_empty_index(site, site_paths.YEARS_ADDRESS, "Years", "a year")
        return
    decades: dict[int, list[IndexEntry]] = {}
    for year, papers in by_year.items():
        entry = IndexEntry(f"{year}", site_paths.year_address(year), len(papers))
        decades.setdefault(year // 10, []).append(entry)
    index = IndexPage(
        address=site_paths.YEARS_ADDRESS,
        title="Years",
        lead=f"{format_count(len(by_year), 'year')} in which its papers appeared.",
        sections=tuple(
            IndexSection(title=f"{decade}0s", entries=tuple(entries))
            for decade, entries in decades.items()
        ),
        extra_html=f"<figure>{render_year_chart(site.catalogue)}</figure>",
    )
    yield plan_index_page(site, index)
    for year, papers in by_year.items():
        listing = Listing(
            address=site_paths.year_address(year),
            kind="Year",
            title=f"{year}",
            lead=f"Papers that appeared in {year}.",
            papers=papers,
            crumbs=(CRUMB,),
        )
        yield plan_listing(site, listing)


def render_year_chart(catalogue: Catalogue) -> str:
    """Render the number of papers in each year as columns, with gaps for years without papers."""
    years = [(f"{year}", len(catalogue.by_year.get(year, ()))) for year in _year_range(catalogue)]
    most, papers = max(years, key=lambda year: year[1])
    description = (
        f"Papers per year from {years[0][0]} to {years[-1][0]}; "
        f"most in {most}: {format_count(papers, 'paper')}."
    )
    return render_column_chart(years, description)


def _year_range(catalogue: Catalogue) -> range:
    last = max(catalogue.by_year)
    return range(max(min(catalogue.by_year), last - _MAX_YEARS_SHOWN + 1), last + 1)
