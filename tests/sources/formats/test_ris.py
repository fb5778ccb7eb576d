"""Tests of reading RIS files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from papershelf.sources.formats.ris import is_ris, parse_ris
from tests.export_samples import KEY, VENUES, full_paper, render_ris
from tests.sources.readings import messages_of

REFS = (Path(__file__).parents[1] / "fixtures" / "refs.ris").read_bytes()


def one(lines: str) -> dict[str, Any]:
    (record,) = parse_ris(f"TY  - GEN\nTI  - T\n{lines}\nER  - \n".encode(), "x.ris").records
    return {name: value for name, value in record.fields.items() if name != "title"}


def test_values_are_mapped_to_our_fields() -> None:
    record = parse_ris(REFS, "refs.ris").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention",
        "authors": [
            {"name": "Ada Byron", "given": "Ada", "family": "Byron"},
            {"name": "Jan van der Berg", "given": "Jan", "family": "van der Berg"},
            {"name": "John Doe Jr.", "given": "John", "family": "Doe Jr."},
            "The Toy Collaboration",
        ],
        "abstract": "We watch rivers twice a day.",
        "doi": "10.1000/icrr.7",
        "pdf": "https://example.org/7.pdf",
        "citation_key": "byron-etal-2024-tidal",
        "venue": "International Conference on River Research",
        "year": "2024",
        "published": "2024-05-07",
        "type": "paper-conference",
        "volume": "12",
        "issue": "3",
        "pages": "101-117",
        "publisher": "Example Press",
    }
    assert record.keywords == ("rivers", "tides")


def test_other_spellings_missing_ends_and_errors_are_read() -> None:
    reading = parse_ris(REFS.replace(b"\n", b"\r\n"), "refs.ris")
    _, water, mud = reading.records
    assert dict(water.fields) == {
        "title": "Deep Water",
        "authors": [{"name": "Li Wei", "given": "Li", "family": "Wei"}],
        "arxiv": "2401.00002",
        "published": "2024",
    }
    # Its only date is that of the last access.
    assert dict(mud.fields) == {"title": "Mud", "status": "retracted"}
    assert messages_of(reading) == [
        "refs.ris:31: warning: starts before the ER line of the reference above",
        "refs.ris:36: title: is missing; the entry was skipped",
        "refs.ris: warning: fields ignored on purpose: Y2",
    ]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("T2  - Some Workshop\nJO  - Other", {"venue": "Some Workshop"}),
        ("SP  - 101-117", {"pages": "101-117"}),
        ("SP  - e17", {"pages": "e17"}),
        ("PY  - 2024\nDA  - 2023/01/02", {"year": "2023", "published": "2023-01-02"}),
        ("PY  - soon", {"date_note": "soon"}),
        ("ID  - 10 20", {}),
        ("UR  - https://openreview.net/forum?id=aB_1", {"openreview": "aB_1"}),
        ("L1  - internal-pdf://1", {}),
        ("AU  - , Ada", {"authors": ["Ada"]}),
    ],
)
def test_unusual_values_are_corrected_or_dropped(lines: str, wanted: dict[str, Any]) -> None:
    assert one(lines) == wanted


def test_exported_references_are_read_with_the_same_values() -> None:
    paper = full_paper()
    assert isinstance(paper.venue, str)
    text = render_ris(paper, KEY, VENUES[paper.venue])
    (record,) = parse_ris(text.encode(), "x.ris").records
    names = ("doi", "arxiv", "volume", "issue", "pages", "language", "published", "url", "pdf")
    assert [record.fields[name] for name in names] == [getattr(paper, name) for name in names]


def test_the_format_is_detected_by_its_first_line() -> None:
    assert is_ris(REFS.decode())
    assert is_ris("% made by hand\n\nTY  - JOUR\nTI  - x\n")
    assert not is_ris("TY  - nothing of the sort\n")
