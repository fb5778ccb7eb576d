"""Tests of values of fields that a collection declares itself: `extra` of a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.own_fields import OwnField
from papershelf.records.loader import Collection, load_collection
from papershelf.records.own_values import export_own_values
from papershelf.records.serializer import public_record, render_jsonl_line, serialize_paper
from papershelf.sources.own.data_folder import RawCollection
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.yaml_records import parse_yaml

FIELDS = (
    OwnField(name="grant", label="Grant"),
    OwnField(name="rooms", label="Rooms", type="list"),
    OwnField(name="plan", label="Plan", type="url"),
    OwnField(name="ends", label="Ends", type="date"),
    OwnField(name="cost", label="Cost", type="number"),
    OwnField(name="secret", label="Secret", is_exported=False),
)


def load(text: str, fields: tuple[OwnField, ...] | None = FIELDS) -> Collection:
    reading = parse_yaml(f"- id: x\n  title: T\n{text}".encode(), "x.yaml")
    return load_collection(RawCollection(records=reading.records), fields)


def test_values_are_loaded_and_exported_by_type() -> None:
    collection = load(
        "  extra:\n    grant: RIV-12\n    rooms: [A 1, B 2, A 1]\n    plan: https://example.org/plan\n"
        "    ends: 2027-05\n    cost: 12.5\n    secret: s\n"
    )
    assert collection.problems == ()
    [paper] = collection.papers
    assert export_own_values(paper.extra, FIELDS) == {
        "grant": "RIV-12",
        "rooms": ["A 1", "B 2"],
        "plan": "https://example.org/plan",
        "ends": "2027-05",
        "cost": 12.5,
    }
    assert public_record(paper, FIELDS)["extra"]["rooms"] == ["A 1", "B 2"]
    assert "extra" not in public_record(paper, FIELDS[-1:])


def test_a_single_text_is_a_list_of_one() -> None:
    [paper] = load("  extra: {rooms: A 1, cost: 3}\n").papers
    assert export_own_values(paper.extra, FIELDS) == {"rooms": ["A 1"], "cost": 3}


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ("grants: x", "x.yaml:4: extra.grants: is not declared under extra.papershelf.fields; did you mean grant?"),
        ("room: x", "x.yaml:4: extra.room: is not declared under extra.papershelf.fields; did you mean rooms?"),
        ("plan: javascript:alert(1)", "x.yaml:4: extra.plan: is not a URL that starts with https:// or http://"),
        ("ends: tomorrow", "x.yaml:4: extra.ends: "),
        ("cost: cheap", "x.yaml:4: extra.cost: is not a number: 'cheap'"),
        ("grant: [a, b]", "x.yaml:4: extra.grant: is a list, but the field is declared as text"),
        ("grant: {a: b}", "x.yaml:4: extra.grant: is not text"),
        ("Grant No: x", "is not a name: use a-z, 0-9, - and _, 40 at most"),
    ],
)  # fmt: skip
def test_unfit_values_are_errors(extra: str, problem: str) -> None:
    problems = [found for found in load(f"  extra:\n    {extra}\n").problems if found.field != "id"]
    assert problem in str(problems[0])
    assert problems[0].severity == "error"


def test_a_value_that_is_no_mapping_is_an_error() -> None:
    [problem] = load("  extra: RIV-12\n").problems
    assert "extra: is not a mapping such as {grant: RIV-12}: 'RIV-12'" in str(problem)


def test_undeclared_names_outside_extra_stay_errors() -> None:
    [problem] = load("  grant: RIV-12\n").problems
    assert "grant: is not a field of a record" in str(problem)


def test_commands_without_settings_do_not_compare_values() -> None:
    collection = load("  extra: {anything: x}\n", None)
    assert collection.problems == ()
    assert collection.papers[0].extra == (("anything", "x"),)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_-]{0,39}", fullmatch=True),
        st.text("ab é\u4e2d<&\"'", min_size=1) | st.lists(st.text("ab", min_size=1), min_size=1),
        min_size=1,
    )
)
def test_records_keep_all_values(values: dict[str, object]) -> None:
    line = render_jsonl_line({"id": "x", "title": "T", "extra": values})
    reading = parse_jsonl(line.encode(), "x.jsonl")
    collection = load_collection(RawCollection(records=reading.records))
    again = parse_jsonl(render_jsonl_line(serialize_paper(collection.papers[0])).encode(), "x")
    assert load_collection(RawCollection(records=again.records)).papers == collection.papers
