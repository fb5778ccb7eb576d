"""Tests of reading feeds of the arXiv API."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.sources.formats.arxiv import is_arxiv, parse_arxiv
from tests.sources.readings import messages_of

FEED = (Path(__file__).parents[1] / "fixtures" / "arxiv.xml").read_bytes()
ERROR = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title type="html">ArXiv Query</title>
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_1234.12345x</id>
    <title>Error</title>
    <summary>incorrect id format for 1234.12345x</summary>
  </entry>
</feed>"""


def test_an_entry_is_a_preprint_with_the_date_of_its_version() -> None:
    record = parse_arxiv(FEED, "feed.xml").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention: Rivers with $\\ell_1$ Banks & Dams",
        "authors": [
            {"name": "Ada Byron", "affiliation": "University of Nowhere"},
            "Zoë Ångström",
        ],
        "abstract": "We watch rivers in $O(n^2)$. They flow.",
        "arxiv": "2401.00001",
        "published": "2024-01-01",
        "doi": "10.1000/tide.1",
        "venue": "ICRR 2024",
        "year": "2024",
        "code": ["https://github.com/example/tide"],
    }
    assert (record.line, record.source_day) == (9, "2024-03-02")


def test_old_ids_withdrawals_and_incomplete_entries_are_read() -> None:
    reading = parse_arxiv(FEED, "feed.xml")
    _, old, astray = reading.records
    assert old.fields["arxiv"] == "hep-ex/0307015"
    assert old.fields["status"] == {"kind": "withdrawn", "reason": "The river moved"}
    assert dict(astray.fields) == {
        "title": "Dates Gone Astray", "arxiv": "1406.2662", "doi": "10.1000/astray",
        "date_note": "yesterday",
    }  # fmt: skip
    assert messages_of(reading) == [
        "feed.xml:42: title: is missing; the entry was skipped",
        "feed.xml:47: date: warning: 'yesterday' is not a date; stored as date_note",
    ]


def test_an_error_of_the_service_is_reported() -> None:
    reading = parse_arxiv(ERROR, "feed.xml")
    assert not reading.records
    assert messages_of(reading) == [
        "feed.xml:4: is an error message of arXiv: incorrect id format for 1234.12345x"
    ]


@pytest.mark.parametrize(
    ("found", "put", "line"),
    [
        (b"Old Rivers", b"Old & Rivers", 37),
        (b"<title>Old Rivers</title>", b"<title>Old Rivers</tilte>", 37),
        (b"Old Rivers", b"Old \x01 Rivers", 37),
    ],
)
def test_a_broken_entry_is_reported_by_line_and_others_are_read(
    found: bytes, put: bytes, line: int
) -> None:
    reading = parse_arxiv(FEED.replace(found, put), "feed.xml")
    assert [record.fields["arxiv"] for record in reading.records] == ["2401.00001", "1406.2662"]
    assert f"feed.xml:{line}: is not valid XML: " in str(reading.problems[0])


def test_intact_entries_of_a_truncated_feed_are_read() -> None:
    reading = parse_arxiv(FEED[: FEED.index(b"Old Rivers")], "feed.xml")
    assert len(reading.records) == 1
    assert "is not valid XML" in str(reading.problems[0])


BOMB = b'<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "doctype", [BOMB, b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>']
)
def test_documents_with_entities_are_rejected(doctype: bytes) -> None:
    content = doctype + FEED.partition(b"?>")[2].replace(b"Old Rivers", b"&b;&x;")
    reading = parse_arxiv(content, "feed.xml")
    assert not reading.records
    assert "declares entities, which are not supported" in str(reading.problems[0])


def test_the_format_is_detected_by_its_namespaces() -> None:
    assert is_arxiv(FEED.decode())
    assert is_arxiv(ERROR.decode())
    assert not is_arxiv('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>')


@pytest.mark.parametrize(
    ("reference", "venue"),
    [
        ("NeurIPS 2023", "NeurIPS 2023"),
        ("Journal of Toy Models", "Journal of Toy Models"),
        ("Phys.Rev.D76:013009,2007", None),
        ("Proc. of ICRR 2024, pp. 1-7", None),
    ],
)
def test_a_journal_reference_is_a_venue_only_if_it_is_a_name(
    reference: str, venue: str | None
) -> None:
    content = FEED.replace(b"ICRR 2024", reference.encode())
    fields = parse_arxiv(content, "feed.xml").records[0].fields
    assert fields.get("venue") == venue
    assert ("year" in fields) == (venue == "NeurIPS 2023")
