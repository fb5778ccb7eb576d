from __future__ import annotations

import html
import re
from typing import Any

import pytest

from papershelf.core.identifiers import CitationKey, Doi, IsoDate
from papershelf.exports.citation_data import make_citation
from papershelf.exports.formatted_reference import render_reference
from papershelf.records.model import Paper, Venue
from tests.export_samples import VENUES, full_paper, make_paper, withdrawn_paper

CONFERENCE, JOURNAL, _ = VENUES.values()


def make_reference(paper: Paper, venue: Venue | None) -> str:
    return render_reference(make_citation(paper, CitationKey("key"), venue))


def to_text(reference: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", reference))


@pytest.mark.parametrize(
    ("venue", "changes", "expected"),
    [
        (None, {}, "“Tiny Models.”"),
        (None, {"title": "Why?"}, "“Why?”"),
        (None, {"authors": ["A Doe", "B Roe"], "year": 2020},
         "A Doe and B Roe. 2020. “Tiny Models.”"),
        (None, {"authors": ["Al Doe Jr."]}, "Al Doe Jr. “Tiny Models.”"),
        (None, {"published": IsoDate("2019-02")}, "“Tiny Models.” 2019."),
        (JOURNAL, {"volume": "3", "issue": "1", "pages": "1--9"},
         "“Tiny Models.” Journal of Toy Models, volume 3(1), pages 1–9."),
        (Venue(id=CONFERENCE.id, name="ToyConf", publisher="Toy Press"), {"pages": "e7"},
         "“Tiny Models.” In ToyConf, page e7. Toy Press."),
        (None, {"doi": Doi("10.1/x")}, "“Tiny Models.” https://doi.org/10.1/x"),
        (None, {"authors": [f"P{n}" for n in range(10)]},
         "P0, P1, P2, P3, P4, P5, P6, P7, P8, and P9. “Tiny Models.”"),
        (None, {"authors": [f"P{n}" for n in range(11)]},
         "P0, P1, P2, P3, P4, P5, P6, and 4 others. “Tiny Models.”"),
    ],
)  # fmt: skip
def test_unknown_parts_are_omitted(
    venue: Venue | None, changes: dict[str, Any], expected: str
) -> None:
    assert to_text(make_reference(make_paper(**changes), venue)) == expected


def test_html_has_the_same_text_with_links_and_formulas() -> None:
    reference = make_reference(full_paper(), CONFERENCE)
    assert reference.startswith(
        "Ada Byron, Jan van der Berg, José Núñez Jr., and The Toy Collaboration. 2024. “BERT &amp; "
    )
    assert "<math" in reference
    assert (
        "In <cite>Proceedings of the Toy Conference on Small &amp; Tiny Models</cite>, "
        in reference
    )
    assert reference.endswith(
        '<a href="https://example.org/paper?a=1&amp;b=2">https://example.org/paper?a=1&amp;b=2</a>'
    )


def test_markup_in_records_is_escaped() -> None:
    paper = make_paper(title="<b>x</b>", authors=["<script>"], volume="<1>", publisher="<P>")
    reference = make_reference(paper, Venue(id=CONFERENCE.id, name="<i>Y"))
    assert "<b>" not in reference
    assert "<script>" not in reference
    assert "<1>" not in reference
    assert "<P>" not in reference
    assert "<i>" not in reference


def test_a_retracted_paper_is_marked() -> None:
    assert to_text(make_reference(withdrawn_paper(), None)) == "Ada Byron. 2023. “Gone.” Retracted."
