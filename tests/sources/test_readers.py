"""Tests of all readers: detection by content, no exceptions, and problems with line numbers."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.sources.format_detection import (
    IMPORT_FORMATS,
    detect_format,
    format_by_name,
    parse_file_content,
)
from papershelf.sources.own.record_formats import find_record_format
from papershelf.sources.parsing.raw_record import ReadResult
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "reference" / "import-formats.md").read_text("utf-8")
FIXTURES = Path(__file__).parent / "fixtures"
FORMAT_OF = {
    "acl.xml": "acl", "acl_old.xml": "acl", "arxiv.xml": "arxiv", "crossref.json": "csl-json",
    "dblp.json": "dblp", "dblp.xml": "dblp", "hf_daily.json": "hf", "hf_paper.json": "hf",
    "hf_page.html": "hf-page", "icrr2024.json": "paperlists", "list.html": "html",
    "list.md": "markdown", "openalex.json": "openalex",
    "openreview.json": "openreview", "refs.bib": "bibtex", "refs.ris": "ris", "s2.json": "s2",
    "zotero.json": "csl-json", "citations.nbib": "pubmed", "savedrecs.ciw": "wos",
    "library.enw": "endnote", "endnote.xml": "endnote-xml", "mlanthology.json": "mlanthology",
    "better_bibtex.json": "zotero", "zotero.csv": "csv", "scopus.csv": "csv", "papers.tsv": "csv",
}  # fmt: skip
OWN = (b'{"title": "A", "type": "report", "upvotes": {"value": 1}}\n', b"- title: A\n  arxiv: x\n")


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def check(reading: ReadResult, path: str, lines: int) -> None:
    """Check a reading: records have our keys and a title, problems have valid lines."""
    for record in reading.records:
        assert record.path == path
        assert isinstance(record.fields["title"], str)
        assert record.fields["title"]
        assert set(record.fields) <= set(FIELD_BY_NAME)
        assert 1 <= record.line <= lines
    for problem in reading.problems:
        assert problem.path == path
        assert 0 <= problem.line <= lines + 1
        assert "\n" not in str(problem)


def test_every_import_format_has_a_fixture_and_all_are_used() -> None:
    assert sorted(FORMAT_OF) == sorted(path.name for path in FIXTURES.iterdir())
    own = {"jsonl", "yaml", "capture"}
    assert set(FORMAT_OF.values()) == {known.name for known in IMPORT_FORMATS} - own


def test_the_documentation_has_a_row_for_every_format() -> None:
    rows = re.findall(r"^\| `([a-z0-9][a-z0-9-]*)` \|", PAGE, re.MULTILINE)
    assert rows == sorted(known.name for known in IMPORT_FORMATS)


@pytest.mark.parametrize(("name", "wanted"), FORMAT_OF.items())
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\n  "])
def test_formats_are_detected_by_content_with_any_file_name(
    name: str, wanted: str, start: bytes
) -> None:
    for path in ("download", "x.txt", "x.json"):
        chosen = detect_format(start + fixture(name), path)
        assert chosen is not None
        assert chosen.name == wanted


@pytest.mark.parametrize("content", OWN)
def test_our_records_are_never_detected_as_another_format(content: bytes) -> None:
    chosen = detect_format(content, "x")
    assert chosen is not None
    assert find_record_format(f"x{chosen.suffixes[0]}")


@pytest.mark.parametrize("name", FORMAT_OF)
def test_windows_line_endings_change_nothing(name: str) -> None:
    content = fixture(name)
    one, other = (
        parse_file_content(each, name, FORMAT_OF[name])[1]
        for each in (content, content.replace(b"\n", b"\r\n"))
    )
    assert one.records == other.records
    assert one.problems == other.problems


@pytest.mark.parametrize("name", FORMAT_OF)
def test_truncated_files_give_records_and_problems(name: str) -> None:
    content = fixture(name)
    for end in range(0, len(content), 37):
        part = content[:end]
        check(parse_file_content(part, name, FORMAT_OF[name])[1], name, part.count(b"\n") + 1)


@pytest.mark.parametrize("name", FORMAT_OF)
def test_damaged_files_give_records_and_problems(name: str) -> None:
    content = fixture(name)
    chance = random.Random(name)  # the same damage every time
    delimiters = b'{}[]<>&"\\\n,:=@#$0\xff\x00e'
    for _ in range(120):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(damaged))
            match chance.randrange(4):
                case 0:
                    del damaged[at : at + chance.randint(1, 40)]
                case 1:
                    damaged[at] = chance.choice(delimiters)
                case 2:
                    damaged[at:at] = bytes([chance.choice(delimiters)])
                case _:
                    damaged[at:at] = damaged[max(0, at - 60) : at]
        lines = bytes(damaged).count(b"\n") + 1
        check(parse_file_content(bytes(damaged), name, FORMAT_OF[name])[1], name, lines)


@pytest.mark.parametrize("known", IMPORT_FORMATS, ids=lambda known: known.name)
@settings(max_examples=60)
@given(content=st.binary(max_size=120))
def test_no_bytes_raise_an_error(known: object, content: bytes) -> None:
    name = getattr(known, "name", "")
    format_by_name(name).parse(content, "x")


DEEP = 20_000


@pytest.mark.seconds
@pytest.mark.parametrize(
    "content",
    [
        b"[" * DEEP, b'[{"title":' * DEEP, b'{"a":' * DEEP, b"<entry>" * DEEP,
        b"<paper><title>" * DEEP,
        b"@misc{" * DEEP, b"@misc{a, title = {" * DEEP, b"{" * DEEP, b"TY  - JOUR\n" * DEEP,
        b'@misc{a, title = "' + b"{" * DEEP + b'"}', b"<article><h3>" * DEEP,
        b'[{"title": "' + b"\\\\" * DEEP, b"- title: [" * 500, b'[{"title": "x" ' * DEEP,
    ],
    ids=lambda content: content[:12].decode(),
)  # fmt: skip
def test_deep_nesting_raises_no_error(content: bytes) -> None:
    for known in IMPORT_FORMATS:
        known.parse(content, "x")


WRONG = ["null", "7", "-1", "true", '""', '"x"', "[]", "{}", "[null]", '[["x"]]', "1e999", "[7]"]


@pytest.mark.parametrize("name", [name for name in FORMAT_OF if name.endswith(".json")])
@pytest.mark.parametrize("wrong", WRONG)
def test_values_of_other_types_are_dropped(name: str, wrong: str) -> None:
    lines = fixture(name).decode().split("\n")
    for at, line in enumerate(lines):
        key, colon, _ = line.partition('": ')
        if not colon:
            continue
        end = "," if line.rstrip().endswith(",") else ""
        changed = [*lines[:at], f'{key}": {wrong}{end}', *lines[at + 1 :]]
        reading = parse_file_content("\n".join(changed).encode(), name, FORMAT_OF[name])[1]
        check(reading, name, len(lines))
