"""Tests of reading notes of OpenReview."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.sources.formats.openreview import is_openreview, parse_openreview
from papershelf.sources.parsing.raw_record import RawRecord
from tests.sources.readings import messages_of

NOTES = (Path(__file__).parents[1] / "fixtures" / "openreview.json").read_bytes()


def test_a_note_of_version_2_is_read() -> None:
    record = parse_openreview(NOTES, "notes.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention",
        "authors": [
            {"name": "Ada Byron", "url": "https://openreview.net/profile?id=~Ada_Byron1"},
            "Li Wei",
        ],
        "abstract": "We watch $O(n)$ rivers.",
        "openreview": "aB_1xY",
        "venue": "ICRR 2024",
        "decision": "poster",
        "year": "2024",
        "published": "2024-01-16",
        "pdf": "https://openreview.net/pdf?id=aB_1xY",
        "code": ["https://github.com/example/tide"],
    }
    assert record.keywords == ("rivers", "tides")
    assert (record.line, record.source_day) == (2, "2024-03-09")


def test_rejected_submissions_have_no_venue_and_reviews_are_skipped() -> None:
    reading = parse_openreview(NOTES, "notes.json")
    _, submitted, accepted = reading.records
    assert dict(submitted.fields) == {
        "title": "Deep Water",
        "abstract": "Deep.",
        "openreview": "cD_2",
        "year": "2020",
        "note": "Submitted to ICRR 2020; under review.",
        "pdf": "https://openreview.net/pdf?id=cD_2",
    }
    assert submitted.outcome == "under-review"
    assert (accepted.fields["venue"], accepted.fields["year"]) == ("ICRR 2023", "2023")
    assert accepted.fields["decision"] == "notable-top-5%"
    assert messages_of(reading) == [
        "notes.json:26: title: is missing; the entry was skipped",
        "notes.json: warning: left out because they are not papers: reviews and comments (1)",
    ]


def test_the_format_is_detected_by_its_keys() -> None:
    assert is_openreview(NOTES.decode())
    assert not is_openreview('{"title": "forum", "content": 1}')


def note(name: str = "n1", **content: object) -> dict[str, object]:
    """A note of version 1; `forum` and `invitation` are added next to its content."""
    keys = {"invitation", "details"} & content.keys()
    outer: dict[str, object] = {key: content.pop(key) for key in keys}
    return {"id": name, "forum": name, "content": {"title": "A River", **content}, **outer}


def read(*notes: object) -> list[RawRecord]:
    return list(parse_openreview(json.dumps({"notes": notes}).encode(), "x.json").records)


@pytest.mark.parametrize(
    ("venue", "group", "outcome", "status"),
    [
        ("ICRR 2024 Conference Withdrawn Submission",
         "ICRR.cc/2024/Conference/Withdrawn_Submission",
         "withdrawn", {"kind": "withdrawn", "reason": "Submitted to ICRR 2024"}),
        ("ICRR 2024 Conference Desk Rejected Submission",
         "ICRR.cc/2024/Conference/Desk_Rejected_Submission",
         "desk-rejected", {"kind": "desk-rejected", "reason": "Submitted to ICRR 2024"}),
        ("Submitted to ICRR 2024", "ICRR.cc/2024/Conference/Rejected_Submission",
         "rejected", {"kind": "rejected", "reason": "Submitted to ICRR 2024"}),
        ("ICRR 2022 Submitted", "ICRR.cc/2022/Conference",
         "rejected", {"kind": "rejected", "reason": "Submitted to ICRR 2022"}),
        ("Rejected by TRR", "TRR/Rejected",
         "rejected", {"kind": "rejected", "reason": "Submitted to TRR"}),
        ("Submitted to TRR", "TRR/Submitted", "under-review", None),
        ("ICRR 2025 Conference Submission", "ICRR.cc/2025/Conference/Submission",
         "under-review", None),
    ],
)  # fmt: skip
def test_a_submission_not_accepted_has_its_status(
    venue: str, group: str, outcome: str, status: object
) -> None:
    (record,) = read(note(venue=venue, venueid=group))
    assert (record.outcome, record.fields.get("status")) == (outcome, status)
    assert not {"venue", "decision"} & record.fields.keys()


@pytest.mark.parametrize(
    ("venue", "group", "fields"),
    [
        ("ICRR 2024 spotlight", "ICRR.cc/2024/Conference",
         {"venue": "ICRR 2024", "decision": "spotlight"}),
        ("NRR 2023 Datasets and Benchmarks Poster", "NRR.cc/2023/Track/Datasets_and_Benchmarks",
         {"venue": "NRR 2023 Datasets and Benchmarks", "decision": "poster",
          "track": "Datasets and Benchmarks"}),
        ("SAND 2023 Oral", "ICRR.cc/2023/Workshop/SAND",
         {"venue": {"name": "ICRR Workshop SAND 2023", "kind": "workshop"}, "decision": "oral"}),
        ("ICRR 2023 Workshop on Learning to Reject Sand Poster", "",
         {"venue": {"name": "ICRR 2023 Workshop on Learning to Reject Sand", "kind": "workshop"},
          "decision": "poster"}),
        ("ICRR 2023 Workshop on Blind Rivers Poster", "",
         {"venue": {"name": "ICRR 2023 Workshop on Blind Rivers", "kind": "workshop"},
          "decision": "poster"}),
        ("TRR", "TRR", {"venue": "TRR"}),
    ],
)  # fmt: skip
def test_an_accepted_paper_has_venue_and_decision(
    venue: str, group: str, fields: dict[str, object]
) -> None:
    (record,) = read(note(venue=venue, venueid=group))
    found = {
        key: record.fields[key] for key in ("venue", "decision", "track") if key in record.fields
    }
    assert (record.outcome, found) == (None, fields)


def test_decisions_of_version_1_are_read_from_replies() -> None:
    submission = "ICRR.cc/2020/Conference/-/Blind_Submission"
    reply = {"id": "d2", "forum": "n2", "content": {"decision": "Accept (Spotlight)"}}
    papers = read(
        note("n1", invitation=submission),
        {"id": "d1", "forum": "n1", "content": {"title": "Decision", "decision": "Reject"}},
        note("n2", invitation=submission, details={"directReplies": [reply]}),
        note("n3", invitation="ICRR.cc/2020/Conference/-/Withdrawn_Submission"),
        note("n4", invitation=submission),
        note("n5"),
    )
    outcomes = [paper.outcome for paper in papers]
    assert outcomes == ["rejected", None, "withdrawn", "under-review", None]
    accepted = papers[1].fields
    assert (accepted["venue"], accepted["decision"]) == ("ICRR 2020", "spotlight")
