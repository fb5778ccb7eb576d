"""Tests of persistent memos: results of functions of strings are kept for the next run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.memo import Memo, memoize_persistent
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.memo_store import load_memo, save_memo

CALLS: list[str] = []
MEMOS: dict[str, Memo] = {}


def to_upper(text: str) -> str:
    CALLS.append(text)
    return text.upper()


@pytest.fixture(autouse=True)
def empty_memos() -> None:
    """Clear the memos of other tests."""
    MEMOS.clear()
    CALLS.clear()


def new_process() -> Callable[[str], str]:
    """The function as in a new process, with an empty memo."""
    MEMOS.clear()
    CALLS.clear()
    return memoize_persistent(to_upper, MEMOS)


def test_each_result_is_computed_once() -> None:
    answer = new_process()
    assert [answer("a"), answer("b"), answer("a"), answer("")] == ["A", "B", "A", ""]
    assert answer("") == ""
    assert CALLS == ["a", "b", ""]


def test_results_are_loaded_in_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "cache/answers.json"
    texts = ["é", "two\nlines", "\ud800", '"', ""]
    answers = list(map(new_process(), texts))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = new_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    assert list(map(answer, texts)) == answers
    assert CALLS == []
    assert answer("new") == "NEW"
    assert CALLS == ["new"]


def test_results_of_other_code_are_not_loaded(tmp_path: Path) -> None:
    new_process()("a")
    save_memo(CacheFile(tmp_path / "answers.json", "code"), MEMOS)
    answer = new_process()
    load_memo(CacheFile(tmp_path / "answers.json", "other"), MEMOS)
    answer("a")
    assert CALLS == ["a"]


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "missing", "unsigned"])
def test_a_damaged_file_is_not_loaded(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "answers.json"
    new_process()("a")
    save_memo(CacheFile(path, "code"), MEMOS)
    content = path.read_bytes()
    assert b'"A"' in content
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {
                "cut": content[:-1],
                "changed": content.replace(b'"A"', b'"B"'),
                "empty": b"",
                "unsigned": content.partition(b"\n")[2],
            }[damage]
        )
    answer = new_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    assert answer("a") == "A"
    assert CALLS == ["a"]


def test_unused_results_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    list(map(new_process(), ["a", "b"]))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = new_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, ["b", "c"]))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = new_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, ["a", "b", "c"]))
    assert CALLS == ["a"]


def test_a_few_new_results_are_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    list(map(new_process(), map(str, range(1000))))
    save_memo(CacheFile(path, "code"), MEMOS)
    before = path.read_bytes()
    answer = new_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, map(str, range(1, 1002))))
    save_memo(CacheFile(path, "code"), MEMOS)
    assert path.read_bytes() == before
    list(map(answer, map(str, range(1002, 1100))))
    save_memo(CacheFile(path, "code"), MEMOS)
    assert path.read_bytes() != before


def test_a_process_with_newer_results_does_not_load_the_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    answer = new_process()
    answer("a")
    save_memo(CacheFile(path, "code"), MEMOS)
    load_memo(CacheFile(path, "code"), MEMOS)
    assert MEMOS[f"{__name__}.to_upper"].loaded == {}
