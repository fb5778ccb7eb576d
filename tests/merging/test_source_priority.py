"""Tests of source priority: which of several values of a field is kept."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import IsoDate
from papershelf.merging.source_priority import (
    OWN_FORMATS,
    SOURCE_PRIORITY,
    FieldSource,
    canonical_json,
    is_preferred,
    main_field_source,
    parse_field_source,
    parse_source_day,
    source_rank,
)
from papershelf.records.model import Count, Source
from papershelf.sources.format_detection import IMPORT_FORMATS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "explanation" / "merging.md").read_text("utf-8")
SourcedValue = tuple[object, FieldSource]


def best(name: str, candidates: list[SourcedValue]) -> SourcedValue:
    """The value that is kept if values are merged in order."""
    kept = candidates[0]
    for one in candidates[1:]:
        if one != kept and is_preferred(name, one, kept):
            kept = one
    return kept


def test_the_documentation_has_the_order_of_priority() -> None:
    lines = re.findall(r"^\d\. (.+)$", PAGE, re.MULTILINE)
    assert [tuple(re.findall(r"`([^`]+)`", line)) for line in lines] == list(SOURCE_PRIORITY)


def test_every_format_has_a_priority() -> None:
    ordered = {name for group in SOURCE_PRIORITY for name in group}
    assert {known.name for known in IMPORT_FORMATS} <= ordered
    assert SOURCE_PRIORITY[0] == OWN_FORMATS


@pytest.mark.parametrize(
    ("name", "better", "worse"),
    [
        ("venue", ("a", "dblp"), ("b", "openalex")),
        ("venue", ("a", "bibtex"), ("b", "doi")),
        ("authors", ("a", "openalex"), ("b", "arxiv")),
        ("authors", ("a", "arxiv"), ("b", "hf")),
        ("authors", ("a", "hf"), ("b", "capture")),
        ("authors", ("a", "yaml"), ("b", "acl")),
        ("authors", ("a", "capture"), ("b", "by hand or by nobody")),
        ("abstract", ("a", "arxiv"), ("b", "openalex")),
        ("abstract", ("a", "acl"), ("b", "arxiv")),
        ("title", ("On $x$", "arxiv"), ("On x", "dblp")),
        ("title", ("On x", "dblp"), ("on X", "arxiv")),
        ("published", ("2024-05-07", "capture"), ("2024-05", "acl")),
        ("published", ("2024-05-07", "acl"), ("2023-01-01", "arxiv")),
    ],
)
def test_the_better_value_is_kept_in_any_order(
    name: str, better: tuple[str, str], worse: tuple[str, str]
) -> None:
    one, other = ((value, FieldSource(form, "x")) for value, form in (better, worse))
    assert best(name, [one, other]) == best(name, [other, one]) == one


def count(value: int, day: str) -> SourcedValue:
    return Count(value=value, day=IsoDate(day) if day else None), FieldSource("hf", "x", day)


def test_the_latest_count_is_kept_and_counts_without_date_come_last() -> None:
    candidates = [count(3, ""), count(7, "2026-11-01"), count(5, "2026-11-02")]
    for order in itertools.permutations(candidates):
        assert best("upvotes", list(order)) == candidates[2]


def test_an_equal_value_keeps_its_first_source() -> None:
    first, again = (FieldSource("hf", "list", day) for day in ("2026-11-19", "2026-11-20"))
    assert best("venue", [("a", again), ("a", first)]) == ("a", first)
    assert best("venue", [("a", first), ("a", again)]) == ("a", first)


def test_a_changed_value_of_the_same_source_is_used() -> None:
    then, now = (FieldSource("hf", "list", day) for day in ("2026-11-19", "2026-11-20"))
    assert best("venue", [("a", then), ("b", now)]) == ("b", now)
    assert best("venue", [("b", now), ("a", then)]) == ("b", now)
    undated = FieldSource("bibtex", "refs.bib")
    assert best("venue", [("a", undated), ("b", undated)]) == ("b", undated)


_FORMATS = ["acl", "dblp", "bibtex", "openalex", "arxiv", "hf", "capture", "unknown"]
_TOLD = st.lists(
    st.sampled_from(_FORMATS), min_size=1, max_size=6, unique=True
).flatmap(
    lambda formats: st.tuples(
        *[
            st.tuples(
                st.sampled_from(["2024", "2024-05", "2024-05-07", "2023-01-01", "$x$"]),
                st.builds(
                    FieldSource,
                    st.just(form),
                    st.sampled_from(["a", "b"]),
                    st.sampled_from(["", "2026-11-19", "2026-11-20"]),
                ),
            )
            for form in formats
        ]
    )
)  # fmt: skip


@given(_TOLD, st.sampled_from(["title", "abstract", "published", "venue"]), st.randoms())
def test_the_kept_value_does_not_depend_on_the_order(
    candidates: tuple[SourcedValue, ...], name: str, chance: random.Random
) -> None:
    orders = [list(candidates), list(reversed(candidates)), sorted(candidates, key=str)]
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert len({str(best(name, order)) for order in [*orders, shuffled]}) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("capture page.txt", FieldSource("capture", "page.txt")),
        ("arxiv two words.xml 2026-11-20", FieldSource("arxiv", "two words.xml", "2026-11-20")),
        ("dblp", FieldSource("dblp")),
        ("by hand", FieldSource("", "by hand")),
        ("dblp 2026-02-30", FieldSource("dblp", "2026-02-30")),
    ],
)
def test_sources_round_trip_as_text(text: str, wanted: FieldSource) -> None:
    assert parse_field_source(text) == wanted
    assert str(wanted) == text


def test_unknown_sources_have_the_lowest_priority() -> None:
    assert (
        source_rank(FieldSource(""))
        > source_rank(FieldSource("capture"))
        > source_rank(FieldSource("yaml"))
    )
    assert main_field_source(Source(format="hf", origin="x")) == FieldSource("hf", "x")
    assert (parse_source_day(""), parse_source_day("2026-11-20")) == (None, "2026-11-20")
    assert canonical_json({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
