"""Tests of the script that runs the tutorial; `tests/test_wheel.py` runs the tutorial itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.tutorial import run_tutorial

ECHO = "```console\n$ echo one; echo two\n{}```\n"


def test_files_are_written_and_commands_run_in_order(tmp_path: Path) -> None:
    text = '```yaml title="a.yaml"\n- title: A\n```\n\n```console\n$ mkdir b\n$ cd b\n$ cat ../a.yaml\n```\n'
    expected = text.replace("a.yaml\n```\n", "a.yaml\n- title: A\n```\n")
    assert run_tutorial(text, tmp_path) == expected
    again = tmp_path / "again"
    again.mkdir()
    assert run_tutorial(expected, again) == expected


@pytest.mark.parametrize("shown", ["one\ntwo\n", "one\n...\n", "...\ntwo\n", "...\n"])
def test_matching_output_is_kept(shown: str, tmp_path: Path) -> None:
    assert run_tutorial(ECHO.format(shown), tmp_path) == ECHO.format(shown)


@pytest.mark.parametrize("shown", ["", "one\n", "two\none\n", "o..\ntwo\n"])
def test_other_output_is_replaced(shown: str, tmp_path: Path) -> None:
    assert run_tutorial(ECHO.format(shown), tmp_path) == ECHO.format("one\ntwo\n")


@pytest.mark.parametrize(
    ("shown", "updated"),
    [
        ("ones\n...\n", "one\n...\n"),
        ("...\ntwoo\n", "...\ntwo\n"),
        ("ones\n...\ntwoo\n", "one\n...\ntwo\n"),
        ("...\nthree\n", "one\ntwo\n"),
    ],
)
def test_omitted_lines_stay_omitted(shown: str, updated: str, tmp_path: Path) -> None:
    assert run_tutorial(ECHO.format(shown), tmp_path) == ECHO.format(updated)


def test_new_lines_between_shown_lines_are_added(tmp_path: Path) -> None:
    block = "```console\n$ printf 'one\\nnew\\ntwo\\nend\\n'\n{}```\n"
    everything = block.format("one\nnew\ntwo\nend\n")
    assert run_tutorial(block.format("one\ntwo\n...\n"), tmp_path) == everything


@pytest.mark.parametrize(
    ("shown", "output"),
    [("built in 1.25 s", "built in 0.40 s"), ("34 pages, 143 files", "35 pages, 150 files")],
)
def test_times_and_numbers_of_files_may_differ(shown: str, output: str, tmp_path: Path) -> None:
    text = f"```console\n$ echo {output}\n{shown}\n```\n"
    assert run_tutorial(text, tmp_path) == text


def test_other_blocks_are_not_run(tmp_path: Path) -> None:
    text = "```sh\ntouch made\n```\n"
    assert run_tutorial(text, tmp_path) == text
    assert list(tmp_path.iterdir()) == []
