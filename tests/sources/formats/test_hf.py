"""Tests of reading daily lists and papers of Hugging Face."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from papershelf.sources.formats.hf import is_hf, parse_hf
from papershelf.sources.parsing.raw_record import ReadResult

FIXTURES = Path(__file__).parents[1] / "fixtures"
DAILY = (FIXTURES / "hf_daily.json").read_bytes()
PAPER = (FIXTURES / "hf_paper.json").read_bytes()


def reading() -> ReadResult:
    return parse_hf(DAILY, "daily.json")


def one(item: dict[str, Any]) -> dict[str, Any]:
    (record,) = parse_hf(json.dumps(item).encode(), "x.json").records
    return dict(record.fields)


def test_a_listed_paper_has_dates_submitter_and_counts() -> None:
    record = reading().records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention:\n  Rivers in Two Directions",
        "abstract": "We watch rivers twice a day. They flow.",
        "authors": [{"name": "Ada Byron", "url": "https://huggingface.co/adabyron"}, "Li Wei"],
        "arxiv": "2411.00001",
        "published": "2026-11-17",
        "featured": ["2026-11-19"],
        "submitted_by": "boreed",
        "project": "https://tide.example/",
        "code": ["https://github.com/example/tide"],
        "upvotes": {"value": 42, "day": "2026-11-19"},
        "comments": {"value": 3, "day": "2026-11-19"},
        "stars": {"value": 7, "day": "2026-11-19"},
    }
    assert record.line == 2
    assert not record.keywords


def test_values_next_to_the_paper_object_are_read() -> None:
    fields = reading().records[1].fields
    assert fields["title"] == "Ebb & Flow"
    assert fields["abstract"] == "Fields stand outside here."
    assert fields["published"] == "2026-11-16"
    assert fields["featured"] == ["2026-11-19"]
    assert fields["status"] == "withdrawn"
    assert fields["code"] == ["https://github.com/example/ebb"]
    assert fields["upvotes"] == {"value": 0, "day": "2026-11-19"}


def test_invalid_items_are_reported_by_line_and_others_read() -> None:
    made = reading()
    assert [str(problem) for problem in made.problems] == [
        "daily.json:47: title: is missing; the entry was skipped",
        "daily.json:48: is not valid JSON: Expecting ',' delimiter; the entry was skipped",
        "daily.json:49: date: warning: 'x' is not a date; stored as date_note",
    ]
    after = {"title": "After the break", "arxiv": "2411.00005", "date_note": "x"}
    assert dict(made.records[2].fields) == after


def test_a_single_paper_has_no_list_date_but_links() -> None:
    (record,) = parse_hf(PAPER, "paper.json").records
    fields = record.fields
    assert fields["published"] == "2026-11-17"
    assert "featured" not in fields
    assert fields["upvotes"] == {"value": 43}
    assert fields["models"] == ["https://huggingface.co/example/tide-7b"]
    assert fields["datasets"] == ["https://huggingface.co/datasets/example/rivers"]
    assert fields["demos"] == ["https://huggingface.co/spaces/example/try-the-tide"]


@pytest.mark.parametrize(
    ("change", "name", "wanted"),
    [
        ({"submittedBy": {"fullname": "Bo Reed"}}, "submitted_by", "Bo Reed"),
        ({"submittedBy": "bo"}, "submitted_by", None),
        ({"githubRepo": "ask me"}, "code", None),
        ({"projectPage": "javascript:alert(1)"}, "project", None),
        ({"numComments": -1}, "comments", None),
        ({"paper": {"title": "T", "id": "10.1000/x"}}, "arxiv", "10.1000/x"),
        ({"paper": {"title": "T", "id": "2411.00009v2"}}, "arxiv", "2411.00009"),
    ],
)
def test_unusual_values_are_dropped_or_corrected(
    change: dict[str, Any], name: str, wanted: object
) -> None:
    item = {"paper": {"title": "T"}, "publishedAt": "2026-11-19T00:00:00Z"} | change
    assert one(item).get(name) == wanted


def test_the_format_is_distinguished_from_our_records() -> None:
    assert is_hf(DAILY.decode())
    assert is_hf(PAPER.decode())
    assert not is_hf('{"title": "T", "abstract": "\\"publishedAt\\": \\"paper\\":"}')
    assert not is_hf("")
