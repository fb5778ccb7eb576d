"""Tests of reading saved pages of Hugging Face Papers."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.hf_page import is_hf_page, parse_hf_page
from tests.sources.readings import messages_of

PAGE = (Path(__file__).parents[1] / "fixtures" / "hf_page.html").read_bytes()
BARE = re.sub(rb"<div class=\"SVELTE.*", b"", PAGE)


def test_a_page_is_read_from_its_embedded_data() -> None:
    reading = parse_hf_page(PAGE, "page.html")
    assert not reading.problems
    first, second = reading.records
    assert dict(first.fields) == {
        "title": 'Tidal "Attention" & Rivers',
        "abstract": "We watch rivers <twice> a day.",
        "authors": ["Ada Byron", "Li Wei"],
        "arxiv": "2411.00001",
        "published": "2026-11-17",
        "featured": ["2026-11-19"],
        "submitted_by": "boreed",
        "code": ["https://github.com/example/tide"],
        "upvotes": {"value": 42, "day": "2026-11-19"},
        "comments": {"value": 3, "day": "2026-11-19"},
        "stars": {"value": 7, "day": "2026-11-19"},
    }
    assert (first.line, second.line) == (8, 8)


def test_a_page_without_embedded_data_is_read_from_its_markup() -> None:
    reading = parse_hf_page(BARE, "page.html")
    first, second = reading.records
    assert dict(first.fields) == {
        "title": 'Tidal "Attention" & Rivers',
        "abstract": (
            "We watch rivers twice a day, in the morning and in the evening, "
            "and write down what they did."
        ),
        "authors": ["Ada Byron", "Li Wei"],
        "arxiv": "2411.00001",
        "featured": ["2026-11-19"],
        "submitted_by": "boreed",
        "upvotes": {"value": 42, "day": "2026-11-19"},
        "comments": {"value": 3, "day": "2026-11-19"},
    }
    assert second.fields["title"] == "Ebb"
    assert messages_of(reading) == ["page.html:22: title: is missing; the entry was skipped"]


def test_a_page_without_papers_is_reported() -> None:
    reading = parse_hf_page(b"<html><body>huggingface.co/papers</body></html>", "page.html")
    assert messages_of(reading) == ["page.html: contains no papers"]


@given(st.text(alphabet='<>/="& articleh3p!-\n', max_size=80))
def test_no_markup_raises_an_error(text: str) -> None:
    parse_hf_page(f"<html>{text}".encode(), "x.html")


def test_the_format_is_detected_by_its_urls() -> None:
    assert is_hf_page(PAGE.decode())
    assert is_hf_page(BARE.decode())
    assert not is_hf_page("<html><body>papers</body></html>")
    assert not is_hf_page('{"title": "<html>huggingface.co/papers"}')
