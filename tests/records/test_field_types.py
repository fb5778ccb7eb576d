from __future__ import annotations

from typing import Any

import pytest
import yaml

from papershelf.core.errors import Problem
from papershelf.core.record_schema import FIELDS, RecordField
from papershelf.records.field_types import FIELD_TYPES
from papershelf.records.scalar_fields import FieldReporter
from papershelf.sources.parsing.raw_record import RawRecord
from tests.exports.test_api import find_violations


def load_example(field: RecordField, value: object) -> Any:  # noqa: ANN401
    problems: list[Problem] = []
    record = RawRecord(fields={field.name: value}, path="papers.yaml", line=1)
    report = FieldReporter(record, problems, field.name)
    loaded = FIELD_TYPES[field.kind].load(value, report)
    assert problems == []
    return loaded


def test_field_types_are_exactly_those_of_fields() -> None:
    assert {field.kind for field in FIELDS} == set(FIELD_TYPES)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_dumped_values_load_again_and_match_the_schema(field: RecordField) -> None:
    field_type = FIELD_TYPES[field.kind]
    example = yaml.load(f"value: {field.example}", yaml.BaseLoader)["value"]
    loaded = load_example(field, example)
    assert loaded
    dumped = field_type.dump(loaded) if field_type.dump else loaded
    assert load_example(field, dumped) == loaded
    assert list(find_violations(dumped, field_type.json_schema)) == []
