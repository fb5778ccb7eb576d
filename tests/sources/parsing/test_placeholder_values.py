"""Tests of placeholder values, machine-made notes, and marks of retraction in records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.parsing.placeholder_values import drop_machine_notes, is_null
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.sources.parsing.retractions import is_notice_about, split_retraction


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("volume", "None"),
        ("issue", "N/A"),
        ("publisher", "unknown"),
        ("pages", "None-None"),
        ("pages", "--"),
        ("venue", "[not available]"),
        ("abstract", "[No abstract available]"),
        ("title", "NaN"),
        ("authors", "None"),
        ("authors", {"name": "Unknown"}),
    ],
)
def test_placeholders_are_dropped(name: str, value: object) -> None:
    assert is_null(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Unknown"),
        ("title", "∞"),
        ("authors", "Nan"),
        ("authors", {"name": "Null"}),
        ("publisher", "None of Your Business Press"),
        ("volume", "0"),
        ("volume", ""),
        ("year", 2019),
    ],
)
def test_values_like_placeholders_are_kept(name: str, value: object) -> None:
    assert not is_null(name, value)


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("Export Date: 11 January 2020", ""),
        ("Cited By :12; Export Date: 3 May 2020", ""),
        ("cited By 7", ""),
        ("Cited by: 3; All Open Access, Green Open Access", ""),
        ("Number: 3 Publisher: A House", ""),
        ("doi: 10.1000/abc", ""),
        ("https://doi.org/10.1000/abc", ""),
        ("[Online; accessed 19-July-2008]", ""),
        ("Conference of 3rd Meeting; Conference Date: 3 May; Conference Code:12345", ""),
        ("Accession Number: 117; Byron, Ada 1; Email Address: ada@example.org", ""),
        ("Copyright - Copyright A House 2019; Last updated - 2020-01-02", ""),
        ("Times Cited: 3\nCited Reference Count: 20", ""),
        ("Best paper; Cited by: 3", "Best paper"),
        ("Cited By :12\n\nWritten at sea", "Written at sea"),
        ("12 pages; 3 figures", "12 pages; 3 figures"),
        ("Cited by many", "Cited by many"),
        ("Accessible to all", "Accessible to all"),
        ("Source code included", "Source code included"),
    ],
)
def test_notes_of_programs_are_dropped_and_others_kept(note: str, left: str) -> None:
    assert drop_machine_notes(note) == left


@given(st.text())
def test_cleaning_of_notes_is_idempotent(note: str) -> None:
    left = drop_machine_notes(note)
    assert drop_machine_notes(left) == left


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("[RETRACTED] A River", ("A River", "retracted", "")),
        ("(Retracted) A River", ("A River", "retracted", "")),
        ("RETRACTED ARTICLE: A River", ("A River", "retracted", "")),
        ("RETRACTED: A River", ("A River", "retracted", "")),
        ("Retracted: A River", ("A River", "retracted", "")),
        ("RETRACTED A River", ("A River", "retracted", "")),
        ("WITHDRAWN: A River", ("A River", "withdrawn", "")),
        ("A River (Retracted)", ("A River", "retracted", "")),
        ("A River [Withdrawn]", ("A River", "withdrawn", "")),
        ("A River - RETRACTED", ("A River", "retracted", "")),
        ("A River (Retracted article. See vol. 5)", ("A River", "retracted", "See vol. 5")),
        ("Retracted papers (retracted or not)", ("Retracted papers (retracted or not)", "", "")),
        ("Retracted science and its index", ("Retracted science and its index", "", "")),
        ("RETRACTED SCIENCE AND ITS INDEX", ("RETRACTED SCIENCE AND ITS INDEX", "", "")),
        ("Retracted articles: a survey", ("Retracted articles: a survey", "", "")),
        ("Retraction: A River", ("Retraction: A River", "", "")),
        ("Retracted", ("Retracted", "", "")),
    ],
)
def test_a_mark_of_retraction_is_removed_from_the_title(
    title: str, found: tuple[str, str, str]
) -> None:
    assert split_retraction(title) == found


@pytest.mark.parametrize(
    "title",
    [
        "Retraction: A River",
        "Retraction notice to “A River” [J. Straw 5 (2018)]",
        "Retraction Note to: A River",
        "Notice of retraction: A River",
        "Expression of Concern: A River",
        "Editorial Expression of Concern to: A River",
        "Erratum",
        "Erratum to: A River",
        "Corrigendum to “A River”",
        "Publisher Correction: A river",
    ],
)
def test_notices_are_recognized(title: str) -> None:
    assert is_notice_about(title, "A River")


@pytest.mark.parametrize(
    "title",
    [
        "A River",
        "RETRACTED: A River",
        "Erratum: Another Stream",
        "Correction of Scales",
        "Erratics",
    ],
)
def test_other_papers_are_not_recognized_as_notices(title: str) -> None:
    assert not is_notice_about(title, "A River")


def only(records: tuple[RawRecord, ...]) -> dict[str, object]:
    (record,) = records
    return dict(record.fields)


def test_placeholders_are_counted_once_per_file() -> None:
    entry = "@article{%s, title={T}, author={None}, volume={None}, note={Export Date: 3 May}}\n"
    reading = parse_bibtex("".join(entry % key for key in ("k1", "k2")).encode(), "a.bib")
    assert dict(reading.records[0].fields) == {
        "title": "T", "type": "article-journal", "citation_key": "k1"
    }  # fmt: skip
    (problem,) = reading.problems
    counted = "authors 'None' (2), machine-made notes (2), volume 'None' (2)"
    assert str(problem) == f"a.bib: warning: dropped as placeholders: {counted}"


def test_a_manual_note_is_found_among_notes_of_programs() -> None:
    notes = "N1  - Export Date: 3 May 2020\nN1  - Written at sea\nN1  - Cited By :3"
    reading = parse_ris(f"TY  - BOOK\nTI  - T\n{notes}\nER  - \n".encode(), "a.ris")
    assert only(reading.records)["note"] == "Written at sea"


def test_a_mark_of_retraction_becomes_the_status() -> None:
    reading = parse_bibtex(b"@book{k, title={{RETRACTED}: A River (Retracted)}}", "a.bib")
    fields = only(reading.records)
    assert (fields["title"], fields["status"]) == ("A River (Retracted)", "retracted")
    marked = parse_bibtex(b"@book{k, title={A River (Withdrawn: it was dry)}}", "a.bib")
    assert only(marked.records)["status"] == {"kind": "withdrawn", "reason": "it was dry"}
