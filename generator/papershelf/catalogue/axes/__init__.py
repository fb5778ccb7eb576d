"""The registry of axes: every kind of listing, in the display order of a site.

To add a kind of listing, write a module here and add it to `AXES`. Its index and listings use the
common layout unless `papershelf.pages` has a module for them.
"""

from __future__ import annotations

from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.axes.axis import Axis, Group
from papershelf.catalogue.axes.days import DAYS
from papershelf.catalogue.axes.institutions import INSTITUTIONS
from papershelf.catalogue.axes.reading_lists import READING_LISTS
from papershelf.catalogue.axes.submitters import SUBMITTERS
from papershelf.catalogue.axes.tags import TAGS
from papershelf.catalogue.axes.venues import VENUES
from papershelf.catalogue.axes.years import YEARS

__all__ = ["AXES", "AXIS_BY_KIND", "Axis", "Group"]

AXES: tuple[Axis, ...] = (
    READING_LISTS,
    TAGS,
    VENUES,
    AUTHORS,
    INSTITUTIONS,
    YEARS,
    DAYS,
    SUBMITTERS,
)
AXIS_BY_KIND = {axis.kind: axis for axis in AXES}
