"""Tests of small inputs meant to exhaust time, memory or disk: each is rejected or linear-time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from papershelf.core.slugs import make_name_slug
from papershelf.records.paper_ids import propose_ids
from papershelf.records.resolver import MAX_TAGS_PER_PAPER
from papershelf.site.check_project import load_checked_collection
from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.hf_page import parse_hf_page
from papershelf.sources.parsing.links import arxiv_id_in_text
from papershelf.text.latex_render import render_rich
from papershelf.text.latex_writer import encode_latex
from tests.forked import run_forked
from tests.workspaces import Workspace

_SMALL, _FACTOR = 5_000, 8
_LINEAR = 2.5
"""The largest measured growth that still counts as linear; quadratic time would be 8."""


def measure_growth(work: Callable[[int], object]) -> float:
    """The growth of time if the size grows eightfold, relative to linear time.

    A growth that seems too large is measured again, because other load may have caused it.
    """

    def seconds(size: int) -> float:
        start = time.process_time()
        work(size)
        return time.process_time() - start

    few = many = growth = 60.0
    for _ in range(3):
        few = min(few, *(seconds(_SMALL) for _ in range(3)))
        many = min(many, seconds(_SMALL * _FACTOR))
        growth = many / max(few, 0.002) / _FACTOR
        if growth < _LINEAR:
            break
    return growth


PAGE = "<!doctype html><html>huggingface.co/papers"


@pytest.mark.seconds
@pytest.mark.parametrize(
    ("pattern", "end"),
    [
        ("<!--", ""), ("<!--", "<p>"), ("<!-- x>", ""), ("<a ", ""), ("<a ", ">"), ('<a x="', ""),
        ("<a x='\"", ""), ("<a x =", ""), ("<![ x>", ""), ("<? ", ""), ("</", ""), ("</a ", ""),
        ("<script>", ""), ("<script></x ", ""), ("<article><p>x", ""), ("x<b>", "</article>"),
        ("<", "<"), ("&#", ""), ("<style>", "</styl"), ("<article><h3>x<b>y</h3>", ""),
    ],
)  # fmt: skip
def test_broken_pages_are_parsed_in_linear_time(pattern: str, end: str) -> None:
    assert (
        measure_growth(lambda n: parse_hf_page((PAGE + pattern * n + end).encode(), "x")) < _LINEAR
    )


@pytest.mark.seconds
@pytest.mark.parametrize(
    "pattern",
    ["\\(", "\\[", "$", "$a", "$$", "\\begin{equation}", "\\text{", "{", "}", "\\(a\\", "_{", "^",
     "\\left(", "\\href{", "\\frac{", "``", "\\'{", "<sub>", "&amp;", "\\verb|"],
)  # fmt: skip
def test_broken_formulas_are_parsed_and_rendered_in_linear_time(pattern: str) -> None:
    for render in (encode_latex, render_rich):
        tries = count()  # each has another text, for some are remembered
        assert measure_growth(lambda n: render(f"{next(tries)} {pattern * n}")) < _LINEAR  # noqa: B023


@pytest.mark.seconds
@pytest.mark.parametrize(
    "pattern", ["T", "a-", "a.", "1", " ", "arxiv ", "arxiv:", "abs/", "https://", "10.48550/"]
)
def test_identifiers_are_found_in_linear_time(pattern: str) -> None:
    assert measure_growth(lambda n: arxiv_id_in_text(pattern * n)) < _LINEAR
    assert arxiv_id_in_text(f"{pattern} see arXiv:2401.01234 and others") == "2401.01234"


def strings(number: int) -> str:
    rows = [f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 4)}}}\n" for n in range(1, number)]
    entry = f"@article{{k, title = a{number - 1}, year=2020}}"
    return f"@string{{a0 = {{xy}}}}\n{''.join(rows)}{entry}\n"


def test_exponentially_growing_bibtex_strings_are_dropped_and_reported() -> None:
    assert parse_bibtex(strings(6).encode(), "s.bib").records[0].fields["title"] == "xy" * 4**5
    reading = parse_bibtex(strings(500).encode(), "s.bib")
    assert not reading.records
    messages = [str(problem) for problem in reading.problems]
    assert messages[0] == "s.bib:7: @string 'a6' is longer than 5,000 characters; left out"
    assert messages[-1] == "s.bib:501: title: is missing; the entry was skipped"


def test_too_many_uses_of_bibtex_strings_are_limited_and_reported() -> None:
    text = "@string{a={" + "x" * 5000 + "}}\n@article{k, title={T}, abstract=a"
    reading = parse_bibtex(f"{text}{' # a' * 20_000}}}".encode(), "s.bib")
    assert len(str(reading.records[0].fields["abstract"])) < 25 * (len(text) + 80_000)
    assert "s.bib: its @string definitions expand to too much text" in str(reading.problems[-1])


def test_macros_with_many_arguments_are_limited() -> None:
    definition = r"@preamble{{\newcommand{\m}[1]{" + "#1" * 100_000 + "}}}"
    text = definition + r"@article{k, title={T}, abstract={a \m{" + "x" * 100_000 + "}}}"
    (record,) = parse_bibtex(text.encode(), "s.bib").records
    assert len(str(record.fields["abstract"])) < 300_000


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def check(workspace: Workspace) -> list[str]:
    return [str(one) for one in load_checked_collection(workspace.project().data).problems]


@pytest.mark.parametrize("number", [2**63, 10**15, 10**400, -1])
@pytest.mark.parametrize("field", ["upvotes", "comments", "stars", "citations"])
def test_too_large_counts_are_errors(workspace: Workspace, number: int, field: str) -> None:
    workspace.write([{"id": "a", "title": "A", field: {"value": number, "day": "2026-11-20"}}])
    (workspace.root / "data/counts").mkdir()
    line = {"paper": "a", "source": "hf", field: number}
    (workspace.root / "data/counts/2026-11-20.jsonl").write_text(json.dumps(line) + "\n")
    found = check(workspace)
    assert len(found) == 2
    assert all(f": {field}: " in line and "10^15" in line for line in found)


def test_the_largest_allowed_counts_are_built(workspace: Workspace) -> None:
    most = {"value": 10**15 - 1, "day": "2026-11-20"}
    workspace.write([{"id": "a", "title": "A", "upvotes": most}])
    (workspace.root / "data/counts").mkdir()
    for day, number in (("2026-11-19", 0), ("2026-11-20", 10**15 - 1)):
        line = json.dumps({"paper": "a", "source": "hf", "upvotes": number})
        (workspace.root / f"data/counts/{day}.jsonl").write_text(f"{line}\n")
    assert check(workspace) == []
    assert run_forked(workspace.root, "build", "-q").code == 0


def test_deeply_nested_values_are_errors(workspace: Workspace) -> None:
    lists = "[" * 900 + '"a"' + "]" * 900
    mappings = '{"a":' * 900 + "1" + "}" * 900
    record = f'{{"id": "x", "title": {lists}, "tags": {mappings}}}\n'
    (workspace.root / "data/papers/x.jsonl").write_text(record)
    code, output = run_forked(workspace.root, "check")
    assert code == 1
    assert "Traceback" not in output
    assert "x.jsonl:1: title: " in output


def test_more_than_a_hundred_tags_are_an_error(workspace: Workspace) -> None:
    tags = [
        {"id": f"t{n}", "name": f"Tag {n}", "group": "g", "description": "About."}
        for n in range(MAX_TAGS_PER_PAPER + 1)
    ]
    groups = [{"id": "g", "name": "G", "description": "All."}]
    workspace.vocabularies({"venues": []}, {"groups": groups, "tags": tags})
    workspace.write([{"id": "a", "title": "A", "tags": [tag["id"] for tag in tags[:-1]]}])
    assert check(workspace) == []
    workspace.write([{"id": "a", "title": "A", "tags": [tag["id"] for tag in tags]}])
    (found,) = check(workspace)
    assert found.endswith("tags: has 101 tags; at most 100 are allowed")


@pytest.mark.parametrize("name", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_windows_device_names_are_not_allowed_as_ids(workspace: Workspace, name: str) -> None:
    workspace.write(
        [
            {"id": name, "title": "A"},
            {"id": "b", "title": "B", "aliases": [name]},
        ]
    )
    found = check(workspace)
    assert len(found) == 2
    assert all(f"{name!r} is a reserved file name on Windows" in line for line in found)
    assert make_name_slug(name.title()) == f"{name}-author"
    assert make_name_slug(f"{name} Li") == f"{name}-li"
    (proposed,) = propose_ids([{"title": name.upper(), "year": 2020}], ())
    assert proposed == f"{name}-2020"


@pytest.mark.parametrize(
    "key", ["\ud800", "\x1b]0;owned\x07", "\n::error::hello", "\u202e", "\x9b2J"]
)
def test_control_characters_in_keys_are_escaped_in_messages(workspace: Workspace, key: str) -> None:
    record = json.dumps({"id": "x", "title": "X", key: 1})
    (workspace.root / "data/papers/x.jsonl").write_text(f"{record}\n")
    for words in (("check",), ("build", "-q"), ("import", "data/papers/x.jsonl"), ("keys",)):
        code, output = run_forked(workspace.root, *words)
        assert code == (words[0] != "import")  # this leaves the key out
        assert "Traceback" not in output
        assert "data/papers/x.jsonl:1: " in output
        assert output.replace("\n", "").isprintable()
        assert not any(line.startswith("::") for line in output.splitlines())
