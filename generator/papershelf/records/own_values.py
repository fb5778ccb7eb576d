"""Values of fields that a collection declares itself: the mapping `extra` of a record.

A record is loaded without the declarations, which commands that edit data do not need; then
`check_own_values` compares the values with them. All values are texts: YAML is read without types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from papershelf.core.own_fields import OWN_FIELD_NAME, OwnField
from papershelf.core.suggestions import Suggester
from papershelf.records.scalar_fields import (
    FieldReporter,
    load_date,
    load_line,
    load_url,
    quote_value,
)

OwnValue: TypeAlias = str | tuple[str, ...]
OwnValues: TypeAlias = tuple[tuple[str, OwnValue], ...]
"""Names of fields and their values, in the order of the record."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def load_own_values(value: object, report: FieldReporter) -> OwnValues:
    """Load a mapping of names to texts, numbers and lists of texts."""
    if not isinstance(value, dict):
        report.error(f"is not a mapping such as {{grant: RIV-12}}: {quote_value(value)}")
        return ()
    values: list[tuple[str, OwnValue]] = []
    for name, given in value.items():
        if not OWN_FIELD_NAME.fullmatch(str(name)):
            report.error(f"{quote_value(name)} is not a name: use a-z, 0-9, - and _, 40 at most")
        elif loaded := _load_value(given, report, f".{name}"):
            values.append((name, loaded))
    return tuple(values)


def _load_value(value: object, report: FieldReporter, part: str) -> OwnValue:
    if value is None:
        return ""
    if isinstance(value, list):
        items = [load_line(item, report, f"{part}[{i}]") for i, item in enumerate(value)]
        return tuple(dict.fromkeys(filter(None, items)))
    if isinstance(value, float):
        return repr(value)
    return load_line(value, report, part)


def dump_own_values(values: OwnValues) -> dict[str, str | list[str]]:
    """Return the mapping as it is written in a record."""
    return {name: value if isinstance(value, str) else list(value) for name, value in values}


def check_own_values(
    values: OwnValues, declared: Mapping[str, OwnField], report: FieldReporter
) -> None:
    """Report values whose field is not declared, or that do not have its type."""
    for name, value in values:
        if (field := declared.get(name)) is None:
            hint = Suggester(declared).suggest(name)
            report.error(f"is not declared under extra.papershelf.fields{hint}", f".{name}")
        elif field.type != "list":
            _check_value(value, field, report, f".{name}")


def _check_value(value: OwnValue, field: OwnField, report: FieldReporter, part: str) -> None:
    if not isinstance(value, str):
        report.error(f"is a list, but the field is declared as {field.type}", part)
    elif field.type == "url":
        load_url(value, report, part)
    elif field.type == "date":
        load_date(value, report, part)
    elif field.type == "number" and not _NUMBER.fullmatch(value):
        report.error(f"is not a number: {quote_value(value)}", part)


def own_texts(paper_values: OwnValues, field: OwnField) -> tuple[str, ...]:
    """Return the texts of one field, none if it has no value."""
    value = dict(paper_values).get(field.name, ())
    return (value,) if isinstance(value, str) else value


def export_own_values(
    values: OwnValues, declared: Iterable[OwnField]
) -> dict[str, str | int | float | list[str]]:
    """Return the values that may be exported, in the order of the declarations; numbers are numbers."""
    exported: dict[str, str | int | float | list[str]] = {}
    for field in declared:
        texts = own_texts(values, field)
        if not (texts and field.is_exported):
            continue
        if field.type == "list":
            exported[field.name] = list(texts)
        elif field.type == "number":
            exported[field.name] = float(texts[0]) if "." in texts[0] else int(texts[0])
        else:
            exported[field.name] = texts[0]
    return exported
