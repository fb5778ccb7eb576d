"""Records with seals in, what a person wrote told apart from what importers did."""

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


def told(**values: object) -> dict[str, object]:
    return {"id": "x", "title": "Tides", "year": 2024, **values}


def sealed(origins: dict[str, FieldSource], **values: object) -> dict[str, Any]:
    record = told(**values)
    return record | {"source": build_record_source(record, origins, None)}


def test_whoever_told_most_is_told_once_and_the_others_by_field() -> None:
    origins = {"title": ARXIV, "abstract": ARXIV, "year": DBLP}
    source = sealed(origins, abstract="We wait.")["source"]
    assert (source.format, source.origin, source.day) == ("arxiv", "feed.xml", "2026-11-01")
    assert source.fields == (("year", "dblp hits.json"),)
    assert parse_field_sources(sealed(origins, abstract="We wait.")) == origins


def test_a_value_that_a_person_changed_is_theirs_and_the_others_are_not() -> None:
    record = sealed({"title": ARXIV, "year": ARXIV})
    record["year"] = 2025
    record["summary"] = "About tides."
    assert parse_field_sources(record) == {"title": ARXIV}
    after = build_record_source(record, parse_field_sources(record), record["source"])
    assert after is not None
    assert after.seal == field_checksum("title", "Tides")


def test_a_record_without_a_seal_is_a_persons_unless_it_is_on_its_way_in() -> None:
    record = told(source=Source(format="hf", origin="x", fields=(("year", "dblp"),)))
    assert parse_field_sources(record) == {}
    incoming = parse_field_sources(record, with_checksums=False)
    assert incoming == {"title": FieldSource("hf", "x"), "year": FieldSource("dblp")}
    assert parse_field_sources(told()) == {}


def test_a_checksum_is_of_the_field_and_the_value_as_written() -> None:
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


def give(data: Path, name: str, text: str, **options: Any) -> str:  # noqa: ANN401
    path = data.parent / name
    path.write_text(text, encoding="utf-8")
    return str(run_import([path], data=data, **options))


def stored(data: Path) -> dict[str, Any]:
    (line,) = (data / "papers" / "imported.jsonl").read_text("utf-8").splitlines()
    record: dict[str, Any] = json.loads(line)
    return record


def edit(data: Path, **changes: object) -> None:
    path = data / "papers" / "imported.jsonl"
    path.write_text(json.dumps(stored(data) | changes) + "\n", encoding="utf-8")


DBLP_HIT = {
    "info": {
        "title": "Tides of the River.", "authors": {"author": {"text": "Ada Byron"}},
        "year": "2025", "pages": "1-2", "key": "conf/x/B25", "venue": "X",
    }
}  # fmt: skip
HITS = json.dumps({"result": {"hits": {"hit": [DBLP_HIT]}}})


def test_a_better_source_corrects_what_a_worse_one_told(data: Path) -> None:
    give(data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024))
    assert give(data, "hits.json", HITS).startswith("new 0, merged 1")
    record = stored(data)
    assert (record["title"], record["year"], record["pages"]) == (
        "Tides of the River", 2025, "1-2"
    )  # fmt: skip
    assert record["id"] == "tides-of-the-river"
    assert give(data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024)).startswith(
        "new 0, merged 0, unchanged 1"
    )


def test_what_a_person_edited_in_an_imported_record_stays(data: Path) -> None:
    give(data, "refs.bib", ENTRY.format(title="Tides of the river", year=2024))
    edit(data, title="Tides of the river (corrected)", id="tides-of-the-river", dblp="conf/x/B25")
    give(data, "hits.json", HITS)
    record = stored(data)
    assert record["title"] == "Tides of the river (corrected)"
    assert record["year"] == 2025


def test_a_corrected_file_corrects_what_it_told_before(data: Path) -> None:
    give(data, "refs.bib", ENTRY.format(title="Tides of teh river", year=2024))
    give(data, "refs.bib", ENTRY.format(title="Tides of teh river", year=2025))
    assert stored(data)["year"] == 2025


def test_a_field_that_a_person_deleted_comes_back(data: Path) -> None:
    give(data, "refs.bib", ENTRY.format(title="Tides", year=2024))
    record = stored(data)
    del record["year"]
    (data / "papers" / "imported.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    give(data, "refs.bib", ENTRY.format(title="Tides", year=2024))
    assert stored(data)["year"] == 2024


def test_an_entry_that_stands_twice_in_a_file_settles_at_once(data: Path) -> None:
    twice = ENTRY.format(title="Tides", year=2024) + ENTRY.format(title="Tides!", year=2025)
    give(data, "refs.bib", twice)
    before = stored(data)
    assert give(data, "refs.bib", twice) == "new 0, merged 0, unchanged 2, refused 0"
    assert stored(data) == before


def test_two_papers_do_not_share_a_citation_key(data: Path) -> None:
    path = data.parent / "refs.bib"
    path.write_text(ENTRY.format(title="Tides", year=2001) + ENTRY.format(title="Mud", year=2002))
    report = run_import([path], data=data)
    assert [str(note).partition("refs.bib")[2] for note in report.notes if note.field] == [
        ":2: citation_key: warning: left out: 'k' is that of another paper"
    ]
