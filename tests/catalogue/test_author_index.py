"""Tests of the index of authors: every person has one address, which scripts compute, too."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.author_index import AuthorIndex, author_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.entry_size import estimate_entry_bytes
from tests.conftest import ROOT
from tests.export_samples import make_catalogue, make_paper

NAMES = st.lists(
    st.text("abcde fg-é3王Ω", min_size=1, max_size=12).filter(
        lambda name: name.strip(" -") == name
    ),
    min_size=1,
    max_size=60,
)


def catalogue_of(names: list[str], papers: int = 1) -> Catalogue:
    return make_catalogue(
        [
            make_paper(f"p-{n}-{copy}", title=f"P {n} {copy}", authors=[name])
            for n, name in enumerate(names)
            for copy in range(papers)
        ]
    )


def check_pages(index: AuthorIndex, catalogue: Catalogue) -> None:
    shown = [person.slug for page in index.pages for person in page.persons]
    assert sorted(shown) == sorted(catalogue.persons)
    for page in index.pages:
        papers = [paper for one in page.persons if not index.has_page(one) for paper in one.papers]
        assert len(page.persons) == 1 or sum(map(estimate_entry_bytes, papers)) <= 158_000


@given(names=NAMES, papers=st.integers(1, 4))
def test_every_person_is_on_one_page(names: list[str], papers: int) -> None:
    catalogue = catalogue_of(names, papers)
    for min_papers in (1, 3):
        index = author_index(catalogue, min_papers)
        check_pages(index, catalogue)
        for person in catalogue.persons.values():
            address = index.address_of(person)
            has_page = len(person.papers) >= min_papers
            assert (address == f"authors/{person.slug}/") == has_page
            assert address.endswith(f"#author-{person.slug}") != has_page


def test_an_index_of_pages_alone_has_two_hundred_persons_on_a_page() -> None:
    catalogue = catalogue_of([f"Ada{n} Byron" for n in range(500)])
    sizes = [len(page.persons) for page in author_index(catalogue, 1).pages]
    assert sum(sizes) == 500
    assert all(150 <= size <= 200 for size in sizes[:-1])


SCRIPT = """
import { readFileSync } from "node:fs";
import { authorAddress } from "ROOT/frontend/js/author_address.js";
const { slugs, pages } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(slugs.map((slug) => authorAddress(slug, pages))));
"""


def test_scripts_compute_the_same_addresses() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    names = [f"{first} {family}{n}" for n in range(300) for first, family in
             (("Ada", "Byron"), ("Li", "Wei"), ("Ada", "3M"), ("Zoë", "Ångström"))]  # fmt: skip
    names += ["王伟", "李娜", "R2 D2", "Plato"]
    catalogue = catalogue_of(names)
    index = author_index(catalogue, 3)
    assert max(len(pages) for pages in index.letters.values()) > 1
    slugs = list(catalogue.persons)
    done = subprocess.run(
        [node, "--input-type=module", "--eval", SCRIPT.replace("ROOT", ROOT.as_posix())],
        input=json.dumps({"slugs": slugs, "pages": index.describe()}),
        capture_output=True,
        text=True,
        check=True,
    )
    expected = [index.address_of(person) for person in catalogue.persons.values()]
    assert json.loads(done.stdout) == expected
