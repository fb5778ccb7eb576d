"""Tests of importing papers of a person from DBLP or ORCID, and Zotero libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner

from papershelf.cli.main import main
from papershelf.core.project import Project
from papershelf.importing.library_import import sync_dblp_person, sync_orcid_person, sync_zotero
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.services.persons import parse_pid
from papershelf.services.zotero import PAGE_SIZE, parse_group
from tests.fabricated import ORDINARY
from tests.importing.sync_projects import make_syncer, papers_of
from tests.services.papers import arxiv_entry, arxiv_feed, csl_item
from tests.services.server import ReceivedRequest, Reply, Service, make_client, reply_json

TIDAL = str(ORDINARY[0]["title"])
ADA = "0000-0002-1825-0097"
PID, PERSON = "65/9612", "/pid/65/9612.xml"
WORKS = f"/v3.0/{ADA}/works"
ITEMS = "/groups/2914042/items/top"

DBLP_PERSON = b"""<?xml version="1.0"?>
<dblpperson name="Ada Byron" pid="65/9612" n="3">
<person key="homepages/65/9612" mdate="2024-01-01"><author pid="65/9612">Ada Byron</author></person>
<r><article key="journals/jtm/Byron24" mdate="2024-05-17"><author pid="65/9612">Ada Byron</author>
<title>Dams Without Water.</title><journal>JTM</journal><year>2024</year><volume>3</volume>
<ee>https://doi.org/10.1000/dams.1</ee></article></r>
<r><inproceedings key="conf/icrr/ByronL23" mdate="2023-02-01"><author>Ada Byron</author>
<author orcid="0000-0001-5000-0007">Lin Wei 0002</author><title>Locks, Unlocked.</title>
<booktitle>ICRR</booktitle><year>2023</year><pages>1-9</pages></inproceedings></r>
<r><proceedings key="conf/icrr/2023" mdate="2023-02-01"><editor>Ada Byron</editor>
<title>Proceedings of ICRR.</title><year>2023</year></proceedings></r>
</dblpperson>"""


def run(
    service: Service,
    project: Project,
    read: Callable[[Syncer, str], SyncReport],
    owner: str,
    today: str = "2026-11-24",
    *,
    again: bool = False,
) -> SyncReport:
    with (running := make_syncer(service, project, today, again=again)).client:
        return read(running, owner)


# --- DBLP -----------------------------------------------------------------------------------------


def test_all_papers_of_a_dblp_person_are_imported_without_volumes(
    service: Service, project: Project
) -> None:
    service.on(PERSON, Reply(body=DBLP_PERSON))
    report = run(service, project, sync_dblp_person, PID)
    papers = papers_of(project)
    assert report.new == ["dams-without-water", "locks-unlocked"]
    assert papers["Dams Without Water"].doi == "10.1000/dams.1"
    assert papers["Locks, Unlocked"].dblp == "conf/icrr/ByronL23"
    assert [a.name for a in papers["Locks, Unlocked"].authors] == ["Ada Byron", "Lin Wei"]
    assert (project.data / "papers/dblp.jsonl").exists()
    again = run(service, project, sync_dblp_person, PID, today="2026-11-30")
    assert (again.new, again.merged, again.unchanged) == ([], 0, 2)


@pytest.mark.parametrize(
    "text",
    [
        "65/9612", "pid/65/9612", "https://dblp.org/pid/65/9612.html", "https://dblp.org/pid/65/9612",
        "https://dblp.uni-trier.de/pid/65/9612.xml",
    ],
)  # fmt: skip
def test_a_dblp_person_can_be_given_by_url(text: str) -> None:
    assert parse_pid(text) == PID


@pytest.mark.parametrize("pid", ["m/AdaByron", "b/ABByron-2", "h/Ada_Byron", "271/4589-1"])
def test_identifiers_of_dblp_persons_are_parsed(pid: str) -> None:
    assert parse_pid(f"https://dblp.org/pid/{pid}.html") == pid


def test_an_unknown_dblp_person_is_a_failure(service: Service, project: Project) -> None:
    for reply in (Reply(status=404), Reply(body=b"<html/>")):
        service.on(PERSON, reply)
        assert run(service, project, sync_dblp_person, PID).failure is not None


# --- ORCID ----------------------------------------------------------------------------------------


def orcid_id(kind: str, value: str, relationship: str = "self") -> dict[str, Any]:
    return {
        "external-id-type": kind,
        "external-id-value": value,
        "external-id-normalized": {"value": value.lower(), "transient": True},
        "external-id-url": None,
        "external-id-relationship": relationship,
    }


def orcid_works(*groups: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The works of a person in version 3.0 of the public API."""
    return {
        "last-modified-date": {"value": 1_700_000_000_000},
        "group": [
            {
                "last-modified-date": {"value": 1_700_000_000_000},
                "external-ids": {"external-id": [i for i in ids if "of" not in str(i)]},
                "work-summary": [
                    {
                        "put-code": number,
                        "title": {"title": {"value": title}, "subtitle": None},
                        "external-ids": {"external-id": ids},
                        "type": "journal-article",
                        "publication-date": {"year": {"value": "2024"}, "month": None},
                        "journal-title": {"value": "JTM"},
                    }
                ],
            }
            for number, (title, ids) in enumerate(groups)
        ],
        "path": f"/{ADA}/works",
    }


def test_works_of_an_orcid_record_are_fetched_from_registries(
    service: Service, project: Project
) -> None:
    service.on(
        WORKS,
        reply_json(
            orcid_works(
                (TIDAL, [orcid_id("doi", "https://doi.org/10.1000/TIDE.1")]),
                ("Dams", [orcid_id("arxiv", "2611.00009"), orcid_id("doi", "10.1000/dams")]),
                ("Weirs", [orcid_id("arxiv", "arXiv:2611.00001")]),
                ("Locks", [orcid_id("doi", "10.48550/arXiv.2611.00002")]),
                ("A Chapter", [orcid_id("doi", "10.1000/book", "part-of"), orcid_id("isbn", "9")]),
                ("Gone", [orcid_id("doi", "10.1000/gone")]),
            )
        ),
    )
    service.on("/10.1000/dams", Reply(body=csl_item("10.1000/dams", "Dams")))
    entries = [arxiv_entry("2611.00001", "Weirs"), arxiv_entry("2611.00002", "Locks")]
    service.on("/api/query", arxiv_feed(entries))
    report = run(service, project, sync_orcid_person, ADA)
    assert (sorted(report.new), report.unchanged) == (["dams", "locks", "weirs"], 1)
    place = f"https://orcid.org/{ADA}: warning: "
    assert [str(note).removeprefix(place) for note in report.notes] == [
        "doi has no paper 10.1000/gone",
        "'A Chapter' has no DOI and no arXiv id there and was left out",
    ]
    assert (report.failure, report.unknown) == (None, [])
    received = [one.path for one in service.requests]
    assert received == [WORKS, "/10.1000/dams", "/10.1000/gone", "/api/query"]
    assert service.requests[0].headers["Accept"] == "application/json"


def test_an_orcid_record_without_new_works_needs_no_requests(
    service: Service, project: Project
) -> None:
    service.on(WORKS, reply_json(orcid_works((TIDAL, [orcid_id("doi", "10.1000/tide.1")]))))
    report = run(service, project, sync_orcid_person, ADA)
    assert (report.new, report.unchanged, len(service.requests)) == ([], 1, 1)


@pytest.mark.parametrize("answer", [Reply(status=404), reply_json({"error": "no"})])
def test_a_response_of_orcid_without_works_is_a_failure(
    service: Service, project: Project, answer: Reply
) -> None:
    service.on(WORKS, answer)
    assert run(service, project, sync_orcid_person, ADA).failure is not None


# --- Zotero ---------------------------------------------------------------------------------------


def zotero_item(number: int, version: int, **data: object) -> dict[str, Any]:
    """An item in version 3 of the web API."""
    return {
        "key": f"KEY{number:05}",
        "version": version,
        "library": {"type": "group", "id": 2914042, "name": "Rivers"},
        "links": {},
        "meta": {"creatorSummary": "Byron"},
        "data": {
            "key": f"KEY{number:05}",
            "version": version,
            "itemType": "journalArticle",
            "title": f"Reservoir {number} of the Upper Valley",
            "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Byron"}],
            "DOI": f"10.1000/reservoir.{number}",
            "date": "2024",
            "publicationTitle": "JTM",
            "abstractNote": "Words of a publisher.",
            "tags": [],
        }
        | data,
    }


class Library:
    """A group library in pages, as in the web API."""

    def __init__(self, service: Service, items: list[dict[str, Any]], version: int) -> None:
        self.items, self.version = items, version
        service.on(ITEMS, self.answer)

    def answer(self, received: ReceivedRequest) -> Reply:
        since, start, limit = (int(received.params[name]) for name in ("since", "start", "limit"))
        items = [item for item in self.items if item["version"] > since]
        headers: Mapping[str, str] = {
            "Last-Modified-Version": str(self.version),
            "Total-Results": str(len(items)),
            "Zotero-API-Version": "3",
        }
        return reply_json(items[start : start + limit], headers)


def test_a_library_is_read_in_pages_and_later_incrementally(
    service: Service, project: Project
) -> None:
    items = [zotero_item(number, number + 1) for number in range(PAGE_SIZE + 20)]
    items.append(zotero_item(900, 500, itemType="attachment", title="A file"))
    library = Library(service, items, version=500)
    report = run(service, project, sync_zotero, "2914042")
    assert (len(report.new), len(service.requests)) == (PAGE_SIZE + 20, 2)
    assert papers_of(project)["Reservoir 7 of the Upper Valley"].doi == "10.1000/reservoir.7"
    assert all(paper.abstract != "Words of a publisher." for paper in papers_of(project).values())
    library.version = 502
    library.items[3] = zotero_item(3, 501, volume="12")
    library.items.append(zotero_item(901, 502))
    service.requests.clear()
    report = run(service, project, sync_zotero, "2914042", today="2026-11-25")
    assert service.requests[0].params["since"] == "500"
    assert (report.new, report.merged) == (["reservoir-901-of-the-upper-valley"], 1)
    assert papers_of(project)["Reservoir 3 of the Upper Valley"].volume == "12"
    again = run(service, project, sync_zotero, "2914042", today="2026-11-26", again=True)
    assert (again.new, again.unchanged) == ([], PAGE_SIZE + 21)


def test_a_library_that_changes_during_reading_is_read_again(
    service: Service, project: Project
) -> None:
    library = Library(service, [zotero_item(n, n + 1) for n in range(PAGE_SIZE + 5)], version=300)

    def respond_and_shrink(received: ReceivedRequest) -> Reply:
        reply = library.answer(received)
        if library.version == 300:  # the first page is out, and an item on it is deleted
            library.version = 301
            del library.items[0]
        return reply

    service.on(ITEMS, respond_and_shrink)
    report = run(service, project, sync_zotero, "2914042")
    assert len(report.new) == PAGE_SIZE + 4
    assert [str(note) for note in report.notes if "on purpose" not in str(note)] == []


def test_a_library_that_keeps_changing_is_imported_and_read_again_next_time(
    service: Service, project: Project
) -> None:
    library = Library(service, [zotero_item(n, n + 1) for n in range(PAGE_SIZE + 5)], version=300)

    def respond_and_change(received: ReceivedRequest) -> Reply:
        library.version += 1
        return library.answer(received)

    service.on(ITEMS, respond_and_change)
    report = run(service, project, sync_zotero, "2914042")
    assert len(report.new) == PAGE_SIZE + 5
    assert "the next sync reads it again" in str(report.notes)
    service.requests.clear()
    run(service, project, sync_zotero, "2914042")
    assert service.requests[0].params["since"] == "0"


def test_the_zotero_api_key_is_only_in_a_header(service: Service, project: Project) -> None:
    Library(service, [zotero_item(1, 1)], version=1)
    words = ["sync", "zotero", "https://www.zotero.org/groups/2914042/rivers"]
    where = ["--config", str(project.config), "--data", str(project.data)]
    environ = service.environ(PAPERSHELF_ZOTERO_KEY="S3CRET")
    done = CliRunner().invoke(main, [*words, *where], env=environ)
    assert done.exit_code == 0, done.output
    headers = {name.lower(): value for name, value in service.requests[0].headers.items()}
    assert headers["zotero-api-key"] == "S3CRET"
    kept = [path for path in project.data.parent.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"S3CRET" in path.read_bytes()]
    assert "S3CRET" not in done.output


def test_backoff_of_zotero_is_respected(service: Service) -> None:
    service.on(ITEMS, reply_json([], {"Backoff": "20", "Last-Modified-Version": "1"}))
    from papershelf.services.zotero import fetch_library
    from tests.services.server import FakeClock

    clock = FakeClock()
    with make_client(service, clock=clock) as client:
        for _ in range(2):
            fetch_library(client, "2914042", 0, "2026-11-24")  # type: ignore[arg-type]
    assert clock.slept == [pytest.approx(21)]


@pytest.mark.parametrize(
    "text", ["2914042", "groups/2914042", "https://www.zotero.org/groups/2914042/rivers/library"]
)
def test_a_group_can_be_given_by_url(text: str) -> None:
    assert parse_group(text) == "2914042"


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["zotero"], 2, "needs the number or URL of a public group"),
        (["orcid"], 2, "needs the ORCID iD of a person"),
        (["s2", "Ada"], 2, "does not take a person or group"),
        (["zotero", "rivers"], 1, "is not a Zotero group"),
        (["orcid", "0000-0002-1825-0098"], 1, "check digit"),
        (["dblp", "Ada Byron"], 1, "is not a DBLP person"),
        (["dblp", "../../search"], 1, "is not a DBLP person"),
    ],
)
def test_invalid_arguments_send_no_requests(
    service: Service, project: Project, words: list[str], code: int, message: str
) -> None:
    where = ["--config", str(project.config), "--data", str(project.data)]
    done = CliRunner().invoke(main, ["sync", *words, *where], env=service.environ())
    assert (done.exit_code, service.requests) == (code, [])
    assert message in done.output
