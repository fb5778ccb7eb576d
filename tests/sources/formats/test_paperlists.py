"""Tests of reading paperlists, JSON lists of conferences."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from papershelf.sources.formats.paperlists import is_paperlists, parse_paperlists
from papershelf.sources.parsing.raw_record import ReadResult

LIST = (Path(__file__).parents[1] / "fixtures" / "icrr2024.json").read_bytes()


def reading() -> ReadResult:
    return parse_paperlists(LIST, "lists/icrr2024.json")


def test_a_paper_has_the_conference_of_its_file_and_ordered_authors() -> None:
    record = reading().records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention",
        "authors": [
            {"name": "Ada Byron", "affiliation": "University of Nowhere"},
            {"name": "Li Wei", "affiliation": "Example Lab", "orcid": "0000-0002-1825-0097"},
        ],
        "abstract": "We watch rivers.",
        "openreview": "aB1xYzz_42",
        "arxiv": "2401.00001",
        "code": ["https://github.com/example/tide"],
        "venue": "icrr",
        "year": "2024",
        "decision": "poster",
    }
    assert record.keywords == ("rivers", "tides")


def test_embedded_bibtex_is_used_and_unordered_affiliations_are_dropped() -> None:
    fields = reading().records[1].fields
    assert dict(fields) == {
        "title": "Ebb",
        "authors": ["Ada Byron", "Josef van Toy"],
        "acl": "2024.icrr-main.8",
        "project": "https://ebb.example/",
        "awards": ["Best Paper"],
        "venue": "Proceedings of the 12th ICRR",
        "year": "2024",
        "published": "2024-08",
        "doi": "10.1000/icrr.8",
        "pages": "283-292",
        "citation_key": "byron-van-toy-2024-ebb",
    }


def test_older_lists_and_rejections_are_read() -> None:
    _, _, old, rejected = reading().records
    assert old.fields["authors"] == ["Ada Byron", "Li Wei"]
    assert old.fields["pdf"] == "https://proc.example/old.pdf"
    assert old.fields["url"] == "https://proc.example/html/old.html"
    assert "venue" not in rejected.fields
    assert rejected.outcome == "rejected"
    assert rejected.fields["status"] == {"kind": "rejected", "reason": "Submitted to ICRR 2024"}
    assert rejected.fields["openreview"] == "zzzzzzzzz1"
    assert [str(problem) for problem in reading().problems] == [
        "lists/icrr2024.json:19: title: is missing; the entry was skipped"
    ]


def test_a_file_of_another_name_gives_no_venue() -> None:
    records = parse_paperlists(LIST, "papers.json").records
    assert "venue" not in records[0].fields


def test_the_format_is_detected_by_its_keys() -> None:
    assert is_paperlists(LIST.decode())
    assert not is_paperlists('[{"title": "T", "authors": []}]')


@pytest.mark.parametrize(
    ("status", "track", "outcome", "fields"),
    [
        ("Poster", "main", None, {"venue": "icrr", "decision": "poster"}),
        ("Oral", "Sand", None, {"venue": "icrr", "decision": "oral", "track": "Sand"}),
        ("Top-5%", "main", None, {"venue": "icrr", "decision": "top-5%"}),
        ("Accept", "main", None, {"venue": "icrr"}),
        ("Workshop", "main", None, {"venue": {"name": "ICRR Workshop", "kind": "workshop"}}),
        ("Withdraw", "main", "withdrawn", {}),
        ("Reject", "main", "rejected", {}),
        ("Desk Reject", "main", "desk-rejected", {}),
        ("Active", "main", "under-review", {}),
    ],
)
def test_the_status_of_a_submission_is_read(
    status: str, track: str, outcome: str | None, fields: dict[str, object]
) -> None:
    entry = {"title": "Ebb", "track": track, "status": status, "author": "Anonymous"}
    (record,) = parse_paperlists(json.dumps([entry]).encode(), "paperlists-icrr2018.json").records
    found = {
        key: record.fields[key] for key in ("venue", "decision", "track") if key in record.fields
    }
    assert (record.outcome, record.fields["year"], found) == (outcome, "2018", fields)
    assert "authors" not in record.fields
    kind = outcome if outcome != "under-review" else None
    reason = {"kind": kind, "reason": "Submitted to ICRR 2018"} if kind else None
    assert record.fields.get("status") == reason


def test_each_submission_of_a_real_conference_is_counted_once(shared: Path) -> None:
    path = shared / "real" / "paperlists-iclr2018.json"
    records = parse_paperlists(path.read_bytes(), path.name).records
    outcomes = Counter(record.outcome for record in records)
    assert outcomes == {"rejected": 496, "withdrawn": 69, "under-review": 3, None: 427}
    accepted = [record.fields for record in records if not record.outcome]
    assert Counter(fields.get("decision") for fields in accepted) == {
        "poster": 314, "oral": 23, None: 90,
    }  # fmt: skip
    workshop = {"name": "ICLR Workshop", "kind": "workshop"}
    assert all(("decision" in fields) != (fields["venue"] == workshop) for fields in accepted)
