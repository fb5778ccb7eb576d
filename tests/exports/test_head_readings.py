"""Tests of what reference managers read from pages of fabricated and shipped papers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.catalogue.catalogue import Catalogue, build_collection_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.settings import Settings
from papershelf.exports.html_head import render_head
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data
from tests.head_parser import read_head

ROOT = Path(__file__).parents[1]
HEADS = ROOT / "data" / "heads"
SITE = Settings(site_url="https://papers.example/")
TYPES = {
    "article": "preprint", "article-journal": "journalArticle",
    "article-magazine": "magazineArticle", "book": "book", "chapter": "bookSection",
    "dataset": "dataset", "document": "document", "paper-conference": "conferencePaper",
    "post-weblog": "blogPost", "report": "report", "review": "journalArticle",
    "software": "computerProgram", "speech": "presentation", "standard": "standard",
    "thesis": "thesis", "webpage": "webpage",
}  # fmt: skip


def load(data: Path, fallback: Path | None = None) -> tuple[Catalogue, dict[str, str]]:
    """Load a collection, and return it with the head of each page by paper id."""
    catalogue = build_collection_catalogue(load_collection(read_data(data, fallback)))
    keys = assign_citation_keys(catalogue.papers)
    heads = {str(p.id): render_head(p, catalogue, SITE, keys[p.id]) for p in catalogue.papers}
    return catalogue, heads


FABRICATED = load(HEADS)
READINGS = [json.loads(line) for line in (HEADS / "readings.jsonl").read_text("utf-8").splitlines()]


def test_every_fabricated_paper_has_recorded_results() -> None:
    assert len(READINGS) == 50
    assert {reading["id"] for reading in READINGS} == set(FABRICATED[1])


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading["id"])
def test_the_results_are_as_recorded(reading: dict[str, object]) -> None:
    head = FABRICATED[1][str(reading["id"])]
    assert {"id": reading["id"], **read_head(head)} == reading
