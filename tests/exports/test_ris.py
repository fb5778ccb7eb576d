from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.exports.formats.ris import render_ris_name
from papershelf.records.model import Author
from papershelf.records.person_names import parse_person_name
from papershelf.text.cleaning import clean_block, clean_line
from tests.export_samples import KEY, VENUES, full_paper, make_paper, render_ris, withdrawn_paper

CONFERENCE, JOURNAL, _ = VENUES.values()


def test_a_full_record_has_its_tags_in_order_of_the_format() -> None:
    assert render_ris(full_paper(), KEY, CONFERENCE).split("\r\n") == [
        "TY  - CPAPER",
        "TI  - BERT & Friends: ℓ_1 Pruning of GANs in Café Settings",
        "AU  - Byron, Ada",
        "AU  - van der Berg, Jan",
        "AU  - Núñez, José, Jr.",
        "AU  - The Toy Collaboration",
        "BT  - Proceedings of the Toy Conference on Small & Tiny Models",
        "PY  - 2024",
        "DA  - 2024/05/07/",
        "ID  - byron-etal-2024-tiny",
        "PB  - Toy Press",
        "VL  - 12",
        "IS  - 3",
        "SP  - 101",
        "EP  - 117",
        "DO  - 10.1000/toy_12.3",
        "AN  - arXiv:2401.01234",
        "LA  - en",
        "L1  - https://example.org/paper.pdf",
        "UR  - https://example.org/paper?a=1&b=2",
        "AB  - We prune 50% of the weights & keep O(n^2) <time>. It works: “fine”.",
        "ER  - ",
        "",
    ]


def test_a_paper_with_only_a_title_is_a_record() -> None:
    assert render_ris(make_paper(), KEY, None) == (
        "TY  - GEN\r\nTI  - Tiny Models\r\nID  - byron-etal-2024-tiny\r\nER  - \r\n"
    )


def test_journal_articles_have_their_own_tags() -> None:
    record = render_ris(make_paper(), KEY, JOURNAL)
    assert record.startswith("TY  - JOUR\r\n")
    assert "\r\nJO  - Journal of Toy Models\r\n" in record


def test_a_retracted_paper_is_marked() -> None:
    assert "\r\nN1  - Retracted\r\n" in render_ris(withdrawn_paper(), KEY, None)


def test_tags_are_keywords_and_derived_pdfs_are_links() -> None:
    record = render_ris(make_paper(arxiv="2401.01234"), KEY, None, ("Pruning", "Q & A"))
    assert "\r\nL1  - https://arxiv.org/pdf/2401.01234\r\n" in record
    assert record.endswith("\r\nKW  - Pruning\r\nKW  - Q & A\r\nER  - \r\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jan van der Berg", "van der Berg, Jan"),
        ("Plato", "Plato"),
        ("Rome, Paris and Co Team", "Rome,, Paris and Co Team"),
        ("Fish & Nets, Inc.", "Fish & Nets, Inc."),
        ("Meta AI", "Meta AI,"),
        ("李伟", "李伟"),
        ("李 伟", "李 伟,"),
    ],
)
def test_names_are_in_the_order_of_ris(name: str, expected: str) -> None:
    assert render_ris_name(parse_person_name(Author(name=name))) == expected


@given(st.text().map(clean_line).filter(bool), st.text().map(clean_block))
def test_texts_cannot_start_a_new_line(title: str, abstract: str) -> None:
    paper = make_paper(title=title, abstract=abstract)
    lines = render_ris(paper, KEY, None).removesuffix("\r\n").split("\r\n")
    assert lines[0].startswith("TY  - ")
    assert lines[-1] == "ER  - "
    assert {line[:6] for line in lines} <= {"TY  - ", "TI  - ", "AB  - ", "ID  - ", "ER  - "}
    assert not any("\n" in line or "\r" in line for line in lines)
