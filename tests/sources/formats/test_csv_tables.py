"""Tests of reading CSV and TSV tables."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.exports.formats.csv_table import CSV_COLUMNS
from papershelf.sources.formats.csv_tables import is_table, parse_table
from tests.sources.readings import ADA, ARTICLE, BOARD, FIXTURES, JAN, fields_of, messages_of


def read(text: str) -> list[dict[str, Any]]:
    return fields_of(parse_table(text.encode(), "x.csv"))


def test_a_table_of_zotero_is_read() -> None:
    reading = parse_table((FIXTURES / "zotero.csv").read_bytes(), "x.csv")
    tides, weirs, water = fields_of(reading)
    assert tides == ARTICLE | {
        "title": 'Tidal "Attention"',
        "authors": [ADA, JAN, BOARD],
        "abstract": "We watch rivers,\ntwice a day.",
        "pmid": "31000001",
        "url": "https://example.org/tides",
    }
    assert [record.line for record in reading.records] == [2, 4, 5]
    assert reading.records[0].keywords == ("rivers", "tides")
    assert (weirs["series"], weirs["edition"], weirs["type"]) == ("Mole Notes", "2", "chapter")
    assert water == {
        "title": "Deep Water", "authors": ["Plato"], "arxiv": "2401.00002",
        "published": "2024-01-03",
    }  # fmt: skip
    assert messages_of(reading) == [
        "x.csv:6: title: is missing; the entry was skipped",
        "x.csv: warning: fields ignored on purpose: key, automaticTags, dateAdded",
    ]


def test_a_table_of_scopus_is_read() -> None:
    reading = parse_table((FIXTURES / "scopus.csv").read_bytes(), "x.csv")
    tides, weir, mud = fields_of(reading)
    assert tides == {
        "title": "Tidal attention",
        "authors": [ADA, JAN],
        "abstract": "We watch rivers.",
        "doi": "10.1000/river.7",
        "pmid": "31000001",
        "language": "en",
        "issn": ["2049-3630"],
        "venue": "River Letters",
        "year": "2024",
        "type": "article-journal",
        "volume": "12",
        "issue": "3",
        "pages": "101-117",
        "publisher": "Mole & Sons",
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert [author["family"] for author in weir["authors"]] == ["Roe", "Poe", "Doe"]
    assert (weir["article_number"], weir["type"]) == ("e17", "paper-conference")
    assert weir["isbn"] == ["9780306406157", "0306406152"]
    assert (mud["title"], mud["status"]) == ("Mud", "retracted")
    assert messages_of(reading)[:1] == ["x.csv:5: title: is missing; the entry was skipped"]
    assert (
        "fields not imported: Document Type Hymn (1); fields ignored on purpose: "
        in messages_of(reading)[1]
    )


def test_a_tab_delimited_file_of_web_of_science_is_read() -> None:
    head = "PT\tAU\tAF\tTI\tSO\tDE\tBP\tEP\tDI\tPY\tUT"
    names = "Byron, A; Roe, B\tByron, Ada; Roe, Bo"
    row = f"J\t{names}\tWeirs\tRIVER LETTERS\tmud; silt\t1\t9\t10.1/X\t2020\tWOS:1"
    reading = parse_table(f"{head}\n{row}\n".encode(), "x.txt")
    (found,) = fields_of(reading)
    assert [author["name"] for author in found["authors"]] == ["Ada Byron", "Bo Roe"]
    assert (found["venue"], found["pages"], found["year"]) == ("RIVER LETTERS", "1-9", "2020")
    assert reading.records[0].keywords == ("mud", "silt")


def test_a_manually_maintained_table_is_read() -> None:
    reading = parse_table((FIXTURES / "papers.tsv").read_bytes(), "x.tsv")
    tides, mud, total = fields_of(reading)
    assert tides == {
        "title": "Tidal attention",
        "authors": ["Ada Byron", "Jan van der Berg", "Bo Roe"],
        "venue": "River Letters",
        "year": "2024",
        "arxiv": "2401.00001",
        "url": "https://example.org/tides",
        "code": ["https://github.com/example/a", "https://github.com/example/b"],
    }
    assert reading.records[0].keywords == ("rivers", "tides")
    assert (mud["doi"], mud["date_note"]) == ("10.1000/mud", "in press")
    assert (total["title"], total["date_note"]) == ('=SUM of "tides"', "'98")
    assert messages_of(reading) == [
        "x.tsv:3: date: warning: 'in press' is not a date; stored as date_note",
        "x.tsv:4: title: is missing; the entry was skipped",
        'x.tsv:5: date: warning: "\'98" is not a date; stored as date_note',
        "x.tsv: warning: fields not imported: Mood (1)",
    ]


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        ("Title,Year", "A,2020", {"title": "A", "year": "2020"}),
        ("title;date", "A;7 May 2020", {"title": "A", "year": "2020", "published": "2020-05-07"}),
        ("sep=;\ntitle;date", "A;2020", {"title": "A", "year": "2020"}),
        (
            "\n\nTITLE\tAuthor",
            "A\tByron, Ada; Roe, Bo",
            {"title": "A", "authors": [ADA, {"name": "Bo Roe", "given": "Bo", "family": "Roe"}]},
        ),
        ("title,year,date", "A,2021,2020-05-07",
         {"title": "A", "year": "2021", "published": "2020-05-07"}),
        ("title,tags,awards", 'A,"mud; silt",Best', {"title": "A", "tags": ["mud", "silt"],
                                                     "awards": ["Best"]}),
        ("title,language,link", "A,German,https://doi.org/10.1000/X",
         {"title": "A", "language": "de", "doi": "10.1000/x"}),
    ],
)  # fmt: skip
def test_columns_and_cells_of_many_forms_are_read(
    header: str, row: str, wanted: dict[str, Any]
) -> None:
    assert read(f"{header}\n{row}\n") == [wanted]


@pytest.mark.parametrize("header", ["Name,Price", "title", "title,mood", "author,year", "a\tb"])
def test_an_unknown_header_is_an_error_with_the_known_columns(header: str) -> None:
    assert not is_table(f"{header}\n1,2\n")
    reading = parse_table(f"{header}\n1,2\n".encode(), "x.csv")
    assert reading.records == ()
    (problem,) = reading.problems
    assert (problem.line, problem.severity) == (1, "error")
    assert {"authors", "year", "doi"} <= set(problem.message.replace(",", " ").split())


def test_an_invalid_url_is_reported() -> None:
    reading = parse_table(b"title,url\nA,see below\n", "x.csv")
    assert messages_of(reading) == ["x.csv: warning: fields not imported: url (1)"]


def test_cells_without_a_column_are_reported() -> None:
    reading = parse_table(b"title,year\nA,2020,lost\nB,2021,\n", "x.csv")
    assert messages_of(reading) == ["x.csv:2: warning: has 3 cells, but the header has 2"]


@pytest.mark.parametrize("bad", ['"Open,2020', '"Shut"less,2020'])
def test_a_row_with_an_unclosed_quote_does_not_affect_others(bad: str) -> None:
    reading = parse_table(f'title,year\n"A",2019\n{bad}\n"B",2021\n'.encode(), "x.csv")
    assert [record["title"] for record in fields_of(reading)] == ["A", "B"]
    assert [problem.line for problem in reading.problems] == [3]


def test_rows_that_misplaced_quotes_may_have_joined_are_reported() -> None:
    rows = 'A,Byron,2001\n"B,Li,2001\nC,Doe,2001\nD,"Poe",2001\n'
    reading = parse_table(f"title,authors,year\n{rows}".encode(), "x.csv")
    joined = 'title,authors,year\n"B","Li,2001\nC,Doe,2001"\n'
    assert {problem.line for problem in reading.problems} >= {3}
    assert messages_of(parse_table(joined.encode(), "x.csv")) == [
        (
            "x.csv:2: warning: has 2 cells, but the header has 3, and a cell of several lines; if a"
            " quote is misplaced, the rows on these lines are lost"
        )
    ]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@given(
    titles=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4),
    delimiter=st.sampled_from(",;\t"),
)
def test_each_row_is_a_record_or_a_problem(titles: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["title", "note"])
    writer.writerows((f"T {title}", note) for title, note in titles)
    reading = parse_table(out.getvalue().encode(), "x.csv")
    assert len(reading.records) == len(titles)
    for (title, _), found in zip(titles, fields_of(reading), strict=True):
        assert str(found["title"]).startswith("T")
        assert title.isalnum() <= (found["title"] == f"T {title}")


def test_all_columns_of_our_export_are_known() -> None:
    row = ",".join(CSV_COLUMNS)
    reading = parse_table(f"{row}\n{','.join('1' * len(CSV_COLUMNS))}\n".encode(), "x.csv")
    assert "not imported" not in " ".join(messages_of(reading)).replace("not imported: url", "")
