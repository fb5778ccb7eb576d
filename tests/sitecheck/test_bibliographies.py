"""Test of parsing names in bibliographies, as done by the site check."""

from __future__ import annotations

import json

import pytest

from papershelf.core.identifiers import CitationKey
from papershelf.exports.citation_data import make_citation
from papershelf.exports.formats.bibtex import render_bibtex_entry
from papershelf.exports.formats.csl_json import csl_item
from papershelf.exports.formats.ris import render_ris_record
from papershelf.records.model import Author
from papershelf.sitecheck.bibliographies import parse_bibtex_facts, parse_csl_facts, parse_ris_facts
from papershelf.sitecheck.expected_facts import sorted_name_words
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
def test_names_are_parsed_as_in_records(name: str) -> None:
    work = make_citation(make_paper(authors=AUTHORS), CitationKey("k"), None)
    (facts,) = {
        "bibtex": lambda: parse_bibtex_facts(render_bibtex_entry(work)),
        "ris": lambda: parse_ris_facts(render_ris_record(work)),
        "csl": lambda: parse_csl_facts(json.dumps([csl_item(work)])),
    }[name]()
    names = facts["authors"]
    assert isinstance(names, tuple)
    assert [sorted_name_words(each) for each in names] == [
        sorted_name_words(each.name) for each in AUTHORS
    ]
