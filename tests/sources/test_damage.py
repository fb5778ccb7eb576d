"""Tests of files with damaged entries: each entry is read or reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.csv_tables import parse_table
from papershelf.sources.formats.pubmed import parse_pubmed
from papershelf.sources.formats.refer import parse_refer
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.formats.wos import parse_wos
from papershelf.sources.parsing.raw_record import ReadResult


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of an entry, and whether it is damaged."""

    text: str
    is_damaged: bool


def bib_entry(number: int, style: int) -> str:
    start, end = ("{", "}") if style % 2 else ('"', '"')
    between = "\n  " if style % 3 else " "
    fields = (f"title={start}stream no{number}{end}", "author={Doe, A}", "year=2001")
    return f"@article{{k{number}," + ",".join(between + field for field in fields) + "}\n"


def ris_entry(number: int, _style: int) -> str:
    return f"TY  - JOUR\nTI  - stream no{number}\nAU  - Doe, A\nPY  - 2001\nER  - \n"


def pubmed_entry(number: int, _style: int) -> str:
    return f"PMID- {number + 1}\nTI  - stream no{number}\n      flows\nFAU - Doe, A\nDP  - 2001\n\n"


def wos_entry(number: int, _style: int) -> str:
    return f"PT J\nAU Doe, A\nTI stream no{number}\n   flows\nPY 2001\nER\n\n"


def refer_entry(number: int, style: int) -> str:
    kind = "%0 Journal Article\n" if style % 2 else ""
    return f"{kind}%A Doe, A\n%T stream no{number}\n%D 2001\n\n"


def csv_entry(number: int, style: int) -> str:
    mark = '"' if style % 2 else ""
    return f"{mark}stream no{number}{mark},{mark}Doe A{mark},2001\n"


ENTRIES: dict[str, tuple[Callable[[int, int], str], str]] = {
    "bib": (bib_entry, '@{},="\n'),
    "ris": (ris_entry, "-\nTEYRI"),
    "pubmed": (pubmed_entry, "-\nPMIDT"),
    "wos": (wos_entry, "\nPTIER "),
    "refer": (refer_entry, "%\nTA "),
    "csv": (csv_entry, '",\n'),
}
"""The function that makes an entry, and the characters that may be missing."""


@st.composite
def files(draw: st.DrawFn, kind: str) -> list[Entry]:
    """Entries, some of them with a missing delimiter."""
    make, delimiters = ENTRIES[kind]
    entries = []
    for number in range(draw(st.integers(1, 6))):
        text = make(number, draw(st.integers(0, 5)))
        title = range(text.index("stream"), text.index(f"no{number}") + len(f"no{number}"))
        places = [at for at, char in enumerate(text) if char in delimiters and at not in title]
        if draw(st.booleans()):
            at = draw(st.sampled_from(places))
            new = draw(st.sampled_from(["", text[at] * 2, *delimiters]))
            entries.append(Entry(text[:at] + new + text[at + 1 :], is_damaged=True))
        else:
            entries.append(Entry(text, is_damaged=False))
    return entries


def find_lost_entries(entries: list[Entry], reading: ReadResult) -> list[int]:
    """The entries without a record or a problem on their lines."""
    lines = {problem.line for problem in reading.problems}
    titles = " ".join(str(record.fields["title"]) for record in reading.records)
    lost, line = [], 1
    for number, entry in enumerate(entries):
        after = line + entry.text.count("\n")
        is_there = re.search(rf"stream\W*no{number}(?!\d)", titles)
        if not is_there and lines.isdisjoint(range(line, after + 1)):
            lost.append(number)
        line = after
    return lost


READERS = {
    "bib": (parse_bibtex, "x.bib"),
    "ris": (parse_ris, "x.ris"),
    "pubmed": (parse_pubmed, "x.nbib"),
    "wos": (parse_wos, "x.ciw"),
    "refer": (parse_refer, "x.enw"),
}


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_entries_are_read_or_reported(kind: str, data: st.DataObject) -> None:
    entries = data.draw(files(kind))
    parse, name = READERS[kind]
    reading = parse("".join(entry.text for entry in entries).encode(), name)
    assert find_lost_entries(entries, reading) == []


@settings(max_examples=300, deadline=None)
@given(files("csv"))
def test_table_rows_are_read_or_reported(entries: list[Entry]) -> None:
    # Two unbalanced quotes form a cell of several lines, which is valid CSV.
    assume(sum(entry.text.count('"') % 2 for entry in entries) <= 1)
    header = Entry("title,authors,year\n", is_damaged=False)
    content = "".join(entry.text for entry in (header, *entries)).encode()
    assert find_lost_entries([header, *entries], parse_table(content, "x.csv"))[1:] == []


@settings(max_examples=200, deadline=None)
@given(files("bib"))
def test_an_entry_between_damaged_ones_is_read_completely(entries: list[Entry]) -> None:
    reading = parse_bibtex("".join(entry.text for entry in entries).encode(), "x.bib")
    read = {str(record.fields["title"]): record.fields for record in reading.records}
    for number, entry in enumerate(entries):
        joined = number and "\n" not in entries[number - 1].text[-1:]
        if not entry.is_damaged and not joined:
            fields = read[f"stream no{number}"]
            assert (fields["year"], fields["authors"]) == ("2001", read_authors())


def read_authors() -> object:
    (record,) = parse_bibtex(bib_entry(0, 1).encode(), "x.bib").records
    return record.fields["authors"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("@article{a title={A}, year=2001}\n@article{b, title={B}}", ["A", "B"]),
        ("@article{a title={A}} @article{b title={B}}\n", ["A", "B"]),
        ("@article{a, title={A}, note={x } @article{b, title={B}}\n", ["A", "B"]),
        ("article{a, title={A}}\n@article{b, title={B}}", ["A", "B"]),
        ("@articlea, title={A}}\n@article{b, title={B}}", ["A", "B"]),
        ("@article{a, title={A}, year=2001@article{b, title={B}}\n", ["A", "B"]),
        ('@article{a, title="A, year=2001}\n\n  @misc(b, title={B})', ["A", "B"]),
        ("@movie{a, title={A}}", ["A"]),
    ],
)
def test_an_entry_with_a_missing_delimiter_is_recovered(text: str, titles: list[str]) -> None:
    reading = parse_bibtex(text.encode(), "x.bib")
    assert [record.fields["title"] for record in reading.records] == titles


@pytest.mark.seconds
def test_many_entries_on_one_line_are_read_in_linear_time() -> None:
    text = "@article{k title={T}} " * 20_000
    assert len(parse_bibtex(text.encode(), "x.bib").records) == 20_000


@pytest.mark.parametrize(
    ("line", "is_reported"),
    [
        ("PY - 2001", False),
        ("PY- 2001", True),
        ("AB: so", True),
        ("RNA-seq", False),
        ("IS so", False),
    ],
)
def test_ris_lines_with_a_misspelled_tag_are_reported(line: str, *, is_reported: bool) -> None:
    text = f"TY  - JOUR\nTI  - A\nAB  - It goes\n{line}\nER  - \n"
    problems = parse_ris(text.encode(), "x.ris").problems
    assert [problem.line for problem in problems] == ([4] if is_reported else [])
