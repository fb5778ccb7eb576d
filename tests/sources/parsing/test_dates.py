"""Tests of parsing dates: what is recognized, and what is kept as text."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import parse_iso_date as check_date
from papershelf.records.scalar_fields import YEAR_RANGE
from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.csl_json import parse_csl
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.parsing.date_parser import fold_date
from papershelf.sources.parsing.dates import ParsedDate, explain_note, parse_any_date, year_in_text
from papershelf.sources.parsing.month_names import MONTHS_FILE, month_number
from papershelf.sources.parsing.raw_record import ReadResult
from tests.sources.readings import messages_of

MAY_3 = "2019-05-03"
ENGLISH = (
    "January February March April May June July August September October November December"
).split()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019", "2019"),
        ("1487", "1487"),
        ("2019a", "2019"),
        ("© 2012", "2012"),
        ("2020-00-00", "2020"),
        ("2019-05-00", "2019-05"),
        ("2017-10-28T14:30:00Z", "2017-10-28"),
        ("2010-06-04T12:30:00+02:00", "2010-06-04"),
        ("2014/04/01", "2014-04-01"),
        ("2005///", "2005"),
        ("2018/05//Spring", "2018-05"),
        ("2022/01/05/10:11:12", "2022-01-05"),
        ("20190503", MAY_3),
        ("03.05.2019", MAY_3),
        ("25/12/2019", "2019-12-25"),
        ("12/25/2019", "2019-12-25"),
        ("05/05/2019", "2019-05-05"),
        ("05/2019", "2019-05"),
        ("Tue, 14 May 2019 10:00:00 GMT", "2019-05-14"),
        ("May 3rd, 2019", MAY_3),
        ("2004-06/2004-08", "2004-06"),
        ("2004-06/08", "2004-06"),
        ("July/August 1987", "1987-07"),
        ("12-14 June 2019", "2019-06-12"),
        ("June 12-14, 2019", "2019-06-12"),
        ("30 June – 2 July 2019", "2019-06-30"),
        ("June 30 - July 2, 2019", "2019-06-30"),
        ("1997/", "1997"),
        ("/1997", "1997"),
        ("1997/..", "1997"),
        ("3. Mai 2019", MAY_3),
        ("3 de mayo de 2019", MAY_3),
        ("le 3 mai 2019", MAY_3),
        ("1er août 2019", "2019-08-01"),
        ("5 d'octubre de 2018", "2018-10-05"),
        ("2019. május 3.", MAY_3),
        ("3 май 2019 г.", MAY_3),
        ("maiatzaren 3 2019", MAY_3),
        ("toukokuussa 2019", "2019-05"),
        ("meán fómhair 2019", "2019-09"),
        ("พ.ค. 2019", "2019-05"),
        ("ngày 3 tháng 5 năm 2019", MAY_3),
        ("2019年5月3日", MAY_3),
        ("2019년 5월 3일", MAY_3),
        ("٣ مايو ٢٠١٩", MAY_3),
        ("3.V.2019", MAY_3),
        ("3 במאי 2019", MAY_3),
        ("12 X 2019", "2019-10-12"),
        ("Decemb. 2018", "2018-12"),
    ],
)
def test_dates_of_many_forms_are_parsed(text: str, iso: str) -> None:
    assert parse_any_date(text) == ParsedDate(iso)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1487/1490", "1487"),
        ("1998--2001", "1998"),
        ("2017/18", "2017"),
        ("28 Dec 2018 – 3 Jan 2019", "2018-12-28"),
        ("2017-21", "2017"),
        ("1969~", "1969"),
        ("2004-06-11~", "2004-06-11"),
        ("2004-2x", "2004"),
        ("[1981?]", "1981"),
        ("ca. 1920", "1920"),
        ("1990s", "1990"),
        ("Spring 2018", "2018"),
        ("printemps 2011", "2011"),
        ("1st quarter 2011", "2011"),
        ("forthcoming 2025", "2025"),
        ("à paraître en 2026", "2026"),
    ],
)
def test_additional_words_of_dates_are_kept_as_text(text: str, iso: str) -> None:
    assert parse_any_date(text) == ParsedDate(iso, text)
    assert not explain_note(text, has_date=True)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("In press", ""),
        ("n.d.", ""),
        ("'98", ""),
        ("May '98", ""),
        ("0000", ""),
        ("9999", ""),
        ("199u", ""),
        ("20XX", ""),
        ("-0044", ""),
        ("12345678", ""),
        ("MAY 12", ""),
        ("2021-13-45", "2021"),
        ("31 June 2019", "2019-06"),
        ("05/12/2019", "2019"),
        ("Frimaire 2019", "2019"),
        ("5 Frimaire 2019", "2019"),
    ],
)
def test_unparsable_dates_are_kept_as_text_and_reported(text: str, iso: str) -> None:
    assert parse_any_date(text) == ParsedDate(iso, text)
    assert repr(text) in explain_note(text, has_date=bool(iso))


def test_separate_and_numeric_parts_are_parsed() -> None:
    assert parse_any_date(2019, 5, 3).iso == MAY_3
    assert parse_any_date("1955", "may 3").iso == "1955-05-03"
    assert parse_any_date("1988", "10 jan").iso == "1988-01-10"
    assert parse_any_date("2020", "06", "02-05").iso == "2020-06-02"
    assert parse_any_date("2018", "", "3") == ParsedDate("2018")
    assert parse_any_date(True) == parse_any_date(None) == parse_any_date(["2019"]) == ParsedDate()


def test_the_language_decides_ambiguous_names_of_months() -> None:
    assert parse_any_date("listopad 2019").iso == "2019"
    assert parse_any_date("listopad 2019", language="pl").iso == "2019-11"
    assert parse_any_date("listopad 2019", language="hr-HR").iso == "2019-10"


def test_all_names_in_the_table_are_parsed() -> None:
    rows = [
        line.split("\t") for line in MONTHS_FILE.read_text("utf-8").splitlines() if line[0] != "#"
    ]
    assert len(rows) > 1400
    for name, number, *languages in rows:
        language = languages[0] if languages else ""
        assert parse_any_date(f"{name} 2019", language=language).iso == f"2019-{number}", name
    assert [month_number(fold_date(name)) for name in ENGLISH] == list(range(1, 13))


@given(st.dates(dt.date(1400, 1, 1), dt.date(2999, 12, 31)), st.sampled_from([" ", ", ", ". "]))
def test_dates_are_parsed_in_any_order_of_parts(day: dt.date, between: str) -> None:
    parts = (str(day.day), ENGLISH[day.month - 1], f"{day.year}")
    for order in itertools.permutations(parts):
        assert parse_any_date(between.join(order)) == ParsedDate(day.isoformat()), order


@given(
    st.one_of(
        st.text(max_size=30),
        st.text("0123456789-/. ~?'xuT", max_size=20),
        st.lists(
            st.sampled_from(
                ["2019", "98", "5", "31", "May", "märz", "Spring", "/", "-", "in press"]
            )
        ).map(" ".join),
    )
)
def test_parsed_dates_are_valid_and_no_text_is_lost(text: str) -> None:
    found = parse_any_date(text)
    if found.iso:
        assert check_date(found.iso) == found.iso
        assert int(found.year) in YEAR_RANGE
    assert found.iso or found.note == " ".join(text.split())


def test_a_year_in_another_text() -> None:
    assert [year_in_text(text) for text in ("ICLR 2024 oral", "Incunabula 1487", "vol 12345")] == [
        "2024", "1487", ""
    ]  # fmt: skip


# --- readers --------------------------------------------------------------------------------------


def dates(reading: ReadResult) -> dict[str, object]:
    (record,) = reading.records
    names = ("year", "published", "date_note")
    return {name: record.fields[name] for name in names if name in record.fields}


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("year=1990, month={12 March}", {"year": "1990", "published": "1990-03-12"}),
        ('year=1955, month=may # "~3"', {"year": "1955", "published": "1955-05-03"}),
        ("year=1991, month={Juni}", {"year": "1991", "published": "1991-06"}),
        ("date={2019}, month=5", {"year": "2019", "published": "2019-05"}),
        ("date={1969~}", {"year": "1969", "date_note": "1969~"}),
        ("year=2025, pubstate={forthcoming}", {"year": "2025", "date_note": "forthcoming"}),
        ("year={In press}, month={}", {"date_note": "In press"}),
        (
            "year=2019, month={listopad}, langid={pl}",
            {"year": "2019", "published": "2019-11"},
        ),
        ("year=2019, urldate={2020-01-02}", {"year": "2019"}),
    ],
)
def test_dates_of_bibtex(fields: str, wanted: dict[str, object]) -> None:
    assert dates(parse_bibtex(f"@book{{k, title={{T}}, {fields}}}".encode(), "a.bib")) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("Y2  - 2020/02/19", {}),
        ("Y2  - 2019/03/27\nPY  - 2005///", {"year": "2005"}),
        ("Y1  - 2013/05/28\nPY  - 2013\nDA  - 2014/04", {"year": "2014", "published": "2014-04"}),
        ("PY  - 2019\nDA  - MAY 12", {"year": "2019", "published": "2019-05-12"}),
        ("DA  - 2019\nY1  - 2019/05", {"year": "2019", "published": "2019-05"}),
        (
            "PY  - 2018/05//Spring",
            {"year": "2018", "published": "2018-05", "date_note": "Spring"},
        ),
        ("DA  - 2022/01/05/10:11:12", {"year": "2022", "published": "2022-01-05"}),
        ("PY  - 2018///Spring", {"year": "2018", "date_note": "Spring"}),
        ("PY  - in press", {"date_note": "in press"}),
    ],
)  # fmt: skip
def test_dates_of_ris(lines: str, wanted: dict[str, object]) -> None:
    assert dates(parse_ris(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n".encode(), "a.ris")) == wanted


@pytest.mark.parametrize(
    ("issued", "wanted"),
    [
        ({"date-parts": [[2019, 5, 3]]}, {"year": "2019", "published": MAY_3}),
        ({"date-parts": [["2019", "5"], [2019, 8]]}, {"year": "2019", "published": "2019-05"}),
        ({"date-parts": [[1998], [2001]]}, {"year": "1998", "date_note": "1998/2001"}),
        ({"date-parts": [[None]]}, {}),
        ({"date-parts": [[2018]], "season": 1}, {"year": "2018", "date_note": "Spring 2018"}),
        ({"date-parts": [[1920]], "circa": True}, {"year": "1920", "date_note": "ca. 1920"}),
        ({"date-parts": [[2018]], "literal": "Spring"}, {"year": "2018", "date_note": "Spring"}),
        ({"raw": "May 2019"}, {"year": "2019", "published": "2019-05"}),
        ({"literal": "14 March 2018"}, {"year": "2018", "published": "2018-03-14"}),
        ({"literal": "in press"}, {"date_note": "in press"}),
        ([{"year": 2019, "month": 5, "day": 3}], {"year": "2019", "published": MAY_3}),
        ([{"year": "1998"}, {"year": "2001"}], {"year": "1998", "date_note": "1998/2001"}),
        ("2019-05", {"year": "2019", "published": "2019-05"}),
        (2019, {"year": "2019"}),
    ],
)
def test_dates_of_csl(issued: object, wanted: dict[str, object]) -> None:
    item = {"id": "k", "type": "book", "title": "T", "issued": issued}
    assert dates(parse_csl(json.dumps([item]).encode(), "a.json")) == wanted


def test_an_unparsable_date_is_one_warning_with_its_line() -> None:
    reading = parse_bibtex(b"\n@book{k, title={T}, year={In press}}", "a.bib")
    assert messages_of(reading) == [
        "a.bib:2: date: warning: 'In press' is not a date; stored as date_note"
    ]
