from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.core.messages import load_messages
from papershelf.core.settings import Settings
from papershelf.pages.entry.list_item import render_list_item, render_venue_and_year
from papershelf.pages.listings import page_links
from tests.export_samples import make_paper, withdrawn_paper


@pytest.mark.parametrize(
    ("number", "last", "row"),
    [
        (1, 1, ""),
        (1, 2, "[1] 2"),
        (2, 3, "1 [2] 3"),
        (1, 9, "[1] 2 3 … 9"),
        (4, 9, "1 2 3 [4] 5 6 … 9"),
        (5, 9, "1 2 3 4 [5] 6 7 8 9"),
        (50, 100, "1 … 48 49 [50] 51 52 … 100"),
        (100, 100, "1 … 98 99 [100]"),
    ],
)
def test_pagination_shows_the_current_and_the_outer_pages(number: int, last: int, row: str) -> None:
    links = page_links("tags/x/", number, last)
    assert " ".join(f"[{p.label}]" if p.current else p.label for p in links) == row


@given(st.data(), st.integers(1, 400))
def test_each_page_links_first_last_and_adjacent_pages(data: st.DataObject, last: int) -> None:
    number = data.draw(st.integers(1, last))
    links = page_links("tags/x/", number, last)
    if last == 1:
        assert links == []
        return
    steps = [int(link.label) for link in links if link.address]
    assert steps == sorted(set(steps))
    assert {1, last, number, max(1, number - 1), min(last, number + 1)} <= set(steps)
    assert len(links) <= 11
    gaps = [place for place, link in enumerate(links) if not link.address]
    for gap in gaps:
        assert int(links[gap + 1].label) - int(links[gap - 1].label) > 2, "a gap hides one page"


def test_only_later_pages_have_a_number_in_their_path() -> None:
    first, second = page_links("tags/x/", 1, 2)
    assert (first.address, second.address) == ("tags/x/", "tags/x/page/2/")


@pytest.mark.parametrize(
    ("year", "note", "shown"),
    [
        (None, "in press <b>", "in press &lt;b&gt;"),
        (2018, "Spring 2018", '<time datetime="2018">2018</time>'),
        (None, "", ""),
    ],
)
def test_a_publication_note_is_shown_instead_of_a_missing_year(
    year: int | None, note: str, shown: str
) -> None:
    paper = make_paper("p", title="P", year=year, date_note=note)
    assert (
        render_venue_and_year(paper, build_catalogue([paper], {}, {}, {}), load_messages()) == shown
    )


def test_withdrawn_papers_are_struck_through_in_lists() -> None:
    paper = withdrawn_paper()
    item = render_list_item(paper, build_catalogue([paper], {}, {}, {}), Settings())
    assert f"<s>{paper.title}</s></a></h3>" in item
    assert '<b class="gone">Retracted</b>' in item
