"""The index made beside other work, and what it keeps from one build to the next."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from generator.catalogue import Catalogue
from generator.generation import key_papers
from generator.search import job as job_module
from generator.search.index import build_index
from generator.search.job import IndexJob
from generator.search.keeping import load_terms, store_terms
from generator.search.opensearch import OPENSEARCH, render_opensearch
from generator.search.postings import PaperTerms
from generator.settings import Settings
from tests.conftest import ROOT, MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.test_search_index import catalogue_of


@pytest.fixture
def catalogue(make_collection: MakeCollection) -> Catalogue:
    return catalogue_of(make_collection(ORDINARY, venues=VENUES, tags=TAGS))


def make_job(catalogue: Catalogue, folder: Path) -> IndexJob:
    return IndexJob(catalogue, key_papers(catalogue), folder / "terms.bin")


def test_in_the_background_the_index_is_the_same(catalogue: Catalogue, tmp_path: Path) -> None:
    started, waiting = make_job(catalogue, tmp_path / "a"), make_job(catalogue, tmp_path / "b")
    started.start()
    assert started.finish() == waiting.finish() == build_index(catalogue)


def test_a_second_build_reads_no_paper_anew(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_job(catalogue, tmp_path).finish()

    def refuse(*_: object) -> PaperTerms:
        raise AssertionError

    monkeypatch.setattr(job_module, "index_paper", refuse)
    assert make_job(catalogue, tmp_path).finish() == first


def test_what_fails_in_the_background_is_told(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> PaperTerms:
        raise ValueError("no such tide")

    monkeypatch.setattr(job_module, "index_paper", fail)
    job = make_job(catalogue, tmp_path)
    job.start()
    with pytest.raises(RuntimeError, match="no such tide"):
        job.finish()


def test_a_run_that_fails_leaves_no_process_waiting_to_be_heard(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than any pipe holds: the process has to wait until somebody listens or nobody will.
    monkeypatch.setattr(job_module, "build_index", lambda *_: {"a": bytes(5_000_000)})
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


KEPT = {"one": PaperTerms(("sea", "tide"), bytes([1, 255]))}


def test_kept_terms_come_back(tmp_path: Path) -> None:
    store_terms(tmp_path / "new" / "terms.bin", "code", KEPT)
    assert load_terms(tmp_path / "new" / "terms.bin", "code") == KEPT


def test_other_code_trusts_no_kept_terms(tmp_path: Path) -> None:
    store_terms(tmp_path / "terms.bin", "code", KEPT)
    assert load_terms(tmp_path / "terms.bin", "other") == {}


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty", "missing"])
def test_damaged_terms_are_forgotten(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.bin"
    store_terms(path, "code", KEPT)
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {
                "cut": content[:-3],
                "flipped": content[:-1] + bytes([content[-1] ^ 1]),
                "foreign": b"PK\x03\x04" * 40,
                "empty": b"",
            }[damage]
        )
    assert load_terms(path, "code") == {}


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
