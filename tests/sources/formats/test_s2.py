"""Tests of reading papers of Semantic Scholar."""

from __future__ import annotations

from pathlib import Path

from papershelf.sources.formats.s2 import is_s2, parse_s2
from tests.sources.readings import messages_of

ANSWER = (Path(__file__).parents[1] / "fixtures" / "s2.json").read_bytes()


def test_a_paper_has_identifiers_and_no_generated_summary() -> None:
    record = parse_s2(ANSWER, "s2.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention",
        "authors": [
            {
                "name": "Ada Byron",
                "affiliation": "University of Nowhere",
                "url": "https://ada.example/",
            },
            "Li Wei",
        ],
        "abstract": "We watch rivers.",
        "s2": "649def34f8be52c8b66281af98ae884c09aef38b",
        "arxiv": "2401.00001",
        "doi": "10.1000/icrr.7",
        "acl": "2024.icrr-1.7",
        "dblp": "conf/icrr/ByronA24",
        "published": "2024-05-07",
        "pdf": "https://rivers.example/7.pdf",
        "citations": {"value": 41},
        "venue": "International Conference on River Research",
        "year": "2024",
        "type": "paper-conference",
        "volume": "12",
        "pages": "101-117",
    }
    assert record.line == 2


def test_a_preprint_is_recognized_by_having_only_an_arxiv_id() -> None:
    reading = parse_s2(ANSWER, "s2.json")
    assert dict(reading.records[1].fields) == {
        "title": "Deep Water",
        "s2": "0000000000000000000000000000000000000002",
        "arxiv": "2401.00002",
        "published": "2024",
        "citations": {"value": 0},
    }
    assert messages_of(reading) == ["s2.json:18: title: is missing; the entry was skipped"]


def test_missing_papers_of_a_batch_are_skipped() -> None:
    batch = b'[{"paperId": "1", "title": "A"}, null, {"paperId": "2", "title": "B"}]'
    reading = parse_s2(batch, "s2.json")
    assert [record.fields["title"] for record in reading.records] == ["A", "B"]
    assert [problem.severity for problem in reading.problems] == ["warning"]


def test_the_format_is_detected_by_its_keys() -> None:
    assert is_s2(ANSWER.decode())
    assert not is_s2('{"title": "paperId"}')
