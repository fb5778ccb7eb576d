"""Tests of reading responses and records of DBLP."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.sources.formats.dblp import is_dblp, parse_dblp
from tests.sources.readings import messages_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
HITS = (FIXTURES / "dblp.json").read_bytes()
RECORDS = (FIXTURES / "dblp.xml").read_bytes()


def test_a_hit_has_a_clean_title_and_names_and_the_first_venue() -> None:
    record = parse_dblp(HITS, "hits.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention & Rivers",
        "authors": ["Ada Byron", "Wei Li"],
        "dblp": "conf/icrr/ByronL24",
        "doi": "10.1000/icrr.7",
        "venue": "ICRR",
        "year": "2024",
        "type": "paper-conference",
        "pages": "101-117",
    }
    assert record.line == 5


def test_single_authors_corr_and_volumes_are_handled() -> None:
    reading = parse_dblp(HITS, "hits.json")
    _, preprint, article = reading.records
    assert dict(preprint.fields) == {
        "title": "Deep Water",
        "authors": ["Zoë Ångström"],
        "arxiv": "2401.00002",
        "published": "2024",
    }
    assert dict(article.fields) == {
        "title": "What Are Rivers? An A.I. View",
        "dblp": "journals/jtm/X23",
        "url": "https://toys.example/7",
        "openreview": "aB_1",
        "venue": "J. Toy Models",
        "year": "2023",
        "type": "article-journal",
        "volume": "7",
        "issue": "2",
    }
    assert messages_of(reading) == [
        "hits.json: warning: left out because they are not papers: volumes (1)"
    ]


def test_an_xml_record_has_orcid_accents_and_date() -> None:
    reading = parse_dblp(RECORDS, "records.xml")
    paper, preprint, thesis = reading.records
    assert dict(paper.fields) == {
        "title": "Tidal Attention for O(n2) Rivers & Dams",
        "authors": [{"name": "Ada Byron", "orcid": "0000-0002-1825-0097"}, "Jürgen Wei"],
        "dblp": "conf/icrr/ByronL24",
        "doi": "10.1000/icrr.7",
        "venue": "ICRR",
        "year": "2024",
        "type": "paper-conference",
        "pages": "101-117",
    }
    assert (paper.source_day, paper.line) == ("2024-06-01", 4)
    assert preprint.fields["arxiv"] == "2401.00002"
    assert thesis.fields["type"] == "thesis"
    assert thesis.fields["publisher"] == "University of Nowhere"
    assert messages_of(reading) == ["records.xml:26: title: is missing; the entry was skipped"]


@pytest.mark.parametrize(
    "answer",
    [
        b'{"result": {"hits": {"@total": "0", "@computed": "0", "@sent": "0", "@first": "0"}}}',
        b'{"result": {"hits": {"@total": "1", "hit": {"info": 7}}}}',
    ],
)
def test_a_response_without_hits_is_reported(answer: bytes) -> None:
    reading = parse_dblp(answer, "x.json")
    assert not reading.records
    assert reading.problems


def test_the_formats_are_detected_by_keys_and_elements() -> None:
    assert is_dblp(HITS.decode())
    assert is_dblp(RECORDS.decode())
    assert not is_dblp("<dblp></dblp>")
    assert not is_dblp('{"title": "info"}')
