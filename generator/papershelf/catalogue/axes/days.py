"""The axis of days on which papers were featured on a daily list."""

from __future__ import annotations

from papershelf.catalogue.axes.axis import Axis
from papershelf.records.site_paths import DAYS_ADDRESS

DAYS = Axis(
    kind="day",
    address=DAYS_ADDRESS,
    papers_of=lambda catalogue: catalogue.by_day,
    title_of=lambda _, day: str(day),
    in_navigation=False,
    period_addresses=("weeks/", "months/"),
)
