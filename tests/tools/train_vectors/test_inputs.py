"""Tests of the check of a teacher's and WordNet's files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.train_vectors.inputs import GLOSSES, TEACHER, Input, find_differences


def test_missing_and_other_files_are_named(tmp_path: Path) -> None:
    hashes = [(name, hashlib.sha256(name.encode()).hexdigest()) for name in ("a", "b", "c")]
    expected = Input("Weirs 1.0", "MIT", tuple(hashes))
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"B")
    assert list(find_differences(expected, tmp_path)) == [
        f"{tmp_path / 'b'}: differs from that of Weirs 1.0",
        f"{tmp_path / 'c'}: is missing, see Weirs 1.0",
    ]


def test_every_file_has_a_hash() -> None:
    for known in (TEACHER, GLOSSES):
        assert all(len(bytes.fromhex(content_hash)) == 32 for _, content_hash in known.files)
        assert known.license
