"""Tests that importing the same papers in any order of formats gives the same collection."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from papershelf.importing.importer import run_import
from papershelf.records.loader import Collection, load_collection
from papershelf.records.serializer import render_jsonl_line, serialize_paper
from papershelf.sources.format_detection import IMPORT_FORMATS
from papershelf.sources.own.data_folder import read_data
from tests.fabricated import TAGS, VENUES
from tests.sources.everywhere import FILES, Work, make_works

pytestmark = pytest.mark.seconds  # all formats in many orders, 20 s of CPU time

WORKS = make_works(200)
NAMES = sorted(FILES)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files with the papers in every format."""
    folder = tmp_path_factory.mktemp("files")
    paths = {}
    for name, (file, render) in FILES.items():
        paths[name] = folder / file
        paths[name].write_text(render(WORKS), encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def collected(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection made by importing all formats one at a time."""
    folder = tmp_path_factory.mktemp("collected")
    return collect(folder / "data", [files[name] for name in NAMES])


def make_data(folder: Path) -> Path:
    """A collection without papers."""
    (folder / "papers").mkdir(parents=True)
    (folder / "venues.yaml").write_text(yaml.safe_dump(VENUES), encoding="utf-8")
    (folder / "tags.yaml").write_text(yaml.safe_dump(TAGS), encoding="utf-8")
    return folder


def collect(folder: Path, paths: Sequence[Path]) -> Path:
    """The collection made by importing files in order."""
    data = make_data(folder)
    for path in paths:
        report = run_import([path], data=data)
        assert not report.refused, report.refused[:3]
    return data


def lines(data: Path) -> list[bytes]:
    """The lines of the records file, sorted, because their order depends on the order of imports."""
    return sorted((data / "papers" / "imported.jsonl").read_bytes().splitlines())


def load(data: Path) -> Collection:
    collection = load_collection(read_data(data))
    assert [str(problem) for problem in collection.problems] == []
    return collection


def test_every_format_has_a_file() -> None:
    assert set(FILES) == {known.name for known in IMPORT_FORMATS} - {"yaml"}


def orders() -> list[list[str]]:
    chance = random.Random(3)  # the same orders every time
    return [NAMES[::-1], *(chance.sample(NAMES, len(NAMES)) for _ in range(2))]


def test_the_collection_does_not_depend_on_the_order_of_imports(
    files: dict[str, Path], collected: Path, tmp_path: Path
) -> None:
    wanted = lines(collected)
    assert len(wanted) == len(WORKS)
    for at, order in enumerate(orders()):
        data = collect(tmp_path / str(at), [files[name] for name in order])
        assert lines(data) == wanted, order


def test_one_import_of_all_files_equals_separate_imports(
    files: dict[str, Path], collected: Path, tmp_path: Path
) -> None:
    one, other = (make_data(tmp_path / name) for name in "ab")
    run_import([files[name] for name in NAMES], data=one)
    run_import([files[name] for name in NAMES[::-1]], data=other)
    assert (one / "papers" / "imported.jsonl").read_bytes() == (
        other / "papers" / "imported.jsonl"
    ).read_bytes()
    assert lines(collected) == lines(one)


def test_repeated_imports_in_any_order_change_nothing(
    files: dict[str, Path], collected: Path
) -> None:
    for name in NAMES[::-1]:
        report = run_import([files[name]], data=collected, dry_run=True)
        assert (report.new, report.merged, report.edits) == ((), 0, ()), name
    everything = [files[name] for name in NAMES]
    assert not run_import(everything, data=collected, dry_run=True).edits


def test_each_field_has_the_value_and_name_of_the_best_source(
    collected: Path,
) -> None:
    papers = {paper.arxiv: paper for paper in load(collected).papers}
    work = WORKS[5]
    paper = papers[work.arxiv]  # type: ignore[index]
    assert paper.title == work.title  # with its formula
    assert [author.name for author in paper.authors] == work.authors
    assert paper.abstract == f"{work.abstract} And more."
    assert (paper.year, paper.published) == (work.year, work.published)
    assert (paper.doi, paper.acl) == (work.doi, f"2024.icrr-main.{work.number}")
    assert paper.featured == ("2026-11-19",)
    assert paper.source is not None
    sources = dict(paper.source.fields) | {"": f"{paper.source.format} {paper.source.origin}"}
    assert sources["published"] == "openalex works.json 2026-11-18"
    assert sources.get("abstract", sources[""]) == "openreview notes.json"
    assert sources.get("authors", sources[""]) == "acl 2024.icrr.xml"
    assert sources["citations"] == "openalex works.json 2026-11-18"


def make_manual_records(data: Path, works: Sequence[Work]) -> dict[str, Any]:
    """Manual records, some with wrong values, by arXiv id."""
    rows = [
        {
            "id": f"mine-{work.number}",
            "title": work.title,
            "arxiv": work.arxiv,
            "year": 1999,
            "authors": ["Somebody Else", work.authors[0]],
            "tags": ["tides"],
        }
        for work in works
    ]
    (data / "papers" / "hand.yaml").write_text(yaml.safe_dump(rows), encoding="utf-8")
    return {str(row["arxiv"]): row for row in rows}


def test_manual_values_survive_all_imports(files: dict[str, Path], tmp_path: Path) -> None:
    found = []
    few = ["acl", "arxiv", "bibtex", "capture", "openalex"]
    for at, order in enumerate([few, few[::-1]]):
        data = make_data(tmp_path / str(at))
        wanted = make_manual_records(data, WORKS[:40])
        for name in order:
            run_import([files[name]], data=data)
        records = {paper.arxiv: serialize_paper(paper) for paper in load(data).papers}
        assert len(records) == len(WORKS)
        for arxiv, row in wanted.items():
            record = records[arxiv]  # type: ignore[index]
            assert {name: record[name] for name in row} == row
        found.append(sorted(map(render_jsonl_line, records.values())))
    assert found[0] == found[1]


def test_a_dry_run_shows_the_exact_bytes(files: dict[str, Path], tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    make_manual_records(data, WORKS[:3])
    for name in ("hf", "s2", "dblp", "jsonl"):
        dry = run_import([files[name]], data=data, dry_run=True)
        wet = run_import([files[name]], data=data)
        assert str(dry) == str(wet)
        assert [(edit.path, edit.before, edit.after) for edit in dry.edits] == [
            (edit.path, edit.before, edit.after) for edit in wet.edits
        ]
        for edit in wet.edits:
            assert edit.path.read_bytes() == edit.after


def test_only_keywords_that_are_tags_become_tags(tmp_path: Path) -> None:
    data = make_data(tmp_path / "data")
    path = tmp_path / "x.bib"
    path.write_text(
        "@misc{a, title={Mud}, keywords={Tides, deep learning}}\n@misc{b, title={Silt}, "
        "keywords={none of ours}}\n"
    )
    report = run_import([path], data=data)
    assert not report.notes
    rows = [json.loads(line) for line in lines(data)]
    assert [row.get("tags") for row in rows] == [["tides"], None]
