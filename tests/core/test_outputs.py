"""Tests of the setting `extra.papershelf.outputs`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.outputs import FULL, MINIMAL, PRESETS, STANDARD, Outputs, switch_texts
from papershelf.core.settings import parse_settings


def outputs_of(value: object) -> Outputs:
    return parse_settings({"extra": {"papershelf": {"outputs": value}}}).outputs


def test_a_preset_is_chosen_by_name_and_full_is_the_default() -> None:
    assert {name: outputs_of(name) for name in PRESETS} == PRESETS
    assert outputs_of(None) == parse_settings({}).outputs == FULL


def test_switches_change_a_preset() -> None:
    chosen = outputs_of({"preset": "standard", "paper_exports": True, "author_feeds": 5})
    assert chosen == replace(STANDARD, paper_exports=True, author_feeds=5)
    assert outputs_of({"paper_markdown": False}) == replace(FULL, paper_markdown=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("tiny", "outputs: tiny is not a preset; the presets are full, standard, minimal"),
        ([1], "outputs: [1] is not a preset"),
        ({"preset": {}}, "outputs: {} is not a preset"),
        ({"pdfs": True}, "outputs.pdfs: is not a switch; the switches are paper_exports, "),
        ({"paper_json": 1}, "outputs.paper_json: is not true or false"),
        ({"author_pages": 4}, "outputs.author_pages: is not a whole number from 1 to 3"),
        ({"author_pages": True}, "outputs.author_pages: is not a whole number from 1 to 3"),
        ({"listing_exports": "ris"}, "outputs.listing_exports: is not one of all, bibtex, none"),
        ({"author_feeds": -1}, "outputs.author_feeds: is not a whole number from 0 to 1,000,000"),
    ],
)
def test_an_invalid_value_is_an_error_of_its_switch(value: object, expected: str) -> None:
    with pytest.raises(PapersError) as caught:
        outputs_of(value)
    assert str(caught.value).startswith(f"mkdocs.yml: extra.papershelf.{expected}")


def test_every_switch_has_a_text() -> None:
    assert all(switch_texts().values())


def test_a_record_has_a_path_with_any_outputs() -> None:
    assert FULL.record_path("ebb") == STANDARD.record_path("ebb") == "papers/ebb.json"
    part = MINIMAL.record_pattern.replace("{part}", "")
    assert MINIMAL.record_path("ebb").startswith(part.removesuffix(".json"))
