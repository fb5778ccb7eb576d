"""Tests of fields of books and volumes in each format."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from papershelf.sources.formats.acl import parse_acl
from papershelf.sources.formats.csl_json import parse_csl
from papershelf.sources.formats.dblp import parse_dblp
from papershelf.sources.formats.openalex import parse_openalex
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.formats.s2 import parse_s2
from papershelf.sources.parsing.raw_record import ReadResult

FIELDS = (
    "editors", "article_number", "pages", "series", "edition", "place", "isbn", "issn", "venue",
)  # fmt: skip


def read(parse: Callable[[bytes, str], ReadResult], text: str) -> dict[str, Any]:
    (record,) = parse(text.encode(), "x").records
    return {name: record.fields[name] for name in FIELDS if name in record.fields}


def names(fields: dict[str, Any]) -> list[str]:
    return [one if isinstance(one, str) else one["name"] for one in fields.get("editors", [])]


@pytest.mark.parametrize(
    ("kind", "lines", "wanted"),
    [
        ("JOUR", "C7  - 117694", {"article_number": "117694"}),
        ("JOUR", "AR  - e12\nSN  - 2049-3630", {"article_number": "e12", "issn": ["2049-3630"]}),
        ("JOUR", "C7  - 1042\nSP  - 1042", {"article_number": "1042"}),
        ("CHAP", "ET  - 2nd\nT3  - Mole Notes", {"edition": "2", "series": "Mole Notes"}),
        ("BOOK", "T2  - Mole Notes\nCY  - Wells", {"series": "Mole Notes", "place": "Wells"}),
        ("CONF", "CY  - 2014\nPP  - Wells", {"place": "Wells"}),
        ("CONF", "CY  - 2014", {}),
        (
            "CHAP",
            "SN  - 978-1-234-56789-7 (print)\nSN  - 0306406152",
            {"isbn": ["9781234567897", "0306406152"]},
        ),
    ],
)
def test_tags_of_ris(kind: str, lines: str, wanted: dict[str, object]) -> None:
    assert read(parse_ris, f"TY  - {kind}\nTI  - Deep\n{lines}\nER  - \n") == wanted


@pytest.mark.parametrize(
    ("kind", "editors"),
    [("CHAP", ["Bea Badger"]), ("BOOK", ["Max Mole"]), ("THES", [])],
)
def test_secondary_authors_of_ris_depend_on_the_type(kind: str, editors: list[str]) -> None:
    text = f"TY  - {kind}\nTI  - Deep\nA2  - Badger, Bea\nA3  - Mole, Max\nER  - \n"
    assert names(read(parse_ris, text)) == editors
    assert names(read(parse_ris, text.replace("A2", "ED"))) == ["Bea Badger"]


def test_a_chapter_of_crossref() -> None:
    work = {
        "type": "book-chapter", "title": ["Deep"], "container-title": ["Mole Notes", "All Burrows"],
        "ISBN": ["9781234567897", "0306406152"], "ISSN": ["2049-3630"], "edition-number": "2",
        "publisher-location": "Wells", "editor": [{"given": "Bea", "family": "Badger"}],
    }  # fmt: skip
    fields = read(parse_csl, json.dumps([work]))
    assert names(fields) == ["Bea Badger"]
    assert fields | {"editors": []} == {
        "editors": [], "series": "Mole Notes", "venue": "All Burrows", "edition": "2",
        "place": "Wells", "isbn": ["9781234567897", "0306406152"], "issn": ["2049-3630"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("item", "number"),
    [
        ({"type": "journal-article", "article-number": "e7"}, "e7"),
        ({"type": "article-journal", "number": "117694"}, "117694"),
        ({"type": "article-journal", "number": "arXiv:2401.01234", "container-title": "X"}, None),
        ({"type": "report", "number": "TR-7"}, None),
    ],
)
def test_the_number_of_csl_is_an_article_number_only_for_articles(
    item: dict[str, object], number: str | None
) -> None:
    fields = read(parse_csl, json.dumps([{"id": "a", "title": "Deep", **item}]))
    assert fields.get("article_number") == number


def test_acl_papers_have_their_own_editors_or_those_of_the_volume() -> None:
    meta = (
        "<meta><booktitle>Burrows</booktitle><editor><first>Bea</first><last>Badger</last></editor>"
        "<address>Wells</address><isbn>978-1-234-56789-7</isbn><year>2024</year></meta>"
    )
    own = "<editor><first>Max</first><last>Mole</last></editor>"
    for inner, editor in (("", "Bea Badger"), (own, "Max Mole")):
        paper = f'<paper id="1"><title>Deep</title>{inner}</paper>'
        fields = read(
            parse_acl,
            f'<collection id="2024.x"><volume id="1">{meta}{paper}</volume></collection>',
        )
        assert names(fields) == [editor]
        assert (fields["place"], fields["isbn"]) == ("Wells", ["9781234567897"])


def test_a_part_of_a_book_in_dblp() -> None:
    text = (
        '<dblp><incollection key="books/x/1"><title>Deep.</title><editor>Bea Badger 0001</editor>'
        "<booktitle>Burrows</booktitle><series>Mole Notes</series><isbn>978-1-234-56789-7</isbn>"
        "</incollection></dblp>"
    )
    assert read(parse_dblp, text) == {
        "editors": ["Bea Badger"], "venue": "Burrows", "series": "Mole Notes",
        "isbn": ["9781234567897"],
    }  # fmt: skip


def test_services_give_the_issn_of_a_journal() -> None:
    source = {"display_name": "Mole Letters", "type": "journal", "issn": ["2049-3630"]}
    work = {"id": "https://openalex.org/W1", "title": "Deep", "authorships": [],
            "primary_location": {"source": source}}  # fmt: skip
    assert read(parse_openalex, json.dumps([work]))["issn"] == ["2049-3630"]
    paper = {"paperId": "a" * 40, "title": "Deep",
             "publicationVenue": {"name": "Mole Letters", "issn": "2049-3630"}}  # fmt: skip
    assert read(parse_s2, json.dumps([paper]))["issn"] == ["2049-3630"]
