"""Tests of filling missing fields of records from services."""

from __future__ import annotations

import json

import pytest

from papershelf.core.project import Project
from papershelf.importing.backfill import fill_missing_fields
from papershelf.importing.sync import SyncReport
from tests.fabricated import ORDINARY
from tests.importing.sync_projects import count_lines, make_syncer, papers_of
from tests.services.papers import dblp_hits, openalex_work, s2_paper
from tests.services.server import ReceivedRequest, Reply, Service, reply_json

TIDAL, EBB = str(ORDINARY[0]["title"]), str(ORDINARY[1]["title"])
WORKS, BATCH, SEARCH = "/works", "/graph/v1/paper/batch", "/search/publ/api"


def fill(
    service: Service,
    project: Project,
    name: str,
    today: str = "2026-11-24",
    limit: int | None = None,
) -> SyncReport:
    with (running := make_syncer(service, project, today)).client:
        return fill_missing_fields(running, name, limit)


def test_openalex_is_queried_by_doi_and_fills_missing_fields(
    service: Service, project: Project
) -> None:
    before = papers_of(project)
    service.on(WORKS, reply_json({"results": [openalex_work("10.1000/tide.1", TIDAL)]}))
    report = fill(service, project, "openalex")
    assert service.requests[0].params["filter"] == "doi:10.1000/tide.1"
    paper = papers_of(project)[TIDAL]
    assert (report.new, report.merged) == ([], 1)
    assert (paper.openalex, paper.volume, paper.pages) == ("W12345", "7", "1-12")
    assert paper.references == ("W111", "W222")
    assert paper.abstract == before[TIDAL].abstract
    assert paper.added == before[TIDAL].added
    assert count_lines(project)["2026-11-24"] == [
        {"paper": "tidal-attention", "source": "openalex", "citations": 41}
    ]


def test_a_preprint_is_queried_by_its_arxiv_doi(service: Service, project: Project) -> None:
    (project.data / "papers" / "more.yaml").write_text(
        "- {id: dams, title: Dams, arxiv: '2611.00001'}\n", encoding="utf-8"
    )
    service.on(WORKS, reply_json({"results": []}))
    fill(service, project, "openalex")
    assert "10.48550/arxiv.2611.00001" in service.requests[0].params["filter"]


def test_an_unrequested_work_adds_no_paper(service: Service, project: Project) -> None:
    files = {p: p.read_bytes() for p in project.data.rglob("*") if p.is_file()}
    other = openalex_work("10.1000/other", "A Work of Somebody Else")
    service.on(WORKS, reply_json({"results": [other]}))
    report = fill(service, project, "openalex")
    assert (report.new, report.merged, report.counts) == ([], 0, 0)
    assert {p: p.read_bytes() for p in project.data.rglob("*") if p.is_file()} == files


def test_semantic_scholar_is_queried_in_one_request_without_abstracts(
    service: Service, project: Project
) -> None:
    service.on(BATCH, reply_json([None, s2_paper("10.1000/tide.1", TIDAL)]))
    fill(service, project, "s2")
    (received,) = service.requests
    assert received.method == "POST"
    assert json.loads(received.body) == {"ids": ["ARXIV:2401.01234"]}
    assert "abstract" not in received.params["fields"]
    paper = papers_of(project)[TIDAL]
    assert paper.s2 == "6" * 40
    assert paper.citations is not None
    assert paper.citations.value == 43


def test_abstracts_of_semantic_scholar_are_never_stored(service: Service, project: Project) -> None:
    (project.data / "papers" / "more.yaml").write_text(
        "- {id: dams, title: Dams, doi: 10.1000/dams}\n", encoding="utf-8"
    )
    service.on(BATCH, reply_json([s2_paper("10.1000/dams", "Dams")]))
    fill(service, project, "s2")
    assert papers_of(project)["Dams"].s2
    assert not papers_of(project)["Dams"].abstract


def test_dblp_is_searched_by_title_and_other_titles_are_ignored(
    service: Service, project: Project
) -> None:
    def answer(received: ReceivedRequest) -> Reply:
        words = received.params["q"]
        found = [EBB, "Ebb and Something Else"] if words.startswith("Ebb") else ["Nothing Alike"]
        return reply_json(dblp_hits(*found, venue="JTM", year=2023))

    service.on(SEARCH, answer)
    report = fill(service, project, "dblp")
    paper = papers_of(project)[EBB]
    assert (report.new, report.merged) == ([], 1)
    assert (paper.dblp, paper.doi, paper.venue) == ("conf/icrr/Byron0", "10.1000/dblp.0", "jtm")


def test_dblp_is_queried_once_a_month_per_paper_and_up_to_the_limit(
    service: Service, project: Project
) -> None:
    service.on(SEARCH, reply_json(dblp_hits()))

    def received(today: str, limit: int | None = None) -> int:
        service.requests.clear()
        fill(service, project, "dblp", today, limit)
        return len(service.requests)

    papers = len(ORDINARY)
    assert received("2026-11-24", 1) == 1
    assert received("2026-11-25") == papers - 1
    assert received("2026-11-26") == 0
    assert received("2027-01-30") == papers


@pytest.mark.parametrize("name", ["openalex", "s2", "dblp"])
def test_a_response_in_another_format_is_a_failure(
    service: Service, project: Project, name: str
) -> None:
    for path in (WORKS, BATCH, SEARCH):
        service.on(path, reply_json("sorry"))
    assert fill(service, project, name).failure is not None
