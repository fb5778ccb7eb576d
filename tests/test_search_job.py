"""The index made beside other work, and what it keeps from one build to the next."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from generator.catalogue import Catalogue
from generator.generation import key_papers
from generator.search import cards, columns, index, postings, shards
from generator.search import job as job_module
from generator.search.index import build_index, update_index
from generator.search.job import IndexJob
from generator.search.keeping import load_memory, store_memory
from generator.search.memory import Memory
from generator.search.opensearch import OPENSEARCH, render_opensearch
from generator.settings import Settings
from tests.conftest import ROOT, MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.test_search_index import catalogue_of


@pytest.fixture
def catalogue(make_collection: MakeCollection) -> Catalogue:
    return catalogue_of(make_collection(ORDINARY, venues=VENUES, tags=TAGS))


def make_job(catalogue: Catalogue, folder: Path) -> IndexJob:
    return IndexJob(catalogue, key_papers(catalogue), folder / "terms.bin", "code")


def test_in_the_background_the_index_is_the_same(catalogue: Catalogue, tmp_path: Path) -> None:
    started, waiting = make_job(catalogue, tmp_path / "a"), make_job(catalogue, tmp_path / "b")
    started.start()
    assert started.finish() == waiting.finish() == build_index(catalogue)


def refuse(*_: object) -> None:
    raise ValueError("no such tide")


def test_a_second_build_reads_no_paper_and_packs_no_file_anew(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_job(catalogue, tmp_path).finish()
    for module, work in (
        (postings, "render_plain"),
        (shards, "deflate"),
        (columns, "deflate"),
        (cards, "deflate_json"),
    ):
        monkeypatch.setattr(module, work, refuse)
    assert make_job(catalogue, tmp_path).finish() == first


def test_what_fails_in_the_background_is_told(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "index_papers", refuse)
    job = make_job(catalogue, tmp_path)
    job.start()
    with pytest.raises(RuntimeError, match="no such tide"):
        job.finish()


def test_a_run_that_fails_leaves_no_process_waiting_to_be_heard(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than any pipe holds: the process has to wait until somebody listens or nobody will.
    files = {"a": bytes(5_000_000)}
    monkeypatch.setattr(job_module, "update_index", lambda *_: (files, Memory()))
    job = make_job(catalogue, tmp_path)
    job.start()
    [process] = multiprocessing.active_children()
    del job
    process.join(timeout=20)
    assert process.exitcode == 0


def test_the_key_tells_any_two_collections_apart(
    catalogue: Catalogue, make_collection: MakeCollection, tmp_path: Path
) -> None:
    changed = [*ORDINARY[:-1], {**ORDINARY[-1], "title": "Another"}]
    other = catalogue_of(make_collection(changed, name="other", venues=VENUES, tags=TAGS))
    keys = [make_job(one, tmp_path).unit().key for one in (catalogue, catalogue, other)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("axis", ["by_tag", "by_venue"])
def test_the_key_tells_in_which_order_values_stand(
    axis: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    turned: dict[str, Any] = {axis: dict(reversed(getattr(catalogue, axis).items()))}
    other = replace(catalogue, **turned)
    assert key_papers(catalogue) == key_papers(other)
    assert build_index(catalogue) != build_index(other)
    assert make_job(catalogue, tmp_path).unit().key != make_job(other, tmp_path).unit().key


def is_same(one: Memory, other: Memory) -> bool:
    return (one.keys, one.names, one.files) == (other.keys, other.names, other.files) and all(
        getattr(one.papers, part).tolist() == getattr(other.papers, part).tolist()
        for part in ("counts", "terms", "weights")
    )


@pytest.fixture
def known(catalogue: Catalogue) -> Memory:
    return update_index(catalogue, key_papers(catalogue), Memory())[1]


def test_what_is_known_comes_back(known: Memory, tmp_path: Path) -> None:
    path = tmp_path / "new" / "terms.bin"
    for memory in (known, Memory()):
        store_memory(path, "code", memory)
        assert is_same(load_memory(path, "code"), memory)


def test_other_code_trusts_nothing_that_is_kept(known: Memory, tmp_path: Path) -> None:
    store_memory(tmp_path / "terms.bin", "code", known)
    assert is_same(load_memory(tmp_path / "terms.bin", "other"), Memory())


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
    catalogue: Catalogue, how: str, known: Memory, tmp_path: Path
) -> None:
    path = tmp_path / "terms.bin"
    assert is_same(load_memory(path, "code"), Memory())
    store_memory(path, "code", known)
    path.write_bytes(damage(path.read_bytes(), how))
    assert is_same(load_memory(path, "code"), Memory())
    first = make_job(catalogue, tmp_path).finish()
    path.write_bytes(damage(path.read_bytes(), how))
    assert make_job(catalogue, tmp_path).finish() == first


def test_a_browser_is_told_how_to_search_a_site_that_knows_its_address() -> None:
    found = render_opensearch(Settings(site_name="Tide & Co.", site_url="https://tide.test/a/"))
    assert found is not None
    assert found.path == OPENSEARCH
    tree = etree.fromstring(found.content)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert tree.findtext("o:ShortName", namespaces=space) == "Tide & Co."
    url = tree.find("o:Url", namespaces=space)
    assert url is not None
    assert url.get("template") == "https://tide.test/a/search/?q={searchTerms}"


def test_a_site_without_an_address_has_no_such_description() -> None:
    assert render_opensearch(Settings()) is None


def test_the_short_name_is_as_short_as_the_format_demands() -> None:
    found = render_opensearch(Settings(site_name="A" * 40, site_url="https://tide.test/"))
    assert found is not None
    name = etree.fromstring(found.content).findtext("{*}ShortName")
    assert name is not None
    assert len(name) <= 16


def test_a_run_that_ends_without_the_index_does_not_wait_for_it(
    make_collection: MakeCollection, tmp_path: Path
) -> None:
    records = [{"id": f"p-{number}", "title": f"Tide {number}"} for number in range(2000)]
    data = make_collection(records, name="many")
    script = (
        "import sys; from pathlib import Path;"
        "from tests.test_search_index import catalogue_of;"
        "from tests.test_search_job import make_job;"
        "make_job(catalogue_of(Path(sys.argv[1])), Path(sys.argv[2])).start();"
        "raise SystemExit(3)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(data), str(tmp_path)],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
