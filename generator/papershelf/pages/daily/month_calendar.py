"""A month as a table with a row for each ISO 8601 week, whose days and weeks link to their pages.

Takes a month and the number of papers of its days; returns HTML.
"""

from __future__ import annotations

import calendar
from collections.abc import Container, Iterator, Mapping
from datetime import date

from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.site_context import SiteContext
from papershelf.records.site_paths import day_address, week_address
from papershelf.text.escaping import escape_html

Week = tuple[date, ...]
"""Seven days from Monday to Sunday, some of which may be in the months before and after."""


def list_weeks(month: IsoDate) -> list[Week]:
    """Return the weeks that have days of a month, which may begin and end outside it.

    A week that would leave the years 1 to 9999 has fewer days.
    """
    year, number = int(month[:4]), int(month[5:7])
    first = date(year, number, 1).toordinal()
    last = first + calendar.monthrange(year, number)[1] - 1
    monday = first - (first - 1) % 7
    return [
        tuple(
            date.fromordinal(day)
            for day in range(start, start + 7)
            if 1 <= day <= date.max.toordinal()
        )
        for start in range(monday, last + 1, 7)
    ]


def render_month(
    site: SiteContext, month: IsoDate, counts: Mapping[IsoDate, int], weeks: Container[str]
) -> str:
    """Render a month; `counts` has the days with a page, `weeks` the addresses of weeks with one."""
    messages = site.messages
    names = "".join(
        f'<th scope="col" abbr="{messages.weekday(day)}">{messages.weekday(day, short=True)}</th>'
        for day in _WEEKDAYS
    )
    rows = "".join(_render_week(site, month, week, counts, weeks) for week in list_weeks(month))
    caption = f'<caption class="sr">{escape_html(messages.date(month[:7]))}</caption>'
    head = f'<thead><tr><th scope="col">{messages.html("days.week")}</th>{names}</tr></thead>'
    return f'<table class="calendar">{caption}{head}<tbody>{rows}</tbody></table>'


_WEEKDAYS = tuple(f"2024-01-0{number}" for number in range(1, 8))
"""The days from a Monday to a Sunday."""


def _render_week(
    site: SiteContext,
    month: IsoDate,
    week: Week,
    counts: Mapping[IsoDate, int],
    weeks: Container[str],
) -> str:
    address = week_address(IsoDate(week[0].isoformat()))
    label = f"{week[0].isocalendar().week}"
    if address in weeks:
        label = f'<a href="{ROOT_PLACEHOLDER}{address}">{label}</a>'
    cells = "".join(_render_days(site, month, week, counts))
    return f'<tr><th scope="row">{label}</th>{cells}</tr>'


def _render_days(
    site: SiteContext, month: IsoDate, week: Week, counts: Mapping[IsoDate, int]
) -> Iterator[str]:
    for one in week:
        day = IsoDate(one.isoformat())
        if day[:7] != month[:7]:
            yield "<td></td>"
        elif day not in counts:
            yield f"<td>{one.day}</td>"
        else:
            number = counts[day]
            papers = site.messages.count("count.papers", number)
            name = site.messages.text(
                "days.day_and_papers", date=site.messages.date(day), papers=papers
            )
            shown = f" <span>{site.messages.number(number)}</span>" if number else ""
            yield (
                f'<td><a href="{ROOT_PLACEHOLDER}{day_address(day)}" title="{escape_html(name)}">'
                f"{one.day}{shown}</a></td>"
            )
