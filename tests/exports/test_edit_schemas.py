"""The JSON Schemas for editors: they accept what `check` accepts, and report what it reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from papershelf.core.record_schema import FIELDS
from papershelf.exports.edit_schemas import (
    edit_schemas,
    render_schema,
    schema_artifacts,
    schema_paths,
)
from tests.conftest import ROOT
from tests.exports.test_api import find_violations
from tests.fabricated import ORDINARY, TAGS, VENUES

STARTERS = ROOT / "generator/papershelf/vocabularies"
LISTS = """
- id: start
  title: Start
  text: Two papers.
  papers: [tides, {paper: ebb, note: Short.}]
"""


def violations(name: str, text: str) -> list[str]:
    return list(find_violations(yaml.safe_load(text), edit_schemas()[name]))


def record_violations(record: Any) -> list[str]:  # noqa: ANN401
    (schema, _) = edit_schemas()["records"]["anyOf"]
    return list(find_violations(record, schema["items"]))


@pytest.mark.parametrize("record", ORDINARY, ids=lambda record: str(record.get("id")))
def test_valid_records_fit(record: Any) -> None:  # noqa: ANN401
    assert record_violations(record) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_each_field_fits(field: Any) -> None:  # noqa: ANN401
    example = yaml.load(field.example, Loader=yaml.BaseLoader)  # all texts
    assert record_violations({"title": "X", field.name: example}) == []


@pytest.mark.parametrize(
    "record",
    [
        {"title": 1984, "volume": 25, "arxiv": 2401.01234, "year": "2024"},
        {"title": "X", "tags": [], "code": "https://example.org/x", "authors": None, "year": None},
        {"title": "X", "venue": "Neural Information Processing Systems", "tags": ["Graph nets"]},
    ],
)
def test_what_the_loader_accepts_fits(record: Any) -> None:  # noqa: ANN401
    assert record_violations(record) == []


@pytest.mark.parametrize(
    "record",
    [{}, {"title": "X", "titel": "Y"}, {"title": "X", "id": "Not An Id"}, {"title": ["X"]},
     {"title": "X", "type": "novel"}, {"title": "X", "authors": [{"nam": "X"}]},
     {"title": "X", "status": {"kind": "lost"}}, "X"],
)  # fmt: skip
def test_what_check_reports_does_not_fit(record: Any) -> None:  # noqa: ANN401
    assert record_violations(record)


@pytest.mark.parametrize(
    "folder", sorted(path.name for path in STARTERS.iterdir() if path.is_dir())
)
@pytest.mark.parametrize("name", ["tags", "venues"])
def test_the_vocabularies_fit(folder: str, name: str) -> None:
    path = STARTERS / folder / f"{name}.yaml"
    if path.is_file():
        assert violations(name, path.read_text("utf-8")) == []


def test_vocabularies_and_lists_are_checked() -> None:
    assert list(find_violations(VENUES, edit_schemas()["venues"])) == []
    assert list(find_violations(TAGS, edit_schemas()["tags"])) == []
    assert violations("venues", "venues:\n") == []
    assert violations("venues", "venues: [{id: x, name: X, kind: festival}]")
    assert violations("tags", "tags: [{id: x, name: X}]"), "group is missing"
    assert violations("collections", LISTS) == []
    assert violations("collections", LISTS.replace("title", "titel"))


def test_people_are_checked() -> None:
    person = "- {id: jane-doe, name: Jane Doe, aliases: [J. Doe], member: true, papers: [tides]}"
    assert violations("people", person) == []
    assert violations("people", person.replace("aliases", "alias"))
    assert violations("people", person.replace("id: jane-doe, ", ""))


def test_settings_are_checked_below_ours_only() -> None:
    config = "site_name: X\nplugins: [papershelf]\nextra: {social: [], papershelf: {%s}}"
    assert (
        violations("settings", config % "page_size: 50, outputs: {preset: minimal, card: false}")
        == []
    )
    assert violations("settings", config % "fields: {grant: {label: Grant, type: text}}") == []
    assert violations("settings", config % "pagesize: 50")
    assert violations("settings", config % "outputs: everything")
    for path in (ROOT / "mkdocs.yml", ROOT / "examples/daily/mkdocs.yml"):
        text = path.read_text("utf-8").replace("!ENV ", "").replace("!!python/name:", "")
        found = violations("settings", text)
        assert [one for one in found if "repo" not in one] == [], path


def test_the_files_of_a_site_are_the_schemas() -> None:
    files = {one.path: one.content.decode() for one in schema_artifacts()}
    assert tuple(files) == schema_paths()
    assert files == {
        f"api/schemas/{name}.json": render_schema(one) for name, one in edit_schemas().items()
    }
    assert all(json.loads(text)["$schema"].endswith("draft-07/schema#") for text in files.values())


def test_the_hook_runs_the_check() -> None:
    (hook,) = yaml.safe_load(Path(ROOT, ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == (
        "papershelf-check",
        "papershelf check",
        "python",
    )
    assert hook["pass_filenames"] is False
