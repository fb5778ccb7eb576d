"""Tests of headings of imported lists as tags."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.importing.importer import ImportReport, run_import

TAGS = """\
groups:
  - id: water
    name: Water
tags:
  - id: floods
    name: Floods
    group: water
    aliases: [Inundation]
  - id: deltas
    name: Deltas
    group: water
"""
LIST = """\
# Rivers
## Inundation
- [A First River of Five](https://arxiv.org/abs/2401.00001)
## Land
### Mouths
- [A Second River of Five](https://arxiv.org/abs/2401.00002)
- [A First River of Five](https://arxiv.org/abs/2401.00001)
## Sea
### Mouths
- [A Third River of Five](https://arxiv.org/abs/2401.00003)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "tags.yaml").write_text(TAGS, "utf-8")
    (data / "venues.yaml").write_text("venues: []\n", "utf-8")
    (tmp_path / "list.md").write_text(LIST, "utf-8")
    return data


def load(data: Path, mapping: str = "") -> tuple[ImportReport, dict[str, list[str]]]:
    tags_from = data.parent / "map.yaml" if mapping else None
    if tags_from:
        tags_from.write_text(mapping, "utf-8")
    report = run_import([data.parent / "list.md"], data=data, tags_from=tags_from)
    lines = (data / "papers" / "imported.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return report, {record["arxiv"][-1]: record.get("tags", []) for record in records}


def test_headings_named_like_tags_are_used_and_others_are_listed_once(
    data: Path,
) -> None:
    report, tags = load(data)
    assert tags == {"1": ["floods"], "2": [], "3": []}
    (note,) = [note for note in report.notes if note.field == "headings"]
    assert note.message == (
        "are not tags; map them to tags in a file for --tags-from: 'Rivers' (4), "
        "'Rivers > Land' (2), 'Rivers > Land > Mouths' (2), 'Rivers > Sea' (1), "
        "'Rivers > Sea > Mouths' (1)"
    )


def test_the_longest_matching_path_of_a_mapping_is_used_and_tags_are_merged(data: Path) -> None:
    mapping = "mouths: deltas\nSea > Mouths: []\nRivers: []\nLand:\nsea: [Inundation]\n"
    report, tags = load(data, mapping)
    assert tags == {"1": ["floods", "deltas"], "2": ["deltas"], "3": ["floods"]}
    assert not [note for note in report.notes if note.field == "headings"]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("Land: [floods, mud]\n", "map.yaml:1: Land: 'mud' is not in tags.yaml"),
        ("Sea:\n  x: 1\n", "map.yaml:1: Sea: is not a tag or a list of tags"),
        ("- Sea\n", "map.yaml: is not a mapping such as Vision: [image-generation]"),
        ("a: [\n", "map.yaml:"),
    ],
)
def test_an_invalid_mapping_is_an_error_and_nothing_is_written(
    data: Path, mapping: str, message: str
) -> None:
    with pytest.raises(PapersError, match=r"map\.yaml") as raised:
        load(data, mapping)
    assert message in str(raised.value)
    assert not (data / "papers" / "imported.jsonl").exists()
