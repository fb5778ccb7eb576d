"""JSON Schemas of the files that curators edit, for completion and checks in editors.

Takes nothing but the tables of fields and keys; returns JSON Schema documents of draft 7, which all editors know,
by name. They accept what the loaders accept: numbers for texts, one value for a list, and empty values. `papershelf
check` remains the judge; it knows, for example, the ids of other files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from papershelf.core.outputs import PRESETS, Outputs, switch_texts
from papershelf.core.own_fields import OWN_FIELD_PLACES, OWN_FIELD_TYPES
from papershelf.core.page import Artifact
from papershelf.core.record_schema import (
    FIELDS,
    LISTED_PAPER_KEYS,
    PERSON_KEYS,
    READING_LIST_KEYS,
    TAG_GROUP_KEYS,
    TAG_KEYS,
    TAG_RULE_KEYS,
    VENUE_KEYS,
    VENUE_KINDS,
)
from papershelf.core.settings import Settings
from papershelf.records.field_types import FIELD_TYPES
from papershelf.text.json_text import dump_json

Schema = dict[str, Any]

SITE_FOLDER = "api/schemas/"
"""Where a site has the schemas."""
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT: Schema = {"type": ["string", "number", "null"]}
_SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
_URL: Schema = {"type": ["string", "null"], "pattern": "^https?://"}
_TEXTS: Schema = {"anyOf": [{"type": "array", "items": _TEXT}, _TEXT]}
_SETTING_TYPES = {"int": "integer", "float": "number", "bool": "boolean"}
_READ_ONLY_SETTINGS = frozenset({"site_name", "site_url", "site_description", "language"})
"""Settings of MkDocs and of its theme, which are not below `extra.papershelf`."""


def edit_schemas() -> Mapping[str, Schema]:
    """Return the schemas by name: `records`, `venues`, `tags`, `collections`, `people` and `settings`."""
    reading_list = _entry(READING_LIST_KEYS, ("id", "title"), papers=_array(_listed_paper()))
    return {
        "records": _document("Records of papers", _list_or_nothing(record_schema())),
        "venues": _document("Venues", _sections(venues=_venue())),
        "tags": _document("Tags and their groups", _sections(groups=_group(), tags=_tag())),
        "collections": _document("Reading lists", _list_or_nothing(reading_list)),
        "people": _document("Persons and their spellings", _list_or_nothing(_person())),
        "settings": _document("Settings of a collection, mkdocs.yml", _settings_schema()),
    }


def schema_artifacts() -> tuple[Artifact, ...]:
    """Return the schemas as files of a site."""
    return tuple(
        Artifact(f"{SITE_FOLDER}{name}.json", render_schema(schema).encode())
        for name, schema in edit_schemas().items()
    )


def schema_paths() -> tuple[str, ...]:
    """Return the paths of the schemas in a site."""
    return tuple(f"{SITE_FOLDER}{name}.json" for name in edit_schemas())


def render_schema(schema: Schema) -> str:
    """Render a schema as one line of JSON."""
    return f"{dump_json(schema)}\n"


def _document(title: str, schema: Schema) -> Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


# --- records -------------------------------------------------------------------------------------


def record_schema() -> Schema:
    """Return the schema of one record; only the title is required."""
    properties = {
        field.name: _relax(FIELD_TYPES[field.kind].json_schema)
        | {"description": field.meaning, "examples": [field.example]}
        for field in FIELDS
    }
    properties["id"] |= _SLUG
    for name in ("venue", "tags"):  # names and aliases are accepted, too
        properties[name] = {**properties[name], **_without_patterns(properties[name])}
    return _object(properties, ("title",))


def _relax(schema: Schema) -> Schema:
    """Return a schema of finished records as one of what curators may write."""
    kind = schema.get("type")
    if "anyOf" in schema:
        return schema | {"anyOf": [*map(_relax, schema["anyOf"]), {"type": "null"}]}
    if kind == "array":
        item = _relax(schema["items"])
        return {"anyOf": [{"type": "array", "items": item}, item]}
    if kind == "object":
        properties = {key: _relax(value) for key, value in schema.get("properties", {}).items()}
        relaxed = {key: value for key, value in schema.items() if key != "properties"}
        return relaxed | (
            {"properties": properties, "additionalProperties": False} if properties else {}
        )
    if kind == "integer":
        return {"anyOf": [schema, {"type": ["string", "null"]}]}
    if kind == "string":
        return dict(_TEXT)
    return {"anyOf": [schema, {"type": "null"}]}


def _without_patterns(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "pattern"}


# --- vocabularies and lists ----------------------------------------------------------------------


def _object(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _sections(**entries: Schema) -> Schema:
    """Return the schema of a file with lists in sections; an empty section is null."""
    sections = _object({name: _list_or_nothing(entry) for name, entry in entries.items()})
    return {"anyOf": [sections, {"type": "null"}]}


def _list_or_nothing(items: Schema) -> Schema:
    return {"anyOf": [_array(items), {"type": "null"}]}


def _entry(keys: Sequence[str], required: Sequence[str], **special: Schema) -> Schema:
    known = {"id": _SLUG, "aliases": _TEXTS, **special}
    return _object({key: known.get(key, _TEXT) for key in keys}, required)


def _venue() -> Schema:
    kinds: Schema = {"enum": [*VENUE_KINDS, None]}
    return _entry(VENUE_KEYS, ("id", "name"), kind=kinds, homepage=_URL)


def _group() -> Schema:
    return _entry(TAG_GROUP_KEYS, ("id", "name"))


def _tag() -> Schema:
    rules = _object(dict.fromkeys(TAG_RULE_KEYS, _TEXTS))
    return _entry(TAG_KEYS, ("id", "name", "group"), rules=rules)


def _person() -> Schema:
    switch: Schema = {"type": ["boolean", "string", "null"]}
    return _entry(PERSON_KEYS, ("id", "name"), homepage=_URL, member=switch, papers=_TEXTS)


def _listed_paper() -> Schema:
    return {"anyOf": [_entry(LISTED_PAPER_KEYS, ("paper",)), {"type": "string"}]}


# --- settings ------------------------------------------------------------------------------------


def _settings_schema() -> Schema:
    """Return the schema of `mkdocs.yml`; other settings are those of MkDocs, and any is accepted."""
    special: dict[str, Schema] = {
        "outputs": {"anyOf": [{"enum": list(PRESETS)}, _outputs_schema()]},
        "fields": {"type": "object", "additionalProperties": _own_field_schema()},
        "allow": {"type": "object"},
        "search": {"enum": ["", "theme", "papershelf"]},
    }
    ours: dict[str, Schema] = {
        one.name: special.get(one.name)
        or {"type": [_SETTING_TYPES.get(str(one.type), "string"), "null"]}
        for one in fields(Settings)
        if one.name not in _READ_ONLY_SETTINGS
    }
    papershelf = _object(ours) | {"type": ["object", "null"]}
    extra = {"type": "object", "properties": {"papershelf": papershelf}}
    return {
        "type": "object",
        "properties": {"site_name": {"type": "string"}, "extra": extra},
        "required": ["site_name"],
    }


def _outputs_schema() -> Schema:
    texts = switch_texts()
    switches: dict[str, Schema] = {"preset": {"enum": list(PRESETS)}}
    for one in fields(Outputs):
        kind = _SETTING_TYPES.get(str(one.type), "string")
        choices = one.metadata["choices"]
        schema: Schema = {"enum": list(choices)} if choices else {"type": kind}
        switches[one.name] = schema | {"description": texts[one.name]}
    return _object(switches)


def _own_field_schema() -> Schema:
    places: Schema = {"enum": list(OWN_FIELD_PLACES)}
    flag: Schema = {"type": "boolean"}
    keys: dict[str, Schema] = {
        "label": {"type": "string"},
        "type": {"enum": list(OWN_FIELD_TYPES)},
        "show": {"anyOf": [_array(places), places, flag]},
        "export": flag,
        "facet": flag,
    }
    return _object(keys)
