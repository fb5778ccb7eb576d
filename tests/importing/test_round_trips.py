"""Tests that exported papers can be imported again in each format with the same values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import ArxivId
from papershelf.core.settings import Settings
from papershelf.exports.exporter import render_export
from papershelf.exports.formats.registry import EXPORT_FORMATS
from papershelf.importing.importer import run_import
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Author, Count, Paper, Source, Status
from papershelf.records.person_names import parse_person_name
from papershelf.sources.format_detection import parse_file_content
from papershelf.sources.own.data_folder import read_data
from papershelf.text.latex_render import render_plain
from tests.export_samples import full_paper, make_paper, withdrawn_paper
from tests.fabricated import TAGS, VENUES
from tests.sources.everywhere import make_works

CARRIED: dict[str, set[str]] = {
    "bibtex": {
        "title", "authors", "venue", "year", "published", "volume", "issue", "pages", "publisher",
        "type", "language", "arxiv", "doi", "pmid", "url", "pdf", "status", "citation_key",
        "editors", "series", "edition", "article_number", "place", "isbn", "issn", "date_note",
    },
    "csv": {
        "id", "title", "authors", "venue", "year", "published", "added", "doi", "arxiv", "url",
        "pdf", "code", "tags", "summary", "citation_key", "editors", "series", "edition", "volume",
        "issue", "pages", "article_number", "publisher", "place", "isbn", "issn", "date_note",
        "type", "track", "session", "decision", "status",
    },
    # Tags that rules proposed are written as tags; where the record came from is this file now.
    "jsonl": set(Paper.__dataclass_fields__)
    - {"source", "path", "line", "tags_proposed", "changed"},
}  # fmt: skip
CARRIED["bibtex"] |= {"tags"}
CARRIED["bibtex-abstracts"] = CARRIED["bibtex"] | {"abstract"}
CARRIED["ris"] = CARRIED["csl-json"] = CARRIED["bibtex-abstracts"]
TAG_ROWS: Any = TAGS["tags"]
ODD_DOIS = (
    "10.1000/(sici)1098-2736(199908)36:6<637::aid-tea4>3.0.co;2-9",
    "10.1000/3610[1:nro]2.0.co;2",
    "10.1000/a#b&c%d$e_f~g?h'i",
)
ODD_DATES: tuple[tuple[str, dict[str, Any]], ...] = (
    *((note, {}) for note in ("In press", "n.d.", "'98", "0000", "199u", "à paraître", "9 %")),
    ("1487/1490", {"year": 1487}),
    ("1969~", {"year": 1969}),
    ("[1981?]", {"year": 1981}),
    ("forthcoming 2026", {"year": 2026}),
    ("in press", {"year": 2026, "status": Status(kind="withdrawn")}),
    ("Summer, 2018", {"year": 2018, "published": "2018-07"}),
    ("31 June 2019 // at {10:30} & later", {"year": 2019, "published": "2019-06"}),
    ("", {"year": 1215}),
)
DERIVED: dict[str, Any] = {"acl": "P19-1001", "openreview": "N2Wch", "pmlr": "v235/doe24a"}
"""Identifiers that determine the PDF URL; arXiv ids are in other records."""
PLAIN = {"ris", "csl-json", "csv"}
"""Formats without LaTeX, in which formulas are exported as plain text."""

ODD_AUTHORS = (
    Author(name="River keepers", kind="organization"),
    Author(name="Fish, Nets & Boats", kind="organization"),
    Author(name="Weir Team, Dam"),
    Author(name="Meta AI"),
    Author(name="Plato"),
    Author(name="李明世", given="明世", family="李"),
    Author(name="Ama Ata", family="Ama Ata"),
    Author(name="Jan van der Berg Jr.", given="Jan", family="van der Berg Jr."),
    Author(name="Goof 's-Grav", given="Goof", family="'s-Grav"),
    Author(name="José Ortega y Gasser", given="José", family="Ortega y Gasser"),
    Author(name="Adlai E. Stevens III"),
)


def records() -> list[Paper]:
    """Papers of many kinds, with all values that formats support, and more."""
    papers = [full_paper(), withdrawn_paper(), make_paper("bare", title="A Title Alone")]
    papers.append(make_paper("odd-names", title="Names That Are Odd", authors=ODD_AUTHORS))
    papers += [
        make_paper(
            f"odd-{number}", title=f"Odd Identifier {number}", doi=doi, pmid=f"{31452104 + number}"
        )
        for number, doi in enumerate(ODD_DOIS)
    ]
    papers += books()
    papers += [
        make_paper(f"derived-{scheme}", title=f"A PDF of {scheme}", **{scheme: value})
        for scheme, value in DERIVED.items()
    ]
    papers += [
        make_paper(f"dated-{number}", title=f"Oddly Dated {number}", date_note=note, **fields)
        for number, (note, fields) in enumerate(ODD_DATES)
    ]
    for work in make_works(60):
        parts = [(given, family) for given, family in work.names]
        papers.append(
            make_paper(
                f"work-{work.number}",
                title=work.title,
                abstract=work.abstract,
                authors=[f"{given} {family}" for given, family in parts],
                arxiv=work.arxiv,
                doi=work.doi or None,
                venue=("icrr" if work.number % 2 else "jtm") if work.doi else None,
                year=work.year if work.doi else int(work.published[:4]),
                published=work.published if work.number % 3 else f"{work.year}-05",
                volume=str(work.number) if work.doi else "",
                pages=f"{work.first}-{work.first + 8}" if work.doi else "",
            )
        )
    return papers


_ARTICLES = (("e1042", ""), ("117694", ""), ("109", "1-28"), ("A#7_x", ""))
"""Article numbers, with the pages in the same record."""


def books() -> list[Paper]:
    """Papers with fields of books, volumes and journals without pages, including unusual values."""
    people = (
        Author(name="Eva Roe"),
        Author(name="Jan van der Berg", given="Jan", family="van der Berg"),
        Author(name="The Toy & Tide Collaboration"),
    )
    volume: dict[str, Any] = {
        "editors": people,
        "series": "Lecture Notes in Toys & Tides, 50% Off",
        "edition": "3",
        "place": "São Tomé, Río #7",
        "isbn": ("9780306406157", "080442957X"),
        "issn": ("2049-3630", "1050-124X"),
        "publisher": "Mole & Sons",
    }
    return [
        make_paper("chapter", title="A Chapter", authors=["Ada Byron"], venue="toyconf", year=2001,
                   type="chapter", volume="LNT-7", pages="iv-ix", **volume),
        make_paper("book", title="An Edited Book", year=2001, type="book", **volume),
        make_paper("own-book", title="A Book of One's Own", authors=["Ada Byron"], year=1987,
                   type="book", publisher="Mole & Sons", edition="Revised and enlarged",
                   editors=people[:1]),
        make_paper("venue-book", title="A Book in a Venue", authors=["Ada Byron"], year=1999,
                   type="book", venue="toyconf", publisher="Mole & Sons"),
        make_paper("press-book", title="A Book of a Press", authors=["Ada Byron"], year=1999,
                   type="book", venue="press"),
        make_paper("press-chapter", title="A Chapter of a Press", authors=["Ada Byron"], year=1999,
                   venue="press"),  # a chapter, as the kind of its venue says
        make_paper("talk", title="A Talk", venue="icrr", year=2018, track="Toys; & Benchmarks",
                   session="=3A", decision="oral"),
        make_paper("unwanted", title="Not Wanted", status=Status(kind="desk-rejected")),
        make_paper("venue-and-series", title="A Book in Both", authors=["Ada Byron"], year=1999,
                   type="book", venue="toyconf", **volume),
        make_paper("soon", title="Soon to Appear", authors=["Ada Byron"], date_note="in press"),
        make_paper("spring", title="Spring Tide", authors=["Ada Byron"], year=2012, venue="jtm",
                   date_note="Spring 2012"),
        make_paper("report", title="A Report", authors=["Ada Byron"], year=1999, type="report",
                   issue="TR-12", publisher="River Lab", place="Wells", series="Lab Reports"),
        *(
            make_paper(f"article-{at}", title=f"Article {number}", year=2020,
                       authors=["Ada Byron"], venue="jtm", volume="4", issue="2", pages=pages,
                       article_number=number, issn=("2049-3630",),
                       arxiv=ArxivId(f"2401.0000{at}") if at > 1 else None)
            for at, (number, pages) in enumerate(_ARTICLES)
        ),
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        data = tmp_path / name
        (data / "papers").mkdir(parents=True)
        toys = {"id": "toyconf", "name": "ToyConf", "publisher": "Toy Press"}
        press = {"id": "press", "name": "Wells Press", "kind": "book", "publisher": "Wells Press"}
        venues = {"venues": [*VENUES["venues"], toys, press]}
        (data / "venues.yaml").write_text(yaml.safe_dump(venues), encoding="utf-8")
        more = [make_tag("pruning"), make_tag("q-and-a", "Q & A <hard>")]
        tags = {"groups": TAGS["groups"], "tags": [*TAG_ROWS, *more]}
        (data / "tags.yaml").write_text(yaml.safe_dump(tags), encoding="utf-8")
        return data

    return make


def make_tag(name: str, label: str = "Pruning") -> dict[str, str]:
    return {"id": name, "name": label, "group": "water"}


def load(data: Path) -> Collection:
    return load_collection(read_data(data))


def export(papers: list[Paper], collection: Collection, name: str) -> bytes:
    catalogue = build_catalogue(papers, collection.groups, collection.tags, collection.venues)
    keys = assign_citation_keys(catalogue.papers)
    (content,) = render_export(name, catalogue.papers, catalogue, Settings(), keys)
    return content


def expressible_values(paper: Paper, name: str) -> dict[str, object]:
    """The values of a paper that a format can express, in the form of the format."""
    fields = {field: getattr(paper, field) for field in CARRIED[name]}
    if "tags" in fields:
        fields["tags"] = () if paper.tags_proposed else paper.tags
    if name == "jsonl":
        return fields
    if paper.status:
        fields["status"] = Status(kind=paper.status.kind)
    if name == "csv":
        names = [tuple(one.name for one in getattr(paper, key)) for key in ("authors", "editors")]
        title = render_plain(paper.title)
        return fields | {"title": title, "authors": names[0], "editors": names[1]}
    issued = paper.published or ""
    if paper.year and not issued.startswith(str(paper.year)):
        issued = ""  # the year of the volume is cited
    fields["published"] = issued[:7] if name.startswith("bibtex") else issued
    fields["published"] = fields["published"] if len(str(fields["published"])) > 4 else ""
    for people in ("authors", "editors"):
        fields[people] = [(one.name, parse_person_name(one)) for one in getattr(paper, people)]
    for field in ("title", "abstract"):
        if field in fields:
            text = " ".join(str(fields[field]).split()) if name != "csl-json" else fields[field]
            fields[field] = render_plain(str(text)) if name in PLAIN else text
    return fields


@pytest.mark.parametrize("name", sorted(set(EXPORT_FORMATS) - {"markdown"}))
def test_exported_papers_are_imported_with_the_same_values(
    name: str, folder: Callable[[str], Path]
) -> None:
    there = folder("there")
    original = records()
    collection = load(there)
    content = export(original, collection, name)
    path = there.parent / f"export{EXPORT_FORMATS[name].ending}"
    path.write_bytes(content)
    report = run_import([path], data=there)
    notes = [note for note in report.notes if "stored as date_note" not in note.message]
    assert (len(report.new), report.refused, notes) == (len(original), (), [])
    found = {render_plain(paper.title): paper for paper in load(there).papers}
    catalogue = build_catalogue(original, collection.groups, collection.tags, collection.venues)
    keys = assign_citation_keys(catalogue.papers)
    for paper in original:
        back = found[render_plain(paper.title)]
        # Formats have tags, but not whether they were proposed.
        wanted = replace(paper, citation_key=keys[paper.id], tags_proposed=False)
        assert expressible_values(back, name) == expressible_values(wanted, name), paper.id


@pytest.mark.parametrize("name", sorted(set(EXPORT_FORMATS) - {"markdown"}))
def test_importing_an_export_into_its_collection_changes_nothing(
    name: str, folder: Callable[[str], Path]
) -> None:
    data = folder("data")
    first = data.parent / "first.jsonl"
    first.write_bytes(export(records(), load(data), "jsonl"))
    run_import([first], data=data)
    before = {paper.id: paper for paper in load(data).papers}
    path = data.parent / f"export{EXPORT_FORMATS[name].ending}"
    path.write_bytes(export(list(before.values()), load(data), name))
    report = run_import([path], data=data)
    assert (report.new, report.refused) == ((), ())
    after = {paper.id: paper for paper in load(data).papers}
    for paper_id, paper in before.items():
        for field in Paper.__dataclass_fields__:
            old, new = getattr(paper, field), getattr(after[paper_id], field)
            if field == "tags_proposed" and name in {"jsonl", "csv"}:
                continue
            if old and field not in {"source", "line"}:
                assert new == old, (paper_id, field)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_csv_exports_round_trip_through_spreadsheets(
    delimiter: str, folder: Callable[[str], Path]
) -> None:
    data = folder("data")
    text = export(records(), load(data), "csv").decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    saved = io.StringIO()
    csv.writer(saved, delimiter=delimiter).writerows(rows)
    one, other = (
        parse_file_content(content, "table.txt")[1].records
        for content in (text.encode(), saved.getvalue().encode("utf-16"))
    )
    assert [record.fields for record in one] == [record.fields for record in other]
    assert len(one) == len(records())


def test_texts_like_numbers_or_dates_round_trip_in_csv(folder: Callable[[str], Path]) -> None:
    there = folder("there")
    original = [
        make_paper("dates", title="1-9", volume="3/4", issue="1.10", pages="1-9", publisher="'1e5",
                   article_number="007", arxiv="2509.26030", isbn=("0306406152",), type="report"),
        make_paper("words", title="'=Tis", volume="'12", issue="May 2020", pages="pp. 3-4",
                   series="12E3", edition="0002", place="Sept 2", type="report"),
    ]  # fmt: skip
    path = there.parent / "export.csv"
    path.write_bytes(export(original, load(there), "csv"))
    report = run_import([path], data=there)
    assert (len(report.new), report.refused) == (2, ())
    found = {paper.id: expressible_values(paper, "csv") for paper in load(there).papers}
    for paper in original:
        expected = expressible_values(paper, "csv") | {
            "citation_key": found[paper.id]["citation_key"]
        }
        assert set(expected.items()) - set(found[paper.id].items()) == set()


def test_counts_and_sources_round_trip_in_jsonl(folder: Callable[[str], Path]) -> None:
    data = folder("data")
    source = Source(format="hf", origin="list", fields=(("year", "dblp hits.json"),), seal="abcd")
    paper = make_paper("p", title="P", year=2024, upvotes=Count(value=3), source=source)
    path = data.parent / "x.jsonl"
    path.write_bytes(export([paper], load(data), "jsonl"))
    run_import([path], data=data)
    (back,) = load(data).papers
    assert (back.id, back.upvotes) == ("p", Count(value=3))
    assert back.source == source
