"""The axis of days on which papers were featured on a daily list."""

from __future__ import annotations

from papershelf.catalogue.axes.axis import Axis
from papershelf.records.site_paths import DAYS_ADDRESS

DAYS = Axis(
    kind="day",
    title="Daily lists",
    address=DAYS_ADDRESS,
    papers_of=lambda catalogue: catalogue.by_day,
    title_of=lambda _, day: str(day),
    noun="daily list",
    in_navigation=False,
    period_addresses=("weeks/", "months/"),
    feed_description="Papers of",
    feeds_title="Days",
)
