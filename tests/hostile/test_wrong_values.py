"""Tests that wrong values of each key are rejected or cleaned, with printable messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from papershelf.core.errors import Problem
from papershelf.site.check_project import load_checked_collection
from tests.hostile.independent import make_independent_cases
from tests.hostile.wrong import wrong_records
from tests.workspaces import Workspace

_LONGEST = 2_500


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def count_rejected(data: Path, lines: Iterable[str]) -> tuple[int, int]:
    """The numbers of rejected and accepted records, each checked in its own collection."""
    counts = [0, 0]
    for line in lines:
        (data / "papers/one.jsonl").write_text(line)
        found = load_checked_collection(data).problems
        for problem in found:
            check_printable(problem)
        counts[any(problem.severity == "error" for problem in found)] += 1
    return counts[1], counts[0]


def check_printable(problem: Problem) -> None:
    text = str(problem)
    assert text.isprintable(), ascii(text)
    assert text.encode("utf-8")
    assert len(text) < _LONGEST
    assert not text.startswith("::")


@pytest.mark.seconds
def test_wrong_values_are_rejected_or_cleaned(workspace: Workspace) -> None:
    lines = [json.dumps(record) + "\n" for record in wrong_records()]
    assert len(lines) >= 3_047
    refused, accepted = count_rejected(workspace.root / "data", lines)
    assert refused > len(lines) / 2
    assert accepted > 100


@pytest.mark.seconds
def test_accepted_records_are_built(workspace: Workspace) -> None:
    """All records together, each with its own id."""
    data = workspace.root / "data"
    accepted = []
    for number, record in enumerate(wrong_records()):
        if record["id"] != "x" or number % 5:
            continue
        line = json.dumps(record | {"id": f"wrong-{number}", "title": f"Title {number}"}) + "\n"
        (data / "papers/one.jsonl").write_text(line)
        if not any(one.severity == "error" for one in load_checked_collection(data).problems):
            accepted.append(line)
    (data / "papers/one.jsonl").write_text("".join(accepted))
    duplicates = [one for one in load_checked_collection(data).problems if one.severity == "error"]
    lost = {one.line for one in duplicates}
    kept = [line for number, line in enumerate(accepted, 1) if number not in lost]
    (data / "papers/one.jsonl").write_text("".join(kept))
    site = workspace.build()
    assert len(kept) > 100
    assert len(list((site / "papers").glob("wrong-*/index.html"))) == len(kept)


@pytest.mark.slow
def test_independent_wrong_records(workspace: Workspace, shared: Path) -> None:
    folder = make_independent_cases(shared, "refused", workspace.root / "others")
    lines = [path.read_text() for path in sorted(folder.iterdir())]
    assert len(lines) >= 3_047
    assert sum(count_rejected(workspace.root / "data", lines)) == len(lines)
