"""Tests of venues that `venues.yaml` does not list: stored, displayed, exported, and listed later."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import Catalogue, build_collection_catalogue
from papershelf.cli.main import main
from papershelf.core.errors import has_errors
from papershelf.core.identifiers import CitationKey
from papershelf.exports.citation_data import make_citation
from papershelf.exports.formats.bibtex import render_bibtex_entry
from papershelf.importing.importer import run_import
from papershelf.records.loader import Collection
from papershelf.records.model import UnlistedVenue
from papershelf.records.serializer import serialize_paper
from papershelf.records.unlisted_venues import (
    clean_venue_name,
    group_venues,
    infer_venue_kind,
    unlisted_as_venue,
    venue_acronym,
)
from papershelf.records.venue_names import normalize_venue
from papershelf.site.check_project import load_checked_collection
from tests.pages.test_pages import make_site, pages_of

VENUES = """\
venues:
  # Meadows only.
  - id: hay
    name: HAY
    full_name: Conference on Hay
"""
REFS = """\
@article{a, title={Combing Wool}, author={Ada Byron}, year={2020}, volume={3},
  journal={Straw \\& Chaff Letters}}
@inproceedings{b, title={Counting Sheep}, author={Bo Roe}, year={2021}, abbr={BARN},
  booktitle={Proceedings of the 4th International Barn Conference (IBC 2021)}}
@inproceedings{c, title={Counting Goats}, author={Bo Roe}, year={2022},
  booktitle={Int. Barn Conf., 2022}}
@incollection{d, title={On Fences}, author={Cy Poe}, year={2019}, booktitle={The Field Book}}
@misc{e, title={Of Gates}, author={Cy Poe}, year={2019}, howpublished={Hand-bound booklet}}
@misc{f, title={Of Posts}, author={Cy Poe}, year={2018}, howpublished={Workshop on Posts}}
@inproceedings{g, title={Of Meadows}, author={Cy Poe}, year={2017}, booktitle={Conf. on Hay 2017}}
"""
KEPT = [
    {"name": "Straw & Chaff Letters", "kind": "journal"},
    {
        "name": "Proceedings of the 4th International Barn Conference (IBC 2021)",
        "short": "BARN",
        "kind": "conference",
    },
    {"name": "Int. Barn Conf., 2022", "kind": "conference"},
    {"name": "The Field Book", "kind": "book"},
    {"name": "Hand-bound booklet"},
    {"name": "Workshop on Posts", "kind": "workshop"},
    "hay",
]
ENTRIES = [
    "article", "inproceedings", "inproceedings", "incollection", "misc", "inproceedings",
    "inproceedings",
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection with one venue and no papers, and `refs.bib` next to it."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    (data / "papers").mkdir(parents=True)
    (data / "venues.yaml").write_text(VENUES)
    Path("refs.bib").write_text(REFS)
    Path("mkdocs.yml").write_text("site_name: Barn\n")
    return data


def rows(data: Path) -> list[dict[str, object]]:
    text = (data / "papers" / "imported.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def checked(data: Path) -> Collection:
    collection = load_checked_collection(data)
    assert not has_errors(collection.problems)
    return collection


def entry_types(catalogue: Catalogue) -> list[str]:
    found = {}
    for paper in catalogue.papers:
        work = make_citation(paper, CitationKey("k"), catalogue.venue_of(paper))
        found[paper.line] = render_bibtex_entry(work).partition("{")[0][1:]
    return [found[line] for line in sorted(found)]


# --- storing -------------------------------------------------------------------------------------


def test_an_import_keeps_the_name_of_the_venue_with_its_kind(data: Path) -> None:
    report = run_import([Path("refs.bib")], data=data)
    assert not report.refused
    assert [row["venue"] for row in rows(data)] == KEPT
    assert [row.get("type") for row in rows(data)] == [None] * 4 + ["document"] + [None] * 2
    assert run_import([Path("refs.bib")], data=data).unchanged == len(KEPT)


def test_unlisted_venues_are_exported_with_their_kind(data: Path) -> None:
    run_import([Path("refs.bib")], data=data)
    assert entry_types(build_collection_catalogue(checked(data))) == ENTRIES


def test_a_bib_file_among_the_records_has_the_same_venues_as_an_import(data: Path) -> None:
    Path("refs.bib").rename(data / "papers" / "refs.bib")
    catalogue = build_collection_catalogue(checked(data))
    papers = sorted(catalogue.papers, key=lambda paper: paper.line)
    assert [serialize_paper(paper)["venue"] for paper in papers] == KEPT
    assert entry_types(catalogue) == ENTRIES


@pytest.mark.parametrize(
    ("venue", "container", "kind"),
    [
        ("{name: Straw Letters}", "article", "journal"),
        ("{name: Days of Straw}", "inproceedings", "conference"),
        ("{name: Days of Straw, kind: book}", "incollection", "book"),
        ("{name: HAY}", "inproceedings", "conference"),
    ],
)
def test_an_unlisted_venue_can_be_written_by_hand(
    data: Path, venue: str, container: str, kind: str
) -> None:
    text = f"- {{id: a, title: A, venue: {venue}}}\n"
    (data / "papers" / "a.yaml").write_text(text)
    catalogue = build_collection_catalogue(checked(data))
    found = catalogue.venue_of(catalogue.papers[0])
    assert (found and found.kind, entry_types(catalogue)) == (kind, [container])


@pytest.mark.parametrize(
    ("name", "csl_type", "kind"),
    [
        ("Straw", "article-journal", "journal"),
        ("Straw", "paper-conference", "conference"),
        ("Straw Workshop", "paper-conference", "workshop"),
        ("Straw", "chapter", "book"),
        ("bioRxiv", "article-journal", "preprint"),
        ("Straw", "", ""),
        ("IEEE Trans. on Straw", "", "journal"),
        ("3rd Symp. on Straw", "", "conference"),
        ("Journal of Straw", "thesis", "journal"),
    ],
)
def test_the_kind_comes_from_the_type_then_from_the_name(
    name: str, csl_type: str, kind: str
) -> None:
    assert infer_venue_kind(name, csl_type) == kind


# --- listing later -------------------------------------------------------------------------------


def test_after_listing_a_venue_an_import_replaces_its_name_by_the_id(
    data: Path,
) -> None:
    run_import([Path("refs.bib")], data=data)
    barn = "  - {id: ibc, name: IBC, full_name: International Barn Conference}\n"
    (data / "venues.yaml").write_text(VENUES + barn)
    report = run_import([Path("refs.bib")], data=data)
    assert (report.merged, report.new, report.notes) == (2, (), ())
    assert [row["venue"] for row in rows(data)][1:3] == ["ibc", "ibc"]
    again = run_import([Path("refs.bib")], data=data)
    assert (again.merged, again.unchanged, again.edits) == (0, len(KEPT), ())


def test_a_manual_venue_name_is_not_replaced(data: Path) -> None:
    (data / "papers" / "a.yaml").write_text(
        "- {id: a, title: Of Meadows, year: 2017, venue: {name: Conf. on Hay}}\n"
    )
    run_import([Path("refs.bib")], data=data)
    assert "venue: {name: Conf. on Hay}" in (data / "papers" / "a.yaml").read_text()


# --- the table ----------------------------------------------------------------------------------

TABLE = """\
papers  venue                           first
     2  International Barn Conference   refs.bib:3
     1  Field Book                      refs.bib:7
     1  Hand-bound booklet              refs.bib:8
     1  Straw & Chaff Letters           refs.bib:1
     1  Workshop on Posts               refs.bib:9
"""


def table(text: str) -> str:
    _, found, rest = text.partition("papers  venue")
    return "\n".join((found + rest).split("\n")[: TABLE.count("\n")])


def test_import_and_check_print_a_table_of_unlisted_venues(data: Path) -> None:
    result = CliRunner().invoke(main, ["import", "refs.bib"])
    lines = table(result.stderr).splitlines()
    assert [line.split() for line in lines] == [line.split() for line in TABLE.splitlines()]
    checks = CliRunner().invoke(main, ["check"])
    assert checks.exit_code == 0
    assert f"{data.name}/papers/imported.jsonl:2" in table(checks.stderr)


def test_the_table_is_in_the_json_reports(data: Path) -> None:
    found = json.loads(CliRunner().invoke(main, ["import", "refs.bib", "--json"]).stdout)
    assert found["venues"][0] == {
        "name": "International Barn Conference",
        "papers": 2,
        "first": "refs.bib:3",
        "spellings": [KEPT[1]["name"], KEPT[2]["name"]],  # type: ignore[index]
        "shorts": ["BARN"],
        "kind": "conference",
    }
    checks = json.loads(CliRunner().invoke(main, ["check", "--json"]).stdout)
    assert [group["papers"] for group in checks["venues"]] == [2, 1, 1, 1, 1]
    assert data.is_dir()


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clean", "acronym"),
    [
        ("2020 American Barn Conference (ABC)", "American Barn Conference", "ABC"),
        ("Proc. of the 3rd Symposium on Straw (SoS 2021)", "Symposium on Straw", "SoS"),
        ("Symposium on Straw (SoS '21)", "Symposium on Straw (SoS '21)", "SoS"),
        ("Straw (Oxford)", "Straw", "Oxford"),
        ("Straw & Chaff Letters", "Straw & Chaff Letters", ""),
        ("2021", "2021", ""),
    ],
)
def test_years_and_numbers_are_removed_from_venue_names(
    name: str, clean: str, acronym: str
) -> None:
    assert (clean_venue_name(name), venue_acronym(name)) == (clean, acronym)


@given(st.text(max_size=40))
def test_a_shortened_name_is_the_same_venue(name: str) -> None:
    assert normalize_venue(clean_venue_name(name)) == normalize_venue(name)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.sampled_from(["", "journal"]))))
def test_grouping_venues_loses_no_paper(named: list[tuple[str, str]]) -> None:
    venues = [UnlistedVenue(name=name, kind=kind) for name, kind in named]
    groups = group_venues((venue, "x:1") for venue in venues)
    assert sum(group.papers for group in groups) == len(venues)
    assert {s for group in groups for s in group.spellings} == {venue.name for venue in venues}
    assert [g.papers for g in groups] == sorted((g.papers for g in groups), reverse=True)


def test_lists_show_the_short_name_and_references_the_full_name() -> None:
    venue = unlisted_as_venue(UnlistedVenue(name="Barn Conference", short="BARN"))
    assert (venue.id, venue.name, venue.full_name) == ("", "BARN", "Barn Conference")


def test_records_with_unlisted_venues_round_trip(data: Path) -> None:
    venue = {"name": "Barn: the conference", "short": "BARN", "kind": "workshop"}
    text = yaml.safe_dump([{"id": "a", "title": "A", "venue": venue}])
    (data / "papers" / "a.yaml").write_text(text)
    (paper,) = checked(data).papers
    assert serialize_paper(paper)["venue"] == venue


# --- round trips ---------------------------------------------------------------------------------

ENDINGS = {"bibtex": "bib", "ris": "ris", "csl-json": "csl.json", "jsonl": "jsonl", "csv": "csv"}


@pytest.mark.parametrize("name", ENDINGS)
def test_exports_keep_name_and_kind_of_unlisted_venues(data: Path, name: str) -> None:
    run_import([Path("refs.bib")], data=data)
    out = f"out.{ENDINGS[name]}"
    assert CliRunner().invoke(main, ["export", "--format", name, "--out", out]).exit_code == 0
    shutil.rmtree(data / "papers")
    (data / "papers").mkdir()
    run_import([Path(out)], data=data)
    back = {str(row["title"]): row["venue"] for row in rows(data)}
    whole = name in ("jsonl", "csl-json")  # the others have no field for the short name
    titles = [
        "Combing Wool", "Counting Sheep", "Counting Goats", "On Fences", "Of Gates", "Of Posts",
        "Of Meadows",
    ]  # fmt: skip
    for title, venue in zip(titles, KEPT, strict=True):
        wanted = venue
        if isinstance(venue, dict) and not whole:
            wanted = {key: value for key, value in venue.items() if key != "short"}
        assert back[title] == wanted


# --- pages --------------------------------------------------------------------------------------


def test_unlisted_venues_are_in_the_index_and_not_linked_in_lists(data: Path) -> None:
    run_import([Path("refs.bib")], data=data)
    papers = checked(data).papers
    catalogue = build_collection_catalogue(checked(data))
    pages = pages_of(make_site(papers, catalogue=catalogue))
    index = pages["venues/"].body
    other = index[index.index("Other venues") :]
    assert "search/?venue=~international-barn-conference" in other
    assert ">International Barn Conference</a> <span>2</span>" in other or ">BARN</a>" in other
    assert ">Straw &amp; Chaff Letters</a> <span>1</span>" in other
    page = pages["papers/combing-wool/"].body
    assert "<dd>Straw &amp; Chaff Letters</dd>" in page
    assert "Straw &amp; Chaff Letters <span>2020</span>" in pages["papers/"].body
    assert not [address for address in pages if address.startswith("venues/~")]
