"""Tests of reports about unused fields: each is named once with its number of entries."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.csl_json import parse_csl
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.tracked_fields import TrackedFields


def notes(reading: ReadResult) -> list[str]:
    return [str(problem) for problem in reading.problems if "fields " in problem.message]


def test_unused_fields_of_bibtex_are_counted_and_those_of_programs_listed_last() -> None:
    entries = [
        f"@article{{k{n}, title={{T{n}}}, abtstract={{X}}, file={{a.pdf}}, owner={{me}}}}"
        for n in range(3)
    ]
    entries.append("@article{k9, title={T9}, zzz_sourced={Y}, Abtstract={Z}, empty={}}")
    assert notes(parse_bibtex("\n".join(entries).encode(), "x.bib")) == [
        "x.bib: warning: fields not imported: abtstract (4), zzz_sourced (1); fields ignored on purpose: file, owner"
    ]


def test_a_value_repeated_in_another_field_is_not_reported() -> None:
    text = "@article{k, title={T}, journal={River Letters}, fulljournal={river letters}}"
    assert notes(parse_bibtex(text.encode(), "x.bib")) == []


def test_unused_tags_of_ris_are_counted() -> None:
    entry = "TY  - JOUR\nTI  - T{}\nX1  - a\nDB  - Index\nER  - \n"
    text = entry.format(1) + entry.format(2) + "TY  - JOUR\nTI  - T3\nX9  - b\nER  - \n"
    assert notes(parse_ris(text.encode(), "x.ris")) == [
        "x.ris: warning: fields not imported: X1 (2), X9 (1); fields ignored on purpose: DB"
    ]


def test_unused_keys_of_csl_are_counted_unless_empty() -> None:
    items = [
        {"id": "1", "type": "book", "title": "A", "chapter-title-long": "x", "empty": []},
        {"id": "2", "type": "book", "title": "B", "chapter-title-long": "y", "source": "z"},
    ]
    assert notes(parse_csl(json.dumps(items).encode(), "x.json")) == [
        "x.json: warning: fields not imported: chapter-title-long (2); fields ignored on purpose: source"
    ]


@pytest.mark.parametrize("text", ["", "@misc{k, title={T}}"])
def test_files_without_unused_fields_have_no_report(text: str) -> None:
    assert parse_bibtex(text.encode(), "x.bib").problems == ()


@given(
    names=st.sets(st.from_regex(r"x[a-z]{2,9}", fullmatch=True), max_size=6),
    requested=st.sets(st.from_regex(r"x[a-z]{2,9}", fullmatch=True), max_size=6),
)
def test_fields_are_unread_until_requested(names: set[str], requested: set[str]) -> None:
    fields = TrackedFields({name: f"text of {name}" for name in names})
    assert all(fields.peek(name) for name in names)
    for name in requested:
        fields.get(name)
    assert set(fields.unread()) == names - requested


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("eprint={9711200}, archivePrefix={arXiv}, primaryClass={hep-th}", "hep-th/9711200"),
        ("eprint={hep-th/1601.07616}", "1601.07616"),
        ("eprint={2024.x}, archivePrefix={arXiv}", "2024.x"),
        ("arxiv={soon}", "soon"),
        ("eprint={40123456}, eprinttype={pmid}", None),
    ],
)
def test_an_arxiv_id_is_used_or_reported(fields: str, found: str | None) -> None:
    (record,) = parse_bibtex(f"@misc{{k, title={{T}}, {fields}}}".encode(), "x.bib").records
    assert record.fields.get("arxiv") == found


def test_entries_that_are_no_papers_are_reported() -> None:
    text = """@proceedings{one, title={Volume One}}
@xdata{x, publisher={P}}
@periodical{two, title={Volume Two}}
@inproceedings{k, title={T}, crossref={One}}
"""
    expected = [str(problem) for problem in parse_bibtex(text.encode(), "x.bib").problems]
    assert sorted(line for line in expected if re.search("volume|papers", line)) == [
        "x.bib: warning: not imported, because they are volumes of other entries: one",
        "x.bib:2: warning: 'x' is a volume, not a paper, and was left out",
        "x.bib:3: warning: 'two' is a volume, not a paper, and was left out",
    ]


def test_unused_urls_are_reported() -> None:
    one, two = "https://a.example/1", "https://b.example/2"
    text = f"TY  - JOUR\nTI  - A\nUR  - {one}; {two}\nER  - \n"
    reading = parse_ris(text.encode(), "x.ris")
    assert reading.records[0].fields["url"] == one
    assert notes(reading) == ["x.ris: warning: fields not imported: UR (1)"]
    reading = parse_bibtex(f"@misc{{k, title={{T}}, url={{{one}}}, html={{{two}}}}}".encode(), "x")
    assert notes(reading) == ["x: warning: fields not imported: html (1)"]
    reading = parse_bibtex(f"@misc{{k, title={{T}}, url={{{one}}}, html={{{one}}}}}".encode(), "x")
    assert notes(reading) == []


def test_an_unknown_entry_type_is_reported() -> None:
    text = "@artcle{k, title={T}}\n@movie{l, title={U}}\n"
    assert [str(problem) for problem in parse_bibtex(text.encode(), "x.bib").problems] == [
        "x.bib:1: warning: 'artcle' is not a known entry type; did you mean article?"
    ]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("JOUR", []),
        ("GEN", []),
        ("UNPB", []),
        ("XYZ", ["x.ris: warning: fields not imported: TY XYZ (1)"]),
    ],
)
def test_an_unknown_ris_type_is_reported(kind: str, expected: list[str]) -> None:
    text = f"TY  - {kind}\nTI  - A\nER  - \n"
    assert notes(parse_ris(text.encode(), "x.ris")) == expected
