"""Functions that import papers from a local service into a project, and read the results."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from papershelf.core.identifiers import IsoDate
from papershelf.core.progress import Steps
from papershelf.core.project import Project
from papershelf.importing.add_papers import add_papers, parse_names
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.services.cache import ResponseCache
from papershelf.sources.own.data_folder import read_data
from tests.services.server import FakeClock, Service, make_client

FRIDAY, SATURDAY, SUNDAY, MONDAY = (IsoDate(f"2026-11-{day}") for day in (20, 21, 22, 23))


def make_syncer(
    service: Service, project: Project, today: str = "2026-11-24", *, again: bool = False
) -> Syncer:
    clock = FakeClock(datetime.fromisoformat(f"{today}T12:00+00:00").timestamp())
    return Syncer(
        project=project,
        client=make_client(service, cache=ResponseCache(project.cache / "http"), clock=clock),
        today=IsoDate(today),
        steps=Steps(quiet=True),
        refetch=again,
    )


def sync_hf(
    service: Service, project: Project, since: str, until: str, today: str = "2026-11-24"
) -> SyncReport:
    with (running := make_syncer(service, project, today)).client:
        return running.sync_hf(IsoDate(since), IsoDate(until))


def papers_of(project: Project) -> dict[str, Paper]:
    collection = load_collection(read_data(project.data, project.fallback))
    assert [problem for problem in collection.problems if problem.severity == "error"] == []
    return {paper.title: paper for paper in collection.papers}


def count_lines(project: Project) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted((project.data / "counts").glob("*.jsonl"))
    }


def add(service: Service, project: Project, *names: str, dry_run: bool = False) -> SyncReport:
    with (running := make_syncer(service, project)).client:
        return add_papers(running, *parse_names(names), dry_run=dry_run)
