"""Tests of trending: the formula, and that past rankings do not change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.trending import TrendingRankings, rank_all_days, score_gain
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.core.settings import Settings
from papershelf.records.count_snapshots import add_latest_counts
from papershelf.records.model import CountSnapshot, Paper, PaperId, Status, TagId

SETTINGS = Settings()


def day(number: int) -> IsoDate:
    return IsoDate(f"2026-11-{number:02}")


def paper(name: str, featured: int | None = None, tags: Iterable[str] = (), **more: str) -> Paper:
    return Paper(
        id=PaperId(Slug(name)),
        title=name,
        featured=(day(featured),) if featured else (),
        tags=tuple(TagId(Slug(tag)) for tag in tags),
        **more,  # type: ignore[arg-type]
    )


def seen(name: str, on: int, upvotes: int | None, source: str = "hf") -> CountSnapshot:
    return CountSnapshot(day=day(on), paper=PaperId(Slug(name)), source=source, upvotes=upvotes)


def ranking(trending: TrendingRankings, on: int) -> list[tuple[str, int, int]]:
    return [(one.paper, one.gain, one.age) for one in trending.days[day(on)].ranked]


def test_the_score_follows_the_documented_formula() -> None:
    assert score_gain(34, 2, SETTINGS) == pytest.approx(34**0.8 / (2 + 2) ** 1.8, rel=1e-8)
    other = Settings(trending_exponent=1, trending_gravity=2, trending_offset=1)
    assert score_gain(12, 1, other) == 3


@given(st.integers(1, 10**6), st.integers(0, 4000))
def test_the_score_rises_with_upvotes_and_falls_with_age(gain: int, age: int) -> None:
    score = score_gain(gain, age, SETTINGS)
    assert score_gain(2 * gain, age, SETTINGS) > score > score_gain(gain, age + 1, SETTINGS) > 0


def test_only_gained_upvotes_count() -> None:
    papers = [paper("new", featured=19), paper("old", featured=1), paper("older")]
    counts = [
        seen("old", 3, 500), seen("older", 3, 900),
        seen("new", 20, 30), seen("old", 20, 510), seen("older", 20, 900),
    ]  # fmt: skip
    assert ranking(rank_all_days(papers, counts, SETTINGS), 20) == [
        ("new", 30, 1),
        ("old", 10, 19),
    ]


def test_the_first_count_of_an_old_paper_is_no_gain() -> None:
    papers = [paper("old", published="2019-01-01")]
    assert rank_all_days(papers, [seen("old", 20, 500)], SETTINGS).days == {}
    later = rank_all_days(papers, [seen("old", 20, 500), seen("old", 22, 520)], SETTINGS)
    assert [gain for _, gain, _ in ranking(later, 22)] == [20]


def test_only_upvotes_in_the_window_count() -> None:
    papers = [paper("a", featured=1)]
    counts = [seen("a", number, number * 10) for number in range(1, 29)]
    trending = rank_all_days(papers, counts, Settings(trending_window=3))
    assert ranking(trending, 28) == [("a", 30, 27)]


def test_the_last_count_of_a_day_is_used() -> None:
    counts = [seen("a", 20, 9), seen("a", 20, 8)]
    assert ranking(rank_all_days([paper("a", featured=20)], counts, SETTINGS), 20) == [("a", 8, 0)]


def test_votes_reported_by_two_sources_count_once() -> None:
    counts = [seen("a", 20, 10), seen("a", 20, 12, source="hf-page")]
    (ranked,) = rank_all_days([paper("a", featured=20)], counts, SETTINGS).days[day(20)].ranked
    assert (ranked.gain, ranked.upvotes) == (12, 12)


def test_a_source_with_lower_counts_adds_no_gain() -> None:
    counts = [
        seen("a", 2, 100),
        seen("a", 11, 80, source="hf-page"),
        seen("a", 12, 105), seen("a", 12, 84, source="hf-page"),
    ]  # fmt: skip
    (ranked,) = rank_all_days([paper("a", featured=1)], counts, SETTINGS).days[day(12)].ranked
    assert (ranked.gain, ranked.upvotes) == (5, 105)


VOTES = st.lists(
    st.builds(
        seen,
        st.just("a"),
        st.integers(1, 28),
        st.integers(0, 300),
        st.sampled_from(["hf", "hf-page", "other"]),
    ),
    min_size=1,
    max_size=30,
)


@given(VOTES)
def test_trending_and_paper_pages_have_the_same_count(counts: list[CountSnapshot]) -> None:
    counts.sort(key=lambda one: one.day)
    recorded = paper("a", featured=int(counts[-1].day[-2:]))
    (shown,) = add_latest_counts([recorded], counts)
    trending = rank_all_days([recorded], counts, SETTINGS)
    for ranked in trending.days[counts[-1].day].ranked if counts[-1].day in trending.days else ():
        assert shown.upvotes is not None
        assert ranked.upvotes == shown.upvotes.value


@given(VOTES)
def test_a_duplicated_source_does_not_change_the_ranking(counts: list[CountSnapshot]) -> None:
    counts.sort(key=lambda one: one.day)
    mine = [replace(one, source="hf") for one in counts]
    both = [copy for one in mine for copy in (one, replace(one, source="hf-page"))]
    for papers in ([paper("a", featured=9)], [paper("a")]):
        assert rank_all_days(papers, both, SETTINGS) == rank_all_days(papers, mine, SETTINGS)


def test_falling_upvotes_are_no_gain() -> None:
    counts = [seen("a", 20, 9), seen("a", 25, 4)]
    trending = rank_all_days([paper("a", featured=1)], counts, SETTINGS)
    assert trending.days == {}


def test_no_ranking_without_upvotes() -> None:
    assert rank_all_days([paper("a", featured=20)], [seen("a", 20, None)], SETTINGS).days == {}
    assert rank_all_days([paper("a")], [], SETTINGS).newest is None


SNAPSHOTS = st.lists(
    st.builds(seen, st.sampled_from("abcd"), st.integers(1, 28), st.integers(0, 300)), max_size=40
)


@given(SNAPSHOTS, st.integers(1, 28))
def test_later_counts_do_not_change_past_rankings(counts: list[CountSnapshot], until: int) -> None:
    papers = [paper("a", 2), paper("b", 9), paper("c", 9), paper("d", 20)]
    counts.sort(key=lambda one: one.day)
    whole = rank_all_days(papers, counts, SETTINGS)
    then = rank_all_days(papers, [one for one in counts if one.day <= day(until)], SETTINGS)
    assert then.days == {on: ranks for on, ranks in whole.days.items() if on <= day(until)}


@given(SNAPSHOTS, st.randoms())
def test_the_ranking_does_not_depend_on_the_order_of_input(
    counts: list[CountSnapshot], chance: object
) -> None:
    papers = [paper(name, featured=5, tags=["t"]) for name in "abcd"]
    unique = list({(one.day, one.paper): one for one in counts}.values())
    shuffled = list(unique)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank_all_days(papers, unique, SETTINGS) == rank_all_days(
        papers[::-1], shuffled, SETTINGS
    )


def test_equal_scores_are_sorted_by_id_and_the_list_is_cut() -> None:
    papers = [paper(name, featured=20) for name in "dbca"]
    counts = [seen(name, 20, 5) for name in "dbca"]
    trending = rank_all_days(papers, counts, Settings(trending_length=3))
    assert [name for name, _, _ in ranking(trending, 20)] == ["a", "b", "c"]


def test_rising_tags_are_those_with_more_gain_than_in_the_previous_window() -> None:
    papers = [
        paper("a", featured=20, tags=["up"]), paper("b", featured=20, tags=["up", "lone"]),
        paper("c", featured=10, tags=["down"]), paper("d", featured=10, tags=["down"]),
    ]  # fmt: skip
    counts = [
        *(seen(name, 12, 50) for name in "cd"),
        *(seen(name, 20, 51) for name in "cd"),
        *(seen(name, 20, 9) for name in "ab"),
    ]
    (rising,) = rank_all_days(papers, counts, SETTINGS).days[day(20)].tags
    assert (rising.tag, rising.gain, rising.before, rising.papers) == ("up", 18, 0, 2)


def test_withdrawn_papers_never_trend() -> None:
    gone = replace(paper("gone", featured=19), status=Status(kind="retracted"))
    counts = [seen("gone", 20, 900), seen("stays", 20, 3)]
    trending = rank_all_days([gone, paper("stays", featured=19)], counts, SETTINGS)
    assert ranking(trending, 20) == [("stays", 3, 1)]
