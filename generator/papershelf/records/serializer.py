"""Serializes a paper as a record in Papershelf's own format; the inverse of loading.

Input: a `Paper`. Output: a mapping in the order of `record_schema.FIELDS`, without empty values. As
a line of JSON it is a valid line of `data/papers/*.jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from papershelf.core.identifier_schemes import derive_pdf
from papershelf.core.identifiers import CitationKey
from papershelf.core.own_fields import OwnField
from papershelf.core.record_schema import FIELDS, PDF_URL
from papershelf.records.field_types import FIELD_TYPES
from papershelf.records.model import Paper
from papershelf.records.own_values import export_own_values
from papershelf.text.json_text import dump_json


def serialize_paper(paper: Paper, citation_key: CitationKey | None = None) -> dict[str, Any]:
    """Return the record of a paper; `citation_key` is used if the record sets none."""
    record: dict[str, Any] = {}
    for name, dump in _FIELD_DUMPS:
        value = getattr(paper, name)
        if value:
            record[name] = dump(value) if dump else value
        elif name == "citation_key" and citation_key:
            record[name] = citation_key
    return record


def public_record(
    paper: Paper, own_fields: Iterable[OwnField], citation_key: CitationKey | None = None
) -> dict[str, Any]:
    """Return the record of a paper as published on the site, with the URL of its PDF, if any.

    Of the fields that the collection declares itself, it has those that are exported.

    Readers of Papershelf's own format ignore that URL, so derived values never enter a record.
    """
    record = serialize_paper(paper, citation_key)
    if paper.extra:
        record["extra"] = export_own_values(paper.extra, own_fields)
        if not record["extra"]:
            del record["extra"]
    if pdf := paper.pdf or derive_pdf(partial(getattr, paper)):
        record[PDF_URL] = pdf
    return record


def serialize_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Serialize some values of a record, in schema order."""
    return {
        name: dump(value) if dump else value
        for name, dump in _FIELD_DUMPS
        if (value := values.get(name))
    }


def serialize_value(name: str, value: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """Serialize the value of one field."""
    dump = _DUMP_BY_FIELD[name]
    return dump(value) if dump else value


def render_jsonl_line(record: dict[str, Any]) -> str:
    """Render a record as one line of JSON, including the line break."""
    return dump_json(record) + "\n"


_DUMP_BY_FIELD = {field.name: FIELD_TYPES[field.kind].dump for field in FIELDS}
_FIELD_DUMPS = tuple(_DUMP_BY_FIELD.items())
