"""Tests of BibTeX entries that inherit fields from others."""

from __future__ import annotations

from papershelf.sources.formats.bibtex.reader import parse_bibtex

VOLUMES = """
@xdata{press, publisher={Mole Press}, xdata={place}}
@xdata{place, address={Burrow}, date={2011-02}}
@collection{burrows, title={All Burrows}, subtitle={A Survey}, editor={Badger, Bea}, xdata={press},
  doi={10.1000/burrows}, isbn={978-1-234-56789-7}, note={Not for chapters}, pages={1--300}}
@mvcollection{works, title={Works on Digging}, series={Earth}, location={Hill}, language={english}}
@collection{second, title={Worms}, crossref={works}, year={2015}, volume={2}}
"""


def read(entry: str) -> dict[str, object]:
    (record,) = parse_bibtex((VOLUMES + entry).encode(), "x.bib").records
    return {k: v for k, v in record.fields.items() if k not in ("citation_key", "title", "type")}


def test_a_chapter_inherits_from_its_volume_recursively() -> None:
    assert read("@incollection{a, title={Deep}, pages={5-9}, crossref={burrows}}") == {
        "venue": "All Burrows",
        "editors": [{"name": "Bea Badger", "given": "Bea", "family": "Badger"}],
        "year": "2011",
        "published": "2011-02",
        "pages": "5-9",
        "publisher": "Mole Press",
        "place": "Burrow",
        "isbn": ["9781234567897"],
        "container_doi": "10.1000/burrows",
    }


def test_a_chain_of_volumes_is_followed_and_the_nearest_title_used() -> None:
    assert read("@inbook{a, title={Deep}, crossref={SECOND}, volume={3}}") == {
        "venue": "Worms", "year": "2015", "volume": "3", "series": "Earth", "place": "Hill",
        "language": "en",
    }  # fmt: skip


def test_own_fields_of_an_entry_including_synonyms_have_priority() -> None:
    found = read("@book{a, title={Deep}, year={1999}, location={Dell}, xdata={press}}")
    assert found == {"year": "1999", "place": "Dell", "publisher": "Mole Press"}


def test_several_xdata_entries_are_used_in_order() -> None:
    entry = """@xdata{other, publisher={Vole Press}, series={Tunnels}}
    @book{a, title={Deep}, xdata={press, other}}"""
    assert read(entry)["publisher"] == "Mole Press"
    assert read(entry)["series"] == "Tunnels"


def test_circular_references_end() -> None:
    entry = """@proceedings{one, crossref={two}, publisher={P}}
    @proceedings{two, crossref={one}, title={Two}, crossref={one}}
    @inproceedings{a, title={Deep}, crossref={two}}"""
    assert read(entry) == {"venue": "Two", "publisher": "P"}
    assert read("@book{a, title={Deep}, crossref={a}}") == {}


def test_only_parts_without_authors_inherit_the_author_of_the_book() -> None:
    book = "@book{b, title={B}, author={Ada Byron}}\n"
    readings = [
        parse_bibtex((book + entry).encode(), "x.bib").records[1].fields.get("authors")
        for entry in (
            "@inbook{a, title={Deep}, crossref={b}}",
            "@incollection{a, title={Deep}, crossref={b}}",
        )
    ]
    assert readings == [["Ada Byron"], None]
