"""The axis of publication years."""

from __future__ import annotations

from typing import Any

from papershelf.catalogue.axes.axis import Axis, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.site_paths import YEARS_ADDRESS


def _describe_year(catalogue: Catalogue, group: Group) -> dict[str, Any]:  # noqa: ARG001
    return {"year": int(group.name), "page": group.address}


YEARS = Axis(
    kind="year",
    address=YEARS_ADDRESS,
    papers_of=lambda catalogue: catalogue.by_year,
    title_of=lambda _, year: str(year),
    has_empty_index=True,
    exports="several",
    in_downloads=True,
    describe=_describe_year,
)
