"""Tests of reading tagged files of PubMed, Web of Science and EndNote."""

from __future__ import annotations

import time

import pytest

from papershelf.sources.formats.pubmed import parse_pubmed
from papershelf.sources.formats.refer import is_refer, parse_endnote_xml, parse_refer
from papershelf.sources.formats.wos import parse_wos
from papershelf.sources.parsing.languages import normalize_language
from tests.sources.readings import ADA, ARTICLE, BEA, BOARD, FIXTURES, JAN, fields_of, messages_of

# --- PubMed ---------------------------------------------------------------------------------------


def test_citations_of_pubmed_are_read() -> None:
    reading = parse_pubmed((FIXTURES / "citations.nbib").read_bytes(), "x.nbib")
    tides, mud, weirs = fields_of(reading)
    assert tides == ARTICLE | {
        "title": "Tidal attention in rivers",
        "authors": [
            ADA
            | {
                "orcid": "0000-0002-1825-0097",
                "affiliation": "River Lab, Wells, UK; Tide Lab, Wells, UK",
            },
            {"name": "Jan van der Berg Jr", "given": "Jan", "family": "van der Berg Jr"},
            "Toy River Group",
        ],
        "abstract": "We watch rivers twice a day. DNA  - is not a tag here.",
        "pmid": "31000001",
        "issn": ["2049-3630", "2049-3630"],
        "venue": "River letters",
        "pages": "188-197",
        "status": "retracted",
    }
    assert reading.records[0].keywords == ("Rivers", "Tides")
    assert (mud["title"], mud["article_number"]) == ("Mud and its uses", "e5082")
    assert (mud["year"], mud["published"], mud["language"]) == ("2018", "2018-06-25", "de")
    assert "type" not in mud
    assert [author["family"] for author in mud["authors"]] == ["Wei", "Roe"]
    assert weirs == {
        "title": "Weirs?",
        "authors": [{"name": "Ming Li", "given": "Ming", "family": "Li"}],
        "editors": [BEA],
        "pmid": "31000003",
        "series": "Mole Notes",
        "venue": "The Weir Handbook",
        "publisher": "Mole & Sons",
        "place": "Wells",
        "isbn": ["9780306406157"],
        "type": "chapter",
        "year": "2001",
        "date_note": "2001 Winter",
    }
    assert messages_of(reading) == [
        "x.nbib:64: title: is missing; the entry was skipped",
        (
            "x.nbib: warning: fields not imported: PMC (1), TT (1); "
            "fields ignored on purpose: LID, OWN, PL, PST, SO, STAT, TA"
        ),
    ]


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        ("647-57", "647-657"), ("1209-1213", "1209-1213"), ("99-102", "99-102"), ("17", "17"),
        ("S12-8", "S12-8"), ("iii-iv", "iii-iv"),
    ],
)  # fmt: skip
def test_abbreviated_page_ranges_are_completed(pages: str, wanted: str) -> None:
    text = f"PMID- 1\nTI  - T\nPG  - {pages}\n"
    assert fields_of(parse_pubmed(text.encode(), "x"))[0]["pages"] == wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Weirs.", "Weirs"), ("Weirs?", "Weirs?"), ("And then...", "And then..."),
        ("[Mud].", "Mud"), ("[Mud.]", "Mud"), ("[Mud] and [water].", "[Mud] and [water]"),
        ("[3H]mud.", "[3H]mud"),
    ],
)  # fmt: skip
def test_additions_of_pubmed_to_titles_are_removed(title: str, wanted: str) -> None:
    text = f"PMID- 1\nTI  - {title}\n"
    assert fields_of(parse_pubmed(text.encode(), "x"))[0]["title"] == wanted


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        ("DP  - 2019 May\nDEP - 20190313", ("2019", "2019-05")),
        ("DP  - 2019\nDEP - 20181220", ("2019", None)),
        ("DP  - 2018 Jan-Feb", ("2018", "2018-01")),
    ],
)
def test_the_online_date_only_completes_a_year(days: str, wanted: tuple[str, str | None]) -> None:
    (found,) = fields_of(parse_pubmed(f"PMID- 1\nTI  - T\n{days}\n".encode(), "x"))
    assert (found["year"], found.get("published")) == wanted


def test_a_line_without_a_tag_is_reported() -> None:
    reading = parse_pubmed(b"PMID- 1\nTI  - T\nFA: Doe, Ada\n", "x")
    assert messages_of(reading) == [
        "x:3: warning: is read as part of the value above it: 'FA: Doe, Ada'"
    ]


def test_a_citation_without_a_number_is_separate_from_the_previous_one() -> None:
    reading = parse_pubmed(b"PMID- 1\nTI  - One\n\nMID- 2\nTI  - Two\n", "x")
    assert [found["title"] for found in fields_of(reading)] == ["One", "Two"]
    assert "x:4: warning: has no PMID line" in messages_of(reading)


# --- Web of Science -------------------------------------------------------------------------------


def test_references_of_web_of_science_are_read() -> None:
    reading = parse_wos((FIXTURES / "savedrecs.ciw").read_bytes(), "x.ciw")
    tides, mud, weir, burrows = fields_of(reading)
    assert tides == {
        "title": "Tidal attention in IN-VITRO rivers",
        "authors": [
            ADA | {"orcid": "0000-0002-1825-0097"},
            JAN,
            {"name": "Toy River Grp", "kind": "organization"},
        ],
        "abstract": "We watch rivers twice a day. ER is no tag here.",
        "doi": "10.1000/river.7",
        "pmid": "31000001",
        "language": "en",
        "issn": ["2049-3630", "2049-3630"],
        "venue": "RIVER LETTERS",
        "year": "2020",
        "published": "2020-12",
        "type": "article-journal",
        "volume": "6",
        "issue": "1",
        "pages": "101-117",
        "publisher": "MOLE & SONS",
        "place": "WELLS",
        "status": "retracted",
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert (mud["title"], mud["article_number"]) == ("Mud and its uses", "1722034")
    assert weir == {
        "title": "A Weir of One's Own",
        "authors": [{"name": "B Roe", "given": "B", "family": "Roe"}],
        "editors": [{"name": "B Badger", "given": "B", "family": "Badger"}],
        "series": "Lecture Notes in Mole Research",
        "isbn": ["9780306406157"],
        "venue": "PROCEEDINGS OF THE TOY CONFERENCE ON WEIRS",
        "year": "2019",
        "published": "2019-05-03",
        "type": "paper-conference",
        "container_doi": "10.1000/book.1",
    }
    assert burrows == {
        "title": "All about Burrows", "authors": [BEA], "year": "2001", "type": "book",
    }  # fmt: skip
    assert messages_of(reading) == [
        "x.ciw:56: warning: starts before the ER line of the reference above",
        "x.ciw:64: title: is missing; the entry was skipped",
        "x.ciw: warning: fields not imported: C1 (1); fields ignored on purpose: UT, ID",
    ]


@pytest.mark.parametrize(
    ("oi", "wanted"),
    [
        ("BYRON, ADA/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("Byron, A/0000-0002-1825-0097", None),
        ("Byron, Ada/", None),
    ],
)
def test_orcids_are_assigned_by_name(oi: str, wanted: str | None) -> None:
    text = f"PT J\nAU Byron, A\nAF Byron, Ada\nTI T\nOI {oi}\nER\n"
    (author,) = fields_of(parse_wos(text.encode(), "x"))[0]["authors"]
    assert author.get("orcid") == wanted


def test_short_names_are_used_if_there_is_no_long_one() -> None:
    text = "PT J\nAU Byron, A\n   Roe, B\nAF Byron, Ada\nTI T\nER\n"
    (found,) = fields_of(parse_wos(text.encode(), "x"))
    assert [author["name"] for author in found["authors"]] == ["A Byron", "B Roe"]


# --- EndNote --------------------------------------------------------------------------------------


def test_references_of_endnote_are_read() -> None:
    reading = parse_refer((FIXTURES / "library.enw").read_bytes(), "x.enw")
    tides, weir, burrows, light = fields_of(reading)
    assert tides == ARTICLE | {
        "title": "Tidal attention in rivers",
        "authors": [ADA, JAN, BOARD],
        "abstract": "We watch rivers twice a day. And once at night.",
        "citation_key": "byron-etal-2024-tidal",
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert (weir["venue"], weir["acl"]) == (
        "Proceedings of the Toy Conference on Weirs",
        "2019.toy-1.7",
    )
    assert (weir["editors"], burrows["editors"]) == ([BEA], [BEA])
    assert (burrows["series"], burrows["edition"], burrows["type"]) == ("Mole Notes", "2", "book")
    assert light["date_note"] == "n.d."
    assert messages_of(reading) == [
        "x.enw:46: date: warning: 'n.d.' is not a date; stored as date_note",
        "x.enw:51: title: is missing; the entry was skipped",
        "x.enw: warning: fields not imported: type Hologram (1); fields ignored on purpose: 1, ~",
    ]


def test_references_without_a_type_are_separated_by_blank_lines() -> None:
    text = "%A Doe, Ada\n%T One\n%X So.\n\n%K mud\n\n%A Roe, Bo\n%A Poe, Cy\n%T Two\n%D 2001\n"
    assert is_refer(text)
    one, two = fields_of(parse_refer(text.encode(), "x"))
    assert (one["title"], two["title"], len(two["authors"])) == ("One", "Two", 2)


def test_records_of_endnote_xml_are_read() -> None:
    reading = parse_endnote_xml((FIXTURES / "endnote.xml").read_bytes(), "x.xml")
    tides, weirs, light = fields_of(reading)
    assert tides == ARTICLE | {
        "title": "Tidal attention in E. fluvialis",
        "authors": [ADA, BOARD],
        "abstract": "We watch rivers < twice a day.",
        "issn": ["2049-3630", "2049-3630"],
        "url": "https://example.org/tides",
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert weirs == {
        "title": "Weirs?",
        "authors": [{"name": "Ming Li", "given": "Ming", "family": "Li"}],
        "editors": [BEA],
        "series": "Mole Notes",
        "edition": "2",
        "place": "Wells",
        "isbn": ["9780306406157"],
        "venue": "The Weir Handbook",
        "date_note": "in press",
        "type": "chapter",
        "publisher": "Mole & Sons",
    }
    assert light == {"title": "Light on Mud"}
    assert messages_of(reading) == [
        "x.xml:17: date: warning: 'in press' is not a date; stored as date_note",
        "x.xml:24: title: is missing; the entry was skipped",
        (
            "x.xml: warning: fields not imported: custom2 (1), type Hologram (1); "
            "fields ignored on purpose: rec-number, database, foreign-keys, source-app"
        ),
    ]


@pytest.mark.parametrize(
    ("name", "tag"),
    [("English", "en"), ("eng", "en"), ("ger", "de"), ("de", "de"), ("en-GB", "en-GB"),
     ("English; French", "English; French"), ("", "")],
)  # fmt: skip
def test_names_of_languages_become_tags(name: str, tag: str) -> None:
    assert normalize_language(name) == tag


def test_values_of_many_lines_are_read_in_linear_time() -> None:
    text = "PMID- 1\nTI  - T\nAB  - a\n" + "      word word\n" * 200_000
    start = time.process_time()
    (found,) = fields_of(parse_pubmed(text.encode(), "x"))
    assert len(found["abstract"]) > 1_900_000
    assert time.process_time() - start < 5
