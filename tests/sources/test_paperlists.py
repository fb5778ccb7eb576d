"""Lists of conferences in, raw records out."""

from __future__ import annotations

from pathlib import Path

from generator.sources.paperlists import is_paperlists, parse_paperlists
from generator.sources.record import Reading

LIST = (Path(__file__).parent / "fixtures" / "icrr2024.json").read_bytes()


def reading() -> Reading:
    return parse_paperlists(LIST, "lists/icrr2024.json")


def test_a_paper_has_the_conference_of_its_file_and_people_in_order() -> None:
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
    }
    assert record.keywords == ("rivers", "tides")


def test_its_bibtex_tells_more_and_places_in_no_order_are_left_out() -> None:
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


def test_older_lists_and_rejections_are_read_for_what_they_are() -> None:
    _, _, old, rejected = reading().records
    assert old.fields["authors"] == ["Ada Byron", "Li Wei"]
    assert old.fields["pdf"] == "https://proc.example/old.pdf"
    assert old.fields["url"] == "https://proc.example/html/old.html"
    assert "venue" not in rejected.fields
    assert rejected.fields["openreview"] == "zzzzzzzzz1"
    assert [str(problem) for problem in reading().problems] == [
        "lists/icrr2024.json:19: title: is missing; the entry was skipped"
    ]


def test_a_file_of_another_name_tells_no_venue() -> None:
    records = parse_paperlists(LIST, "papers.json").records
    assert "venue" not in records[0].fields


def test_it_is_told_by_its_keys() -> None:
    assert is_paperlists(LIST.decode())
    assert not is_paperlists('[{"title": "T", "authors": []}]')
