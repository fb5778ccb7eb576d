from __future__ import annotations

from typing import Any

import pytest

from generator.identifiers import Doi, IsoDate
from generator.model import Venue
from generator.references import reference_html, reference_plain
from tests.works_of_hand import VENUES, full_paper, make_paper, withdrawn_paper

CONFERENCE, JOURNAL, _ = VENUES.values()


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
def test_a_reference_leaves_out_what_is_not_known(
    venue: Venue | None, changes: dict[str, Any], expected: str
) -> None:
    assert reference_plain(make_paper(**changes), venue) == expected


def test_html_has_the_same_words_with_links_and_maths() -> None:
    html = reference_html(full_paper(), CONFERENCE)
    assert html.startswith(
        "Ada Byron, Jan van der Berg, José Núñez Jr., and The Toy Collaboration. 2024. “BERT &amp; "
    )
    assert "<math" in html
    assert "In <cite>Proceedings of the Toy Conference on Small &amp; Tiny Models</cite>, " in html
    assert html.endswith(
        '<a href="https://example.org/paper?a=1&amp;b=2">https://example.org/paper?a=1&amp;b=2</a>'
    )


def test_markup_in_a_record_stays_text() -> None:
    paper = make_paper(title="<b>x</b>", authors=["<script>"], volume="<1>", publisher="<P>")
    html = reference_html(paper, Venue(id=CONFERENCE.id, name="<i>Y"))
    assert "<b>" not in html
    assert "<script>" not in html
    assert "<1>" not in html
    assert "<P>" not in html
    assert "<i>" not in html


def test_a_retracted_paper_says_so() -> None:
    assert reference_plain(withdrawn_paper(), None) == "Ada Byron. 2023. “Gone.” Retracted."
