"""The static API: JSON files at permanent addresses, with a version number and a schema.

Takes a catalogue; returns artifacts. `docs/reference/api.md` documents them. Fields may be added at any
time, but none is renamed or removed without a new `API_VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from papershelf.catalogue.axes import AXES, Axis, Group
from papershelf.catalogue.axes.years import YEARS
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.daily import daily_papers
from papershelf.catalogue.groups import collection_group
from papershelf.catalogue.paper_days import last_change_day, last_change_day_of
from papershelf.core.identifiers import CitationKey
from papershelf.core.outputs import PARTS_FOLDER, Outputs, part_name
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.data_package import data_package_paths
from papershelf.exports.exporter import export_paths, group_formats
from papershelf.exports.feeds import ATOM_FILE, JSON_FEED_FILE
from papershelf.exports.formats.csl_json import CSL_JSON, csl_item
from papershelf.exports.formats.export_format import ExportedPaper
from papershelf.exports.formats.registry import PAPER_FILE_FORMATS, RECORD_FORMATS
from papershelf.exports.opensearch import OPENSEARCH_PATH
from papershelf.exports.opml import OPML_PATH
from papershelf.exports.reuse import license_url
from papershelf.records.model import Paper, PaperId
from papershelf.records.serializer import public_record
from papershelf.records.site_paths import (
    DAYS_ADDRESS,
    DIGESTS_ADDRESS,
    DOWNLOADS_ADDRESS,
    PAPERS_ADDRESS,
    SEARCH_ADDRESS,
    STATISTICS_ADDRESS,
    TRENDING_ADDRESS,
    paper_address,
)
from papershelf.text.json_text import dump_json

API_VERSION = 1
API_FOLDER = "api/"
SCHEMA_PATH = f"{API_FOLDER}schema.json"
_INDEX = f"{API_FOLDER}index.json"


def api_axes(catalogue: Catalogue) -> tuple[Axis, ...]:
    """Return the axes that have an API document."""
    return tuple(
        axis
        for axis in AXES
        if axis.in_api and (axis.has_empty_index or axis.has_values(catalogue))
    )


def api_paths(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the paths of the documents that cover more than one paper."""
    return (_INDEX, *map(_axis_path, api_axes(catalogue)))


def _axis_path(axis: Axis) -> str:
    return f"{API_FOLDER}{axis.name}.json"


def paper_artifacts(
    paper: Paper, catalogue: Catalogue, settings: Settings, citation_key: CitationKey
) -> list[Artifact]:
    """Return the API file of a paper and the export files next to its page, except its Markdown file."""
    outputs = settings.outputs
    exported = ExportedPaper(
        paper=paper, catalogue=catalogue, settings=settings, citation_key=citation_key
    )
    stem = paper_address(paper.id)[:-1]
    artifacts = []
    if outputs.paper_exports:
        artifacts += [
            Artifact(f"{stem}{known.ending}", known.envelope.join([record.encode()]).content)
            for known in PAPER_FILE_FORMATS
            if (record := known.render(exported, True))
        ]
    if outputs.paper_json or outputs.api_copies:
        document = render_document(_paper_document(exported))
        copies = {
            f"{stem}.json": outputs.paper_json,
            f"{API_FOLDER}{stem}.json": outputs.api_copies,
        }
        artifacts += [Artifact(path, document) for path, is_wanted in copies.items() if is_wanted]
    return artifacts


def part_artifacts(
    name: str,
    papers: Iterable[Paper],
    catalogue: Catalogue,
    settings: Settings,
    citation_keys: Mapping[PaperId, CitationKey],
) -> Iterator[Artifact]:
    """Yield the API file with the records of some papers by id, in place of a file for each."""
    exported = (
        ExportedPaper(
            paper=paper,
            catalogue=catalogue,
            settings=settings,
            citation_key=citation_keys[paper.id],
        )
        for paper in papers
    )
    documents = {one.paper.id: _paper_document(one) for one in exported}
    document = {"api": API_VERSION, "papers": documents}
    yield Artifact(f"{PARTS_FOLDER}{name}.json", render_document(document))


def group_by_part(papers: Iterable[Paper]) -> dict[str, list[Paper]]:
    """Group papers by the name of the part that has their records."""
    parts: dict[str, list[Paper]] = {}
    for paper in papers:
        parts.setdefault(part_name(paper.id), []).append(paper)
    return dict(sorted(parts.items()))


def _cite(exported: ExportedPaper) -> dict[str, Any]:
    """Return the record of a paper in each format, by its field in the API."""
    return {
        known.record_field: csl_item(exported.citation, exported.tags)
        if known is CSL_JSON
        else known.render(exported, True)
        for known in RECORD_FORMATS
    }


def _paper_document(exported: ExportedPaper) -> dict[str, Any]:
    """Return the full record of a paper with the source of each field and the generated fields."""
    paper, settings, citation_key = exported.paper, exported.settings, exported.citation_key
    document: dict[str, Any] = {"api": API_VERSION}
    if settings.site_url:
        document["page"] = f"{settings.site_url}{paper_address(paper.id)}"
    if changed := last_change_day(paper):
        document["changed"] = changed
    document |= public_record(paper, settings.fields, citation_key)
    if paper.tags_proposed:
        document["tags_proposed"] = True
    if settings.license:
        document["record_license"] = license_url(settings)
    document.update(_cite(exported))
    return document


def render_document(document: object) -> bytes:
    """Serialize an API document as UTF-8 JSON on one line with a trailing newline."""
    return f"{dump_json(document)}\n".encode()


def api_artifacts(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool = False
) -> Iterator[Artifact]:
    """Return the API files that cover more than one paper, except the schema."""
    index = index_document(catalogue, settings, has_trending=has_trending)
    yield Artifact(_INDEX, render_document(index))
    for axis in api_axes(catalogue):
        document = {
            "api": API_VERSION,
            axis.name: _value_documents(axis, catalogue, settings.outputs),
        }
        yield Artifact(_axis_path(axis), render_document(document))


def index_document(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool = False
) -> dict[str, Any]:
    """Return the entry document: counts, and the paths of all other documents from the site's root.

    `has_trending` says whether the site has a trending page.
    """
    collection, total = collection_group(catalogue), len(catalogue.papers)
    axes = api_axes(catalogue)
    names = [known.name for known in group_formats(collection, total, settings.outputs)]
    index: dict[str, Any] = {
        "api": API_VERSION,
        "name": settings.site_name,
        "description": settings.site_description,
        "site": settings.site_url,
        "curators": settings.curators,
        "license": settings.license,
        "license_url": license_url(settings),
        "changed": last_change_day_of(catalogue.papers),
        "counts": {
            "papers": total,
            **{axis.name: len(axis.papers_of(catalogue)) for axis in axes},
        },
        "schema": SCHEMA_PATH,
        "paper": settings.outputs.record_pattern,
        **{axis.name: _axis_path(axis) for axis in axes},
        YEARS.name: _value_documents(YEARS, catalogue, settings.outputs),
        "exports": dict(zip(names, export_paths(collection, total, settings.outputs), strict=True)),
        "pages": _page_addresses(catalogue, has_trending=has_trending),
        "feeds": _feed_paths(catalogue, settings, has_trending=has_trending),
        "robots": "robots.txt",
        "llms": "llms.txt",
        "data_package": "".join(data_package_paths(settings)),
    }
    if settings.site_url:
        index |= {"opml": OPML_PATH, "sitemap": "sitemap.xml", "opensearch": OPENSEARCH_PATH}
    return {name: value for name, value in index.items() if value}


def _page_addresses(catalogue: Catalogue, *, has_trending: bool) -> dict[str, str]:
    """Return the addresses of the main pages, from which all others can be reached."""
    pages = [PAPERS_ADDRESS, *(axis.address for axis in AXES if axis.has_empty_index)]
    pages += [STATISTICS_ADDRESS, SEARCH_ADDRESS, DOWNLOADS_ADDRESS]
    optional = [axis for axis in AXES if not axis.has_empty_index]
    pages += [axis.address for axis in optional if axis.has_values(catalogue)]
    pages += [TRENDING_ADDRESS] if has_trending else []
    by_date = {"days": DAYS_ADDRESS, "digests": DAYS_ADDRESS} if daily_papers(catalogue) else {}
    return {page.removesuffix("/"): page for page in pages} | by_date


def _feed_paths(
    catalogue: Catalogue, settings: Settings, *, has_trending: bool
) -> dict[str, dict[str, str]]:
    """Return the site-wide feeds in both formats; `feeds.opml` lists all other feeds."""
    if not settings.site_url:
        return {}
    folders = {"papers": ""}
    folders |= {"trending": TRENDING_ADDRESS} if has_trending else {}
    folders |= {"digests": DIGESTS_ADDRESS} if daily_papers(catalogue) else {}
    return {
        name: {"atom": f"{folder}{ATOM_FILE}", "json": f"{folder}{JSON_FEED_FILE}"}
        for name, folder in folders.items()
    }


def _value_documents(axis: Axis, catalogue: Catalogue, outputs: Outputs) -> list[dict[str, Any]]:
    """Return the API's entry for each value of an axis that has enough papers."""
    total = len(catalogue.papers)
    return [
        _value_document(axis, catalogue, group, total, outputs) for group in axis.groups(catalogue)
    ]


def _value_document(
    axis: Axis, catalogue: Catalogue, group: Group, total: int, outputs: Outputs
) -> dict[str, Any]:
    description = {name: value for name, value in axis.describe(catalogue, group).items() if value}
    exports = export_paths(group, total, outputs)
    return description | {"papers": len(group.papers), "exports": exports}
