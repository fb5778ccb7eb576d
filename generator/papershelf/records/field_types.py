"""Types of record fields: how a value is loaded, dumped and described by JSON Schema.

`FIELD_TYPES` is the single table of them. `core.record_schema` names the type of each field; the
loader, the serializer and the API schema look it up here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from papershelf.core.identifiers import COUNT_LIMIT
from papershelf.core.record_schema import (
    AUTHOR_KEYS,
    COUNT_KEYS,
    CSL_TYPES,
    FIGURE_KEYS,
    SOURCE_KEYS,
    STATUS_KEYS,
    STATUS_KINDS,
    UNLISTED_VENUE_KEYS,
    VENUE_KINDS,
    VERSION_KEYS,
)
from papershelf.records import composite_fields, own_values, scalar_fields
from papershelf.records.scalar_fields import FieldReporter

JsonSchema: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type of field values.

    `load` converts a plain value to the model's and reports problems; `dump` is its inverse, or
    `None` if both forms are the same. `json_schema` describes the plain value.
    """

    load: Callable[[object, FieldReporter], object]
    json_schema: JsonSchema
    dump: Callable[[Any], object] | None = None


def _array_schema(item: JsonSchema) -> JsonSchema:
    return {"type": "array", "items": item, "minItems": 1}


def _object_schema(keys: tuple[str, ...], required: str = "", **special: JsonSchema) -> JsonSchema:
    properties = {key: special.get(key, _TEXT) for key in keys}
    needed = {"required": [required]} if required else {}
    return {"type": "object", "properties": properties, **needed}


URL_SCHEMA: JsonSchema = {"type": "string", "format": "uri", "pattern": "^https?://"}
DAY_SCHEMA: JsonSchema = {"type": "string", "format": "date"}

_TEXT: JsonSchema = {"type": "string", "minLength": 1}
_SLUG: JsonSchema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
_DATE: JsonSchema = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_YEAR: JsonSchema = {"type": "integer", "minimum": 1, "maximum": 9999}
_NUMBER: JsonSchema = {"type": "integer", "minimum": 0, "maximum": COUNT_LIMIT - 1}
_ORCID: JsonSchema = {"type": "string", "pattern": "^([0-9]{4}-){3}[0-9]{3}[0-9X]$"}
_ARXIV: JsonSchema = {
    "type": "string", "pattern": r"^([a-z-]+/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})$",
}  # fmt: skip
_DOI: JsonSchema = {"type": "string", "pattern": r"^10\.[0-9]{4,9}(\.[0-9]+)*/\S+$"}
_ISBN: JsonSchema = {"type": "string", "pattern": "^(97[89][0-9]{10}|[0-9]{9}[0-9X])$"}
_ISSN: JsonSchema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{3}[0-9X]$"}
_WORK: JsonSchema = {"anyOf": [_DOI, _ARXIV, {"type": "string", "pattern": "^W[0-9]{1,15}$"}]}
_AUTHOR = _object_schema(
    AUTHOR_KEYS, "name", kind={"const": "organization"}, orcid=_ORCID, url=URL_SCHEMA
)
_UNLISTED_VENUE = _object_schema(UNLISTED_VENUE_KEYS, "name", kind={"enum": list(VENUE_KINDS)})
_COUNT = _object_schema(COUNT_KEYS, "value", value=_NUMBER, day=DAY_SCHEMA)
_STATUS = _object_schema(STATUS_KEYS, "kind", kind={"enum": list(STATUS_KINDS)})
_FIGURE = _object_schema(FIGURE_KEYS) | {"required": list(FIGURE_KEYS)}
_VERSION = _object_schema(VERSION_KEYS, doi=_DOI, arxiv=_ARXIV, url=URL_SCHEMA, year=_YEAR)
_SOURCE = _object_schema(
    SOURCE_KEYS, day=DAY_SCHEMA, fields={"type": "object", "additionalProperties": _TEXT}
)
_OWN_VALUES: JsonSchema = {
    "type": "object",
    "additionalProperties": {"anyOf": [_TEXT, {"type": "number"}, _array_schema(_TEXT)]},
}

FIELD_TYPES: Mapping[str, FieldType] = {
    "slug": FieldType(scalar_fields.load_slug, _SLUG),
    "slugs": FieldType(scalar_fields.load_slugs, _array_schema(_SLUG), list),
    "line": FieldType(scalar_fields.load_line, _TEXT),
    "lines": FieldType(scalar_fields.load_lines, _array_schema(_TEXT), list),
    "block": FieldType(scalar_fields.load_block, _TEXT),
    "tags": FieldType(scalar_fields.load_lines, _array_schema(_SLUG), list),
    "year": FieldType(scalar_fields.load_year, _YEAR),
    "date": FieldType(scalar_fields.load_date, _DATE),
    "day": FieldType(scalar_fields.load_day, DAY_SCHEMA),
    "days": FieldType(scalar_fields.load_days, _array_schema(DAY_SCHEMA), list),
    "url": FieldType(scalar_fields.load_url, URL_SCHEMA),
    "urls": FieldType(scalar_fields.load_urls, _array_schema(URL_SCHEMA), list),
    "arxiv": FieldType(scalar_fields.load_arxiv_id, _ARXIV),
    "doi": FieldType(scalar_fields.load_doi, _DOI),
    "name": FieldType(scalar_fields.load_scheme_identifier, _TEXT),
    "works": FieldType(scalar_fields.load_work_ids, _array_schema(_WORK), list),
    "isbns": FieldType(scalar_fields.load_isbns, _array_schema(_ISBN), list),
    "issns": FieldType(scalar_fields.load_issns, _array_schema(_ISSN), list),
    "key": FieldType(scalar_fields.load_citation_key, _TEXT),
    "type": FieldType(scalar_fields.load_csl_type, {"enum": sorted(CSL_TYPES)}),
    "authors": FieldType(
        composite_fields.load_authors, _array_schema({"anyOf": [_TEXT, _AUTHOR]}),
        composite_fields.dump_authors,
    ),
    "venue": FieldType(
        composite_fields.load_venue, {"anyOf": [_SLUG, _UNLISTED_VENUE]},
        composite_fields.dump_venue,
    ),
    "own_values": FieldType(
        own_values.load_own_values, _OWN_VALUES, own_values.dump_own_values
    ),
    "count": FieldType(composite_fields.load_count, _COUNT, composite_fields.dump_count),
    "status": FieldType(composite_fields.load_status, _STATUS, composite_fields.dump_status),
    "figure": FieldType(composite_fields.load_figure, _FIGURE, composite_fields.dump_figure),
    "versions": FieldType(
        composite_fields.load_versions, _array_schema(_VERSION), composite_fields.dump_versions
    ),
    "source": FieldType(composite_fields.load_source, _SOURCE, composite_fields.dump_source),
}  # fmt: skip
