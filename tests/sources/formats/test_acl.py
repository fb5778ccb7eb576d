"""Tests of reading volumes of the ACL Anthology."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.sources.formats.acl import is_acl, parse_acl
from tests.sources.readings import messages_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
TODAY = (FIXTURES / "acl.xml").read_bytes()
OLD = (FIXTURES / "acl_old.xml").read_bytes()


def test_a_paper_has_data_of_its_volume_and_formulas_in_dollars() -> None:
    record = parse_acl(TODAY, "2024.icrr.xml").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention: in vitro $O(n^2)$ Rivers",
        "authors": [
            {
                "name": "Ada Byron",
                "given": "Ada",
                "family": "Byron",
                "orcid": "0000-0002-1825-0097",
                "affiliation": "University of Nowhere",
            },
            {"name": "Jan van der Berg", "given": "Jan", "family": "van der Berg"},
            "Madonna",
        ],
        "editors": [{"name": "Ed Itor", "given": "Ed", "family": "Itor"}],
        "place": "Nowhere",
        "abstract": "We watch https://rivers.example.\n\nThey flow.",
        "acl": "2024.icrr-main.7",
        "doi": "10.1000/icrr.7",
        "venue": (
            "Proceedings of the 12th International Conference on River Research "
            "(Volume 1: Long Papers)"
        ),
        "year": "2024",
        "published": "2024-08",
        "type": "paper-conference",
        "pages": "101-117",
        "publisher": "Example Press",
        "language": "fr",
        "awards": ["Best Paper"],
        "citation_key": "byron-etal-2024-tidal",
        "code": ["https://github.com/example/tide"],
        "video": "https://video.example/7.mp4",
    }
    assert (record.source_day, record.line) == ("2024-08-01", 18)


def test_retractions_journals_and_errors_are_read() -> None:
    reading = parse_acl(TODAY, "2024.icrr.xml")
    _, gone, ebb = reading.records
    assert gone.fields["status"] == {"kind": "retracted", "reason": "The river moved."}
    assert gone.fields["acl"] == "2024.icrr-main.8"
    assert ebb.fields["venue"] == "Journal of Toy Models"
    assert [ebb.fields[name] for name in ("type", "volume", "issue", "acl")] == [
        "article-journal", "2", "1", "2024.icrr-tj.1"
    ]  # fmt: skip
    assert messages_of(reading) == ["2024.icrr.xml:38: title: is missing; the entry was skipped"]


def test_the_format_before_2019_is_read() -> None:
    first, second = parse_acl(OLD, "P18.xml").records
    assert dict(first.fields) == {
        "title": "Old Rivers",
        "authors": ["Ada Byron", {"name": "Li Wei", "given": "Li", "family": "Wei"}],
        "acl": "P18-1001",
        "venue": "Proceedings of the Conference on Old Rivers",
        "year": "2018",
        "published": "2018-07",
        "type": "paper-conference",
        "pages": "1-10",
        "publisher": "Example Press",
        "citation_key": "byron-wei:2018:P18-1",
    }
    assert second.fields["acl"] == "P18-1002"


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "wanted"),
    [
        ("2023.acl", "long", "42", "2023.acl-long.42"),
        ("P18", "1", "7", "P18-1007"),
        ("W18", "5", "7", "W18-0507"),
        ("D19", "50", "3", "D19-5003"),
    ],
)
def test_an_identifier_is_constructed_if_there_is_no_url(
    collection: str, volume: str, paper: str, wanted: str
) -> None:
    text = (
        f'<collection id="{collection}"><volume id="{volume}">'
        f'<paper id="{paper}"><title>T</title></paper></volume></collection>'
    )
    (record,) = parse_acl(text.encode(), "x.xml").records
    assert record.fields["acl"] == wanted


def test_intact_papers_of_a_broken_volume_are_read() -> None:
    reading = parse_acl(TODAY.replace(b"<title>Gone</title>", b"<title>Gone"), "x.xml")
    assert [record.fields["title"] for record in reading.records][1:] == ["Ebb"]
    assert reading.records[0].fields["acl"] == "2024.icrr-main.7"
    assert ["is not valid XML" in str(problem) for problem in reading.problems] == [True, False]
    assert "type" not in reading.records[0].fields


def test_the_format_is_detected_by_its_elements() -> None:
    assert is_acl(TODAY.decode())
    assert is_acl(OLD.decode())
    assert not is_acl('<volume name="x"><paper/></volume>')
