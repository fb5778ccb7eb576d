"""What is ours, in columns: it must say the same as a mapping of mappings would."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.engine.manifest_table import FileRecord, ManifestTable, parse_manifest_table

Units = dict[str, tuple[str, dict[str, FileRecord]]]

NAMES = st.text("abc /.-é", min_size=1, max_size=6)
NUMBERS = st.integers(0, 2**63 - 1)
NOTES = st.builds(
    FileRecord, st.text("0123456789abcdef", min_size=32, max_size=32), NUMBERS, NUMBERS
)
UNITS = st.dictionaries(NAMES, st.tuples(NAMES, st.dictionaries(NAMES, NOTES, max_size=4)))


def make(units: Units) -> ManifestTable:
    made = ManifestTable()
    for name, (key, files) in units.items():
        made.add(name, key, files)
    return made


def read(holdings: ManifestTable) -> Units:
    return {name: (str(holdings.cache_key(name)), holdings.files(name)) for name in holdings}


@given(UNITS)
def test_what_was_put_in_comes_out_and_back_from_bytes(units: Units) -> None:
    made = make(units)
    assert read(made) == units
    again = parse_manifest_table(made.render())
    assert read(again) == units
    assert again.render() == made.render()
    assert list(again.paths_of(again)) == again.paths


@given(UNITS, UNITS, st.randoms())
def test_units_of_others_in_any_order(one: Units, other: Units, chance: Random) -> None:
    names = [name for name in other if name not in one]
    chance.shuffle(names)
    whole = make(one)
    whole.copy_from(make(other), names)
    assert read(whole) == one | {name: other[name] for name in names}


@given(UNITS)
def test_every_file_has_the_unit_that_made_it(units: Units) -> None:
    made = make(units)
    owners = made.task_names_of(range(len(made.paths)))
    assert owners == [name for name, (_, files) in units.items() for _ in files]


def test_nobody_knows_what_is_not_there() -> None:
    empty = ManifestTable()
    assert (len(empty), empty.cache_key("x"), empty.files("x"), "x" in empty) == (
        0,
        None,
        {},
        False,
    )
    with pytest.raises(KeyError):
        empty.file_sizes("x")


def test_a_unit_is_added_once() -> None:
    made = make({"a": ("1", {}), "b": ("1", {})})
    with pytest.raises(ValueError, match="the same name, one of: b"):
        made.add("b", "2", {})
    with pytest.raises(ValueError, match="the same name"):
        made.copy_from(make({"a": ("1", {})}), ["a"])


GOOD = make({"a": ("1", {"x": FileRecord("0" * 32, 1, 2)})}).render()


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
def test_other_bytes_are_no_holdings(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_manifest_table(content)


def test_sizes_are_listed_by_path() -> None:
    files: Mapping[str, FileRecord] = {
        "x": FileRecord("0" * 32, 7, 2),
        "y": FileRecord("1" * 32, 8, 2),
    }
    made = ManifestTable()
    made.add("a", "1", files)
    assert list(made.file_sizes("a")) == [("x", 7), ("y", 8)]
