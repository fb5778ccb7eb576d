"""Test that the estimated size of a list entry is near the rendered one, and not below it by much."""

from __future__ import annotations

import pytest

from papershelf.catalogue.entry_size import estimate_entry_bytes
from papershelf.core.settings import Settings
from papershelf.pages.entry.actions import remove_abstract
from papershelf.pages.entry.list_item import render_list_item
from tests.export_samples import make_catalogue, make_paper

LONG = "the locks of a canal hold water in a long row of basins " * 6


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": "Locks of " + LONG},
        {"title": "水閘" * 40},
        {"abstract": LONG * 8},
        {"summary": LONG[:300], "abstract": LONG * 8},
        {"authors": ["Ada Byron", "Bo Li", "Cy Ho", "Di Ma", "Ed Orr", "Flo Nay", "Gus Oh"]},
        {"pdf": "https://example.org/a.pdf", "code": ["https://example.org/code"]},
        {"title": "Locks of $k$ basins with $n^2$ doors"},
    ],
)
def test_an_estimate_is_near_the_rendered_size(values: dict[str, object]) -> None:
    paper = make_paper("locks-of-a-canal", **{"title": "Locks", "authors": ["Ada Byron"]} | values)
    other = make_paper("other", authors=[author.name for author in paper.authors])
    item = render_list_item(paper, make_catalogue([paper, other]), Settings())
    rendered = len(remove_abstract(item).encode())
    assert 0.75 * rendered <= estimate_entry_bytes(paper) <= 1.4 * rendered + 200
