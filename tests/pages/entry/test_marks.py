from __future__ import annotations

import pytest

from papershelf.core.identifiers import IsoDate
from papershelf.core.messages import load_messages
from papershelf.pages.entry.marks import counts_day, render_counts, render_marks
from papershelf.records.model import Count, Paper, Status
from tests.export_samples import make_paper

DAY, OTHER_DAY = IsoDate("2026-11-20"), IsoDate("2026-11-21")


def counted(**counts: Count) -> Paper:
    return make_paper("p", title="P", **counts)


def test_counts_have_their_unit_as_an_accessible_name() -> None:
    paper = counted(stars=Count(value=1250, day=DAY), upvotes=Count(value=1, day=DAY))
    assert render_counts(paper, load_messages()) == (
        '<span class="n n-upvotes" role="img" title="1 upvote">1</span>'
        '<span class="n n-stars" role="img" title="1,250 stars">1,250</span>'
    )


def test_counts_of_zero_are_left_out() -> None:
    paper = counted(upvotes=Count(value=0, day=DAY), comments=Count(value=0, day=DAY))
    assert render_counts(paper, load_messages()) == ""
    assert counts_day(paper) is None


@pytest.mark.parametrize(
    ("counts", "day"),
    [
        ({"upvotes": Count(value=3, day=DAY), "stars": Count(value=4, day=DAY)}, DAY),
        ({"upvotes": Count(value=3, day=DAY), "stars": Count(value=0, day=OTHER_DAY)}, DAY),
        ({"upvotes": Count(value=3, day=DAY), "citations": Count(value=4, day=OTHER_DAY)}, None),
        ({"upvotes": Count(value=3)}, None),
    ],
)
def test_the_day_is_that_of_all_counts_shown(counts: dict[str, Count], day: IsoDate | None) -> None:
    assert counts_day(counted(**counts)) == day


def test_awards_and_the_decision_are_escaped() -> None:
    paper = make_paper(
        "p", title="P", awards=("Best <paper>", "Second", "Third"), decision="Oral & demo"
    )
    assert (
        render_marks(paper)
        == "<b>Best &lt;paper&gt;</b> <b>Second</b> <span>Oral &amp; demo</span>"
    )


def test_a_status_replaces_the_decision() -> None:
    paper = make_paper("p", title="P", decision="Oral", status=Status(kind="retracted"))
    assert render_marks(paper) == ""
