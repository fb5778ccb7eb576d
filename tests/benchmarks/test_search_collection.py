"""Tests of the collections that the benchmark of the search measures."""

from __future__ import annotations

from benchmarks.search_collection import Collection, vary
from benchmarks.search_tables import print_costs
from papershelf.catalogue.catalogue import build_catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.settings import Settings
from papershelf.records.model import Author, Paper, PaperId

PAPERS = [
    Paper(
        id=PaperId(Slug(f"paper-{number}")),
        title=title,
        authors=(Author(name="Ada Byron"),),
        year=2000 + number,
    )
    for number, title in enumerate(["Deep Rivers", "Frozen Lakes", "Quiet Tides"])
]
CATALOGUE = build_catalogue(PAPERS, {}, {}, {})


def test_varied_papers_have_ids_and_authors_of_their_own() -> None:
    varied = vary(CATALOGUE, 8).papers
    assert len({paper.id for paper in varied}) == 8
    assert {paper.title for paper in varied} == {paper.title for paper in PAPERS}
    assert len({author.name for paper in varied for author in paper.authors}) == 3


def test_vectors_alone_find_a_paper_without_its_words() -> None:
    collection = Collection.build(CATALOGUE, Settings())
    queries = {"paraphrase": [("streams of water", PAPERS[0].id), ("ice", PAPERS[1].id)]}
    [(wanted, (found, _)), (other, (lakes, _))] = collection.ask_vectors(queries)["paraphrase"]
    assert (found[0], lakes[0]) == (wanted, other)


def test_a_budget_that_is_exceeded_is_named() -> None:
    collection = Collection.build(CATALOGUE, Settings())
    names = ("requests", "bytes", "joined_requests", "joined_bytes", "millis")
    cost = {**dict.fromkeys(names, 1), "meaning_requests": 11, "meaning_bytes": 150_000}
    found = {"question": [(PAPERS[0].id, (["paper-0"], cost))]}
    assert [*print_costs(collection, found)] == ["3 papers: meaning requests 11, budget 10"]
