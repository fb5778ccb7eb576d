"""The JSON Schema of a paper in the static API, made from the table of fields.

The table comes in, a schema by JSON Schema 2020-12 goes out, so that the two cannot part.
"""

from __future__ import annotations

from typing import Any

from papershelf.core.identifiers import COUNT_LIMIT
from papershelf.core.page import Artifact
from papershelf.core.record_schema import (
    AUTHOR_KEYS,
    COUNT_KEYS,
    CSL_TYPES,
    FIELDS,
    PDF_URL,
    SOURCE_KEYS,
    STATUS_KEYS,
    STATUS_KINDS,
    UNLISTED_VENUE_KEYS,
    VENUE_KINDS,
    VERSION_KEYS,
    FieldKind,
    RecordField,
)
from papershelf.core.settings import Settings
from papershelf.exports.api import API_VERSION, SCHEMA_PATH, render_document

_COUNT = {"type": "integer", "minimum": 0, "maximum": COUNT_LIMIT - 1}

_SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "format": "uri", "pattern": "^https?://"}
_DAY = {"type": "string", "format": "date"}
_DATE = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_ORCID = {"type": "string", "pattern": "^([0-9]{4}-){3}[0-9]{3}[0-9X]$"}


def _array_schema(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


def _object_schema(keys: tuple[str, ...], required: str = "", **special: Any) -> dict[str, Any]:  # noqa: ANN401
    properties = {key: special.get(key, _TEXT) for key in keys}
    needed = {"required": [required]} if required else {}
    return {"type": "object", "properties": properties, **needed}


_AUTHOR = _object_schema(
    AUTHOR_KEYS, "name", kind={"const": "organization"}, orcid=_ORCID, url=_URL
)
_YEAR = {"type": "integer", "minimum": 1, "maximum": 9999}
_ARXIV = {"type": "string", "pattern": r"^([a-z-]+/[0-9]{7}|[0-9]{4}\.[0-9]{4,5})$"}
_DOI = {"type": "string", "pattern": r"^10\.[0-9]{4,9}(\.[0-9]+)*/\S+$"}
_WORK = {"anyOf": [_DOI, _ARXIV, {"type": "string", "pattern": "^W[0-9]{1,15}$"}]}
_VERSION = _object_schema(VERSION_KEYS, doi=_DOI, arxiv=_ARXIV, url=_URL, year=_YEAR)
_UNLISTED_VENUE = _object_schema(UNLISTED_VENUE_KEYS, "name", kind={"enum": list(VENUE_KINDS)})
_FIELD_TEXTS = {"type": "object", "additionalProperties": _TEXT}
_SCHEMA_BY_KIND: dict[FieldKind, dict[str, Any]] = {
    "slug": _SLUG,
    "line": _TEXT,
    "block": _TEXT,
    "name": _TEXT,
    "venue": {"anyOf": [_SLUG, _UNLISTED_VENUE]},
    "key": _TEXT,
    "year": _YEAR,
    "date": _DATE,
    "day": _DAY,
    "days": _array_schema(_DAY),
    "arxiv": _ARXIV,
    "doi": _DOI,
    "url": _URL,
    "urls": _array_schema(_URL),
    "authors": _array_schema({"anyOf": [_TEXT, _AUTHOR]}),
    "tags": _array_schema(_SLUG),
    "slugs": _array_schema(_SLUG),
    "lines": _array_schema(_TEXT),
    "isbns": _array_schema({"type": "string", "pattern": "^(97[89][0-9]{10}|[0-9]{9}[0-9X])$"}),
    "issns": _array_schema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{3}[0-9X]$"}),
    "versions": _array_schema(_VERSION),
    "works": _array_schema(_WORK),
    "type": {"enum": sorted(CSL_TYPES)},
    "count": _object_schema(COUNT_KEYS, "value", value=_COUNT, day=_DAY),
    "status": _object_schema(STATUS_KEYS, "kind", kind={"enum": list(STATUS_KINDS)}),
    "source": _object_schema(SOURCE_KEYS, day=_DAY, fields=_FIELD_TEXTS),
}


def paper_schema(settings: Settings) -> dict[str, Any]:
    """The schema of `api/papers/<id>.json` and of the lines of `papers.jsonl`.

    It has the fields of a record, and what we add. Fields that it does not know are allowed, for
    one may be added at any time; lines of JSONL have no `api`.
    """
    name = {"$id": f"{settings.site_url}{SCHEMA_PATH}"} if settings.site_url else {}
    added = {
        "api": {"const": API_VERSION, "description": "Version of this API"},
        "page": _URL | {"description": "The paper's page; where the site knows its address"},
        "changed": _DAY | {"description": "Last day on which the record tells of news"},
    }
    fields = {field.name: _field_schema(field) for field in FIELDS}
    made = {
        PDF_URL: _URL | {"description": "The PDF: that of the record, or of an identifier"},
        "tags_proposed": {"const": True, "description": "Rules chose the tags, not a person"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **name,
        "title": "A paper",
        "type": "object",
        "properties": added | fields | made,
        "required": ["id", "title", "citation_key"],
    }


def _field_schema(field: RecordField) -> dict[str, Any]:
    return _SCHEMA_BY_KIND[field.kind] | {"description": field.meaning}


def schema_artifact(settings: Settings) -> Artifact:
    """The schema as a file of the API."""
    return Artifact(SCHEMA_PATH, render_document(paper_schema(settings)))
