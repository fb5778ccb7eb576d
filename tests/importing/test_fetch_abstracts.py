"""Tests of fetched abstracts: cached next to the collection, used by builds, never in records."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from papershelf.core.identifiers import ArxivId, IsoDate
from papershelf.core.project import Project, read_project
from papershelf.importing.fetch_abstracts import EnrichReport, enrich_project
from papershelf.services.cache import ResponseCache
from papershelf.site.project_loader import load_project
from papershelf.sources.own.abstract_cache import read_abstracts, save_abstracts
from tests.conftest import ROOT, MakeCollection
from tests.services.papers import arxiv_entry, arxiv_feed
from tests.services.server import ReceivedRequest, Reply, Service, make_client

QUERY = "/api/query"
OWN = "An abstract that a person wrote."
RECORDS: list[dict[str, object]] = [
    {"id": "dams", "title": "Dams", "arxiv": "2611.00001"},
    {"id": "locks", "title": "Locks", "arxiv": "hep-ex/0307015", "source": {"format": "hand"}},
    {"id": "weirs", "title": "Weirs", "arxiv": "2611.00003", "abstract": OWN},
    {"id": "gone", "title": "Gone", "arxiv": "2611.00004"},
    {"id": "none", "title": "None"},
]


@pytest.fixture
def project(make_collection: MakeCollection, tmp_path: Path) -> Project:
    data = make_collection(RECORDS)
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: Rivers\n", encoding="utf-8")
    return read_project(config, data)


def answer(received: ReceivedRequest) -> Reply:
    known = {
        "2611.00001": arxiv_entry("2611.00001", "Dams", "We build dams with $O(n)$ beavers."),
        "hep-ex/0307015": arxiv_entry("hep-ex/0307015", "Locks", "We lock <b>all</b> <unk> & a<b."),
        "2611.00003": arxiv_entry("2611.00003", "Weirs", "Not asked for."),
    }
    return arxiv_feed(
        [known[name] for name in received.params["id_list"].split(",") if name in known]
    )


def enrich(service: Service, project: Project, *, again: bool = False) -> EnrichReport:
    with make_client(service, cache=ResponseCache(None)) as client:
        return enrich_project(project, client, IsoDate("2026-11-24"), refetch=again)


def abstracts_of(project: Project) -> dict[str, str]:
    collection = load_project(project).collection
    return {paper.id: paper.abstract for paper in collection.papers}


def test_missing_abstracts_are_fetched_from_arxiv_without_changing_records(
    service: Service, project: Project
) -> None:
    service.on(QUERY, answer)
    before = {p: p.read_bytes() for p in project.data.rglob("*") if p.is_file()}
    report = enrich(service, project)
    assert (report.lacking, report.fetched, report.unknown) == (3, 2, 1)
    assert abstracts_of(project) == {
        "dams": "We build dams with $O(n)$ beavers.",
        "locks": "We lock all <unk> & a<b.",  # known tags are removed, the rest stays
        "weirs": OWN,
        "gone": "",
        "none": "",
    }
    assert {p: p.read_bytes() for p in project.data.rglob("*") if p.is_file()} == before


def test_the_source_of_a_fetched_abstract_is_shown(service: Service, project: Project) -> None:
    service.on(QUERY, answer)
    enrich(service, project)
    papers = {str(p.id): p for p in load_project(project).collection.papers}
    sources = {name: paper.source for name, paper in papers.items() if paper.source}
    assert {name: dict(source.fields) for name, source in sources.items()} == {
        "dams": {"abstract": "arxiv 2611.00001"},
        "locks": {"abstract": "arxiv hep-ex/0307015"},
    }
    assert sources["locks"].format == "hand"


def test_abstracts_are_fetched_once_unless_again_is_given(
    service: Service, project: Project
) -> None:
    service.on(QUERY, answer)
    enrich(service, project)
    report = enrich(service, project)
    assert (report.cached, report.fetched, len(service.requests)) == (3, 0, 1)
    assert enrich(service, project, again=True).fetched == 2


def test_abstracts_received_before_a_failure_are_kept(service: Service, project: Project) -> None:
    many: list[dict[str, object]] = [
        {"id": f"p{n}", "title": f"P {n}", "arxiv": f"2612.{n:05}"} for n in range(150)
    ]
    (project.data / "papers" / "papers.yaml").write_text(yaml.safe_dump(many), encoding="utf-8")
    entries = [arxiv_entry(f"2612.{n:05}", f"P {n}") for n in range(100)]
    service.on(QUERY, arxiv_feed(entries), Reply(status=400))
    report = enrich(service, project)
    assert report.failure is not None
    assert report.fetched == 100
    assert sum(bool(text) for text in abstracts_of(project).values()) == 100


def test_a_damaged_line_of_the_cache_is_ignored(tmp_path: Path) -> None:
    save_abstracts(tmp_path, {ArxivId("2611.00001"): "One.", ArxivId("2611.00002"): "Two."})
    path = tmp_path / "2611.jsonl"
    path.write_bytes(path.read_bytes() + b'{"arxiv": 3}\n[]\n\xff\n{"arxiv": "x", "abstract": ""}')
    assert read_abstracts(tmp_path) == {"2611.00001": "One.", "2611.00002": "Two."}
    save_abstracts(tmp_path, {ArxivId("2611.00002"): "Zwei."})
    assert read_abstracts(tmp_path) == {"2611.00001": "One.", "2611.00002": "Zwei."}


def test_the_cache_file_does_not_depend_on_the_order(tmp_path: Path) -> None:
    one, two = ({ArxivId(f"2611.0000{n}"): f"{n} é"} for n in (1, 2))
    for folder, order in (("a", (one, two)), ("b", (two, one))):
        for part in order:
            save_abstracts(tmp_path / folder, part)
    a, b = (tmp_path / name / "2611.jsonl" for name in "ab")
    assert a.read_bytes() == b.read_bytes()


def test_git_ignores_the_cache() -> None:
    assert ".cache/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
