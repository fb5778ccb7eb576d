"""The JSON Schema of a paper in the static API, generated from the table of fields.

Takes the table; returns a JSON Schema 2020-12 document, so the schema always matches the fields.
"""

from __future__ import annotations

from typing import Any

from papershelf.core.page import Artifact
from papershelf.core.record_schema import FIELDS, PDF_URL, RecordField
from papershelf.core.settings import Settings
from papershelf.exports.api import API_VERSION, SCHEMA_PATH, render_document
from papershelf.exports.formats.bibtex import BIBTEX
from papershelf.exports.formats.csl_json import CSL_JSON
from papershelf.exports.formats.csv_table import CSV
from papershelf.exports.formats.ris import RIS
from papershelf.records.field_types import DAY_SCHEMA, FIELD_TYPES, URL_SCHEMA


def paper_schema(settings: Settings) -> dict[str, Any]:
    """Return the schema of `papers/<id>.json` and of the lines of `papers.jsonl`.

    It covers the fields of a record and the generated fields. Unknown fields are allowed, since
    new ones may be added at any time; lines of JSONL have no `api` field and no citations.
    """
    name = {"$id": f"{settings.site_url}{SCHEMA_PATH}"} if settings.site_url else {}
    added = {
        "api": {"const": API_VERSION, "description": "Version of this API"},
        "page": URL_SCHEMA
        | {"description": "URL of the paper's page, if the site has a configured address"},
        "changed": DAY_SCHEMA
        | {"description": "Last day on which the paper was added, featured, counted or edited"},
    }
    fields = {field.name: _field_schema(field) for field in FIELDS}
    made = {
        PDF_URL: URL_SCHEMA
        | {"description": "URL of the PDF, from the record or derived from an identifier"},
        "tags_proposed": {"const": True, "description": "Rules chose the tags, not a person"},
        "record_license": URL_SCHEMA
        | {"description": "License of this record and its summary, not of the paper"},
        BIBTEX.record_field: {"type": "string", "description": "The citation in BibTeX"},
        RIS.record_field: {"type": "string", "description": "The citation in RIS"},
        CSL_JSON.record_field: {"type": "object", "description": "The citation as a CSL item"},
        CSV.record_field: {"type": "string", "description": "The row of the paper in `papers.csv`"},
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
    return FIELD_TYPES[field.kind].json_schema | {"description": field.meaning}


def schema_artifact(settings: Settings) -> Artifact:
    """Return the schema as an API file."""
    return Artifact(SCHEMA_PATH, render_document(paper_schema(settings)))
