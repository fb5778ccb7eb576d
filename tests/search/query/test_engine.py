"""Searching an index: what is found, and that the scripts of the site find the same in the same order."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.errors import PapersError
from papershelf.core.identifiers import Slug
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.importing.importer import run_import
from papershelf.records.loader import load_collection
from papershelf.records.model import Author, KnownPerson, Paper, PaperId, Tag, TagId, Venue, VenueId
from papershelf.search.index import build_index, number_papers
from papershelf.search.query.corrections import edit_distance
from papershelf.search.query.engine import search
from papershelf.search.query.index_reader import IndexReader
from papershelf.search.query.ranking import term_value
from papershelf.search.query.results import find_papers, search_catalogue
from papershelf.sources.own.data_folder import read_data
from tests.conftest import ROOT, skip_or_fail


def paper(name: str, title: str, abstract: str = "", **fields: Any) -> Paper:  # noqa: ANN401
    return Paper(id=PaperId(Slug(name)), title=title, abstract=abstract, **fields)


PAPERS = [
    paper(
        *("rivers", "Deep Rivers", "We normalise the behaviour of a state space model (SSM)."),
        authors=(Author(name="Ada Byron"), Author(name="Li Wei")),
        year=2020,
        code=("https://code.test/rivers",),
    ),
    paper("apart", "Rivers That Are Deep", "Large data sets of tides.", year=2021),
    paper("ssm", "A Fast SSM Layer", "Normalization for long sequences.", year=2022),
    paper("vision", "A Transformer for Vision", tags=(TagId(Slug("attention")),), year=2023),
    paper("text", "A Transformer for Text", venue=VenueId(Slug("icrr"))),
    paper("gpt", "GPT-4 and BERTScore in C++"),
    paper("matrices", "Random Matrices and Vertices", "Pruning networks of a dataset."),
    paper("words", "基于深度学习的中文分词", authors=(Author(name="鈴木 花子"),)),
    paper("pruned", "Pruned Lakes", authors=(Author(name="Byron Wei"),)),
]
CATALOGUE = build_catalogue(
    PAPERS,
    {},
    {
        (tag := TagId(Slug("attention"))): Tag(
            id=tag, name="Attention", group=Slug("all"), aliases=("ViT", "self attention models")
        )
    },
    {
        (venue := VenueId(Slug("icrr"))): Venue(
            id=venue, name="ICRR", full_name="Conference on River Research"
        )
    },
)
QUERIES = [
    *('"deep rivers"', "deep rivers", "transformer -vision", "transformer", "normalisation"),
    *("ssm", "state space models", "gpt 4", "gpt4", "bert score", "c++", "matrix", "vertex"),
    *(
        "ViT",
        "self attention models",
        "conference on river research",
        "tag:ViT",
        "tag:vit",
        "venue:icrr",
    ),
    *("year:2021..2022", "year:2020 OR year:2023", "has:code", "author:byron", "-author:byron"),
    *('author:"Byron Ada"', "author:ada-byron", "title:pruned", "title:pruning", "prune"),
    *("dataset", "data set", "深度学习", "分词", "鈴木花子", "what is a fast layer for vision?"),
    *("rivres deep", "tag:unknown rivers", "foo:bar deep", "-deep", "transf", "a", "", "qqqqq"),
    *("the deep OR lakes", '-"deep rivers" rivers', "title:a OR ssm", "behavior"),
]


def reader_of(catalogue: Catalogue) -> IndexReader:
    return IndexReader(build_index(catalogue).__getitem__)


def found(query: str) -> list[str]:
    """The ids of the papers with all words, best first."""
    result = search(reader_of(CATALOGUE), query)
    papers = number_papers(CATALOGUE)
    return [papers[number].id for number in result.papers[: result.complete_count]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"deep rivers"', ["rivers"]),
        ("transformer -vision", ["text"]),
        ('-"deep rivers" rivers', ["apart"]),
        ("ViT", ["vision"]),
        ("self attention models", ["vision"]),
        ("tag:vit", ["vision"]),
        ("conference on river research", ["text"]),
        ("venue:icrr", ["text"]),
        ("gpt4", ["gpt"]),
        ("c++", ["gpt"]),
        ("bert score", ["gpt"]),
        ("matrix", ["matrices"]),
        ("has:code", ["rivers"]),
        ('author:"Byron Ada"', ["rivers"]),
        ('author:"Byron Li"', []),
        ("author:ada-byron", ["rivers"]),
        ("title:pruned", ["pruned"]),
        ("分词", ["words"]),
        ("鈴木花子", ["words"]),
        ("title:deep year:2021", ["apart"]),
    ],
)
def test_a_query_finds_papers(query: str, expected: list[str]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize("query", ["tag:vit", "tag:ViT", "tag:VIT", "tag:ATTENTION", "venue:Icrr"])
def test_names_of_tags_and_venues_are_found_in_any_case(query: str) -> None:
    result = search(reader_of(CATALOGUE), query)
    assert result.ignored == ()
    assert len(result.papers) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("normalization", {"rivers", "ssm"}),
        ("normalisation", {"rivers", "ssm"}),
        ("ssm", {"rivers", "ssm"}),
        ("state space model", {"rivers", "ssm"}),
        ("dataset", {"apart", "matrices"}),
        ("data set", {"apart", "matrices"}),
        ("pruning", {"pruned", "matrices"}),
        ("cat OR year:2020..2021", {"rivers", "apart"}),
        ("author:byron", {"rivers", "pruned"}),
    ],
)
def test_a_query_finds_papers_in_any_order(query: str, expected: set[str]) -> None:
    assert set(found(query)) == expected


def test_a_person_is_found_by_the_name_and_by_the_spelling_of_the_paper() -> None:
    known = KnownPerson(id=Slug("jane-doe"), name="Jane Doe", aliases=("J. Doe",))
    one = paper("one", "Lakes", authors=(Author(name="J. Doe", person=known),))
    other = paper("other", "Ponds", authors=(Author(name="J. Doe"), Author(name="Al Roe")))
    catalogue = build_catalogue([one, other], {}, {}, {}, None, {known.id: known})
    reader, papers = reader_of(catalogue), number_papers(catalogue)
    expected = {
        'author:"Jane Doe"': {"one"},
        "author:jane-doe": {"one"},
        "jane doe": {"one"},
        "author:doe": {"one", "other"},
        "author:j-doe": {"other"},
    }
    for query, names in expected.items():
        result = search(reader, query)
        assert {papers[n].id for n in result.papers[: result.complete_count]} == names, query


def test_a_sentence_finds_the_nearest_papers_and_names_missing_words() -> None:
    result = search(reader_of(CATALOGUE), "how fast is a layer of glaciology?")
    papers = number_papers(CATALOGUE)
    assert papers[result.papers[0]].id == "ssm"
    assert result.complete_count == 1
    assert result.unknown == ("glaciology",)
    partial = search(reader_of(CATALOGUE), "fast pruned layer")
    assert partial.complete_count == 0
    assert next(iter(partial.missing.values())) == ("pruned",)


def test_a_mistyped_word_is_corrected() -> None:
    result = search(reader_of(CATALOGUE), "rivres deep")
    assert result.corrected == {"rivres": "river"}
    assert result.complete_count == 2


def test_what_is_not_understood_is_named() -> None:
    assert search(reader_of(CATALOGUE), "tag:unknown rivers").ignored == ("tag:unknown",)


def test_every_query_of_a_title_finds_it_first() -> None:
    index = reader_of(CATALOGUE)
    for one in PAPERS:
        assert find_papers(index, one.title, 1)[1][0].id == one.id


def test_an_index_of_another_format_is_refused() -> None:
    with pytest.raises(PapersError, match="another version"):
        search(IndexReader(lambda _: b'{"format": 1}'), "x")


def test_a_catalogue_is_searched_without_a_site() -> None:
    assert [one.id for one in search_catalogue(CATALOGUE, "transformer -vision")] == ["text"]
    assert search_catalogue(CATALOGUE, "fast pruned layer")[0].id == "ssm"


def test_a_term_says_less_the_more_papers_have_it() -> None:
    values = [term_value(count, 100) for count in range(1, 101)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0
    assert term_value(66, 66) > 0


# Common words are in every title, and other words in all or nearly all.
ALIKE = build_catalogue(
    [
        paper(
            f"study-{number}", f"A Study of {'' if number % 80 else 'Deep '}Rivers, Part {number}"
        )
        for number in range(1, 151)
    ],
    {},
    {},
    {},
)
WORDS_OF_ALL = {"study": 150, "studies": 150, "stud": 150, "study rivers": 150, "rivers": 150,
                '"study of rivers"': 149, "title:study": 150, "deep study": 1}  # fmt: skip


def test_a_word_that_all_papers_have_finds_them() -> None:
    index = reader_of(ALIKE)
    found = {query: search(index, query).complete_count for query in WORDS_OF_ALL}
    assert found == WORDS_OF_ALL


def test_the_scripts_find_words_that_all_papers_have(tmp_path: Path) -> None:
    check_browser(tmp_path, ALIKE, [*WORDS_OF_ALL])


def test_edits_are_counted_up_to_a_limit() -> None:
    assert edit_distance("glacier", "galcire", 3) == 2
    assert edit_distance("abcdef", "uvwxyz", 1) == 2


def browser_answers(folder: Path, catalogue: Catalogue, queries: list[str]) -> list[dict[str, Any]]:
    if not shutil.which("node"):
        skip_or_fail("Node.js is not installed", "PAPERSHELF_DEMAND_NODE")
    for path, content in build_index(catalogue).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    done = subprocess.run(
        ["node", "--no-warnings", str(ROOT / "benchmarks" / "search_run.mjs"), str(folder)],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def check_browser(folder: Path, catalogue: Catalogue, queries: list[str]) -> None:
    """Compare papers, their order, and corrections."""
    index = reader_of(catalogue)
    for query, answer in zip(queries, browser_answers(folder, catalogue, queries), strict=True):
        result = search(index, query)
        assert answer["papers"] == [*result.papers], query
        assert answer["complete"] == result.complete_count, query
        assert answer["corrected"] == result.corrected, query
        for name, about in (("meant", result.meant), ("missing", result.missing)):
            told = {str(paper): [*words] for paper, words in about.items()}
            assert answer[name] == told, query


def test_the_browser_finds_the_same_in_the_same_order(tmp_path: Path) -> None:
    check_browser(tmp_path, CATALOGUE, QUERIES)


@pytest.mark.slow
def test_the_browser_finds_the_same_for_real_papers(tmp_path: Path, shared: Path) -> None:
    lines = (shared / "queries/dev.jsonl").read_text("utf-8").splitlines()
    data = tmp_path / "data"
    run_import(
        sorted((shared / "captures").glob("*.txt")), data=data, fallback=STARTER_VOCABULARIES
    )
    read = load_collection(read_data(data, STARTER_VOCABULARIES))
    catalogue = build_catalogue(read.papers, read.groups, read.tags, read.venues)
    check_browser(tmp_path / "site", catalogue, [json.loads(line)["query"] for line in lines])
