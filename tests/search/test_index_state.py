"""Tests that an incrementally updated index equals one built from scratch."""

from __future__ import annotations

from dataclasses import Field, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.identifiers import IsoDate, Orcid, Slug
from papershelf.core.settings import Settings
from papershelf.records.model import Author, Count, Paper, PaperId, Tag, TagId, Venue, VenueId
from papershelf.search.index import build_index, update_index
from papershelf.search.index_state import FileCache, IndexCache
from papershelf.search.shards import split_shards
from papershelf.site.task_keys import paper_cache_keys
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import load_table
from tests.search.test_index import gather, make_shards

Weighed = list[dict[str, int]]

TAGS = [TagId(Slug(name)) for name in ("tides", "rivers", "pre-floods")]
VENUES = [VenueId(Slug(name)) for name in ("icrr", "jtm")]
WORDS = ("tide", "Rivers", "of", "a", "pre-trained", "Bayes'", "μP", "$x^2$", "深度", "estuary")
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
AUTHOR = st.builds(
    Author,
    name=st.sampled_from(("Ada Byron", "ada byron", "Zoë Ångström", "Li Wei", "?")),
    orcid=st.sampled_from((None, Orcid("0000-0002-1825-0097"), Orcid("0000-0001-5109-3700"))),
)
PAPER = st.builds(
    Paper,
    id=st.integers(0, 9).map(lambda number: PaperId(Slug(f"paper-{number}"))),
    title=TEXT,
    abstract=st.just("") | TEXT,
    summary=st.just("") | TEXT,
    authors=st.lists(AUTHOR, max_size=3).map(tuple),
    venue=st.sampled_from((None, *VENUES)),
    year=st.sampled_from((None, 2023, 2024)),
    published=st.sampled_from((None, IsoDate("2023-05-01"), IsoDate("2024"))),
    tags=st.lists(st.sampled_from(TAGS), unique=True).map(tuple),
    upvotes=st.sampled_from((None, Count(value=3, day=IsoDate("2026-11-20")))),
)
FILLING = [
    Paper(id=PaperId(Slug(f"paper-{n}")), title=f"Filling {n}", authors=(Author(name="Ada Byron"),))
    for n in range(5)
]
EDITS = st.lists(st.tuples(PAPER, st.sampled_from(fields(Paper)), st.booleans()), max_size=5)
VOCABULARIES = st.tuples(
    st.permutations(TAGS), st.permutations(VENUES), st.sampled_from(("Tides", "The sea"))
)


def catalogue_of(
    papers: list[Paper], tags: list[TagId], venues: list[VenueId], name: str
) -> Catalogue:
    return build_catalogue(
        papers,
        {},
        {tag: Tag(id=tag, name=f"{name} {tag}", group=Slug("water")) for tag in tags},
        {venue: Venue(id=venue, name=f"{name} {venue}") for venue in venues},
    )


def edit(papers: list[Paper], edits: list[tuple[Paper, Field[object], bool]]) -> list[Paper]:
    """Change one field of papers with these ids, or add or remove them."""
    found = {paper.id: paper for paper in papers}
    for paper, field, drop in edits:
        known = found.get(paper.id)
        if known and drop:
            del found[paper.id]
        elif known:
            change: dict[str, Any] = {field.name: getattr(paper, field.name)}
            found[paper.id] = replace(known, **change)
        else:
            found[paper.id] = paper
    return [*found.values()]


@pytest.mark.seconds
@given(st.lists(st.tuples(EDITS, st.none() | VOCABULARIES), min_size=2, max_size=5))
def test_after_any_edits_the_index_equals_that_of_a_clean_build(
    steps: list[tuple[Any, tuple[list[TagId], list[VenueId], str] | None]],
) -> None:
    memory = IndexCache()
    papers, values = FILLING, (TAGS, VENUES, "Tides")
    for edits, others in steps:
        papers, values = edit(papers, edits), others or values
        catalogue = catalogue_of(papers, *values)
        files, memory = update_index(
            catalogue, paper_cache_keys(catalogue), memory, Settings(), WordVectorizer(load_table())
        )
        assert files == build_index(catalogue)
        clean = update_index(
            catalogue,
            paper_cache_keys(catalogue),
            IndexCache(),
            Settings(),
            WordVectorizer(load_table()),
        )[1]
        assert (memory.paper_keys, memory.term_names, memory.files) == (
            clean.paper_keys,
            clean.term_names,
            clean.files,
        )


def test_an_author_is_separated_from_a_namesake_added_later() -> None:
    orcids = (Orcid("0000-0002-1825-0097"), Orcid("0000-0001-5109-3700"))
    one, other = (
        Paper(id=PaperId(Slug(f"p-{n}")), title="Tides", authors=(Author(name="Li Wei", orcid=o),))
        for n, o in enumerate(orcids)
    )
    before, after = (catalogue_of(papers, [], [], "") for papers in ([one], [one, other]))
    memory = update_index(
        before, paper_cache_keys(before), IndexCache(), Settings(), WordVectorizer(load_table())
    )[1]
    files, known = update_index(
        after, paper_cache_keys(after), memory, Settings(), WordVectorizer(load_table())
    )
    assert files == build_index(after)
    assert "@li-wei" in memory.term_names
    assert "@li-wei" not in known.term_names


def test_a_new_title_changes_few_files() -> None:
    papers = [
        Paper(id=PaperId(Slug(f"p-{n}")), title=f"Tides {n}", abstract=f"word{n % 997} of {n}")
        for n in range(3000)
    ]
    before = catalogue_of(papers, [], [], "")
    memory = update_index(
        before, paper_cache_keys(before), IndexCache(), Settings(), WordVectorizer(load_table())
    )[1]
    papers[700] = replace(papers[700], title="Tides 700, revised")
    after = catalogue_of(papers, [], [], "")
    files, known = update_index(
        after, paper_cache_keys(after), memory, Settings(), WordVectorizer(load_table())
    )
    assert files == build_index(after)
    assert len(memory.files) > 60
    assert len(known.files.keys() - memory.files.keys()) <= 12


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([{"a": 1}], [{"b": 1}]),
        ([{"a": 1}], [{"a": 2}]),
        ([{"a": 1}, {}], [{}, {"a": 1}]),
        ([{"a": 1}, {"a": 1}, {"b": 1}], [{"a": 1}, {"b": 1}, {"b": 1}]),
    ],
    ids=["term", "weight", "paper", "owner"],
)
def test_a_shard_is_rebuilt_for_any_changed_posting(before: Weighed, after: Weighed) -> None:
    files = FileCache({})
    split_shards(gather(before), files)
    assert split_shards(gather(after), FileCache(files.used)) == make_shards(gather(after))


@pytest.mark.parametrize(
    ("kind", "inputs"), [("b", [b"x", b"y"]), ("a", [b"xy"]), ("a", [b"", b"xy"]), ("a", [])]
)
def test_files_depend_on_their_inputs(kind: str, inputs: list[bytes]) -> None:
    first = FileCache({})
    assert first.get_or_make("a", [b"x", b"y"], lambda: b"made") == b"made"
    again = FileCache(first.used)
    assert again.get_or_make("a", [b"x", b"y"], lambda: b"other") == b"made"
    assert again.get_or_make(kind, inputs, lambda: b"other") == b"other"
