"""Tests that any response of a service gives a report or a one-line error, and loses no record."""

from __future__ import annotations

import json

import pytest

from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.importing.add_papers import add_papers, parse_names
from papershelf.importing.backfill import fill_missing_fields
from papershelf.importing.fetch_abstracts import enrich_project
from papershelf.importing.sync import SyncReport
from tests.importing.sync_projects import FRIDAY, make_syncer, papers_of
from tests.services.papers import arxiv_entry, arxiv_feed, hf_item
from tests.services.server import Reply, Service

DEEP = "[" * 900 + "]" * 900
ODD: dict[str, object] = {
    "null": None,
    "true": True,
    "number": 7,
    "large": 10**400,
    "not a number": float("nan"),
    "infinite": float("-inf"),
    "text": "words",
    "surrogate": "\ud800",
    "controls": "\x00\x1b]0;owned\x07\r\n::error::hello",
    "long": "x" * 1_000_000,
    "list": [],
    "nested list": [[[[{}]]]],
    "object": {},
    "nested object": {"a": {"b": [None, {"c": 1}]}},
    "deep": json.loads(DEEP),
    "markup": "<script>alert(1)</script>",
    "mapping of lists": {"paper": [], "results": {}, "result": [], "message": "x"},
    "formula": "\\(" * 2000,
}
JSON = [
    *(pytest.param(json.dumps(value).encode(), id=name) for name, value in ODD.items()),
    *(pytest.param(json.dumps([value]).encode(), id=f"in a list: {n}") for n, value in ODD.items()),
]  # fmt: skip
XML = [
    b"<a/>", b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    b"<?xml version='1.0' encoding='x-none'?><a/>", b"<?xml version='1.0' encoding='utf-16'?><a/>",
    b"<a>" * 20_000 + b"</a>" * 20_000, "<a>\u0085\u2028</a>".encode(),
    b"\xff\xfe<\x00a\x00/\x00>\x00",
    b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>",
]  # fmt: skip


def check_report(report: SyncReport) -> None:
    """Check that each problem of a report is one printable line."""
    failures = [report.failure] if report.failure else []
    for problem in (*report.refused, *report.unknown, *report.notes, *failures):
        check_line(problem)


def check_line(problem: Problem) -> None:
    line = str(problem)
    assert "\n" not in line
    line.encode()


@pytest.mark.seconds
@pytest.mark.parametrize("body", JSON)
@pytest.mark.parametrize(
    "source", ["hf", "openalex", "s2", "dblp", "doi", "openreview", "hf paper"]
)
def test_json_of_any_shape_gives_a_report_or_one_line(
    service: Service, project: Project, source: str, body: bytes
) -> None:
    before = papers_of(project)
    names = {
        "doi": "10.1000/dam.1",
        "openreview": "https://openreview.net/forum?id=abc",
        "hf paper": "https://huggingface.co/papers/2611.00001",
    }
    for path in (
        "/api/daily_papers", "/works", "/graph/v1/paper/batch", "/search/publ/api",
        "/10.1000/dam.1", "/notes", "/api/papers/2611.00001",
    ):  # fmt: skip
        service.on(path, Reply(body=body))
    with (running := make_syncer(service, project)).client:
        try:
            if source == "hf":
                check_report(running.sync_hf(FRIDAY, FRIDAY))
            elif source in names:
                check_report(add_papers(running, *parse_names([names[source]])))
            else:
                check_report(fill_missing_fields(running, source))
        except PapersError as error:
            for problem in error.problems:
                check_line(problem)
    assert papers_of(project).keys() >= before.keys()


@pytest.mark.seconds
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize(
    "field", ["id", "title", "summary", "authors", "publishedAt", "submittedOnDailyAt", "upvotes"]
)
def test_an_item_with_an_invalid_field_does_not_affect_others(
    service: Service, project: Project, field: str, name: str
) -> None:
    odd, good = hf_item("2611.00001", "Odd", FRIDAY), hf_item("2611.00002", "Good", FRIDAY)
    odd["paper"][field] = ODD[name]
    service.on("/api/daily_papers", Reply(body=json.dumps([odd, good]).encode()))
    with (running := make_syncer(service, project)).client:
        check_report(running.sync_hf(FRIDAY, FRIDAY))
    assert "Good" in papers_of(project)


@pytest.mark.parametrize("body", XML)
def test_xml_of_any_shape_gives_a_report_or_one_line(
    service: Service, project: Project, body: bytes
) -> None:
    before = papers_of(project)
    service.on("/api/query", Reply(body=body))
    with (running := make_syncer(service, project)).client:
        report = running.sync_arxiv("cs.LG", FRIDAY, FRIDAY)
        assert report.failure is not None
        check_report(report)
        check_report(add_papers(running, *parse_names(["2611.00001"])))
        failure = enrich_project(project, running.client, FRIDAY).failure
        if failure:
            check_line(failure)
    assert papers_of(project).keys() >= before.keys()


@pytest.mark.parametrize("name", [name for name, value in ODD.items() if isinstance(value, str)])
def test_an_entry_with_unusual_text_does_not_affect_others(
    service: Service, project: Project, name: str
) -> None:
    text = str(ODD[name]).encode("utf-8", "replace").decode()
    text = "".join(char for char in text if char >= " ")
    entries = [
        arxiv_entry("2611.00001", text, text, day="2026-11-20"),
        arxiv_entry("2611.00002", "Good", day="2026-11-20"),
    ]
    service.on("/api/query", arxiv_feed(entries))
    with (running := make_syncer(service, project)).client:
        check_report(running.sync_arxiv("cs.LG", FRIDAY, FRIDAY))
    assert "Good" in papers_of(project)
