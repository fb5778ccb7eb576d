"""Notes of OpenReview in, raw records out."""

from __future__ import annotations

from pathlib import Path

from generator.sources.openreview import is_openreview, parse_openreview

NOTES = (Path(__file__).parent / "fixtures" / "openreview.json").read_bytes()


def test_a_note_of_version_two_is_unwrapped() -> None:
    record = parse_openreview(NOTES, "notes.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention",
        "authors": [
            {"name": "Ada Byron", "url": "https://openreview.net/profile?id=~Ada_Byron1"},
            "Li Wei",
        ],
        "abstract": "We watch $O(n)$ rivers.",
        "openreview": "aB_1xY",
        "venue": "ICRR 2024 poster",
        "year": "2024",
        "published": "2024-01-16",
        "pdf": "https://openreview.net/pdf?id=aB_1xY",
        "code": ["https://github.com/example/tide"],
    }
    assert record.keywords == ("rivers", "tides")
    assert (record.line, record.day) == (2, "2024-03-09")


def test_what_was_not_accepted_has_no_venue_and_reviews_are_no_papers() -> None:
    reading = parse_openreview(NOTES, "notes.json")
    _, submitted, accepted = reading.records
    assert dict(submitted.fields) == {
        "title": "Deep Water",
        "abstract": "Deep.",
        "openreview": "cD_2",
        "pdf": "https://openreview.net/pdf?id=cD_2",
    }
    assert (accepted.fields["venue"], accepted.fields["year"]) == ("ICRR 2023", "2023")
    assert [str(problem) for problem in reading.problems] == [
        "notes.json:26: title: is missing; the entry was skipped",
        "notes.json: warning: left out, for they are no papers: reviews and comments (1)",
    ]


def test_it_is_told_by_its_keys() -> None:
    assert is_openreview(NOTES.decode())
    assert not is_openreview('{"title": "forum", "content": 1}')
