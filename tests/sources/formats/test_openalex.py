"""Tests of reading works of OpenAlex."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.openalex import is_openalex, parse_openalex
from tests.sources.readings import messages_of

RESULTS = (Path(__file__).parents[1] / "fixtures" / "openalex.json").read_bytes()


def test_a_work_has_venue_preprint_and_abstract() -> None:
    record = parse_openalex(RESULTS, "works.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention & Rivers",
        "authors": [
            {
                "name": "Ada Byron",
                "orcid": "https://orcid.org/0000-0002-1825-0097",
                "affiliation": "University of Nowhere; Example Lab",
            },
            "Zoë Ångström",
        ],
        "abstract": "We watch rivers; twice, We swim.",
        "openalex": "W4400000001",
        "doi": "10.1000/icrr.7",
        "arxiv": "2401.00001",
        "published": "2024-05-07",
        "pdf": "https://rivers.example/7.pdf",
        "language": "en",
        "citations": {"value": 41, "day": "2026-11-18"},
        "venue": "International Conference on River Research",
        "year": "2024",
        "type": "paper-conference",
        "volume": "12",
        "pages": "101-117",
    }
    assert record.source_day == "2026-11-18"


def test_a_preprint_has_no_venue_and_other_works_are_reported() -> None:
    reading = parse_openalex(RESULTS, "works.json")
    assert dict(reading.records[1].fields) == {
        "title": "Deep Water",
        "openalex": "W4400000002",
        "arxiv": "2401.00002",
        "published": "2024-01-02",
        "status": "retracted",
    }
    assert len(reading.records) == 2
    assert messages_of(reading) == [
        "works.json:34: title: is missing; the entry was skipped",
        "works.json:35: warning: is a cover or table of contents, not a paper, and was left out",
    ]


def test_a_list_truncated_at_a_hundred_authors_is_reported() -> None:
    authors = [{"author": {"display_name": f"Ada {n}"}} for n in range(100)]
    work = {"title": "T", "authorships": authors}
    (problem,) = parse_openalex(json.dumps(work).encode(), "x").problems
    assert (problem.field, problem.severity) == ("authors", "warning")


@given(st.lists(st.text("abc,.é", min_size=1, max_size=5), max_size=30))
def test_an_abstract_is_reconstructed_from_its_index(words: list[str]) -> None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(place)
    work = {"title": "T", "authorships": [], "abstract_inverted_index": index}
    (record,) = parse_openalex(json.dumps(work).encode(), "x").records
    # Punctuation alone is no abstract.
    text = " ".join(words)
    assert record.fields.get("abstract", "") == (text if any(map(str.isalnum, text)) else "")


def test_the_format_is_detected_by_its_keys() -> None:
    assert is_openalex(RESULTS.decode())
    assert not is_openalex('{"title": "authorships", "authors": []}')
