"""A paper as a record of our own format: what went in comes out, key by key.

A `Paper` comes in, a mapping in the order of `schema.FIELDS` goes out, without what is empty. A
line of JSON made of it is a line that `data/papers/*.jsonl` may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from papershelf.core.identifier_schemes import derive_pdf
from papershelf.core.identifiers import CitationKey
from papershelf.core.record_schema import FIELDS, PDF_URL
from papershelf.records.field_types import FIELD_TYPES
from papershelf.records.model import Paper
from papershelf.text.json_text import dump_json


def serialize_paper(paper: Paper, citation_key: CitationKey | None = None) -> dict[str, Any]:
    """The record of a paper; `citation_key` is its citation key where the record pins none."""
    record: dict[str, Any] = {}
    for name, dump in _FIELD_DUMPS:
        value = getattr(paper, name)
        if value:
            record[name] = dump(value) if dump else value
        elif name == "citation_key" and citation_key:
            record[name] = citation_key
    return record


def public_record(paper: Paper, citation_key: CitationKey | None = None) -> dict[str, Any]:
    """The record of a paper as the site publishes it: with the address of its PDF, if it has one.

    Readers of our own format pass that over, so that nothing derived becomes part of a record.
    """
    record = serialize_paper(paper, citation_key)
    if pdf := paper.pdf or derive_pdf(partial(getattr, paper)):
        record[PDF_URL] = pdf
    return record


def serialize_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Some values of a record as we write them, in the order of the schema."""
    return {
        name: dump(value) if dump else value
        for name, dump in _FIELD_DUMPS
        if (value := values.get(name))
    }


def serialize_value(name: str, value: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """A value of one field as we write it."""
    dump = _DUMP_BY_FIELD[name]
    return dump(value) if dump else value


def render_jsonl_line(record: dict[str, Any]) -> str:
    """A record as one line of JSON, with its line break."""
    return dump_json(record) + "\n"


_DUMP_BY_FIELD = {field.name: FIELD_TYPES[field.kind].dump for field in FIELDS}
_FIELD_DUMPS = tuple(_DUMP_BY_FIELD.items())
