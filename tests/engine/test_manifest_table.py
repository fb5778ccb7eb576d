"""Tests of the manifest table: it equals a mapping of tasks to files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.engine.manifest_table import FileRecord, ManifestTable, parse_manifest_table

Tasks = dict[str, tuple[str, dict[str, FileRecord]]]

NAMES = st.text("abc /.-é", min_size=1, max_size=6)
NUMBERS = st.integers(0, 2**63 - 1)
NOTES = st.builds(
    FileRecord, st.text("0123456789abcdef", min_size=32, max_size=32), NUMBERS, NUMBERS
)
TASKS = st.dictionaries(NAMES, st.tuples(NAMES, st.dictionaries(NAMES, NOTES, max_size=4)))


def make_table(tasks: Tasks) -> ManifestTable:
    made = ManifestTable()
    for name, (key, files) in tasks.items():
        made.add(name, key, files)
    return made


def to_mapping(table: ManifestTable) -> Tasks:
    return {name: (str(table.cache_key(name)), table.files(name)) for name in table}


@given(TASKS)
def test_tables_round_trip(tasks: Tasks) -> None:
    made = make_table(tasks)
    assert to_mapping(made) == tasks
    again = parse_manifest_table(made.render())
    assert to_mapping(again) == tasks
    assert again.render() == made.render()
    assert list(again.paths_of(again)) == again.paths


@given(TASKS, TASKS, st.randoms())
def test_tasks_are_copied_in_any_order(one: Tasks, other: Tasks, chance: Random) -> None:
    names = [name for name in other if name not in one]
    chance.shuffle(names)
    whole = make_table(one)
    whole.copy_from(make_table(other), names)
    assert to_mapping(whole) == one | {name: other[name] for name in names}


@given(TASKS)
def test_each_file_has_its_task(tasks: Tasks) -> None:
    made = make_table(tasks)
    owners = made.task_names_of(range(len(made.paths)))
    assert owners == [name for name, (_, files) in tasks.items() for _ in files]


def test_an_empty_table_has_no_tasks() -> None:
    empty = ManifestTable()
    assert (len(empty), empty.cache_key("x"), empty.files("x"), "x" in empty) == (
        0,
        None,
        {},
        False,
    )
    with pytest.raises(KeyError):
        empty.file_sizes("x")


def test_adding_a_task_twice_is_an_error() -> None:
    made = make_table({"a": ("1", {}), "b": ("1", {})})
    with pytest.raises(ValueError, match="the same name, one of: b"):
        made.add("b", "2", {})
    with pytest.raises(ValueError, match="the same name"):
        made.copy_from(make_table({"a": ("1", {})}), ["a"])


GOOD = make_table({"a": ("1", {"x": FileRecord("0" * 32, 1, 2)})}).render()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"1 2",
        b"x",
        GOOD[:-1],
        GOOD.replace(b"1 1 8 ", b"1 1 7 ", 1),
        GOOD.replace(b"0" * 32, b"0" * 31 + b"\n", 1)[:-2],
        GOOD.replace((1).to_bytes(8, sys.byteorder), (2).to_bytes(8, sys.byteorder), 1),
    ],
)
def test_invalid_bytes_are_errors(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_manifest_table(content)


def test_file_sizes_are_listed_by_path() -> None:
    files: Mapping[str, FileRecord] = {
        "x": FileRecord("0" * 32, 7, 2),
        "y": FileRecord("1" * 32, 8, 2),
    }
    made = ManifestTable()
    made.add("a", "1", files)
    assert list(made.file_sizes("a")) == [("x", 7), ("y", 8)]
