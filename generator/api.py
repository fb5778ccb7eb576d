"""The static API: JSON files at lasting addresses, with a version and a schema.

A catalogue comes in, artifacts go out. `docs/api.md` describes them; a field may be added at any
time, but none is renamed or removed without a new `API_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.addresses import paper_address, tag_address, venue_address
from generator.bibtex import bibtex_entry
from generator.catalogue import Catalogue
from generator.csl import render_csl, work_item
from generator.exports import export_paths
from generator.formats import FORMATS
from generator.groups import Group, last_change, last_change_of, plan_groups
from generator.identifiers import CitationKey, Slug
from generator.jsontext import dump_json
from generator.model import Paper, TagId, VenueId
from generator.page import Artifact
from generator.records import paper_record
from generator.ris import ris_record
from generator.settings import Settings
from generator.works import make_work

API_VERSION = 1
API = "api/"


def paper_artifacts(
    paper: Paper, catalogue: Catalogue, settings: Settings, key: CitationKey
) -> list[Artifact]:
    """What stands beside a paper's page: `.bib`, `.ris`, `.csl.json`, `.json`; and its API file."""
    work = make_work(paper, key, catalogue.venue_of(paper))
    stem, tags = paper_address(paper.id)[:-1], catalogue.tag_names(paper)
    document = render_document(paper_document(paper, settings, key))
    return [
        Artifact(f"{stem}.bib", bibtex_entry(work, tags).encode()),
        Artifact(f"{stem}.ris", ris_record(work, tags).encode()),
        Artifact(f"{stem}.csl.json", render_csl([work_item(work, tags)]).encode()),
        Artifact(f"{stem}.json", document),
        Artifact(f"{API}{stem}.json", document),
    ]


def paper_document(paper: Paper, settings: Settings, key: CitationKey) -> dict[str, Any]:
    """The whole record of a paper with where it came from, and what we add to it."""
    document: dict[str, Any] = {"api": API_VERSION}
    if settings.site_url:
        document["page"] = f"{settings.site_url}{paper_address(paper.id)}"
    if changed := last_change(paper):
        document["changed"] = changed
    document |= paper_record(paper, key)
    if paper.tags_proposed:
        document["tags_proposed"] = True
    return document


def render_document(document: object) -> bytes:
    """A document of the API: UTF-8, no line break but the last."""
    return f"{dump_json(document)}\n".encode()


def api_artifacts(catalogue: Catalogue, settings: Settings) -> Iterator[Artifact]:
    """The files of the API that tell of more than one paper, but for the schema."""
    yield Artifact(f"{API}index.json", render_document(index_document(catalogue, settings)))
    tags = [_tag_document(group, catalogue) for group in plan_groups(catalogue, "tag")]
    yield Artifact(f"{API}tags.json", render_document({"api": API_VERSION, "tags": tags}))
    venues = [_venue_document(group, catalogue) for group in plan_groups(catalogue, "venue")]
    yield Artifact(f"{API}venues.json", render_document({"api": API_VERSION, "venues": venues}))


def index_document(catalogue: Catalogue, settings: Settings) -> dict[str, Any]:
    """What there is: counts, and the paths of everything else, from the site's root."""
    collection = next(plan_groups(catalogue, "collection"))
    total = len(catalogue.papers)
    names = [f.name for f in FORMATS.values() if f.name != "markdown"]
    index: dict[str, Any] = {
        "api": API_VERSION,
        "name": settings.site_name,
        "description": settings.site_description,
        "site": settings.site_url,
        "changed": last_change_of(catalogue.papers),
        "counts": {
            "papers": total,
            "tags": len(catalogue.by_tag),
            "venues": len(catalogue.by_venue),
            "authors": len(catalogue.persons),
        },
        "schema": f"{API}schema.json",
        "paper": f"{API}papers/{{id}}.json",
        "tags": f"{API}tags.json",
        "venues": f"{API}venues.json",
        "exports": dict(zip(names, export_paths(collection, total), strict=True)),
    }
    return {name: value for name, value in index.items() if value}


def _tag_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    known = catalogue.tags[TagId(Slug(group.name))]
    document = {
        "id": known.id,
        "name": known.name,
        "group": known.group,
        "description": known.description,
        "aliases": list(known.aliases),
        "page": tag_address(known.id),
    }
    return _counted(document, group, catalogue)


def _venue_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    known = catalogue.venues[VenueId(Slug(group.name))]
    document = {
        "id": known.id,
        "name": known.name,
        "full_name": known.full_name,
        "kind": known.kind,
        "description": known.description,
        "homepage": known.homepage,
        "publisher": known.publisher,
        "aliases": list(known.aliases),
        "page": venue_address(known.id),
    }
    return _counted(document, group, catalogue)


def _counted(document: dict[str, Any], group: Group, catalogue: Catalogue) -> dict[str, Any]:
    told = {name: value for name, value in document.items() if value}
    exports = export_paths(group, len(catalogue.papers))
    return told | {"papers": len(group.papers), "exports": exports}
