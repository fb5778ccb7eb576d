"""The index as a unit of the site, and what it keeps from one build to the next."""

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
from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.search.test_index import catalogue_of


@pytest.fixture
def catalogue(make_collection: MakeCollection) -> Catalogue:
    return catalogue_of(make_collection(ORDINARY, venues=VENUES, tags=TAGS))


def make_unit(catalogue: Catalogue, folder: Path) -> BuildTask:
    return plan_search_index(
        catalogue, paper_cache_keys(catalogue), CacheFile(folder / "terms.bin", "code")
    )


def files_of(catalogue: Catalogue, folder: Path) -> dict[str, bytes]:
    output = render_search_index(
        catalogue, paper_cache_keys(catalogue), CacheFile(folder / "terms.bin", "code")
    )
    return {artifact.path: artifact.content for artifact in output.artifacts}


def test_the_unit_makes_the_index(catalogue: Catalogue, tmp_path: Path) -> None:
    assert files_of(catalogue, tmp_path) == build_index(catalogue)


def refuse(*_: object) -> None:
    raise ValueError("no such tide")


def test_a_second_build_reads_no_paper_and_packs_no_file_anew(
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


def test_the_key_tells_any_two_collections_apart(
    catalogue: Catalogue, make_collection: MakeCollection, tmp_path: Path
) -> None:
    changed = [*ORDINARY[:-1], {**ORDINARY[-1], "title": "Another"}]
    other = catalogue_of(make_collection(changed, name="other", venues=VENUES, tags=TAGS))
    keys = [make_unit(one, tmp_path).cache_key for one in (catalogue, catalogue, other)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("axis", ["by_tag", "by_venue"])
def test_the_key_tells_in_which_order_values_stand(
    axis: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    turned: dict[str, Any] = {axis: dict(reversed(getattr(catalogue, axis).items()))}
    other = replace(catalogue, **turned)
    assert paper_cache_keys(catalogue) == paper_cache_keys(other)
    assert build_index(catalogue) != build_index(other)
    assert make_unit(catalogue, tmp_path).cache_key != make_unit(other, tmp_path).cache_key


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
def known(catalogue: Catalogue) -> IndexCache:
    return update_index(catalogue, paper_cache_keys(catalogue), IndexCache())[1]


def test_what_is_known_comes_back(known: IndexCache, tmp_path: Path) -> None:
    path = tmp_path / "new" / "terms.bin"
    for memory in (known, IndexCache()):
        save_index_cache(CacheFile(path, "code"), memory)
        assert is_same(load_index_cache(CacheFile(path, "code")), memory)


def test_other_code_trusts_nothing_that_is_kept(known: IndexCache, tmp_path: Path) -> None:
    save_index_cache(CacheFile(tmp_path / "terms.bin", "code"), known)
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
def test_a_damaged_memory_is_forgotten(
    catalogue: Catalogue, how: str, known: IndexCache, tmp_path: Path
) -> None:
    path = tmp_path / "terms.bin"
    assert is_same(load_index_cache(CacheFile(path, "code")), IndexCache())
    save_index_cache(CacheFile(path, "code"), known)
    path.write_bytes(damage(path.read_bytes(), how))
    assert is_same(load_index_cache(CacheFile(path, "code")), IndexCache())
    first = files_of(catalogue, tmp_path)
    path.write_bytes(damage(path.read_bytes(), how))
    assert files_of(catalogue, tmp_path) == first


def test_a_browser_is_told_how_to_search_a_site_that_knows_its_address() -> None:
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
    assert {"height", "width", "type"} == set(image.attrib)  # the W3C validator asks for all


def test_a_site_without_an_address_has_no_such_description() -> None:
    assert render_opensearch(Settings()) is None


def test_the_short_name_is_as_short_as_the_format_demands() -> None:
    found = render_opensearch(Settings(site_name="A" * 40, site_url="https://tide.test/"))
    assert found is not None
    name = etree.fromstring(found.content).findtext("{*}ShortName")
    assert name is not None
    assert len(name) <= 16
