"""Tests of proposed ids: unused, meaningful, and independent of the order of records."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import SLUG_LIMIT, parse_slug
from papershelf.records.model import Author
from papershelf.records.paper_ids import propose_id, propose_ids

RIVER: dict[str, Any] = {"title": "River"}


def river(**values: object) -> dict[str, Any]:
    return RIVER | values


def test_an_id_is_the_slug_of_the_title() -> None:
    assert propose_id({"title": "On $\\ell_1$ Balls"}, ()) == "on-l-1-balls"
    assert propose_id({"title": "河流"}, ()) == "he-liu"


def test_titles_without_letters_get_distinct_ids() -> None:
    one, other = (propose_id({"title": title}, ()) for title in ("?!", "!?"))
    assert one.startswith("untitled-")
    assert one != other


@pytest.mark.parametrize(
    ("values", "taken", "wanted"),
    [
        (river(year=2020), {"river"}, "river-2020"),
        (river(published="2019-05"), {"river"}, "river-2019"),
        (river(authors=(Author(name="Ada von Byron"),)), {"river"}, "river-von-byron"),
        (river(authors=(Author(name="Byron, A", family="Byron"),)), {"river"}, "river-byron"),
        (river(venue="neurips"), {"river"}, "river-neurips"),
        (river(venue="neurips", year=2020), {"river", "river-2020"}, "river-neurips"),
        (
            river(venue="jtm", year=2020),
            {"river", "river-2020", "river-jtm"},
            "river-jtm-2020",
        ),
        (river(doi="10.1000/river.42"), {"river"}, "river-000-river-42"),
        (river(arxiv="2401.01234"), {"river"}, "river-2401-01234"),
        ({"title": "x" * SLUG_LIMIT, "year": 2020}, {"x" * SLUG_LIMIT}, "x" * 75 + "-2020"),
    ],
)
def test_a_colliding_id_is_extended_with_data_of_the_record(
    values: dict[str, Any], taken: set[str], wanted: str
) -> None:
    assert propose_id(values, taken) == wanted


RECORDS = st.fixed_dictionaries(
    {"title": st.sampled_from(["River", "River 2020", "河流", "?!", "x" * 90])},
    optional={
        "year": st.integers(2019, 2021),
        "venue": st.sampled_from(["jtm", "neurips"]),
        "authors": st.sampled_from(["Ada Byron", "李伟"]).map(lambda name: (Author(name=name),)),
        "arxiv": st.integers(0, 10).map("2401.{:05}".format),
    },
)


@given(st.lists(RECORDS, max_size=12), st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order_of_records(
    records: list[dict[str, Any]], random: Random
) -> None:
    taken = {"river", "he-liu-2020"}
    ids = propose_ids(records, taken)
    assert len({*ids, *taken}) == len(ids) + len(taken)
    assert all(parse_slug(name) for name in ids)
    places = list(range(len(records)))
    random.shuffle(places)
    again = propose_ids([records[at] for at in places], taken)
    found = sorted((str(records[at]), name) for at, name in zip(places, again, strict=True))
    assert found == sorted(zip(map(str, records), ids, strict=True))


def test_ids_of_many_identical_records_take_linear_time() -> None:
    ids = propose_ids([RIVER] * 20_000, ())
    assert len(set(ids)) == 20_000
