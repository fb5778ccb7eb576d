"""Tests of the terms of reuse: who wrote the summaries, and the license of the records."""

from __future__ import annotations

import json

import pytest
from bibtexparser.entrypoint import parse_string as parse_bibtex
from lxml import etree
from pybtex.database import parse_string

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.errors import PapersError
from papershelf.core.settings import Settings, parse_settings
from papershelf.core.site_settings.license import LICENSES, parse_license
from papershelf.exports.api import index_document, paper_artifacts
from papershelf.exports.awesome_list import render_awesome_list
from papershelf.exports.data_package import data_package_paths, render_data_package
from papershelf.exports.exporter import Exporter, render_export, split_bulk_file
from papershelf.exports.feeds import Feed, render_atom, render_json_feed
from papershelf.exports.html_head import render_head
from papershelf.exports.reuse import reuse_html, reuse_sentences
from papershelf.exports.sitemaps import render_llms
from papershelf.records.model import Paper
from tests.export_samples import full_paper, make_catalogue, make_paper

BY = "https://creativecommons.org/licenses/by/4.0/"
HOSTILE = "Ada@lab.example & <b>\n@comment{x,} </rights>"
PAPERS = [full_paper(), make_paper()]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(PAPERS)


def make_settings(curators: str = "Ada & Bo", license_id: str = "CC-BY-4.0") -> Settings:
    return Settings(site_url="https://papers.example/", curators=curators, license=license_id)


SILENT = Settings(site_url="https://papers.example/")


@pytest.mark.parametrize("text", ["cc by 4.0", "CC-BY-4.0", " Cc-By-4.0 "])
def test_a_license_is_known_by_its_spdx_id_in_any_case(text: str) -> None:
    assert parse_license(text) == ("CC-BY-4.0", "CC BY 4.0", BY)


def test_an_unknown_license_is_its_address_or_its_words() -> None:
    assert parse_license("https://example.org/terms").url == "https://example.org/terms"
    assert parse_license("With permission") == ("", "With permission", "")
    assert parse_license("javascript:alert(1)").url == ""
    assert all(known.url.startswith("https://") for known in LICENSES.values())


def test_a_setting_that_is_no_license_is_an_error_that_lists_the_known_ones() -> None:
    config = {"extra": {"papershelf": {"license": "CC-BY-5"}}}
    with pytest.raises(
        PapersError, match=r"extra.papershelf.license: CC-BY-5 is neither .* CC0-1.0"
    ):
        parse_settings(config)
    config["extra"]["papershelf"]["license"] = "https://example.org/terms"
    assert parse_settings(config).license == "https://example.org/terms"


def test_without_settings_nothing_is_said() -> None:
    assert reuse_sentences(SILENT) == ()
    assert reuse_html(SILENT) == ""
    assert data_package_paths(SILENT) == ()
    (content,) = render_export("bibtex", PAPERS, CATALOGUE, SILENT, KEYS)
    assert content.startswith(b"@")


def test_the_terms_as_html_are_escaped_and_link_to_the_license() -> None:
    html = reuse_html(make_settings(HOSTILE))
    assert f'<a href="{BY}">CC BY 4.0</a>' in html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("name", ["bibtex", "bibtex-abstracts"])
@pytest.mark.parametrize("curators", ["Ada & Bo", HOSTILE])
def test_a_bibtex_file_begins_with_the_terms_and_has_the_same_entries(
    name: str, curators: str
) -> None:
    (content,) = render_export(name, PAPERS, CATALOGUE, make_settings(curators), KEYS)
    (plain,) = render_export(name, PAPERS, CATALOGUE, SILENT, KEYS)
    header, entries = content.decode().split("\n\n", 1)
    assert entries.encode() == plain
    assert all(line.startswith("% ") for line in header.split("\n"))
    assert BY in header
    assert "@" not in header
    assert parse_string(content.decode(), "bibtex").entries.keys() == set(KEYS.values())
    parsed = parse_bibtex(content.decode())
    assert not parsed.failed_blocks
    assert {entry.key for entry in parsed.entries} == set(KEYS.values())


@pytest.mark.parametrize("papers", [[], PAPERS])
def test_a_file_with_terms_can_be_split_into_its_records(papers: list[Paper]) -> None:
    exporter = Exporter(catalogue=CATALOGUE, settings=make_settings(), citation_keys=KEYS)
    (bulk,) = exporter.render_parts("bibtex", papers)
    records = [bytes(one) for one in split_bulk_file("papers.bib", bulk.content, bulk.lengths)]
    assert records == [exporter.record_bytes(one, "bibtex", abstracts=True) for one in papers]


def test_formats_without_comments_stay_as_they_are() -> None:
    for name in ("ris", "csl-json", "jsonl", "csv"):
        with_terms = list(render_export(name, PAPERS, CATALOGUE, make_settings(), KEYS))
        assert with_terms == list(render_export(name, PAPERS, CATALOGUE, SILENT, KEYS))


def test_feeds_state_the_rights() -> None:
    feed = Feed(title="T", description="", folder="", entries=())
    settings = make_settings(HOSTILE)
    atom = etree.fromstring(render_atom(feed, settings).encode())
    rights = atom.findtext("{http://www.w3.org/2005/Atom}rights")
    assert rights == " ".join(reuse_sentences(settings))
    assert json.loads(render_json_feed(feed, settings))["user_comment"] == rights
    assert "rights" not in render_atom(feed, SILENT)


def test_the_api_names_the_license_of_the_collection_and_of_each_record() -> None:
    index = index_document(CATALOGUE, make_settings())
    assert (index["curators"], index["license"], index["license_url"]) == (
        "Ada & Bo",
        "CC-BY-4.0",
        BY,
    )
    assert index["data_package"] == "datapackage.json"
    files = paper_artifacts(PAPERS[0], CATALOGUE, make_settings(), KEYS[PAPERS[0].id])
    record = next(
        json.loads(file.content)
        for file in files
        if file.path.endswith(".json") and "csl" not in file.path
    )
    assert record["record_license"] == BY


def test_json_ld_has_the_license_of_the_data_and_none_of_the_work() -> None:
    head = render_head(PAPERS[0], CATALOGUE, make_settings(), KEYS[PAPERS[0].id])
    assert f'"sdLicense":"{BY}"' in head
    assert '"license"' not in head
    assert "sdLicense" not in render_head(PAPERS[0], CATALOGUE, SILENT, KEYS[PAPERS[0].id])


def test_the_data_package_lists_the_exports_with_their_license() -> None:
    package = json.loads(render_data_package(CATALOGUE, make_settings()).content)
    assert package["licenses"] == [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": BY}]
    assert package["contributors"] == [{"title": "Ada & Bo", "roles": ["creator"]}]
    assert {one["path"] for one in package["resources"]} >= {"papers.csv", "papers.ris"}
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)


def test_texts_for_people_and_language_models_state_the_terms() -> None:
    settings = make_settings()
    terms = " ".join(reuse_sentences(settings))
    llms = render_llms(CATALOGUE, settings).content.decode()
    assert BY in llms
    listed = render_awesome_list(PAPERS, CATALOGUE, "tag", title="T", terms=terms)
    assert BY in listed
