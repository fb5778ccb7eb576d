"""Tests of reading Zotero items from Better BibTeX and the web API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from papershelf.sources.formats.zotero import is_zotero, parse_zotero
from tests.sources.readings import ADA, ARTICLE, BEA, BOARD, FIXTURES, fields_of, messages_of

CONTENT = (FIXTURES / "better_bibtex.json").read_bytes()
ITEMS = json.loads(CONTENT)["items"]


def one(item: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps([{"itemType": "journalArticle", "title": "T"} | item])
    (record,) = parse_zotero(text.encode(), "x.json").records
    return {name: value for name, value in record.fields.items() if name not in ("title", "type")}


def test_an_export_of_better_bibtex_is_read() -> None:
    reading = parse_zotero(CONTENT, "x.json")
    tides, water, weir = fields_of(reading)
    assert tides == ARTICLE | {
        "title": "Tidal Attention in E. fluvialis",
        "authors": [ADA, BOARD],
        "editors": [BEA],
        "abstract": "We watch rivers twice a day.",
        "pmid": "31000001",
        "language": "en-GB",
        "citation_key": "byron2024",
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert water == {
        "title": "Deep Water", "authors": ["Plato"], "arxiv": "2401.00002",
        "published": "2024-01-03",
    }  # fmt: skip
    assert (weir["series"], weir["place"], weir["date_note"]) == ("Mole Notes", "Wells", "in press")
    assert weir["venue"] == "Proceedings of the Toy Conference on Weirs"
    assert messages_of(reading) == [
        "x.json:65: date: warning: 'in press' is not a date; stored as date_note",
        "x.json:77: title: is missing; the entry was skipped",
        (
            "x.json: warning: fields not imported: conferenceName (1), creator translator (1), extra (1); "
            "fields ignored on purpose: itemID, dateAdded, key, libraryCatalog; "
            "left out because they are not papers: attachments (1)"
        ),
    ]


def test_a_response_of_the_web_api_has_the_same_values() -> None:
    answer = [
        {"key": "A", "version": 1, "library": {"type": "user"}, "meta": {}, "data": item}
        for item in ITEMS
    ]
    text = json.dumps(answer, indent=1)
    assert is_zotero(text)
    wanted = [dict(record.fields) for record in parse_zotero(CONTENT, "x").records]
    found = [dict(record.fields) for record in parse_zotero(text.encode(), "x").records]
    assert found == wanted


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ({"extra": "arXiv: 2401.00001 [cs]"}, {"arxiv": "2401.00001"}),
        ({"extra": "DOI: 10.1000/X\nCitation Key: doe2020"},
         {"doi": "10.1000/x", "citation_key": "doe2020"}),
        ({"DOI": "10.1000/a", "extra": "DOI: 10.1000/b"}, {"doi": "10.1000/a"}),
        ({"itemType": "thesis", "university": "River University"},
         {"publisher": "River University"}),
        ({"itemType": "conferencePaper", "conferenceName": "ICRR"}, {"venue": "ICRR"}),
        ({"creators": [{"creatorType": "author", "lastName": "Li", "firstName": "Ming"}, 7]},
         {"authors": [{"name": "Ming Li", "given": "Ming", "family": "Li"}]}),
        ({"date": "Spring 2018"}, {"year": "2018", "date_note": "Spring 2018"}),
        ({"publicationTitle": "Mud", "repository": "arXiv", "archiveID": "arXiv:2401.00003"},
         {"venue": "Mud", "arxiv": "2401.00003"}),
    ],
)  # fmt: skip
def test_values_are_read_from_the_fields_of_zotero(
    item: dict[str, Any], wanted: dict[str, Any]
) -> None:
    assert one(item) == wanted
