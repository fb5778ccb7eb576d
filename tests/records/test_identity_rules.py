"""Tests of identity rules: which records can be the same paper, and how imports treat conflicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from papershelf.cli.main import main
from papershelf.core.errors import PapersError
from papershelf.core.preprint_servers import drop_doi_version, is_preprint_doi, is_preprint_server
from papershelf.importing.importer import ImportReport, run_import
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.identity_rules import conflict_reason, id_conflict_reason, is_unrelated
from papershelf.records.model import Author, UnlistedVenue

VENUES = """\
venues:
- {id: hay, name: HAY}
- {id: jos, name: Journal of Straw, kind: journal}
- {id: biorxiv, name: bioRxiv, kind: preprint}
- {id: arxiv, name: arXiv, kind: preprint}
"""
BASE: dict[str, Any] = {"title": "Counting Sheep", "authors": (Author(name="Ada Byron"),)}


def facts(container: str = "", **values: Any) -> IdentityFacts:  # noqa: ANN401  # any field of a record
    venue = {"venue": UnlistedVenue(name=container)} if container else {}
    return IdentityFacts(BASE | values | venue, frozenset({"biorxiv", "arxiv"}))


def conflict(one: dict[str, Any], other: dict[str, Any]) -> str:
    found = conflict_reason(facts(**one), facts(**other))
    assert bool(conflict_reason(facts(**other), facts(**one))) is bool(found)
    return found


# --- the rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, "DOIs 10.1000/a and 10.1000/b"),
        (
            {"url": "https://openreview.net/forum?id=a1", "venue": "hay"},
            {"url": "https://openreview.net/forum?id=b1", "venue": "hay"},
            "OpenReview forums a1 and b1",
        ),
        ({"acl": "J89-1001"}, {"acl": "J89-2001"}, "ACL Anthology ids J89-1001 and J89-2001"),
        ({"pmlr": "v1/a21"}, {"pmlr": "v1/b21"}, "PMLR ids v1/a21 and v1/b21"),
        ({"dblp": "conf/hay/A21"}, {"dblp": "conf/hay/B21"}, "DBLP keys conf/hay/A21"),
        ({"pmid": "123"}, {"pmid": "124"}, "PubMed ids 123 and 124"),
        (
            {"openreview": "a", "venue": "hay", "year": 2021},
            {"openreview": "b", "venue": "hay", "year": 2021},
            "OpenReview forums a and b",
        ),
        ({"year": 2015}, {"year": 2018}, "years 2015 and 2018"),
        ({"type": "book", "year": 2015}, {"type": "book", "year": 2016}, "books of 2015"),
        ({"venue": "hay"}, {"venue": "jos"}, "venues hay and jos"),
        ({"venue": "jos", "volume": "3"}, {"venue": "jos", "volume": "4"}, "volumes 3 and 4"),
        ({"volume": "3", "issue": "1"}, {"volume": "3", "issue": "2"}, "issues 1 and 2"),
        ({"pages": "1-9"}, {"pages": "12-20"}, "pages 1-9 and 12-20"),
        ({"pages": "1-9"}, {"article_number": "e104"}, "pages 1-9 and e104"),
        (
            {"note": "US Patent 9,342,000"},
            {"note": "US Patent 10,235,000"},
            "patents 9342000 and 10235000",
        ),
        ({"issue": "US9342000B2"}, {"issue": "US10235000B2"}, "patents 9342000"),
        ({"note": "US Patent 9,342,000"}, {"type": "article-journal"}, "a patent and a paper"),
        ({"type": "thesis"}, {"type": "paper-conference"}, "a thesis and a paper"),
        ({"edition": "2nd"}, {"edition": "Third"}, "editions 2nd and Third"),
        (
            {"type": "book", "isbn": ("978-3-16-148410-0",)},
            {"type": "book", "isbn": ("0-306-40615-2",)},
            "ISBN 978-3-16-148410-0 and 0-306-40615-2",
        ),
        ({"container": "Straw Letters", "year": 2020}, {"container": "Hay Days", "year": 2021},
         "venues 'Straw Letters' and 'Hay Days'"),
        ({"container": "Straw Letters", "year": 2020}, {"venue": "hay", "year": 2021},
         "venues 'Straw Letters' and hay"),
        # two preprints are compared like any two papers
        ({"doi": "10.1101/2020.01.01.1"}, {"doi": "10.2139/ssrn.1"}, "DOIs 10.1101/"),
        # different arXiv ids even distinguish a preprint and a paper
        ({"arxiv": "2001.00001"}, {"arxiv": "2001.00002", "venue": "hay"}, "arXiv ids"),
    ],
)  # fmt: skip
def test_conflicting_records_are_two_papers(
    one: dict[str, Any], other: dict[str, Any], reason: str
) -> None:
    assert conflict(one, other)
    assert reason in conflict_reason(facts(**one), facts(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"year": 2015}, {"year": 2017}),
        ({"openreview": "a", "year": 2021}, {"openreview": "b", "year": 2022}),
        ({"volume": "Vol. 03"}, {"volume": "3"}),
        ({"pages": "37:1-37:34"}, {"article_number": "37"}),
        ({"pages": "pp. 5-10"}, {"pages": "5"}),
        ({"edition": "2nd"}, {"edition": "second edition"}),
        ({"isbn": ("978-0-306-40615-7",)}, {"isbn": ("0-306-40615-2",)}),
        ({"doi": "10.21203/rs.3.rs-1/v1"}, {"doi": "10.21203/rs.3.rs-1/v2"}),
        ({"note": "US Patent 9,342,000"}, {"note": "Patent US 9342000 B2"}),
        ({"container": "J. Straw", "year": 2020}, {"container": "Straw Journal", "year": 2020}),
        # a URL that contains an identifier
        (
            {"url": "https://doi.org/10.1000/x", "venue": "hay"},
            {"doi": "10.1000/x", "venue": "jos", "pages": "5"},
        ),
        # a preprint and its publication
        (
            {"doi": "10.1101/2020.01.01.1", "year": 2020, "pages": "1-30"},
            {"doi": "10.1000/x", "venue": "jos", "year": 2024, "volume": "3", "pages": "99-120"},
        ),
        ({"arxiv": "1501.00001", "year": 2015}, {"venue": "hay", "year": 2021}),
        ({"venue": "biorxiv", "year": 2019}, {"venue": "jos", "year": 2023}),
        ({"container": "SSRN Electronic Journal"}, {"venue": "jos", "year": 2023}),
    ],
)
def test_compatible_records_may_be_one_paper(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert conflict(one, other) == ""


def test_two_chapters_with_the_doi_of_their_book_are_two_papers() -> None:
    one = facts(doi="10.1000/book")
    other = facts(doi="10.1000/book", title="Shearing", authors=(Author(name="Li Wei"),))
    assert is_unrelated(one, other)
    assert not is_unrelated(one, facts(title="Shearing"))
    # names and titles in two scripts cannot be compared
    chinese = facts(title="数羊", authors=(Author(name="李明世", family="李"),))
    assert not is_unrelated(one, chinese)


@pytest.mark.parametrize(
    ("title", "is_other"),
    [
        ("Retraction notice to “Counting Sheep”", True),
        ("Erratum", True),
        ("Correction of sheep counts", False),
    ],
)
def test_a_notice_with_the_doi_of_its_paper_is_a_separate_paper(title: str, is_other: bool) -> None:
    paper, notice = facts(doi="10.1000/sheep"), facts(doi="10.1000/sheep", title=title)
    assert bool(id_conflict_reason(paper, notice)) is is_other
    assert bool(id_conflict_reason(notice, paper)) is is_other


@pytest.mark.parametrize(
    "name",
    ["arXiv preprint arXiv:2101.1", "CoRR", "bioRxiv", "medRxiv", "SSRN Electronic Journal", "HAL",
     "OSF Preprints", "Research Square", "ChemRxiv", "PsyArXiv", "Preprints.org", "TechRxiv",
     "EarthArXiv", "Zenodo"],
)  # fmt: skip
def test_preprint_servers_are_recognized_by_name(name: str) -> None:
    assert is_preprint_server(name)


@pytest.mark.parametrize("name", ["JMLR", "Halide Journal", "Matrix", "Preprint Studies Quarterly"])
def test_other_venues_are_not_preprint_servers(name: str) -> None:
    assert not is_preprint_server(name)


def test_preprint_servers_are_recognized_by_doi() -> None:
    assert is_preprint_doi("10.1101/2020.01.01.123456")
    assert is_preprint_doi("10.31234/osf.io/abcde")
    assert not is_preprint_doi("10.1101/gr.123.4")  # a journal of the same publisher
    assert not is_preprint_doi("10.17605/osf.io/abcde")  # a project
    assert drop_doi_version("10.26434/chemrxiv-2021-abc-v2") == "10.26434/chemrxiv-2021-abc"
    assert drop_doi_version("10.1000/x/v2") == "10.1000/x/v2"


# --- imports ------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A collection with venues and no papers."""
    folder = tmp_path / "data"
    (folder / "papers").mkdir(parents=True)
    (folder / "venues.yaml").write_text(VENUES)
    return folder


def imported(data: Path, text: str, *as_new: int, name: str = "refs.bib") -> ImportReport:
    path = data.parent / name
    path.write_text(text, encoding="utf-8")
    return run_import([path], data=data, as_new=[f"{path}:{line}" for line in as_new])


def records(data: Path) -> list[dict[str, Any]]:
    lines = (data / "papers" / "imported.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def entry(**fields: object) -> str:
    kind = fields.pop("kind", "article")
    fields = {"title": "Counting Sheep", "author": "Byron, Ada and Wei, Li"} | fields
    return f"@{kind}{{, {', '.join(f'{name}={{{value}}}' for name, value in fields.items())}}}\n"


def unchanged(report: ImportReport) -> int:
    assert (report.new, report.merged, report.edits) == ((), 0, ())
    return report.unchanged


JOURNAL = {"journal": "Journal of Straw", "year": 2021, "volume": 7, "pages": "1--20"}
SERVER = {"journal": "bioRxiv", "year": 2019, "doi": "10.1101/2019.01.01.000001"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_publication_has_priority_and_its_preprint_is_a_version(data: Path, order: int) -> None:
    entries = [entry(**JOURNAL, doi="10.1000/straw.7"), entry(**SERVER)][::order]
    report = imported(data, "".join(entries))
    (record,) = records(data)
    assert (record["venue"], record["year"], record["volume"]) == ("jos", 2021, "7")
    assert (record["pages"], record["doi"]) == ("1-20", "10.1000/straw.7")
    assert record["versions"] == [
        {"doi": "10.1101/2019.01.01.000001", "venue": "biorxiv", "year": 2019}
    ]
    assert [(merge.line, merge.id) for merge in report.taken] == [(2, "counting-sheep")]
    assert unchanged(imported(data, "".join(entries))) == 2
    # the preprint is found by its DOI, whatever its title is now
    assert unchanged(imported(data, entry(**SERVER, title="Sheep, Counted"), name="z.bib")) == 1


@pytest.mark.parametrize("order", [1, -1])
def test_an_arxiv_preprint_is_a_version_as_well(data: Path, order: int) -> None:
    entries = [entry(**JOURNAL), entry(kind="misc", eprint="1912.00001", year=2019)][::order]
    imported(data, "".join(entries))
    (record,) = records(data)
    assert (record["venue"], record["year"], record["arxiv"]) == ("jos", 2021, "1912.00001")
    assert record["versions"] == [{"arxiv": "1912.00001", "venue": "arxiv", "year": 2019}]
    assert unchanged(imported(data, "".join(entries))) == 2


def test_preprint_servers_need_not_be_in_venues_yaml(data: Path) -> None:
    server = entry(journal="SSRN Electronic Journal", year=2018)
    imported(data, server)
    assert records(data)[0]["venue"] == {"name": "SSRN Electronic Journal", "kind": "preprint"}
    imported(data, entry(**JOURNAL), name="z.bib")
    (record,) = records(data)
    assert (record["venue"], record["year"]) == ("jos", 2021)
    assert "type" not in record
    imported(data, server)
    assert records(data)[0]["versions"] == [{"venue": "SSRN Electronic Journal", "year": 2018}]
    assert unchanged(imported(data, server)) == 1


def test_fields_of_a_publication_are_not_mixed_from_sources(data: Path) -> None:
    first = entry(journal="Journal of Straw", year=2021, eprint="2001.00001")
    other = entry(
        kind="inproceedings", booktitle="HAY", year=2020, pages="5--10", eprint="2001.00001"
    )
    imported(data, first)
    report = imported(data, other, name="z.bib")
    (record,) = records(data)
    assert (record["venue"], record["year"]) == ("jos", 2021)
    assert "pages" not in record
    assert ["venue, year, pages not used" in str(note) for note in report.notes] == [True]


def test_a_better_source_replaces_all_fields_of_a_publication(data: Path) -> None:
    imported(data, entry(journal="Journal of Straw", volume=7, year=2021, eprint="2001.00001"))
    row = {"title": "Counting Sheep", "arxiv": "2001.00001", "venue": "hay", "year": 2020}
    report = imported(data, json.dumps(row), name="own.jsonl")
    (record,) = records(data)
    assert (record["venue"], record["year"], record.get("volume")) == ("hay", 2020, None)
    assert report.merged == 1
    assert unchanged(imported(data, json.dumps(row), name="own.jsonl")) == 1


def test_a_manual_publication_is_not_mixed_with_another(data: Path) -> None:
    hand = data / "papers" / "hand.yaml"
    hand.write_text("- id: sheep\n  title: Counting Sheep\n  year: 2019\n  authors: [Ada Byron]\n")
    report = imported(data, entry(**JOURNAL))
    assert "venue" not in hand.read_text()
    assert any("not used" in str(note) for note in report.notes)


def test_two_chapters_with_the_doi_of_their_book_keep_it_as_the_container(data: Path) -> None:
    chapters = [
        entry(kind="incollection", booktitle="Farm", doi="10.1000/farm", year=2020),
        entry(kind="incollection", title="Shearing", author="Roe, Bo", doi="10.1000/farm"),
        entry(kind="incollection", title="Knitting", author="Poe, Cy", doi="10.1000/farm"),
    ]
    report = imported(data, "".join(chapters))
    assert report.new == ("counting-sheep", "shearing", "knitting")
    assert [("doi" in row, row["container_doi"]) for row in records(data)] == [
        (False, "10.1000/farm")
    ] * 3
    assert ["container_doi of both" in str(note) for note in report.notes if note.field == "doi"]
    assert unchanged(imported(data, "".join(chapters))) == 3


def test_a_chapter_in_the_collection_gives_its_doi_to_the_book(data: Path) -> None:
    imported(data, entry(kind="incollection", booktitle="Farm", doi="10.1000/farm", year=2020))
    imported(data, entry(title="Shearing", author="Roe, Bo", doi="10.1000/farm"), name="b.bib")
    assert ["doi" in row for row in records(data)] == [False, False]


def test_a_book_keeps_its_own_doi(data: Path) -> None:
    book = "@book{b, title={Farm}, editor={Roe, Bo}, year=2020, doi={10.1000/farm}}\n"
    chapters = [
        entry(kind="incollection", booktitle="Farm", doi="10.1000/farm", year=2020),
        entry(kind="incollection", title="Shearing", author="Poe, Cy", doi="10.1000/farm"),
    ]
    for place in range(3):
        text = "".join([*chapters[:place], book, *chapters[place:]])
        imported(data, text)
        found = {row["title"]: (row.get("doi"), row.get("container_doi")) for row in records(data)}
        assert found.pop("Farm") == ("10.1000/farm", None)
        assert set(found.values()) == {(None, "10.1000/farm")}
        assert unchanged(imported(data, text)) == 3
        (data / "papers" / "imported.jsonl").unlink()


def test_an_identifier_of_a_paper_with_another_arxiv_id_is_dropped(data: Path) -> None:
    text = entry(eprint="2001.00001", doi="10.1000/x") + entry(eprint="2002.00002", doi="10.1000/x")
    report = imported(data, text)
    assert len(report.new) == 2
    assert [row.get("doi") for row in records(data)] == ["10.1000/x", None]
    assert any("left out: '10.1000/x' belongs to" in str(note) for note in report.notes)
    assert unchanged(imported(data, text)) == 2


# --- manual decisions ----------------------------------------------------------------------------


def test_a_merge_by_title_is_reported_and_can_be_refused_permanently(data: Path) -> None:
    text = entry(year=2020) + entry(year=2021)
    path = data.parent / "refs.bib"
    report = imported(data, text)
    (merge,) = map(str, report.taken)
    assert merge.startswith(f"{path}:2: title: merged into 'counting-sheep' (same title, Ada Byron")
    assert merge.endswith(f"if it is a different paper, use --as-new {path}:2")
    again = imported(data, text, 2)
    assert again.new == ("counting-sheep-2021",)
    assert unchanged(imported(data, text)) == 2
    assert unchanged(imported(data, text, 2)) == 2
    # even if both have the same values from now on
    file = data / "papers" / "imported.jsonl"
    file.write_text(file.read_text().replace("2021", "2020"))
    assert unchanged(imported(data, text)) == 2


def test_a_repeated_record_is_not_reported_again(data: Path) -> None:
    text = entry(year=2020)
    assert not imported(data, text).taken
    assert not imported(data, text).taken
    assert len(imported(data, text, name="other.bib").taken) == 1
    assert not imported(data, text, name="other.bib").taken
    more = text + entry(year=2021)
    assert [merge.line for merge in imported(data, more).taken] == [2]
    assert not imported(data, more).taken
    copies = text.replace("2020", "2022") * 3
    assert len(imported(data, copies, name="twins.bib").taken) == 3
    assert not imported(data, copies, name="twins.bib").taken


@pytest.mark.parametrize("place", ["refs.bib", "refs.bib:x", "other.bib:1"])
def test_as_new_selects_a_record_of_the_import(data: Path, place: str) -> None:
    path = data.parent / "refs.bib"
    path.write_text(entry())
    with pytest.raises(PapersError, match="--as-new"):
        run_import([path], data=data, as_new=[str(data.parent / place)])
    with pytest.raises(PapersError, match="no record starts at"):
        run_import([path], data=data, as_new=[f"{path}:7"])


def test_as_new_does_not_separate_records_with_the_same_identifier(data: Path) -> None:
    text = entry(doi="10.1000/x") + entry(doi="10.1000/x")
    report = imported(data, text, 2)
    assert "shares an identifier" in str(report.refused[0])


def _merge_by_hand(data: Path, keep: str, gone: str, *, alias: bool = True) -> None:
    rows = {row["id"]: row for row in records(data)}
    rows.pop(gone)
    if alias:
        rows[keep]["aliases"] = [gone]
    text = "".join(json.dumps(row) + "\n" for row in rows.values())
    (data / "papers" / "imported.jsonl").write_text(text)


@pytest.mark.parametrize("alias", [True, False])
def test_manually_merged_records_stay_merged(data: Path, alias: bool) -> None:
    text = entry(year=2010, doi="10.1000/a") + entry(year=2020, doi="10.1000/b", abstract="Baa.")
    assert len(imported(data, text).new) == 2
    _merge_by_hand(data, "counting-sheep", "counting-sheep-2020", alias=alias)
    again = imported(data, text)
    assert unchanged(again) == 2
    said = any("aliases: [counting-sheep-2020]" in str(note) for note in again.notes)
    assert said is not alias


def test_a_removed_paper_can_be_added_again(data: Path) -> None:
    text = entry(year=2010) + entry(year=2020)
    first = imported(data, text)
    _merge_by_hand(data, *first.new, alias=False)
    assert imported(data, text, 2).new == first.new[1:]
    # even if the whole file was deleted
    (data / "papers" / "imported.jsonl").unlink()
    assert imported(data, text).new == first.new


def test_manually_merged_records_with_two_titles_stay_merged(data: Path) -> None:
    text = entry(year=2010) + entry(year=2020, title="Sheep, Counted", pages="5--9")
    imported(data, text)
    _merge_by_hand(data, "counting-sheep", "sheep-counted")
    report = imported(data, text)
    assert (report.new, report.taken, report.unchanged) == ((), (), 2)


def test_the_file_of_decisions_is_readable(data: Path) -> None:
    imported(data, entry(year=2010) + entry(year=2020))
    path = data / "import-decisions.tsv"
    (line,) = path.read_text().splitlines()
    assert line.split("\t")[1:] == [
        "new",
        "counting-sheep-2020",
        "counting-sheep",
        "Counting Sheep",
    ]
    path.write_text("nonsense\n")
    with pytest.raises(PapersError, match=r"import-decisions\.tsv:1: is not a content hash"):
        imported(data, entry())


def test_merges_by_title_are_in_both_reports(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    Path("mkdocs.yml").write_text("site_name: T\n")
    Path("a.bib").write_text(entry(year=2020) + entry(year=2021))
    command = ["import", "a.bib", "--dry-run"]
    result = CliRunner().invoke(main, command)
    assert "a.bib:2: title: merged into 'counting-sheep'" in result.stderr
    assert "taken" not in CliRunner().invoke(main, [*command, "--quiet"]).stderr
    (merge,) = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)["taken"]
    assert (merge["path"], merge["line"], merge["id"]) == ("a.bib", 2, "counting-sheep")


def test_a_later_retraction_sets_the_status_and_the_notice_is_a_separate_paper(
    data: Path,
) -> None:
    paper = {"doi": "10.1000/sheep", "year": 2018}
    imported(data, entry(**paper))
    marked = entry(**paper | {"title": "{RETRACTED}: Counting Sheep"})
    notice = entry(title="Retraction notice to ``Counting Sheep''", doi="10.1000/sheep", year=2020)
    report = imported(data, marked + notice, name="later.bib")
    assert (len(report.new), report.merged) == (1, 1)
    first, second = records(data)
    assert (first["title"], first["status"]) == ("Counting Sheep", {"kind": "retracted"})
    assert second["title"].startswith("Retraction notice")
    assert "doi" not in second
    assert "status" not in second
    assert any("a notice about the other" in problem.message for problem in report.notes)


@pytest.mark.parametrize("order", [1, -1])
def test_a_year_replaces_in_press_in_any_order(data: Path, order: int) -> None:
    doi = {"doi": "10.1000/sheep"}
    files = [entry(**doi, year="In press"), entry(**doi, year=2021, volume=3)][::order]
    for number, text in enumerate(files * 2):
        report = imported(data, text, name=f"refs{number % 2}.bib")
    unchanged(report)
    (record,) = records(data)
    assert record["year"] == 2021
    assert "date_note" not in record
    imported(data, entry(**doi, year="forthcoming 2021"), name="words.bib")
    assert records(data)[0]["date_note"] == "forthcoming 2021"


def test_of_two_publications_in_a_file_the_first_is_always_used(data: Path) -> None:
    text = entry(doi="10.1000/x") + entry(volume=1)
    imported(data, text)
    (record,) = records(data)
    assert (record["doi"], "volume" in record) == ("10.1000/x", False)
    assert unchanged(imported(data, text)) == 2


def test_a_former_title_finds_its_paper(data: Path) -> None:
    text = entry(year=2020) + entry(year=2021)
    imported(data, text)
    file = data / "papers" / "imported.jsonl"
    file.write_text(file.read_text().replace("2020", "2015"))
    assert imported(data, text.splitlines(keepends=True)[1]).new == ()
