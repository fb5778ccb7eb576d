"""Test that reference managers read the pages of the shipped papers correctly."""

from __future__ import annotations

import pytest

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.exports.citation_data import make_citation
from papershelf.exports.html_head import page_description
from papershelf.records.model import Paper
from tests.exports.test_head_readings import ROOT, TYPES, load
from tests.head_parser import read_head

SHIPPED = load(ROOT.parent / "data", STARTER_VOCABULARIES)


@pytest.mark.parametrize("paper", SHIPPED[0].papers, ids=lambda paper: paper.id)
def test_the_head_of_a_page_is_read_as_in_its_record(paper: Paper) -> None:
    catalogue, heads = SHIPPED
    work = make_citation(paper, assign_citation_keys([paper])[paper.id], catalogue.venue_of(paper))
    date = work.issued or paper.date_note
    assert read_head(heads[paper.id]) == {
        "type": TYPES[work.type],
        "title": work.title,
        "creators": [
            [name.surname, f"{name.given} {name.suffix}".strip(" ."), "author"]
            for name in work.author_names
        ],
        "date": date.replace("-0", "/").replace("-", "/") if len(date) == 10 else date,
        "abstract": " ".join(work.abstract.split()) or page_description(paper),
        "doi": paper.doi or "",
        "pdf": work.pdf,
    }
