"""The description of the exports as a Data Package (datapackage.org), in `datapackage.json`.

Takes a catalogue; returns an artifact. CSV, RIS, CSL-JSON and JSON Lines have no place for a
license, so this file states it for all files of the collection.
"""

from __future__ import annotations

from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import collection_group
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.core.site_settings.license import parse_license
from papershelf.core.slugs import make_slug
from papershelf.exports.exporter import export_paths
from papershelf.exports.formats.registry import format_of_path
from papershelf.exports.reuse import reuse_sentences
from papershelf.text.json_text import dump_json

DATA_PACKAGE_PATH = "datapackage.json"


def data_package_paths(settings: Settings) -> tuple[str, ...]:
    """Return the path of the file, or nothing if the settings do not say how to reuse the data."""
    return (DATA_PACKAGE_PATH,) if reuse_sentences(settings) else ()


def render_data_package(catalogue: Catalogue, settings: Settings) -> Artifact:
    """Render the file: who made the collection, its license, and its exports."""
    paths = export_paths(collection_group(catalogue), len(catalogue.papers), settings.outputs)
    known = parse_license(settings.license)
    license_facts = {"name": known.id, "title": known.name, "path": known.url}
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": make_slug(settings.site_name) or "papers",
        "title": settings.site_name,
        "description": " ".join(
            filter(None, [settings.site_description, *reuse_sentences(settings)])
        ),
        "homepage": settings.site_url,
        "licenses": [_without_empty(license_facts)] if settings.license else [],
        "contributors": (
            [{"title": settings.curators, "roles": ["creator"]}] if settings.curators else []
        ),
        "resources": [_resource(path) for path in paths],
    }
    return Artifact(DATA_PACKAGE_PATH, f"{dump_json(_without_empty(package))}\n".encode())


def _resource(path: str) -> dict[str, str]:
    found = format_of_path(path)
    return {
        "name": found.name,
        "path": path,
        "format": found.ending.rpartition(".")[2],
        "mediatype": found.media_type,
        "title": found.label,
        "encoding": "utf-8",
    }


def _without_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
