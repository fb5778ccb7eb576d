"""Names in bibliographies, read back as the check of a built site reads them."""

from __future__ import annotations

import json

import pytest

from papershelf.core.identifiers import CitationKey
from papershelf.exports.bibtex import bibtex_entry
from papershelf.exports.citation_data import make_work
from papershelf.exports.csl_json import work_item
from papershelf.exports.ris import ris_record
from papershelf.records.model import Author
from papershelf.sitecheck.bibliographies import read_bibtex, read_csl, read_ris
from papershelf.sitecheck.expected_facts import name_key
from tests.export_samples import make_paper

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
