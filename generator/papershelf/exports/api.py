"""The static API: JSON files at lasting addresses, with a version and a schema.

A catalogue comes in, artifacts go out. `docs/api.md` describes them; a field may be added at any
time, but none is renamed or removed without a new `API_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import Group, last_change, last_change_of, plan_groups
from papershelf.catalogue.news import group_by_news
from papershelf.core.identifiers import CitationKey, Slug
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.bibtex import bibtex_entry
from papershelf.exports.citation_data import make_work
from papershelf.exports.csl_json import render_csl, work_item
from papershelf.exports.exporter import export_paths, group_formats
from papershelf.exports.feeds import ATOM, JSON_FEED
from papershelf.exports.opensearch import OPENSEARCH
from papershelf.exports.opml import OPML
from papershelf.exports.ris import ris_record
from papershelf.records.model import Paper, TagId, VenueId
from papershelf.records.serializer import public_record
from papershelf.records.site_paths import (
    AUTHORS,
    DAYS,
    DIGESTS,
    DOWNLOADS,
    PAPERS,
    SEARCH,
    STATISTICS,
    TAGS,
    TRENDING,
    VENUES,
    YEARS,
    paper_address,
    tag_address,
    venue_address,
)
from papershelf.text.json_text import dump_json

API_VERSION = 1
API = "api/"
SCHEMA = f"{API}schema.json"
_INDEX, _TAGS, _VENUES, _AUTHORS = (
    f"{API}{name}.json" for name in ("index", "tags", "venues", "authors")
)
API_FILES = (_INDEX, _TAGS, _VENUES, _AUTHORS)
"""The documents about more than one paper."""


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
    document |= public_record(paper, key)
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
    tags = [_tag_document(group, catalogue) for group in plan_groups(catalogue, "tag")]
    yield Artifact(_TAGS, render_document({"api": API_VERSION, "tags": tags}))
    venues = [_venue_document(group, catalogue) for group in plan_groups(catalogue, "venue")]
    yield Artifact(_VENUES, render_document({"api": API_VERSION, "venues": venues}))
    authors = [_author_document(group, catalogue) for group in plan_groups(catalogue, "author")]
    yield Artifact(_AUTHORS, render_document({"api": API_VERSION, "authors": authors}))


def index_document(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool = False
) -> dict[str, Any]:
    """What there is: counts, and the paths of everything else, from the site's root.

    `has_trending` says whether there is a page of what is trending.
    """
    collection = next(plan_groups(catalogue, "collection"))
    total = len(catalogue.papers)
    names = [known.name for known in group_formats(collection, total)]
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
        "schema": SCHEMA,
        "paper": f"{API}papers/{{id}}.json",
        "tags": _TAGS,
        "venues": _VENUES,
        "authors": _AUTHORS,
        "years": [_year_document(group, catalogue) for group in plan_groups(catalogue, "year")],
        "exports": dict(zip(names, export_paths(collection, total), strict=True)),
        "pages": _pages(catalogue, has_trending=has_trending),
        "feeds": _feeds(catalogue, settings, has_trending=has_trending),
        "robots": "robots.txt",
        "llms": "llms.txt",
    }
    if settings.site_url:
        index |= {"opml": OPML, "sitemap": "sitemap.xml", "opensearch": OPENSEARCH}
    return {name: value for name, value in index.items() if value}


def _pages(catalogue: Catalogue, *, has_trending: bool) -> dict[str, str]:
    """The pages that lead to all others."""
    pages = [PAPERS, TAGS, VENUES, AUTHORS, YEARS, STATISTICS, SEARCH, DOWNLOADS]
    pages += [DAYS] if catalogue.by_day else []
    pages += [TRENDING] if has_trending else []
    pages += [DIGESTS] if group_by_news(catalogue.papers) else []
    return {page.removesuffix("/"): page for page in pages}


def _feeds(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool
) -> dict[str, dict[str, str]]:
    """The feeds of the whole site, each in both formats; `feeds.opml` has all others."""
    if not settings.site_url:
        return {}
    folders = {"papers": ""}
    folders |= {"trending": TRENDING} if has_trending else {}
    folders |= {"digests": DIGESTS} if group_by_news(catalogue.papers) else {}
    return {
        name: {"atom": f"{folder}{ATOM}", "json": f"{folder}{JSON_FEED}"}
        for name, folder in folders.items()
    }


def _author_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    document = {"id": group.name, "name": group.title, "page": group.address}
    return _counted(document, group, catalogue)


def _year_document(group: Group, catalogue: Catalogue) -> dict[str, Any]:
    return _counted({"year": int(group.name), "page": group.address}, group, catalogue)


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
