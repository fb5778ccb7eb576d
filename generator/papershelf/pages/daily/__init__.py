"""Pages by date: days with their rankings, weeks, months, and the newest ranking.

Takes a `SiteContext`; yields page tasks, none if no paper has a day and no upvotes were counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.pages.daily.day_pages import plan_days
from papershelf.pages.daily.periods import plan_months, plan_weeks
from papershelf.pages.daily.ranking import plan_trending
from papershelf.pages.site_context import PageTask, SiteContext


def plan_daily(site: SiteContext) -> Iterator[PageTask]:
    """Yield all pages by date."""
    yield from plan_days(site)
    yield from plan_weeks(site)
    yield from plan_months(site)
    yield from plan_trending(site)
