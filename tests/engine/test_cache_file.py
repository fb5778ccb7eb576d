"""Tests of cache files: they are loaded unchanged or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papershelf.engine.cache_file import CacheFile

KEEP = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@KEEP
@given(body=st.binary())
def test_bytes_round_trip(body: bytes, tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "new" / "file", "code 1")
    file.save(body)
    found = file.load()
    assert found is not None
    assert bytes(found) == body
    assert file.read_header() == file.header(body)


@KEEP
@given(value=VALUES)
def test_json_round_trips(value: object, tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "file", "code")
    file.save_json(value)
    assert file.load_json() == value


def test_surrogates_round_trip(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "file", "code")
    file.save_json({"\ud800": "\udfff"})
    assert file.load_json() == {"\ud800": "\udfff"}


def test_arrays_round_trip(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "file", "code")
    file.save_arrays({"a": np.arange(3), "none": np.zeros(0, np.uint8)})
    found = file.load_arrays()
    assert found is not None
    assert {name: (array.dtype, array.tolist()) for name, array in found.items()} == {
        "a": (np.arange(3).dtype, [0, 1, 2]),
        "none": (np.dtype(np.uint8), []),
    }


@KEEP
@given(data=st.data())
def test_a_damaged_file_is_not_loaded(data: st.DataObject, tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "file", "code")
    file.save_json({"name": "value\n"})
    content = file.path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    damaged = (
        content[:place] + bytes([other]) + content[place + 1 :],
        content[:place],
        content[:place] + bytes([other]) + content[place:],
    )
    for wrong in damaged:
        file.path.write_bytes(wrong)
        assert file.load() is None
        assert file.load_json() is None
        assert file.load_arrays() is None


def test_a_file_saved_by_other_code_is_not_loaded(tmp_path: Path) -> None:
    CacheFile(tmp_path / "file", "code").save_json(1)
    for other in ("", "cod", "code ", "code 1"):
        assert CacheFile(tmp_path / "file", other).load() is None


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_an_intact_file_with_invalid_contents_is_not_loaded(body: bytes, tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "file", "code")
    file.save(body)
    assert file.load_json() is None
    assert file.load_arrays() is None


def test_folders_and_pipes_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe", "missing"):
        assert CacheFile(tmp_path / name, "code").load() is None


def test_a_manifest_and_a_build_record_are_read_without_numpy() -> None:
    code = "import papershelf.site.update, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
