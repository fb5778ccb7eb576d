"""Tests of daily counts: validation, appending, and the counts of papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.catalogue.paper_days import last_change_day
from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate
from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.records.loader import Collection
from papershelf.records.model import Count
from papershelf.site.check_project import load_checked_collection
from papershelf.sources.own.count_files import write_counts
from tests.conftest import MakeCollection

RECORD = {"id": "dams", "title": "Dams", "aliases": ["old-dams"]}
GOOD = '{"paper": "dams", "source": "hf", "upvotes": 3}'


def checked(make: MakeCollection, days: dict[str, str], **fields: object) -> Collection:
    data = make([{**RECORD, **fields}])
    (data / "counts").mkdir()
    for name, text in days.items():
        (data / "counts" / name).write_text(text, encoding="utf-8")
    return load_checked_collection(data)


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ('{"paper": "dams", "source": "hf", "upvots": 3}', "upvots", "upvotes"),
        ('{"paper": "dams", "source": "hf", "upvotes": -3}', "upvotes", "is not a count"),
        ('{"paper": "dams", "source": "hf", "upvotes": "3"}', "upvotes", "is not a count"),
        ('{"paper": "dams", "source": "hf", "upvotes": true}', "upvotes", "is not a count"),
        ('{"paper": "dams", "source": "hf", "stars": 1.5}', "stars", "is not a count"),
        ('{"paper": "dams", "upvotes": 3}', "source", "is missing"),
        ('{"paper": "dams", "source": " ", "upvotes": 3}', "source", "is missing"),
        ('{"source": "hf", "upvotes": 3}', "paper", "is missing"),
        ('{"paper": 7, "source": "hf", "upvotes": 3}', "paper", "is missing"),
        ("[1]", "", "is not a record"),
        ("nothing", "", ""),
    ],
)
def test_an_invalid_line_is_an_error_with_file_and_line(
    make_collection: MakeCollection, line: str, field: str, message: str
) -> None:
    collection = checked(make_collection, {"2026-11-20.jsonl": f"{GOOD}\n{line}\n"})
    (problem,) = collection.problems
    assert (problem.line, problem.field, problem.severity) == (2, field, "error")
    assert problem.path.endswith("counts/2026-11-20.jsonl")
    assert message in problem.message
    assert len(collection.counts) == 1


def test_a_count_of_a_removed_paper_is_a_warning(make_collection: MakeCollection) -> None:
    line = '{"paper": "gone", "source": "hf", "upvotes": 3}'
    (problem,) = checked(make_collection, {"2026-11-20.jsonl": line}).problems
    assert (problem.severity, problem.field) == ("warning", "paper")


def test_a_count_under_a_former_id_belongs_to_the_paper(make_collection: MakeCollection) -> None:
    line = GOOD.replace("dams", "old-dams")
    collection = checked(make_collection, {"2026-11-20.jsonl": line})
    assert collection.papers[0].upvotes == Count(value=3, day=IsoDate("2026-11-20"))


@pytest.mark.parametrize("name", ["today.jsonl", "2026-02-30.jsonl", "2026-11.jsonl"])
def test_a_file_not_named_after_a_date_is_an_error(
    make_collection: MakeCollection, name: str
) -> None:
    (problem,) = checked(make_collection, {name: GOOD}).problems
    assert "not named after a day" in problem.message


def test_a_file_of_another_type_is_an_error(make_collection: MakeCollection) -> None:
    (problem,) = checked(make_collection, {"2026-11-20.csv": "x", "README.md": "x"}).problems
    assert (problem.severity, problem.path[-4:]) == ("warning", ".csv")


def test_the_last_line_of_a_source_and_the_largest_source_are_used(
    make_collection: MakeCollection,
) -> None:
    line = '{{"paper": "dams", "source": "{}", "upvotes": {}}}\n'
    snapshots = [("hf", 30), ("hf-page", 11), ("hf", 10)]
    lines = "".join(line.format(*one) for one in snapshots)
    (paper,) = checked(make_collection, {"2026-11-20.jsonl": lines}).papers
    assert paper.upvotes == Count(value=11, day=IsoDate("2026-11-20"))


def test_a_paper_has_the_newest_count_of_any_source(
    make_collection: MakeCollection,
) -> None:
    day = '{{"paper": "dams", "source": "{}", "{}": {}}}\n'
    collection = checked(
        make_collection,
        {
            "2026-11-20.jsonl": day.format("hf", "upvotes", 3) + day.format("s2", "citations", 9),
            "2026-11-21.jsonl": day.format("hf", "upvotes", 2)
            + day.format("s2", "citations", 7)
            + day.format("openalex", "citations", 8),
        },
        upvotes={"value": 99, "day": "2026-11-19"},
        stars={"value": 5, "day": "2026-11-30"},
    )
    (paper,) = collection.papers
    counts = {kind: count for kind in COUNT_KINDS if (count := getattr(paper, kind))}
    assert counts == {
        "upvotes": Count(value=2, day=IsoDate("2026-11-21")),
        "citations": Count(value=8, day=IsoDate("2026-11-21")),
        "stars": Count(value=5, day=IsoDate("2026-11-30")),
    }


@pytest.mark.parametrize("kind", COUNT_KINDS)
def test_each_kind_of_count_is_a_field_of_records_papers_and_snapshots(
    make_collection: MakeCollection, kind: str
) -> None:
    line = json.dumps({"paper": "dams", "source": "hf", kind: 7})
    assert FIELD_BY_NAME[kind].kind == "count"
    collection = checked(make_collection, {"2026-11-20.jsonl": line})
    (paper,), (snapshot,) = collection.papers, collection.counts
    assert getattr(snapshot, kind) == 7
    assert getattr(paper, kind) == Count(value=7, day=IsoDate("2026-11-20"))
    assert last_change_day(paper) == "2026-11-20"


def test_counts_are_appended_without_changing_existing_bytes(tmp_path: Path) -> None:
    day = IsoDate("2026-11-20")
    path = tmp_path / "counts" / f"{day}.jsonl"
    path.parent.mkdir()
    path.write_bytes(b'{"paper":"a","source":"hf","upvotes":1}\r\nnonsense')
    line = {"paper": "b", "source": "hf", "upvotes": 2}
    assert write_counts(tmp_path, day, [line, line]) == 1
    first, last = path.read_bytes().rsplit(b"nonsense\n", 1)
    assert first == b'{"paper":"a","source":"hf","upvotes":1}\r\n'
    assert json.loads(last) == line
    assert write_counts(tmp_path, day, [line]) == 0
