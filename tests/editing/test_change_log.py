"""Tests that every command that edits records logs changed papers in `changed.tsv`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest

from papershelf.cli.main import main
from papershelf.core.identifiers import IsoDate
from papershelf.core.project import Project
from papershelf.editing import change_log
from papershelf.editing.citation_key_log import save_citation_keys
from papershelf.editing.correct import correct_paper
from papershelf.editing.fix import append_drafts, draft_unlisted_venues, fix_records
from papershelf.editing.issue_request import IssueRequest
from papershelf.editing.rename import merge_papers, rename_paper
from papershelf.importing.backfill import fill_missing_fields
from papershelf.importing.fetch_abstracts import enrich_project
from papershelf.importing.importer import run_import
from papershelf.importing.library_import import sync_dblp_person, sync_orcid_person, sync_zotero
from papershelf.records.change_dates import Change, hash_paper_content, parse_changes
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.services.arxiv import parse_category
from papershelf.sources.own.data_folder import read_data
from tests.fabricated import ORDINARY
from tests.importing.sync_projects import FRIDAY, add, make_syncer, sync_hf
from tests.importing.test_library_import import (
    ADA,
    DBLP_PERSON,
    PERSON,
    PID,
    WORKS,
    Library,
    orcid_id,
    orcid_works,
    zotero_item,
)
from tests.services.papers import (
    arxiv_entry,
    arxiv_feed,
    csl_item,
    dblp_hits,
    hf_item,
    hf_pages,
    openalex_work,
    s2_paper,
)
from tests.services.server import Reply, Service, reply_json

EARLIER, TODAY = IsoDate("2026-10-01"), IsoDate("2026-11-30")
TIDAL, EBB = (str(record["title"]) for record in ORDINARY[:2])
MORE = """\
- {title: Nobody Named This, authors: [Eva Roe], year: 2019, arxiv: '1901.00001'}
- {id: weirs, title: Weirs, authors: [Eva Roe], venue: {name: Weir Letters, kind: journal}}
- {id: weirs-2, title: Weirs Again, authors: [Eva Roe], year: 2021, volume: '4'}
- {id: dams-of-old, title: Dams of Old, arxiv: '1901.00002'}
- {id: by-name, title: Named by Its Venue, venue: Journal of Toy Models}
"""


@pytest.fixture
def tracked_project(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project whose records have the date `EARLIER`; later edits have the date `TODAY`."""
    (project.data / "papers/more.yaml").write_text(MORE, encoding="utf-8")
    monkeypatch.setattr(change_log, "utc_today", lambda: EARLIER)
    save_citation_keys(project)
    path = project.data / "changed.tsv"
    lines = [line.rsplit("\t", 1)[0] for line in path.read_text().splitlines()]
    path.write_text("".join(f"{line}\t{EARLIER}\n" for line in lines))
    monkeypatch.setattr(change_log, "utc_today", lambda: TODAY)
    return project


def papers(project: Project) -> Mapping[str, Paper]:
    collection = load_collection(read_data(project.data, project.fallback))
    assert [one for one in collection.problems if one.severity == "error"] == []
    return {str(paper.id): paper for paper in collection.papers}


def read_change_log(project: Project) -> dict[str, Change]:
    found = parse_changes((project.data / "changed.tsv").read_text()).by_id
    return {str(name): change for name, change in found.items()}


# --- the commands -------------------------------------------------------------------------------


def _import(_: Service, project: Project) -> None:
    path = project.config.parent / "news.jsonl"
    path.write_text(
        '{"title": "Nobody Named This", "arxiv": "1901.00001", "doi": "10.1000/nobody"}\n'
        '{"title": "Brand New", "authors": ["Eva Roe"], "published": "2020-02-03"}\n'
    )
    run_import([path], data=project.data)


def _add(service: Service, project: Project) -> None:
    service.on("/api/query", arxiv_feed([arxiv_entry("2611.00001", "Dams")]))
    add(service, project, "2611.00001")


def _sync_hf(service: Service, project: Project) -> None:
    service.on("/api/daily_papers", hf_pages({FRIDAY: [hf_item("2611.00001", "Dams", FRIDAY)]}))
    sync_hf(service, project, FRIDAY, FRIDAY)


def _sync_arxiv(service: Service, project: Project) -> None:
    service.on("/api/query", arxiv_feed([arxiv_entry("2611.00002", "Locks", day=FRIDAY)]))
    with (running := make_syncer(service, project)).client:
        running.sync_arxiv(parse_category("cs.LG"), FRIDAY, FRIDAY)


def _fill(name: str, path: str, answer: object) -> Callable[[Service, Project], None]:
    def fill(service: Service, project: Project) -> None:
        service.on(path, reply_json(answer))
        with (running := make_syncer(service, project)).client:
            fill_missing_fields(running, name)

    return fill


def _sync_dblp_person(service: Service, project: Project) -> None:
    service.on(PERSON, Reply(body=DBLP_PERSON))
    with (running := make_syncer(service, project)).client:
        sync_dblp_person(running, PID)


def _sync_orcid(service: Service, project: Project) -> None:
    works = orcid_works(("Dams", [orcid_id("doi", "10.1000/dams")]))
    service.on(WORKS, reply_json(works))
    service.on("/10.1000/dams", Reply(body=csl_item("10.1000/dams", "Dams")))
    with (running := make_syncer(service, project)).client:
        sync_orcid_person(running, ADA)


def _sync_zotero(service: Service, project: Project) -> None:
    Library(service, [zotero_item(1, 2)], version=2)
    with (running := make_syncer(service, project)).client:
        sync_zotero(running, "2914042")


def _enrich(service: Service, project: Project) -> None:
    service.on("/api/query", arxiv_feed([arxiv_entry("1901.00002", "Dams of Old")]))
    with (running := make_syncer(service, project)).client:
        assert enrich_project(project, running.client, TODAY).fetched


def _rename(_: Service, project: Project) -> None:
    rename_paper(project, "weirs", "weirs-of-old")


def _merge(_: Service, project: Project) -> None:
    merge_papers(project, "weirs", "weirs-2")


def _correct(_: Service, project: Project) -> None:
    request = IssueRequest(paper="weirs", changes={"title": "Weirs, Corrected"})
    assert correct_paper(project, request, "issue").fields == ("title",)


def _fix(_: Service, project: Project) -> None:
    assert fix_records(project.data, project.fallback).repairs["venues"]


def _draft(_: Service, project: Project) -> None:
    drafts = draft_unlisted_venues(project.data, project.fallback)
    assert drafts
    append_drafts(drafts, project.data, project.fallback)


def _keys(_: Service, project: Project) -> None:
    path = project.data / "papers/more.yaml"
    path.write_text(path.read_text().replace("title: Weirs,", "title: Weirs and Dams,"))
    save_citation_keys(project)


EDITING: dict[str, Callable[[Service, Project], None]] = {
    "import": _import,
    "add": _add,
    "sync hf": _sync_hf,
    "sync arxiv": _sync_arxiv,
    "sync openalex": _fill(
        "openalex", "/works", {"results": [openalex_work("10.1000/tide.1", TIDAL)]}
    ),
    "sync s2": _fill("s2", "/graph/v1/paper/batch", [s2_paper("10.1000/tide.1", TIDAL)]),
    "sync dblp": _fill("dblp", "/search/publ/api", dblp_hits(EBB, venue="JTM", year=2023)),
    "sync dblp PERSON": _sync_dblp_person,
    "sync orcid": _sync_orcid,
    "sync zotero": _sync_zotero,
    "correct": _correct,
    "rename": _rename,
    "merge": _merge,
    "keys": _keys,
    "venues draft": _draft,
}
WITHOUT_VISIBLE_CHANGES: dict[str, Callable[[Service, Project], None]] = {
    "fix": _fix,
    "enrich": _enrich,
}
"""Commands that write, but change nothing in records that readers see."""
WITHOUT_EDITS = {
    "check", "changes", "search", "sync-branch start", "sync-branch push", "generate", "build", "serve", "export",
    "digest", "new", "publish", "upgrade",
}  # fmt: skip
"""Commands that edit no existing records; `sync-branch` only moves what `sync` wrote."""


def command_names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from command_names(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_is_covered() -> None:
    known = {*EDITING, *WITHOUT_VISIBLE_CHANGES, *WITHOUT_EDITS}
    heads = {name if name in known else name.split()[0] for name in known}
    there = set(command_names(main))
    assert {head for head in heads if not head.startswith("sync ")} | {"sync"} == there


@pytest.mark.parametrize("name", EDITING)
def test_a_command_logs_the_papers_it_changes(
    name: str, tracked_project: Project, service: Service
) -> None:
    before = {name: hash_paper_content(paper) for name, paper in papers(tracked_project).items()}
    EDITING[name](service, tracked_project)
    after = {name: hash_paper_content(paper) for name, paper in papers(tracked_project).items()}
    edited = {name for name, found in after.items() if found != before.get(name)}
    assert edited
    assert read_change_log(tracked_project) == {
        name: Change(found, TODAY if name in edited else EARLIER) for name, found in after.items()
    }


@pytest.mark.parametrize("name", WITHOUT_VISIBLE_CHANGES)
def test_changes_that_readers_do_not_see_are_not_logged(
    name: str, tracked_project: Project, service: Service
) -> None:
    before, lines = papers(tracked_project), (tracked_project.data / "changed.tsv").read_bytes()
    WITHOUT_VISIBLE_CHANGES[name](service, tracked_project)
    after = papers(tracked_project)
    assert {one: paper.changed for one, paper in after.items()} == dict.fromkeys(before, EARLIER)
    assert (tracked_project.data / "changed.tsv").read_bytes() == lines


@pytest.mark.parametrize("name", ["rename", "merge", "import", "venues draft"])
def test_manual_edits_are_not_logged_by_commands(
    name: str, tracked_project: Project, service: Service
) -> None:
    path: Path = tracked_project.data / "papers/papers.yaml"
    lines = read_change_log(tracked_project)
    edited = next(one for one, paper in papers(tracked_project).items() if paper.title == TIDAL)
    path.write_text(path.read_text().replace("Tidal", "Tidy"))
    EDITING[name](service, tracked_project)
    assert read_change_log(tracked_project)[edited] == lines[edited]
