"""Tests of identifier schemes: parsing, URLs, and which identifiers distinguish papers."""

from __future__ import annotations

import dataclasses

import pytest

from papershelf.core.identifier_schemes import (
    CITED_SCHEMES,
    SCHEMES,
    derive_pdf,
    parse_identifier_url,
)
from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.identity_rules import conflict_reason
from papershelf.records.model import Author, Paper
from papershelf.text.urls import normalize_url

EXAMPLES = {
    "arxiv": "hep-th/9711200", "doi": "10.1000/(sici)9(99)3:6<6::a>2.0;2-9#x",
    "acl": "2023.acl-long.42", "openreview": "_N2-WchST4", "pmlr": "v139/doe21a",
    "pmid": "31452104", "dblp": "journals/corr/abs-2401-01234", "s2": "0f" * 20,
    "openalex": "W2741809807",
}  # fmt: skip


def test_each_scheme_is_a_field_of_records_and_papers_and_is_cited() -> None:
    fields = {field.name for field in dataclasses.fields(Paper)}
    for name, scheme in SCHEMES.items():
        assert name == scheme.field in fields
        assert FIELD_BY_NAME[name].meaning == scheme.meaning
    assert {scheme.field for scheme in CITED_SCHEMES} == set(SCHEMES) == set(EXAMPLES)


@pytest.mark.parametrize("name", SCHEMES)
def test_different_identifiers_of_a_unique_scheme_are_a_conflict(name: str) -> None:
    one, other = (
        IdentityFacts({"title": "Toy Rivers", "authors": (Author(name="Ada Byron"),), name: value})
        for value in ("a", "b")
    )
    reason = conflict_reason(one, other)
    if name == "openreview":  # papers are resubmitted as new forums
        assert reason == "OpenReview forums a and b"
    elif SCHEMES[name].is_unique or name == "arxiv":
        assert reason == f"{SCHEMES[name].plural} a and b"
    else:
        assert not reason


@pytest.mark.parametrize("name", SCHEMES)
def test_an_identifier_is_parsed_bare_and_from_its_url(name: str) -> None:
    scheme, value = SCHEMES[name], EXAMPLES[name]
    url = scheme.url(value)
    assert normalize_url(url) == url
    assert scheme.parse(value) == scheme.parse(f" {url} ") == value
    assert parse_identifier_url(url) == (name, value)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://www.aclweb.org/anthology/P19-1001.pdf", ("acl", "P19-1001")),
        ("https://aclanthology.org/P19-1001v2.pdf", ("acl", "P19-1001")),
        ("https://openreview.net/pdf?id=N2W&name=x", ("openreview", "N2W")),
        ("http://proceedings.mlr.press/v139/doe21a/doe21a.pdf", ("pmlr", "v139/doe21a")),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31452104", ("pmid", "31452104")),
        ("https://dblp.uni-trier.de/rec/html/conf/icml/Doe21", ("dblp", "conf/icml/Doe21")),
        ("https://doi.org/10.48550/arXiv.2401.01234", ("arxiv", "2401.01234")),
        ("https://openalex.org/authors/A1", ("", "")),
        ("https://openreview.net/group?id=ICLR.cc", ("", "")),
        ("https://example.org/?x=arxiv.org/abs/2401.01234", ("", "")),
    ],
)
def test_identifiers_are_parsed_from_urls(address: str, wanted: tuple[str, str]) -> None:
    assert parse_identifier_url(address) == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("arxiv", "2401.01234"),
        ("arxiv", "hep-th/9901001"),
        ("acl", "P19-1001"),
        ("openreview", "N2WchST43h"),
        ("pmlr", "v9/doe10a"),
        ("pmlr", "v139/doe21a"),
        ("pmlr", "v235/van-doe24b"),
    ],
)
def test_an_identifier_is_parsed_from_its_pdf_url(name: str, value: str) -> None:
    assert parse_identifier_url(derive_pdf({name: value}.get)) == (name, value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("acl", "2023.acl-long.42 and more"),
        ("acl", "../2023"),
        ("openreview", "a/b"),
        ("pmlr", "139/doe21a"),
        ("pmid", "PMC12345"),
        ("pmid", "31452104, 2"),
        ("dblp", "Doe21"),
        ("s2", "abc"),
        ("openalex", "A1"),
        ("openalex", "javascript:alert(1)"),
    ],
)
def test_text_after_an_identifier_is_an_error(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="is not an identifier such as"):
        SCHEMES[name].parse(text)
