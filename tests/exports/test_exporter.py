from __future__ import annotations

import csv
import io
import json

import click
import pytest
from bibtexparser.entrypoint import parse_string as parse_bibtex
from pybtex.database import parse_string

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.catalogue.groups import list_groups
from papershelf.cli.main import main
from papershelf.core.outputs import FULL, LARGE_COLLECTION, MINIMAL, STANDARD
from papershelf.core.settings import Settings
from papershelf.exports.exporter import export_paths, group_formats, render_export
from papershelf.exports.formats.csv_table import CSV_COLUMNS
from papershelf.exports.formats.export_format import ExportFormat
from papershelf.exports.formats.registry import EXPORT_FORMATS, format_of_path
from papershelf.records.model import Paper
from papershelf.sitecheck.files import EXPORT_FILE_CHECKS
from papershelf.text.spreadsheet_cells import BYTE_ORDER_MARK
from tests.export_samples import (
    bulk_artifacts,
    full_paper,
    make_catalogue,
    make_csl_item,
    make_paper,
    withdrawn_paper,
)

SITE = Settings(site_url="https://papers.example/")
PAPERS = [
    full_paper(),
    withdrawn_paper(),
    make_paper(),
    make_paper("formula", title="=HYPERLINK(1)", authors=["+1", "@x"], summary='a "b", c\nd'),
]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(PAPERS)


def export(name: str, papers: list[Paper] | None = None) -> str:
    chosen = CATALOGUE.papers if papers is None else papers
    (content,) = render_export(name, chosen, CATALOGUE, SITE, KEYS)
    return content.decode()


def test_formats_have_distinct_names_extensions_and_labels() -> None:
    for kind in ("name", "ending", "label"):
        assert len({getattr(known, kind) for known in EXPORT_FORMATS.values()}) == len(
            EXPORT_FORMATS
        )
    assert all(name == known.name for name, known in EXPORT_FORMATS.items())


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_every_format_on_sites_has_a_check(name: str) -> None:
    known = EXPORT_FORMATS[name]
    is_on_site = known.is_beside_papers or known.is_beside_listings
    assert is_on_site == (name in EXPORT_FILE_CHECKS)


@pytest.mark.parametrize("known", EXPORT_FORMATS.values(), ids=lambda known: known.name)
def test_formats_are_found_by_option_and_file_name(known: ExportFormat) -> None:
    assert format_of_path(f"tags/csv.bib/x{known.ending}") is known
    (option,) = (param for param in main.commands["export"].params if param.name == "name")
    assert isinstance(option.type, click.Choice)
    assert known.name in option.type.choices


@pytest.mark.parametrize("name", ["bibtex", "bibtex-abstracts"])
def test_bibtex_has_an_entry_for_each_paper(name: str) -> None:
    text = export(name)
    expected = [KEYS[paper.id] for paper in CATALOGUE.papers]
    library = parse_bibtex(text)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == expected
    assert list(parse_string(text, "bibtex").entries) == expected
    assert ("abstract = " in text) is (name == "bibtex-abstracts")


def test_ris_has_a_record_for_each_paper() -> None:
    text = export("ris")
    records = [record for record in text.split("\r\n\r\n") if record]
    assert len(records) == len(PAPERS)
    assert all(record.startswith("TY  - ") for record in records)
    assert text.count("ER  - \r\n") == len(PAPERS)


def test_csl_json_has_an_item_for_each_paper() -> None:
    assert json.loads(export("csl-json")) == [
        make_csl_item(
            paper,
            KEYS[paper.id],
            CATALOGUE.venue_of(paper),
            CATALOGUE.tag_names(paper),
        )
        for paper in CATALOGUE.papers
    ]


def test_jsonl_has_a_line_for_each_paper() -> None:
    lines = [json.loads(line) for line in export("jsonl").splitlines()]
    assert [line["id"] for line in lines] == [paper.id for paper in CATALOGUE.papers]
    assert all(line["citation_key"] for line in lines)


def test_markdown_has_a_heading_for_each_paper() -> None:
    headings = [line for line in export("markdown").splitlines() if line.startswith("# ")]
    assert len(headings) == len(PAPERS)


def test_csv_has_a_row_for_each_paper() -> None:
    rows = list(
        csv.DictReader(io.StringIO(export("csv").removeprefix(BYTE_ORDER_MARK), newline=""))
    )
    assert [row["id"] for row in rows] == [paper.id for paper in CATALOGUE.papers]
    row = next(row for row in rows if row["id"] == "full-paper")
    assert list(row) == list(CSV_COLUMNS)
    assert row["authors"] == "Ada Byron; Jan van der Berg; José Núñez Jr.; The Toy Collaboration"
    assert row["venue"] == "ToyConf"
    assert row["tags"] == "Pruning; Q & A <hard>"
    assert row["page"] == "https://papers.example/papers/full-paper/"


def test_csv_cells_are_never_formulas() -> None:
    rows = list(
        csv.DictReader(io.StringIO(export("csv").removeprefix(BYTE_ORDER_MARK), newline=""))
    )
    row = next(row for row in rows if row["id"] == "formula")
    assert row["title"] == "'=HYPERLINK(1)"
    assert row["authors"] == "'+1; @x"
    assert row["summary"] == 'a "b", c\nd'


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_an_empty_selection_is_exported(name: str) -> None:
    text = export(name, [])
    if name == "csl-json":
        assert json.loads(text) == []
    else:
        opening, _, closing = EXPORT_FORMATS[name].envelope
        assert text == (opening + closing).decode()


def test_too_large_files_are_split() -> None:
    papers = [make_paper(f"p-{n:02}", title=f"Title {n} é") for n in range(40)]
    catalogue = make_catalogue(papers)
    keys = assign_citation_keys(papers)
    whole = list(render_export("bibtex", catalogue.papers, catalogue, SITE, keys))
    parts = list(render_export("bibtex", catalogue.papers, catalogue, SITE, keys, 500))
    assert len(parts) > 3
    assert all(len(part) <= 500 for part in parts)
    assert b"\n".join(parts) == whole[0]
    paths = [a.path for a in bulk_artifacts(catalogue, SITE, keys, 500)]
    assert paths[:3] == ["papers.bib", "papers.2.bib", "papers.3.bib"]
    for part in render_export("csl-json", catalogue.papers, catalogue, SITE, keys, 500):
        json.loads(part)


def test_a_small_collection_exports_every_listing_in_all_formats() -> None:
    artifacts = {a.path: a.content for a in bulk_artifacts(CATALOGUE, SITE, KEYS)}
    stems = {"papers", "tags/pruning", "tags/q-and-a", "venues/toyconf", "years/2023", "years/2024"}
    endings = {f.ending for f in EXPORT_FORMATS.values()} - {".md"}
    expected = {f"{stem}{ending}" for stem in stems for ending in endings}
    assert set(artifacts) == expected - {"years/2023.abstracts.bib"}  # no paper has one
    planned = [p for g in list_groups(CATALOGUE) for p in export_paths(g, len(PAPERS), FULL)]
    assert sorted(planned) == sorted(artifacts)


def test_exports_of_listings_have_no_abstracts() -> None:
    artifacts = {a.path: a.content for a in bulk_artifacts(CATALOGUE, SITE, KEYS)}
    for ending in (".ris", ".csl.json"):
        assert b"We prune" in artifacts[f"papers{ending}"]
        assert b"We prune" not in artifacts[f"tags/pruning{ending}"]
    assert b"We prune" in artifacts["tags/pruning.abstracts.bib"]
    assert b"We prune" not in artifacts["tags/pruning.bib"]


def test_bibtex_with_abstracts_is_made_only_if_it_differs() -> None:
    bare = [make_paper("bare", title="A Title Alone", year=2023)]
    (year,) = list_groups(make_catalogue(bare), "year")
    assert "years/2023.abstracts.bib" not in export_paths(year, 1, FULL)
    without = {f for f in EXPORT_FORMATS.values() if f.is_beside_listings and not f.needs_abstracts}
    assert {f.name for f in group_formats(year, 1, FULL)} == {f.name for f in without}


def test_a_large_collection_exports_listings_in_fewer_formats() -> None:
    groups = {group.kind: group for group in list_groups(CATALOGUE)}
    large = LARGE_COLLECTION + 1
    everything = tuple(f for f in EXPORT_FORMATS.values() if f.is_beside_listings)
    assert group_formats(groups["collection"], large, FULL) == everything
    for kind in ("tag", "venue", "year"):
        names = {f.name for f in group_formats(groups[kind], large, FULL)}
        assert names == {f.name for f in everything if f.large_listings}
        assert names >= {"bibtex", "ris", "csl-json", "csv"}
        assert not names & {"bibtex-abstracts", "jsonl"}
    assert group_formats(groups["day"], 1, FULL) == ()
    authors = [make_paper(f"p-{n}", authors=["Ada Byron"]) for n in range(3)]
    (author,) = list_groups(make_catalogue(authors), "author")
    assert [f.name for f in group_formats(author, large, FULL)] == ["bibtex"]
    assert group_formats(author, 3, STANDARD) == ()
    for kind in ("tag", "venue", "year"):
        assert [f.name for f in group_formats(groups[kind], large, STANDARD)] == ["bibtex"]
        assert group_formats(groups[kind], 3, STANDARD) == group_formats(groups[kind], 3, FULL)
        assert group_formats(groups[kind], 3, MINIMAL) == ()
    assert group_formats(groups["collection"], large, MINIMAL) == everything
    assert group_formats(author, 3, FULL) == tuple(f for f in everything if not f.needs_abstracts)
