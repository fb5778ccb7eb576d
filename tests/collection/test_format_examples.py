"""Test that the examples in the reference are valid with the shipped tags and venues."""

from __future__ import annotations

import yaml
from PIL import Image

from papershelf.core.own_fields import OwnField
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.core.record_schema import FIELDS
from papershelf.site.check_project import load_checked_collection
from tests.conftest import MakeCollection
from tests.test_docs import yaml_blocks


def test_the_examples_of_the_format_are_valid(make_collection: MakeCollection) -> None:
    examples = [yaml.safe_load(f"{field.name}: {field.example}") for field in FIELDS]
    blocks = [yaml.safe_load(block) for block in yaml_blocks()]
    listed = [record for block in blocks if isinstance(block, list) for record in block]
    # The others are reading lists and persons.
    whole = [record for record in listed if not {"papers", "name"} & record.keys()]
    known = {field.name for field in FIELDS}
    parts = [block for block in blocks if isinstance(block, dict) and block.keys() <= known]
    assert whole
    assert parts
    papers = whole + [
        {"title": f"Invented work {number}", "id": f"invented-{number}", **part}
        for number, part in enumerate([*examples, *parts])
    ]
    data = make_collection(papers)
    (data / "papers/figures").mkdir()
    for name in ("figures/tides.png", "x.png"):
        Image.new("RGB", (40, 30)).save(data / "papers" / name)
    fields = [OwnField(name="grant", label="Grant")]
    collection = load_checked_collection(data, STARTER_VOCABULARIES, fields)
    problems = [str(problem) for problem in collection.problems]
    assert problems == []
