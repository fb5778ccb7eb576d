"""Tests of listing axes: consistency of the registry, and names and ids of institutions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.axes import AXES, AXIS_BY_KIND
from papershelf.catalogue.axes.axis import Axis
from papershelf.catalogue.axes.institutions import (
    INSTITUTIONS,
    institution_id,
    split_affiliation,
)
from papershelf.catalogue.axes.submitters import submitter_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import IsoDate, Slug, parse_slug
from papershelf.core.messages import load_messages
from papershelf.records.model import Author, ListedPaper, Paper, PaperId, ReadingList
from tests.export_samples import full_paper, make_catalogue, make_paper


def paper_from(name: str, *affiliations: str, **fields: object) -> Paper:
    authors = [Author(name=f"Author {n}", affiliation=a) for n, a in enumerate(affiliations)]
    return make_paper(name, authors=authors, **fields)


def institutions(catalogue: Catalogue) -> dict[str, list[str]]:
    """The papers of each institution, by id."""
    found = INSTITUTIONS.papers_of(catalogue)
    return {str(slug): [paper.id for paper in papers] for slug, papers in found.items()}


def test_axes_have_distinct_kinds_titles_and_paths() -> None:
    assert len(AXIS_BY_KIND) == len(AXES)
    assert len({axis.text(load_messages(), "title") for axis in AXES}) == len(AXES)
    folders = [folder for axis in AXES for folder in (axis.address, *axis.period_addresses)]
    assert len(set(folders)) == len(folders)
    assert all(folder.endswith("/") and folder.count("/") == 1 for folder in folders)


@pytest.mark.parametrize("axis", AXES, ids=lambda axis: axis.kind)
def test_each_value_of_an_axis_has_a_title_a_listing_and_a_group(axis: Axis) -> None:
    papers = [replace(full_paper(), id=PaperId(Slug(f"paper-{n}"))) for n in range(axis.min_papers)]
    chosen = ReadingList(
        id=Slug("chosen"), title="Chosen", papers=tuple(ListedPaper(paper=p.id) for p in papers)
    )
    catalogue = replace(make_catalogue(papers), reading_lists={chosen.id: chosen})
    assert axis.has_values(catalogue)
    groups = list(axis.groups(catalogue))
    assert groups
    for value, listed in axis.papers_of(catalogue).items():
        assert listed
        assert axis.title_of(catalogue, value)
        assert axis.address_of(value) == f"{axis.address}{value}/"
    assert {group.kind for group in groups} == {axis.kind}
    assert all(len(group.papers) >= axis.min_papers for group in groups)
    assert not axis.has_values(make_catalogue([make_paper()]))


def test_an_institution_lists_each_paper_of_its_authors_once_newest_first() -> None:
    catalogue = make_catalogue(
        [
            paper_from("old", "River Lab", "River  Lab", published=IsoDate("2020-01-01")),
            paper_from("new", "Sea School", "River Lab", published=IsoDate("2021-01-01")),
        ]
    )
    assert institutions(catalogue) == {"river-lab": ["new", "old"], "sea-school": ["new"]}


@pytest.mark.parametrize(
    ("affiliation", "names"),
    [
        ("", []),
        ("River Lab", ["River Lab"]),
        ("River Lab; Sea School", ["River Lab", "Sea School"]),
        (" River\n Lab ;  Sea School;", ["River Lab", "Sea School"]),
        ("; ;", []),
        ("Lab A;B", ["Lab A;B"]),
    ],
)
def test_an_affiliation_is_split_into_institutions(affiliation: str, names: list[str]) -> None:
    assert split_affiliation(Author(name="A", affiliation=affiliation)) == names


def test_names_with_the_same_slug_get_numbered_ids() -> None:
    first = paper_from("a", "ETH Zürich", added=IsoDate("2026-01-02"))
    later = paper_from("b", "ETH Zurich", "Eth Zürich", added=IsoDate("2026-01-03"))
    catalogue = make_catalogue([later, first])
    assert institution_id(catalogue, "ETH Zürich") == "eth-zurich"
    numbered = [institution_id(catalogue, name) for name in ("ETH Zurich", "Eth Zürich")]
    assert numbered == ["eth-zurich-2", "eth-zurich-3"]


def test_numbered_ids_do_not_collide_with_names_that_end_in_a_number() -> None:
    papers = [
        paper_from("a", "Lab", "Lab 2", added=IsoDate("2026-01-01")),
        paper_from("b", "LAB", added=IsoDate("2026-01-02")),
    ]
    catalogue = make_catalogue(papers)
    found = [institution_id(catalogue, name) for name in ("Lab", "Lab 2", "LAB")]
    assert found == ["lab", "lab-2", "lab-3"]


def test_names_without_letters_and_reserved_names_get_valid_ids() -> None:
    catalogue = make_catalogue([paper_from("a", "—", "Con", "清华大学", "x" * 500)])
    assert institution_id(catalogue, "—") is None
    assert institution_id(catalogue, "Con") == "con-institution"
    assert all(parse_slug(slug) for slug in institutions(catalogue))
    assert len(institutions(catalogue)) == 3


_SPELLINGS = st.lists(st.sampled_from(["Lab", "LAB", "lab", "Lab 2", "Låb", "Sea"]), max_size=3)


@given(st.lists(_SPELLINGS, max_size=6), _SPELLINGS)
def test_adding_papers_changes_no_existing_id(before: list[list[str]], more: list[str]) -> None:
    papers = [
        paper_from(f"p{n}", *names, added=IsoDate(f"2026-01-{n + 1:02d}"))
        for n, names in enumerate(before)
    ]
    old = make_catalogue(papers)
    new = make_catalogue([*papers, paper_from("a-new", *more, added=IsoDate("2026-02-01"))])
    for name in {name for names in before for name in names}:
        assert institution_id(new, name) == institution_id(old, name)
    every = [institution_id(new, name) for name in {*more, *(n for ns in before for n in ns)}]
    assert None not in every
    assert len(set(every)) == len(every)


def test_submitters_with_few_papers_have_an_anchor_in_the_index() -> None:
    papers = [
        make_paper("a", submitted_by="Ada"),
        make_paper("b", submitted_by=" Ada"),
        make_paper("c", submitted_by="Bo"),
        make_paper("d", submitted_by="—"),
    ]
    catalogue = make_catalogue(papers)
    index = submitter_index(catalogue, 2)
    assert index.address_of("Ada") == "submitters/ada/"
    assert index.address_of("Bo") == "submitters/#submitter-bo"
    assert index.address_of("—") == ""
    assert submitter_index(catalogue, 1).address_of("Bo") == "submitters/bo/"


def test_an_index_of_many_submitters_has_several_pages() -> None:
    catalogue = make_catalogue([make_paper(f"p-{n}", submitted_by=f"Name {n}") for n in range(800)])
    index = submitter_index(catalogue, 3)
    names = [one.name for one in index.submitters]
    assert sorted(names) == sorted({paper.submitted_by for paper in catalogue.papers})
    assert len(index.pages) > 3
    last = index.pages[-1][0]
    assert index.address_of(last.name) == (
        f"submitters/page/{len(index.pages)}/#submitter-{last.slug}"
    )
