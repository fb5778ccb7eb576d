"""Names in bibliographies, read back as the check of a built site reads them."""

from __future__ import annotations

import json

import pytest

from generator.agreement.bibliographies import read_bibtex, read_csl, read_ris
from generator.agreement.facts import name_key
from generator.bibtex import bibtex_entry
from generator.csl import work_item
from generator.identifiers import CitationKey
from generator.model import Author
from generator.ris import ris_record
from generator.works import make_work
from tests.works_of_hand import make_paper

AUTHORS = (
    Author(name="李明世", given="明世", family="李"),
    Author(name="김민수", given="민수", family="김"),
    Author(name="Jan van der Berg Jr."),
    Author(name="Musa al-Sadar"),
    Author(name="River keepers", kind="organization"),
    Author(name="Fish, Nets & Boats", kind="organization"),
    Author(name="Meta AI"),
    Author(name="Ada^1 Doe~"),
)


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl"])
def test_names_are_read_back_as_records_have_them(name: str) -> None:
    work = make_work(make_paper(authors=AUTHORS), CitationKey("k"), None)
    (facts,) = {
        "bibtex": lambda: read_bibtex(bibtex_entry(work)),
        "ris": lambda: read_ris(ris_record(work)),
        "csl": lambda: read_csl(json.dumps([work_item(work)])),
    }[name]()
    names = facts["authors"]
    assert isinstance(names, tuple)
    assert [name_key(each) for each in names] == [name_key(each.name) for each in AUTHORS]
