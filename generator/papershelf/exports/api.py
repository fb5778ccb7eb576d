"""The static API: JSON files at lasting addresses, with a version and a schema.

A catalogue comes in, artifacts go out. `docs/api.md` describes them; a field may be added at any
time, but none is renamed or removed without a new `API_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import Group, last_change_day, last_change_day_of, list_groups
from papershelf.catalogue.news import group_by_news
from papershelf.core.identifiers import CitationKey, Slug
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.bibtex import render_bibtex_entry
from papershelf.exports.citation_data import make_citation
from papershelf.exports.csl_json import csl_item, render_csl
from papershelf.exports.exporter import export_paths, group_formats
from papershelf.exports.feeds import ATOM_FILE, JSON_FEED_FILE
from papershelf.exports.opensearch import OPENSEARCH_PATH
from papershelf.exports.opml import OPML_PATH
from papershelf.exports.ris import render_ris_record
from papershelf.records.model import Paper, TagId, VenueId
from papershelf.records.serializer import public_record
from papershelf.records.site_paths import (
    AUTHORS_ADDRESS,
    DAYS_ADDRESS,
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    PAPERS_ADDRESS,
    SEARCH_ADDRESS,
    STATISTICS_ADDRESS,
    TAGS_ADDRESS,
    TRENDING_ADDRESS,
    VENUES_ADDRESS,
    YEARS_ADDRESS,
    paper_address,
    tag_address,
    venue_address,
)
from papershelf.text.json_text import dump_json

API_VERSION = 1
API_FOLDER = "api/"
SCHEMA_PATH = f"{API_FOLDER}schema.json"
_INDEX, _TAGS, _VENUES, _AUTHORS = (
    f"{API_FOLDER}{name}.json" for name in ("index", "tags", "venues", "authors")
)
API_FILES = (_INDEX, _TAGS, _VENUES, _AUTHORS)
"""The documents about more than one paper."""


def paper_artifacts(
    paper: Paper, catalogue: Catalogue, settings: Settings, citation_key: CitationKey
) -> list[Artifact]:
    """What stands beside a paper's page: `.bib`, `.ris`, `.csl.json`, `.json`; and its API file."""
    work = make_citation(paper, citation_key, catalogue.venue_of(paper))
    stem, tags = paper_address(paper.id)[:-1], catalogue.tag_names(paper)
    document = render_document(paper_document(paper, settings, citation_key))
    return [
        Artifact(f"{stem}.bib", render_bibtex_entry(work, tags).encode()),
        Artifact(f"{stem}.ris", render_ris_record(work, tags).encode()),
        Artifact(f"{stem}.csl.json", render_csl([csl_item(work, tags)]).encode()),
        Artifact(f"{stem}.json", document),
        Artifact(f"{API_FOLDER}{stem}.json", document),
    ]


def paper_document(paper: Paper, settings: Settings, citation_key: CitationKey) -> dict[str, Any]:
    """The whole record of a paper with where it came from, and what we add to it."""
    document: dict[str, Any] = {"api": API_VERSION}
    if settings.site_url:
        document["page"] = f"{settings.site_url}{paper_address(paper.id)}"
    if changed := last_change_day(paper):
        document["changed"] = changed
    document |= public_record(paper, citation_key)
    if paper.tags_proposed:
        document["tags_proposed"] = True
    return document


def render_document(document: object) -> bytes:
    """A document of the API: UTF-8, no line break but the last."""
    return f"{dump_json(document)}\n".encode()


def api_artifacts(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool = False
) -> Iterator[Artifact]:
    """The files of the API that tell of more than one paper, but for the schema."""
    index = index_document(catalogue, settings, has_trending=has_trending)
    yield Artifact(_INDEX, render_document(index))
    tags = [_tag_document(group, catalogue) for group in list_groups(catalogue, "tag")]
    yield Artifact(_TAGS, render_document({"api": API_VERSION, "tags": tags}))
    venues = [_venue_document(group, catalogue) for group in list_groups(catalogue, "venue")]
    yield Artifact(_VENUES, render_document({"api": API_VERSION, "venues": venues}))
    authors = [_author_document(group, catalogue) for group in list_groups(catalogue, "author")]
    yield Artifact(_AUTHORS, render_document({"api": API_VERSION, "authors": authors}))


def index_document(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool = False
) -> dict[str, Any]:
    """What there is: counts, and the paths of everything else, from the site's root.

    `has_trending` says whether there is a page of what is trending.
    """
    collection = next(list_groups(catalogue, "collection"))
    total = len(catalogue.papers)
    names = [known.name for known in group_formats(collection, total)]
    index: dict[str, Any] = {
        "api": API_VERSION,
        "name": settings.site_name,
        "description": settings.site_description,
        "site": settings.site_url,
        "changed": last_change_day_of(catalogue.papers),
        "counts": {
            "papers": total,
            "tags": len(catalogue.by_tag),
            "venues": len(catalogue.by_venue),
            "authors": len(catalogue.persons),
        },
        "schema": SCHEMA_PATH,
        "paper": f"{API_FOLDER}papers/{{id}}.json",
        "tags": _TAGS,
        "venues": _VENUES,
        "authors": _AUTHORS,
        "years": [_year_document(group, catalogue) for group in list_groups(catalogue, "year")],
        "exports": dict(zip(names, export_paths(collection, total), strict=True)),
        "pages": _page_addresses(catalogue, has_trending=has_trending),
        "feeds": _feed_paths(catalogue, settings, has_trending=has_trending),
        "robots": "robots.txt",
        "llms": "llms.txt",
    }
    if settings.site_url:
        index |= {"opml": OPML_PATH, "sitemap": "sitemap.xml", "opensearch": OPENSEARCH_PATH}
    return {name: value for name, value in index.items() if value}


def _page_addresses(catalogue: Catalogue, *, has_trending: bool) -> dict[str, str]:
    """The pages that lead to all others."""
    pages = [
        PAPERS_ADDRESS,
        TAGS_ADDRESS,
        VENUES_ADDRESS,
        AUTHORS_ADDRESS,
        YEARS_ADDRESS,
        STATISTICS_ADDRESS,
        SEARCH_ADDRESS,
        DOWNLOADS_ADDRESS,
    ]
    pages += [DAYS_ADDRESS] if catalogue.by_day else []
    pages += [TRENDING_ADDRESS] if has_trending else []
    pages += [DIGESTS_ADDRESS] if group_by_news(catalogue.papers) else []
    return {page.removesuffix("/"): page for page in pages}


def _feed_paths(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool
) -> dict[str, dict[str, str]]:
    """The feeds of the whole site, each in both formats; `feeds.opml` has all others."""
    if not settings.site_url:
        return {}
    folders = {"papers": ""}
    folders |= {"trending": TRENDING_ADDRESS} if has_trending else {}
    folders |= {"digests": DIGESTS_ADDRESS} if group_by_news(catalogue.papers) else {}
    return {
        name: {"atom": f"{folder}{ATOM_FILE}", "json": f"{folder}{JSON_FEED_FILE}"}
        for name, folder in folders.items()
    }


def _author_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    document = {"id": group.name, "name": group.title, "page": group.address}
    return _with_counts(document, group, catalogue)


def _year_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    return _with_counts({"year": int(group.name), "page": group.address}, group, catalogue)


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
    return _with_counts(document, group, catalogue)


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
    return _with_counts(document, group, catalogue)


def _with_counts(document: dict[str, Any], group: Group, catalogue: Catalogue) -> dict[str, Any]:
    told = {name: value for name, value in document.items() if value}
    exports = export_paths(group, len(catalogue.papers))
    return told | {"papers": len(group.papers), "exports": exports}
