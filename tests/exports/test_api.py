from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.catalogue.groups import list_groups
from papershelf.core.identifiers import CitationKey
from papershelf.core.outputs import FULL, LARGE_COLLECTION, MINIMAL, STANDARD, Outputs
from papershelf.core.record_schema import FIELDS
from papershelf.core.settings import Settings
from papershelf.exports.api import (
    API_VERSION,
    api_artifacts,
    group_by_part,
    index_document,
    paper_artifacts,
    part_artifacts,
    render_document,
)
from papershelf.exports.exporter import PART_LIMIT, export_paths
from papershelf.exports.formats.registry import EXPORT_FORMATS
from papershelf.exports.json_schema import paper_schema, schema_artifact
from papershelf.records.model import Paper
from papershelf.records.serializer import public_record, render_jsonl_line, serialize_paper
from tests.conftest import ROOT
from tests.export_samples import (
    KEY,
    VENUES,
    full_paper,
    make_catalogue,
    make_csl_item,
    make_paper,
    render_bibtex,
    render_ris,
    withdrawn_paper,
)

SITE = Settings(
    site_name="Shelf",
    site_url="https://papers.example/",
    site_description="Toys",
    curators="Our lab",
    license="CC0-1.0",
)
PAPERS = [full_paper(), withdrawn_paper(), make_paper()]
CATALOGUE = make_catalogue(PAPERS)
DOCUMENTS = {
    a.path: json.loads(a.content) for a in api_artifacts(CATALOGUE, SITE, has_trending=True)
}
YEARS = {
    group.papers[0].year: export_paths(group, 3, FULL) for group in list_groups(CATALOGUE, "year")
}


def find_violations(value: Any, schema: Mapping[str, Any], path: str = "$") -> Iterator[str]:  # noqa: ANN401
    """The violations of a JSON schema, for the keywords that our schemas use."""
    known = {"$schema", "$id", "title", "description", "format", "type", "const", "enum", "pattern",
             "minLength", "maxLength", "minimum", "maximum", "minItems", "items", "anyOf",
             "properties", "required", "additionalProperties", "examples"}  # fmt: skip
    assert set(schema) <= known, set(schema) - known
    kinds = {"string": str, "integer": int, "array": list, "object": dict, "boolean": bool,
             "number": int | float, "null": type(None)}  # fmt: skip
    names = schema.get("type", ())
    allowed = [kinds[name] for name in ([names] if isinstance(names, str) else names)]
    if allowed and not any(isinstance(value, kind) for kind in allowed):
        yield f"{path} is not {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path} is not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path} is not in the list"
    if "anyOf" in schema and all(list(find_violations(value, s, path)) for s in schema["anyOf"]):
        yield f"{path} fits none"
    if isinstance(value, str) and not _matches_format(value, schema):
        yield f"{path} is not such a text"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path} is too small"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{path} is empty"
        for number, item in enumerate(value):
            yield from find_violations(item, schema.get("items", {}), f"{path}[{number}]")
    if isinstance(value, dict) and "object" in names:
        yield from _find_object_violations(value, schema, path)


def _matches_format(value: str, schema: Mapping[str, Any]) -> bool:
    return bool(
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and re.search(schema.get("pattern", ""), value)
    )


def _find_object_violations(
    value: dict[str, Any], schema: Mapping[str, Any], path: str
) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}.{name} is missing"
    for name, item in value.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
        if inner is False:
            yield f"{path}.{name} is not known"
        else:
            yield from find_violations(item, inner, f"{path}.{name}")


# --- a paper ------------------------------------------------------------------------------------


def document_of(paper: Paper, settings: Settings = SITE, key: CitationKey = KEY) -> dict[str, Any]:
    files = {a.path: a.content for a in paper_artifacts(paper, CATALOGUE, settings, key)}
    document: dict[str, Any] = json.loads(files[f"papers/{paper.id}.json"])
    return document


def test_each_paper_page_has_export_files() -> None:
    paper = full_paper()
    venue = VENUES[paper.venue] if isinstance(paper.venue, str) else None
    tags = CATALOGUE.tag_names(paper)
    files = {a.path: a.content for a in paper_artifacts(paper, CATALOGUE, SITE, KEY)}
    assert list(files) == [
        "papers/full-paper.bib",
        "papers/full-paper.ris",
        "papers/full-paper.csl.json",
        "papers/full-paper.json",
        "api/papers/full-paper.json",
    ]
    assert files["papers/full-paper.bib"].decode() == render_bibtex(paper, KEY, venue, tags)
    assert files["papers/full-paper.ris"].decode() == render_ris(paper, KEY, venue, tags)
    item = make_csl_item(paper, KEY, venue, tags)
    assert json.loads(files["papers/full-paper.csl.json"]) == [item]
    assert files["papers/full-paper.json"] == files["api/papers/full-paper.json"]


def test_a_document_has_the_record_and_additional_fields() -> None:
    document = document_of(full_paper())
    citations = {name: document.pop(name) for name in ("bibtex", "ris", "csl", "csv")}
    added = {
        "api": API_VERSION,
        "page": "https://papers.example/papers/full-paper/",
        "changed": "2026-11-21",
        "pdf_url": "https://example.org/paper.pdf",
        "tags_proposed": True,
        "record_license": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    assert document == json.loads(json.dumps(serialize_paper(full_paper(), KEY))) | added
    files = {a.path: a.content for a in paper_artifacts(full_paper(), CATALOGUE, SITE, KEY)}
    assert citations["bibtex"] == files["papers/full-paper.bib"].decode()
    assert citations["ris"] == files["papers/full-paper.ris"].decode()
    assert [citations["csl"]] == json.loads(files["papers/full-paper.csl.json"])
    assert citations["csv"].startswith("full-paper,")


@pytest.mark.parametrize(
    ("outputs", "paths"),
    [
        (STANDARD, ["papers/full-paper.json"]),
        (MINIMAL, []),
        (replace(MINIMAL, api_copies=True), ["api/papers/full-paper.json"]),
    ],
)
def test_outputs_choose_the_files_of_a_paper(outputs: Outputs, paths: list[str]) -> None:
    settings = replace(SITE, outputs=outputs)
    found = paper_artifacts(full_paper(), CATALOGUE, settings, KEY)
    assert [artifact.path for artifact in found] == paths


def test_a_part_has_the_records_of_its_papers() -> None:
    parts = group_by_part(PAPERS)
    assert sorted(p.id for members in parts.values() for p in members) == sorted(
        paper.id for paper in PAPERS
    )
    keys = assign_citation_keys(PAPERS)
    for name, papers in parts.items():
        [artifact] = part_artifacts(name, papers, CATALOGUE, SITE, keys)
        assert artifact.path == f"api/parts/{name}.json"
        records = json.loads(artifact.content)["papers"]
        assert records == {paper.id: document_of(paper, SITE, keys[paper.id]) for paper in papers}
        for paper in papers:
            assert MINIMAL.record_path(paper.id) == artifact.path


@pytest.mark.parametrize(
    ("fields", "pdf"),
    [
        ({"arxiv": "2401.01234"}, "https://arxiv.org/pdf/2401.01234"),
        ({"acl": "P19-1001", "arxiv": "2401.01234"}, "https://aclanthology.org/P19-1001.pdf"),
        ({"arxiv": "2401.01234", "pdf": "https://a.example/b.pdf"}, "https://a.example/b.pdf"),
        ({"doi": "10.1000/x"}, None),
    ],
)
def test_a_document_has_the_pdf_url_of_the_page(fields: dict[str, Any], pdf: str | None) -> None:
    document = document_of(make_paper(**fields))
    assert document.get("pdf_url") == pdf
    assert document.get("pdf") == fields.get("pdf")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("settings", [SITE, Settings()])
def test_every_document_matches_the_schema(paper: Paper, settings: Settings) -> None:
    document = document_of(paper, settings)
    assert list(find_violations(document, paper_schema(SITE))) == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("api", 2, "$.api is not 1"),
        ("year", "2020", "$.year is not integer"),
        ("authors", [], "$.authors is empty"),
        ("authors", [{"given": "A"}], "$.authors[0] fits none"),
        ("doi", "https://doi.org/10.1000/x", "$.doi is not such a text"),
        ("type", "novel", "$.type is not in the list"),
        ("upvotes", {"value": -1}, "$.upvotes.value is too small"),
        ("pdf", "javascript:alert(1)", "$.pdf is not such a text"),
        ("status", {"reason": "x"}, "$.status.kind is missing"),
    ],
)
def test_the_schema_rejects_invalid_values(name: str, value: object, fault: str) -> None:
    document = document_of(full_paper()) | {name: value}
    assert list(find_violations(json.loads(render_document(document)), paper_schema(SITE))) == [
        fault
    ]


def test_jsonl_lines_and_new_fields_match_the_schema() -> None:
    for paper in PAPERS:
        line = json.loads(render_jsonl_line(public_record(paper, (), KEY)))
        assert list(find_violations(line | {"of_tomorrow": [1]}, paper_schema(SITE))) == []


def test_the_schema_has_an_id_if_the_site_has_a_url() -> None:
    assert paper_schema(SITE)["$id"] == "https://papers.example/api/schema.json"
    assert "$id" not in paper_schema(Settings())


def test_a_site_without_a_url_lists_no_feeds() -> None:
    index = index_document(CATALOGUE, Settings())
    assert not {"feeds", "opml", "sitemap", "opensearch"} & set(index)
    assert "trending" not in index["pages"]


def test_the_schema_describes_every_field_of_records() -> None:
    properties = paper_schema(SITE)["properties"]
    for field in FIELDS:
        assert properties[field.name]["description"] == field.meaning
    artifact = schema_artifact(SITE)
    assert artifact.path == "api/schema.json"
    assert json.loads(artifact.content) == json.loads(json.dumps(paper_schema(SITE)))


# --- the collection -----------------------------------------------------------------------------


def test_the_index_has_counts_and_paths() -> None:
    assert DOCUMENTS["api/index.json"] == {
        "api": API_VERSION,
        "name": "Shelf",
        "description": "Toys",
        "site": "https://papers.example/",
        "curators": "Our lab",
        "license": "CC0-1.0",
        "license_url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "changed": "2026-11-21",
        "counts": {"papers": 3, "tags": 2, "venues": 1, "authors": 4, "institutions": 1},
        "schema": "api/schema.json",
        "paper": "papers/{id}.json",
        "tags": "api/tags.json",
        "venues": "api/venues.json",
        "authors": "api/authors.json",
        "institutions": "api/institutions.json",
        "years": [
            {"year": year, "page": f"years/{year}/", "papers": count, "exports": YEARS[year]}
            for year, count in ((2024, 1), (2023, 1))
        ],
        "exports": {
            "bibtex": "papers.bib",
            "bibtex-abstracts": "papers.abstracts.bib",
            "ris": "papers.ris",
            "csl-json": "papers.csl.json",
            "jsonl": "papers.jsonl",
            "csv": "papers.csv",
        },
        "pages": {
            name: f"{name}/"
            for name in (
                "papers", "tags", "venues", "authors", "years", "statistics", "search",
                "downloads", "institutions", "days", "trending", "submitters",
            )
        }
        | {"digests": "days/"},
        "feeds": {
            "papers": {"atom": "feed.xml", "json": "feed.json"},
            "trending": {"atom": "trending/feed.xml", "json": "trending/feed.json"},
            "digests": {"atom": "digests/feed.xml", "json": "digests/feed.json"},
        },
        "robots": "robots.txt",
        "llms": "llms.txt",
        "data_package": "datapackage.json",
        "opml": "feeds.opml",
        "sitemap": "sitemap.xml",
        "opensearch": "opensearch.xml",
    }  # fmt: skip


def test_a_tag_has_its_papers_page_and_exports() -> None:
    tags = DOCUMENTS["api/tags.json"]["tags"]
    assert [tag["id"] for tag in tags] == ["pruning", "q-and-a"]
    assert tags[0] == {
        "id": "pruning",
        "name": "Pruning",
        "group": "methods",
        "page": "tags/pruning/",
        "papers": 1,
        "exports": [
            f"tags/pruning{f.ending}" for f in EXPORT_FORMATS.values() if f.name != "markdown"
        ],
    }


def test_a_venue_has_the_data_of_its_vocabulary() -> None:
    (venue,) = DOCUMENTS["api/venues.json"]["venues"]
    assert venue["full_name"] == "Proceedings of the Toy Conference on Small & Tiny Models"
    assert venue["kind"] == "conference"
    assert venue["publisher"] == "Toy Press"
    assert venue["page"] == "venues/toyconf/"
    assert venue["papers"] == 1


def test_an_empty_collection_has_an_api() -> None:
    index = index_document(make_catalogue([]), Settings())
    assert index["counts"] == {"papers": 0, "tags": 0, "venues": 0, "authors": 0}
    assert "site" not in index
    assert "changed" not in index


# --- its documentation --------------------------------------------------------------------------

DOCS = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")


def names_in_section(title: str) -> set[str]:
    """The names in backquotes in the first column of the tables of a section."""
    text = DOCS.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([^`]+)`", " ".join(rows)))


def test_the_documentation_lists_every_file() -> None:
    paths = {path.replace("{id}", "<id>") for path in DOCUMENTS}
    assert names_in_section("What there is") == paths | {
        "papers/<id>.json",
        "api/schema.json",
        "api/schemas/",
    }


def test_the_documentation_lists_every_field_of_the_index() -> None:
    assert names_in_section("The index") == set(DOCUMENTS["api/index.json"])


def test_the_documentation_lists_the_additional_fields_of_documents() -> None:
    ours = set(paper_schema(SITE)["properties"]) - {field.name for field in FIELDS}
    assert names_in_section("A paper") == ours | {"citation_key"}


def test_the_documentation_lists_the_additional_fields_of_tags_and_venues() -> None:
    assert names_in_section("Tags, venues, authors and institutions") == {
        "page",
        "papers",
        "exports",
    }
    text = DOCS.partition("\n## Tags, venues, authors and institutions\n")[2].partition(
        "\n| field"
    )[0]
    full = {"id", "name", "description", "aliases", "group", "full_name", "kind", "homepage",
            "publisher", "tags", "venues", "authors", "api/tags.json", "api/venues.json",
            "api/authors.json", "institutions", "api/institutions.json"}  # fmt: skip
    assert set(re.findall(r"`([^`]+)`", text)) == full


def test_the_documentation_has_the_actual_formats_and_limits() -> None:
    assert names_in_section("Exports") == {
        f.ending for f in EXPORT_FORMATS.values() if f.name != "markdown"
    }
    assert f"From {LARGE_COLLECTION:,} papers on" in DOCS
    assert f"larger than {PART_LIMIT // 10**6} MB" in DOCS
    assert f"the number `{API_VERSION}`" in DOCS


def test_documents_have_the_citation_keys_of_bibtex() -> None:
    keys = assign_citation_keys(PAPERS)
    for paper in PAPERS:
        document = document_of(paper, SITE, keys[paper.id])
        assert document["citation_key"] == keys[paper.id]
