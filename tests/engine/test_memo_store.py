"""What functions answered to texts: kept for the next run, never trusted without our signature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.memo import Memo, memoize_persistent
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.memo_store import load_memo, save_memo

ASKED: list[str] = []
MEMOS: dict[str, Memo] = {}


def shout(text: str) -> str:
    ASKED.append(text)
    return text.upper()


@pytest.fixture(autouse=True)
def alone() -> None:
    """Let no other test be among those that remember."""
    MEMOS.clear()
    ASKED.clear()


def begin_process() -> Callable[[str], str]:
    """The function as a new process has it: it knows nothing yet."""
    MEMOS.clear()
    ASKED.clear()
    return memoize_persistent(shout, MEMOS)


def test_a_text_is_worked_out_once() -> None:
    answer = begin_process()
    assert [answer("a"), answer("b"), answer("a"), answer("")] == ["A", "B", "A", ""]
    assert answer("") == ""
    assert ASKED == ["a", "b", ""]


def test_the_next_process_knows_what_this_one_found(tmp_path: Path) -> None:
    path = tmp_path / "cache/answers.json"
    texts = ["é", "two\nlines", "\ud800", '"', ""]
    answers = list(map(begin_process(), texts))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = begin_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    assert list(map(answer, texts)) == answers
    assert ASKED == []
    assert answer("new") == "NEW"
    assert ASKED == ["new"]


def test_other_code_knows_nothing_of_it(tmp_path: Path) -> None:
    begin_process()("a")
    save_memo(CacheFile(tmp_path / "answers.json", "code"), MEMOS)
    answer = begin_process()
    load_memo(CacheFile(tmp_path / "answers.json", "other"), MEMOS)
    answer("a")
    assert ASKED == ["a"]


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "missing", "unsigned"])
def test_a_damaged_file_says_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "answers.json"
    begin_process()("a")
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
    answer = begin_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    assert answer("a") == "A"
    assert ASKED == ["a"]


def test_what_nobody_asks_any_more_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    list(map(begin_process(), ["a", "b"]))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = begin_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, ["b", "c"]))
    save_memo(CacheFile(path, "code"), MEMOS)
    answer = begin_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, ["a", "b", "c"]))
    assert ASKED == ["a"]


def test_the_file_is_not_written_for_a_few_new_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    list(map(begin_process(), map(str, range(1000))))
    save_memo(CacheFile(path, "code"), MEMOS)
    before = path.read_bytes()
    answer = begin_process()
    load_memo(CacheFile(path, "code"), MEMOS)
    list(map(answer, map(str, range(1, 1002))))
    save_memo(CacheFile(path, "code"), MEMOS)
    assert path.read_bytes() == before
    list(map(answer, map(str, range(1002, 1100))))
    save_memo(CacheFile(path, "code"), MEMOS)
    assert path.read_bytes() != before


def test_a_process_that_knows_more_does_not_read_the_file_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    answer = begin_process()
    answer("a")
    save_memo(CacheFile(path, "code"), MEMOS)
    load_memo(CacheFile(path, "code"), MEMOS)
    assert MEMOS[f"{__name__}.shout"].loaded == {}
