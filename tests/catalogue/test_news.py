"""Tests of the selection of papers for digests: each paper is in exactly one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.news import (
    first_news_day,
    group_by_news,
    parse_day_range,
    parse_since_range,
    parse_week_range,
    select_new_papers,
)
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.records.model import Count, Paper, TagId
from tests.export_samples import make_paper


def paper(name: str, added: str = "", *featured: str, upvotes: int = 0) -> Paper:
    return make_paper(
        name,
        added=added or None,
        featured=tuple(sorted(featured)),
        upvotes=Count(value=upvotes) if upvotes else None,
    )


@pytest.mark.parametrize(
    ("added", "featured", "day"),
    [
        ("2026-11-20", (), "2026-11-20"),
        ("", ("2026-11-18", "2026-11-20"), "2026-11-18"),
        ("2026-11-20", ("2026-11-18",), "2026-11-18"),
        ("2026-11-20", ("2026-11-21",), "2026-11-20"),
        ("", (), None),
    ],
)
def test_a_paper_is_news_on_the_earlier_of_added_and_featured(
    added: str, featured: tuple[str, ...], day: str | None
) -> None:
    assert first_news_day(paper("x", added, *featured)) == day


def test_days_are_sorted_newest_first_and_papers_by_upvotes() -> None:
    papers = [
        paper("a", "2026-11-20"),
        paper("b", "2026-11-21", upvotes=2),
        paper("c", "2026-11-21", upvotes=9),
        paper("d", "2026-11-21"),
        paper("e"),
    ]
    found = {day: [p.id for p in members] for day, members in group_by_news(papers).items()}
    assert list(found.items()) == [("2026-11-21", ["c", "b", "d"]), ("2026-11-20", ["a"])]


MONDAY, DAYS = date(2026, 10, 26), 28
_DAYS = st.integers(0, DAYS - 1).map(lambda n: (MONDAY + timedelta(n)).isoformat())
_PAPERS = st.lists(
    st.tuples(st.one_of(st.just(""), _DAYS), st.lists(_DAYS, max_size=3)), max_size=12
).map(lambda rows: [paper(f"p-{n}", row[0], *row[1]) for n, row in enumerate(rows)])


@given(_PAPERS)
def test_each_paper_is_in_one_daily_and_one_weekly_digest(
    papers: list[Paper],
) -> None:
    news = {p.id for p in papers if first_news_day(p)}
    days = [parse_day_range((MONDAY + timedelta(n)).isoformat()) for n in range(DAYS)]
    weeks = [parse_week_range(f"2026-W{week}") for week in range(44, 48)]
    for spans in (days, weeks):
        found = [p.id for span in spans for p in select_new_papers(papers, span)]
        assert len(found) == len(set(found))
        assert set(found) == news


def test_selection_by_tags_takes_papers_with_any_of_them() -> None:
    tags = {name: TagId(Slug(name)) for name in ("pruning", "q-and-a", "unused")}
    papers = [
        make_paper("a", added="2026-11-20", tags=(tags["pruning"],)),
        make_paper("b", added="2026-11-20", tags=(tags["q-and-a"],)),
        make_paper("c", added="2026-11-20"),
    ]
    span = parse_day_range("2026-11-20")
    assert [p.id for p in select_new_papers(papers, span, tags.values())] == ["a", "b"]
    assert [p.id for p in select_new_papers(papers, span, [tags["unused"]])] == []


def test_weeks_run_from_monday_to_sunday_across_years() -> None:
    assert (parse_week_range("2026-W53").first, parse_week_range("2026-W53").last) == (
        "2026-12-28",
        "2027-01-03",
    )
    assert parse_week_range("2026-w05").name == parse_week_range("2026W05").name == "2026-W05"


@pytest.mark.parametrize("text", ["2026-W54", "2026-W00", "2026-47", "W47", "", "2025-W53"])
def test_invalid_weeks_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_week_range(text)


@pytest.mark.parametrize("text", ["2026-11", "2026-02-30", "yesterday", ""])
def test_invalid_days_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse_day_range(text)


def test_since_a_day_ends_with_the_last_day_in_the_data() -> None:
    papers = [paper("a", "2026-11-18"), paper("b", "2026-11-20"), paper("c")]
    span = parse_since_range("2026-11-19", papers)
    assert (span.first, span.last) == ("2026-11-19", "2026-11-20")
    assert parse_since_range("2026-12-01", papers).last == IsoDate("2026-12-01")
