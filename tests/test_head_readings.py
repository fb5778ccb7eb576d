"""What reference managers read from the pages of fabricated papers of all kinds, and of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.catalogue import Catalogue, catalogue_collection
from generator.citations import assign_citation_keys
from generator.loading import load_collection
from generator.metadata import describe, render_head
from generator.model import Paper
from generator.settings import Settings
from generator.sources.files import read_data
from generator.works import make_work
from tests.headreading import read_head

ROOT = Path(__file__).parent
HEADS = ROOT / "data" / "heads"
SITE = Settings(site_url="https://papers.example/")
TYPES = {
    "article": "preprint", "article-journal": "journalArticle", "chapter": "bookSection",
    "document": "document", "paper-conference": "conferencePaper",
}  # fmt: skip


def load(data: Path) -> tuple[Catalogue, dict[str, str]]:
    """A collection, and the head of every page of it by the paper's id."""
    catalogue = catalogue_collection(load_collection(read_data(data)))
    keys = assign_citation_keys(catalogue.papers)
    heads = {str(p.id): render_head(p, catalogue, SITE, keys[p.id]) for p in catalogue.papers}
    return catalogue, heads


FABRICATED = load(HEADS)
SHIPPED = load(ROOT.parent / "data")
READINGS = [json.loads(line) for line in (HEADS / "readings.jsonl").read_text("utf-8").splitlines()]


def test_every_fabricated_paper_has_a_recorded_reading() -> None:
    assert len(READINGS) == 50
    assert {reading["id"] for reading in READINGS} == set(FABRICATED[1])


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading["id"])
def test_the_head_is_read_as_recorded(reading: dict[str, object]) -> None:
    head = FABRICATED[1][str(reading["id"])]
    assert {"id": reading["id"], **read_head(head)} == reading


@pytest.mark.parametrize("paper", SHIPPED[0].papers, ids=lambda paper: paper.id)
def test_the_head_of_a_shipped_paper_is_read_as_its_record_says(paper: Paper) -> None:
    catalogue, heads = SHIPPED
    work = make_work(paper, assign_citation_keys([paper])[paper.id], catalogue.venue_of(paper))
    date = work.issued or paper.date_note
    assert read_head(heads[paper.id]) == {
        "type": TYPES[work.type],
        "title": work.title,
        "creators": [
            [name.surname, f"{name.given} {name.suffix}".strip(" ."), "author"]
            for name in work.names
        ],
        "date": date.replace("-0", "/").replace("-", "/") if len(date) == 10 else date,
        "abstract": " ".join(work.abstract.split()) or describe(paper),
        "doi": paper.doi or "",
        "pdf": work.pdf,
    }
