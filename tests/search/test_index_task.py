"""Tests of the search index as a build task, and of its cache between builds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.settings import Settings
from papershelf.engine.build_task import BuildTask
from papershelf.engine.cache_file import CacheFile
from papershelf.exports.opensearch import OPENSEARCH_PATH, render_opensearch
from papershelf.search import facets, postings, result_cards, shards
from papershelf.search.index import build_index, update_index
from papershelf.search.index_cache import load_index_cache, save_index_cache
from papershelf.search.index_state import IndexCache
from papershelf.search.index_task import plan_search_index, render_search_index
from papershelf.site.task_keys import paper_cache_keys
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import load_table
from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.search.test_index import catalogue_of


@pytest.fixture
def catalogue(make_collection: MakeCollection) -> Catalogue:
    return catalogue_of(make_collection(ORDINARY, venues=VENUES, tags=TAGS))


def make_task(catalogue: Catalogue, folder: Path) -> BuildTask:
    return plan_search_index(
        catalogue, paper_cache_keys(catalogue), CacheFile(folder / "terms.bin", "code")
    )


def files_of(catalogue: Catalogue, folder: Path) -> dict[str, bytes]:
    output = render_search_index(
        catalogue,
        paper_cache_keys(catalogue),
        CacheFile(folder / "terms.bin", "code"),
        Settings(),
        WordVectorizer(load_table()),
    )
    return {artifact.path: artifact.content for artifact in output.artifacts}


def test_the_task_makes_the_index(catalogue: Catalogue, tmp_path: Path) -> None:
    assert files_of(catalogue, tmp_path) == build_index(catalogue)


def refuse(*_: object) -> None:
    raise ValueError("no such tide")


def test_a_second_build_reuses_papers_and_files(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = files_of(catalogue, tmp_path)
    for module, work in (
        (postings, "render_plain"),
        (shards, "deflate"),
        (facets, "deflate"),
        (result_cards, "dump_deflated_json"),
    ):
        monkeypatch.setattr(module, work, refuse)
    assert files_of(catalogue, tmp_path) == first


def test_the_cache_key_depends_on_the_collection(
    catalogue: Catalogue, make_collection: MakeCollection, tmp_path: Path
) -> None:
    changed = [*ORDINARY[:-1], {**ORDINARY[-1], "title": "Another"}]
    other = catalogue_of(make_collection(changed, name="other", venues=VENUES, tags=TAGS))
    keys = [make_task(one, tmp_path).cache_key for one in (catalogue, catalogue, other)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("axis", ["by_tag", "by_venue"])
def test_the_cache_key_depends_on_the_order_of_values(
    axis: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    turned: dict[str, Any] = {axis: dict(reversed(getattr(catalogue, axis).items()))}
    other = replace(catalogue, **turned)
    assert paper_cache_keys(catalogue) == paper_cache_keys(other)
    assert build_index(catalogue) != build_index(other)
    assert make_task(catalogue, tmp_path).cache_key != make_task(other, tmp_path).cache_key


def is_same(one: IndexCache, other: IndexCache) -> bool:
    return (one.paper_keys, one.term_names, one.files) == (
        other.paper_keys,
        other.term_names,
        other.files,
    ) and all(
        getattr(one.paper_terms, part).tolist() == getattr(other.paper_terms, part).tolist()
        for part in ("counts", "terms", "weights")
    )


@pytest.fixture
def saved_cache(catalogue: Catalogue) -> IndexCache:
    return update_index(
        catalogue,
        paper_cache_keys(catalogue),
        IndexCache(),
        Settings(),
        WordVectorizer(load_table()),
    )[1]


def test_the_cache_round_trips(saved_cache: IndexCache, tmp_path: Path) -> None:
    path = tmp_path / "new" / "terms.bin"
    for memory in (saved_cache, IndexCache()):
        save_index_cache(CacheFile(path, "code"), memory)
        assert is_same(load_index_cache(CacheFile(path, "code")), memory)


def test_a_cache_of_other_code_is_not_loaded(saved_cache: IndexCache, tmp_path: Path) -> None:
    save_index_cache(CacheFile(tmp_path / "terms.bin", "code"), saved_cache)
    assert is_same(load_index_cache(CacheFile(tmp_path / "terms.bin", "other")), IndexCache())


def damage(content: bytes, how: str) -> bytes:
    middle = len(content) // 2
    return {
        "cut": content[:-3],
        "longer": content + b"\0",
        "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "unsigned": content.partition(b"\n")[2],
        "foreign": b"PK\x03\x04" * 40,
        "empty": b"",
    }[how]


@pytest.mark.parametrize("how", ["cut", "longer", "flipped", "unsigned", "foreign", "empty"])
def test_a_damaged_cache_is_ignored(
    catalogue: Catalogue, how: str, saved_cache: IndexCache, tmp_path: Path
) -> None:
    path = tmp_path / "terms.bin"
    assert is_same(load_index_cache(CacheFile(path, "code")), IndexCache())
    save_index_cache(CacheFile(path, "code"), saved_cache)
    path.write_bytes(damage(path.read_bytes(), how))
    assert is_same(load_index_cache(CacheFile(path, "code")), IndexCache())
    first = files_of(catalogue, tmp_path)
    path.write_bytes(damage(path.read_bytes(), how))
    assert files_of(catalogue, tmp_path) == first


def test_a_site_with_a_url_has_an_opensearch_description() -> None:
    found = render_opensearch(Settings(site_name="Tide & Co.", site_url="https://tide.test/a/"))
    assert found is not None
    assert found.path == OPENSEARCH_PATH
    tree = etree.fromstring(found.content)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert tree.findtext("o:ShortName", namespaces=space) == "Tide & Co."
    url = tree.find("o:Url", namespaces=space)
    assert url is not None
    assert dict(url.attrib) == {
        "type": "text/html",
        "template": "https://tide.test/a/search/?q={searchTerms}",
    }
    image = tree.find("o:Image", namespaces=space)
    assert image is not None
    assert {"height", "width", "type"} == set(image.attrib)  # required by the W3C validator


def test_a_site_without_a_url_has_no_opensearch_description() -> None:
    assert render_opensearch(Settings()) is None


def test_the_short_name_has_at_most_the_allowed_length() -> None:
    found = render_opensearch(Settings(site_name="A" * 40, site_url="https://tide.test/"))
    assert found is not None
    name = etree.fromstring(found.content).findtext("{*}ShortName")
    assert name is not None
    assert len(name) <= 16
