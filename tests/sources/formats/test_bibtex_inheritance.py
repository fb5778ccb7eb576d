"""Entries that refer to others in, what they inherit out."""

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


def test_a_chapter_inherits_from_its_volume_and_what_that_inherits() -> None:
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


def test_a_chain_of_volumes_is_followed_to_its_end_and_the_nearest_title_counts() -> None:
    assert read("@inbook{a, title={Deep}, crossref={SECOND}, volume={3}}") == {
        "venue": "Worms", "year": "2015", "volume": "3", "series": "Earth", "place": "Hill",
        "language": "en",
    }  # fmt: skip


def test_what_an_entry_says_itself_is_kept_with_all_that_means_the_same() -> None:
    found = read("@book{a, title={Deep}, year={1999}, location={Dell}, xdata={press}}")
    assert found == {"year": "1999", "place": "Dell", "publisher": "Mole Press"}


def test_several_sets_of_data_are_taken_in_their_order() -> None:
    entry = """@xdata{other, publisher={Vole Press}, series={Tunnels}}
    @book{a, title={Deep}, xdata={press, other}}"""
    assert read(entry)["publisher"] == "Mole Press"
    assert read(entry)["series"] == "Tunnels"


def test_references_in_a_circle_end() -> None:
    entry = """@proceedings{one, crossref={two}, publisher={P}}
    @proceedings{two, crossref={one}, title={Two}, crossref={one}}
    @inproceedings{a, title={Deep}, crossref={two}}"""
    assert read(entry) == {"venue": "Two", "publisher": "P"}
    assert read("@book{a, title={Deep}, crossref={a}}") == {}


def test_the_author_of_a_book_is_that_of_a_part_without_authors_and_no_other() -> None:
    book = "@book{b, title={B}, author={Ada Byron}}\n"
    readings = [
        parse_bibtex((book + entry).encode(), "x.bib").records[1].fields.get("authors")
        for entry in (
            "@inbook{a, title={Deep}, crossref={b}}",
            "@incollection{a, title={Deep}, crossref={b}}",
        )
    ]
    assert readings == [["Ada Byron"], None]
