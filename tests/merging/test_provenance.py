"""Tests of provenance: checksums distinguish values of sources from manual edits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from papershelf.importing.importer import run_import
from papershelf.merging.provenance import build_record_source, field_checksum, parse_field_sources
from papershelf.merging.source_priority import FieldSource
from papershelf.records.model import Author, Source

ARXIV = FieldSource("arxiv", "feed.xml", "2026-11-01")
DBLP = FieldSource("dblp", "hits.json")


def make_record(**values: object) -> dict[str, object]:
    return {"id": "x", "title": "Tides", "year": 2024, **values}


def make_record_with_source(origins: dict[str, FieldSource], **values: object) -> dict[str, Any]:
    record = make_record(**values)
    return record | {"source": build_record_source(record, origins, None)}


def test_the_main_source_is_stored_once_and_others_per_field() -> None:
    origins = {"title": ARXIV, "abstract": ARXIV, "year": DBLP}
    source = make_record_with_source(origins, abstract="We wait.")["source"]
    assert (source.format, source.origin, source.day) == ("arxiv", "feed.xml", "2026-11-01")
    assert source.fields == (("year", "dblp hits.json"),)
    assert parse_field_sources(make_record_with_source(origins, abstract="We wait.")) == origins


def test_only_an_edited_value_is_manual() -> None:
    record = make_record_with_source({"title": ARXIV, "year": ARXIV})
    record["year"] = 2025
    record["summary"] = "About tides."
    assert parse_field_sources(record) == {"title": ARXIV}
    after = build_record_source(record, parse_field_sources(record), record["source"])
    assert after is not None
    assert after.seal == field_checksum("title", "Tides")


def test_a_record_without_checksums_is_manual_unless_it_is_imported() -> None:
    record = make_record(source=Source(format="hf", origin="x", fields=(("year", "dblp"),)))
    assert parse_field_sources(record) == {}
    incoming = parse_field_sources(record, with_checksums=False)
    assert incoming == {"title": FieldSource("hf", "x"), "year": FieldSource("dblp")}
    assert parse_field_sources(make_record()) == {}


def test_checksums_depend_on_field_and_serialized_value() -> None:
    names = [Author(name="Ada Byron", given="Ada", family="Byron")]
    assert field_checksum("authors", tuple(names)) == field_checksum("authors", names)
    assert field_checksum("title", "a") != field_checksum("abstract", "a")
    assert field_checksum("year", 2024) != field_checksum("year", 2025)
    assert len(field_checksum("title", "\ud800")) == 4


ENTRY = "@inproceedings{{k, title={{{title}}}, author={{Ada Byron}}, year={year}}}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "papers").mkdir(parents=True)
    return folder


def import_file(data: Path, name: str, text: str, **options: Any) -> str:  # noqa: ANN401
    path = data.parent / name
    path.write_text(text, encoding="utf-8")
    return str(run_import([path], data=data, **options))


def read_record(data: Path) -> dict[str, Any]:
    (line,) = (data / "papers" / "imported.jsonl").read_text("utf-8").splitlines()
    record: dict[str, Any] = json.loads(line)
    return record


def edit(data: Path, **changes: object) -> None:
    path = data / "papers" / "imported.jsonl"
    path.write_text(json.dumps(read_record(data) | changes) + "\n", encoding="utf-8")


DBLP_HIT = {
    "info": {
        "title": "Tides of the River.", "authors": {"author": {"text": "Ada Byron"}},
        "year": "2025", "pages": "1-2", "key": "conf/x/B25", "venue": "X",
    }
}  # fmt: skip
HITS = json.dumps({"result": {"hits": {"hit": [DBLP_HIT]}}})


def test_a_better_source_corrects_values_of_a_worse_one(data: Path) -> None:
    import_file(data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024))
    assert import_file(data, "hits.json", HITS).startswith("new 0, merged 1")
    record = read_record(data)
    assert (record["title"], record["year"], record["pages"]) == (
        "Tides of the River", 2025, "1-2"
    )  # fmt: skip
    assert record["id"] == "tides-of-the-river"
    assert import_file(
        data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024)
    ).startswith("new 0, merged 0, unchanged 1")


def test_manual_edits_of_an_imported_record_are_kept(data: Path) -> None:
    import_file(data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024))
    edit(data, title="Tides of the river (corrected)", id="tides-of-the-river", dblp="conf/x/B25")
    import_file(data, "hits.json", HITS)
    record = read_record(data)
    assert record["title"] == "Tides of the river (corrected)"
    assert record["year"] == 2025


def test_a_corrected_file_corrects_its_earlier_values(data: Path) -> None:
    import_file(data, "refs.bib", ENTRY.format(title="Tides of teh river", year=2024))
    import_file(data, "refs.bib", ENTRY.format(title="Tides of teh river", year=2025))
    assert read_record(data)["year"] == 2025


def test_a_deleted_field_is_imported_again(data: Path) -> None:
    import_file(data, "refs.bib", ENTRY.format(title="Tides", year=2024))
    record = read_record(data)
    del record["year"]
    (data / "papers" / "imported.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    import_file(data, "refs.bib", ENTRY.format(title="Tides", year=2024))
    assert read_record(data)["year"] == 2024


def test_a_duplicated_entry_is_stable_after_one_import(data: Path) -> None:
    twice = ENTRY.format(title="Tides", year=2024) + ENTRY.format(title="Tides!", year=2025)
    import_file(data, "refs.bib", twice)
    before = read_record(data)
    assert import_file(data, "refs.bib", twice) == "new 0, merged 0, unchanged 2, refused 0"
    assert read_record(data) == before


def test_two_papers_do_not_share_a_citation_key(data: Path) -> None:
    path = data.parent / "refs.bib"
    path.write_text(ENTRY.format(title="Tides", year=2001) + ENTRY.format(title="Mud", year=2002))
    report = run_import([path], data=data)
    assert [str(note).partition("refs.bib")[2] for note in report.notes if note.field] == [
        ":2: citation_key: warning: left out: 'k' is the citation key of another paper"
    ]
