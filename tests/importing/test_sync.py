"""Tests of syncing from a local service into a data folder: days, repetitions, failures, single
papers.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from papershelf.core.errors import PapersError
from papershelf.core.identifiers import IsoDate
from papershelf.core.project import Project, read_project
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.services.client import Client, Validator
from papershelf.services.requests import ServiceRequest
from tests.conftest import ROOT, MakeCollection
from tests.fabricated import ORDINARY
from tests.importing.sync_projects import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    SUNDAY,
    add,
    count_lines,
    make_syncer,
    papers_of,
    sync_hf,
)
from tests.services.papers import arxiv_entry, arxiv_error, arxiv_feed, csl_item, hf_item, hf_pages
from tests.services.server import (
    ReceivedRequest,
    Reply,
    Service,
    reply_json,
)

LISTS = "/api/daily_papers"
QUERY = "/api/query"


def asked_days(service: Service) -> list[str]:
    return [received.params["date"] for received in service.requests]


DAMS, LOCKS, WEIRS = "Learning to Build Dams", "Locks Without Keys", "Weirs for the Rest of Us"


def test_a_daily_list_gives_papers_with_date_and_current_counts(
    service: Service, project: Project
) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY, upvotes=34)]}))
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    paper = papers_of(project)[DAMS]
    assert report.new == ["learning-to-build-dams"]
    assert (paper.arxiv, paper.featured, paper.added) == ("2611.00001", (FRIDAY,), "2026-11-24")
    assert paper.source is not None
    assert (paper.source.format, paper.source.day) == ("hf", "2026-11-24")
    assert f"date={FRIDAY}" in paper.source.origin
    assert count_lines(project) == {
        "2026-11-24": [
            {"paper": paper.id, "source": "hf", "upvotes": 34, "comments": 1, "stars": 250}
        ]
    }
    stored = (project.data / "papers" / "hf.jsonl").read_text("utf-8")
    assert "upvotes" not in stored
    assert "Words of a machine" not in stored


def test_a_weekend_that_repeats_the_list_of_friday_is_detected(
    service: Service, project: Project
) -> None:
    service.on(
        LISTS,
        hf_pages(
            {
                FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)],
                MONDAY: [hf_item("2611.00002", LOCKS, MONDAY)],
            }
        ),
    )
    report = sync_hf(service, project, FRIDAY, MONDAY)
    assert (report.repeated, report.partial) == ([SATURDAY, SUNDAY], [])
    assert papers_of(project)[DAMS].featured == (FRIDAY,)
    assert papers_of(project)[LOCKS].featured == (MONDAY,)


def test_an_unfinished_weekend_day_is_detected_as_repetition(
    service: Service, project: Project
) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)]}))
    report = sync_hf(service, project, FRIDAY, SATURDAY, today=SATURDAY)
    assert (report.repeated, report.partial) == ([SATURDAY], [])


def test_a_repeated_list_is_detected_by_its_dates_if_friday_was_not_read(
    service: Service, project: Project
) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)]}))
    assert sync_hf(service, project, SATURDAY, SUNDAY).repeated == [SATURDAY, SUNDAY]
    assert DAMS not in papers_of(project)


def test_a_list_of_papers_submitted_the_evening_before_is_no_repetition(
    service: Service, project: Project
) -> None:
    thursday = "2026-11-19"
    service.on(
        LISTS,
        hf_pages(
            {
                thursday: [hf_item("2611.00001", DAMS, "2026-11-18")],
                FRIDAY: [hf_item("2611.00002", LOCKS, thursday)],
            }
        ),
    )
    report = sync_hf(service, project, thursday, SATURDAY)
    assert report.repeated == [SATURDAY]
    assert papers_of(project)[DAMS].featured == (thursday,)
    assert papers_of(project)[LOCKS].featured == (FRIDAY,)


def test_syncing_a_day_again_only_adds_counts(service: Service, project: Project) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY, upvotes=3)]}))
    sync_hf(service, project, FRIDAY, FRIDAY)
    before = {p: p.read_bytes() for p in (project.data / "papers").iterdir()}
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY, upvotes=9)]}))
    report = sync_hf(service, project, FRIDAY, FRIDAY, today="2026-11-25")
    assert (report.new, report.merged, report.unchanged) == ([], 0, 1)
    assert {p: p.read_bytes() for p in (project.data / "papers").iterdir()} == before
    lines = count_lines(project)
    assert [line["upvotes"] for day in lines.values() for line in day] == [3, 9]
    upvotes = papers_of(project)[DAMS].upvotes
    assert upvotes is not None
    assert (upvotes.value, upvotes.day) == (9, "2026-11-25")


def test_counts_of_a_day_are_appended_and_never_rewritten(
    service: Service, project: Project
) -> None:
    day = IsoDate("2026-11-24")
    contents = []
    for upvotes in (3, 3, 5):
        service.on(LISTS, hf_pages({day: [hf_item("2611.00001", DAMS, day, upvotes=upvotes)]}))
        sync_hf(service, project, day, day, today=day)
        contents.append((project.data / "counts" / f"{day}.jsonl").read_bytes())
    assert contents[1] == contents[0]
    assert contents[2].startswith(contents[0])
    assert [line["upvotes"] for line in count_lines(project)[day]] == [3, 5]


def test_a_partial_list_removes_nothing_from_a_complete_day(
    service: Service, project: Project
) -> None:
    items = [hf_item("2611.00001", DAMS, FRIDAY), hf_item("2611.00002", LOCKS, FRIDAY)]
    service.on(LISTS, hf_pages({FRIDAY: items}))
    sync_hf(service, project, FRIDAY, FRIDAY)
    service.on(LISTS, hf_pages({FRIDAY: items[:1]}))
    sync_hf(service, project, FRIDAY, FRIDAY, today="2026-11-25")
    assert {title for title, paper in papers_of(project).items() if paper.featured} >= {DAMS, LOCKS}


def test_an_unfinished_day_is_read_again(service: Service, project: Project) -> None:
    service.on(LISTS, hf_pages({MONDAY: [hf_item("2611.00001", DAMS, MONDAY)]}))
    assert sync_hf(service, project, MONDAY, MONDAY, today=MONDAY).partial == [MONDAY]
    service.on(
        LISTS,
        hf_pages(
            {MONDAY: [hf_item("2611.00001", DAMS, MONDAY), hf_item("2611.00002", LOCKS, MONDAY)]}
        ),
    )
    report = sync_hf(service, project, MONDAY, MONDAY, today=MONDAY)
    assert report.skipped == []
    assert report.new == ["locks-without-keys"]


def test_days_are_read_again_while_papers_gain_upvotes(service: Service, project: Project) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)]}))
    runs = ["2026-11-21", "2026-11-21", "2026-11-22", "2026-11-27", "2026-11-28", "2027-01-01"]
    skipped = [bool(sync_hf(service, project, FRIDAY, FRIDAY, day).skipped) for day in runs]
    assert skipped == [False, True, False, False, True, True]


def test_collections_have_separate_sync_states(
    service: Service, project: Project, make_collection: MakeCollection
) -> None:
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)]}))
    sync_hf(service, project, FRIDAY, FRIDAY)
    other = read_project(project.config, make_collection(name="other"))
    assert sync_hf(service, other, FRIDAY, FRIDAY).new == ["learning-to-build-dams"]


def test_days_read_before_a_failure_are_kept_and_the_next_run_continues(
    service: Service, project: Project
) -> None:
    lists = hf_pages(
        {
            FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)],
            MONDAY: [hf_item("2611.00002", LOCKS, MONDAY)],
        }
    )

    def broken(received: ReceivedRequest) -> Reply:
        return Reply(status=500) if received.params["date"] == MONDAY else lists(received)

    service.on(LISTS, broken)
    report = sync_hf(service, project, FRIDAY, MONDAY)
    assert report.failure is not None
    assert "500" in report.failure.message
    assert DAMS in papers_of(project)
    assert LOCKS not in papers_of(project)
    service.on(LISTS, lists)
    service.requests.clear()
    report = sync_hf(service, project, FRIDAY, MONDAY)
    assert report.failure is None
    assert asked_days(service) == [MONDAY]
    assert LOCKS in papers_of(project)


def test_an_interrupted_run_keeps_the_days_it_read(service: Service, project: Project) -> None:
    lists = hf_pages({FRIDAY: [hf_item("2611.00001", DAMS, FRIDAY)]})

    class Interrupted(BaseException):
        pass

    class CutClient:
        def __init__(self, real: Client) -> None:
            self.real = real
            self.service = real.service

        def fetch(
            self, name: str, request: ServiceRequest, validate: Validator = lambda _: ""
        ) -> bytes:
            if ("date", SATURDAY) in request.params:
                raise Interrupted
            return self.real.fetch(name, request, validate)

    service.on(LISTS, lists)
    running = make_syncer(service, project)
    cut = Syncer(
        project=project,
        client=CutClient(running.client),  # type: ignore[arg-type]
        today=running.today,
        steps=running.steps,
    )
    with running.client, pytest.raises(Interrupted):
        cut.sync_hf(FRIDAY, MONDAY)
    assert DAMS in papers_of(project)


def make_items(count: int, day: str, first: int = 0) -> list[dict[str, Any]]:
    return [
        hf_item(f"2611.{number:05}", f"River Number {number}", day)
        for number in range(first, first + count)
    ]


def test_all_pages_of_a_long_list_are_read(service: Service, project: Project) -> None:
    service.on(LISTS, hf_pages({FRIDAY: make_items(120, FRIDAY)}))
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    assert (len(report.new), report.partial) == (120, [])


def test_a_list_that_changes_during_reading_is_read_again(
    service: Service, project: Project
) -> None:
    short, longer = make_items(60, FRIDAY, first=1), make_items(61, FRIDAY)
    before, after = hf_pages({FRIDAY: short}), hf_pages({FRIDAY: longer})
    # A paper is inserted at the top after the first page was read.
    service.on(LISTS, before, after)
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    assert (len(report.new), report.partial) == (61, [])


def test_a_list_that_keeps_changing_is_imported_but_not_complete(
    service: Service, project: Project
) -> None:
    turn = 0

    def answer(received: ReceivedRequest) -> Reply:
        nonlocal turn
        turn += 1
        return hf_pages({FRIDAY: make_items(60, FRIDAY, first=100 - turn)})(received)

    service.on(LISTS, answer)
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    assert report.partial == [FRIDAY]
    assert len(report.new) >= 50


@pytest.mark.parametrize(
    "wrong",
    [
        [None, 1, "x", [], {}, {"paper": None}, {"paper": {"id": 7}}, {"paper": {"title": ""}}],
        [{"paper": {"id": "2611.00009", "title": ["no"], "upvotes": "many"}}],
    ],
)
def test_invalid_items_are_reported_and_the_others_imported(
    service: Service, project: Project, wrong: list[Any]
) -> None:
    service.on(LISTS, reply_json([*wrong, hf_item("2611.00001", DAMS, FRIDAY)]))
    assert DAMS not in papers_of(project)
    sync_hf(service, project, FRIDAY, FRIDAY)
    assert DAMS in papers_of(project)


def test_a_response_that_is_not_a_list_is_a_failure(service: Service, project: Project) -> None:
    service.on(LISTS, reply_json({"error": "Sorry"}))
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    assert report.failure is not None
    assert report.days == []


def test_manual_values_are_kept(service: Service, project: Project) -> None:
    title = str(ORDINARY[0]["title"])
    service.on(LISTS, hf_pages({FRIDAY: [hf_item("2401.01234", "Another Title", FRIDAY)]}))
    report = sync_hf(service, project, FRIDAY, FRIDAY)
    assert (report.new, report.merged) == ([], 1)
    paper = papers_of(project)[title]
    assert paper.summary == ORDINARY[0]["summary"]
    assert paper.code == ("https://github.com/example/code",)
    assert paper.source is not None
    assert dict(paper.source.fields)["code"].startswith("hf ")


# --- arXiv --------------------------------------------------------------------------------------


def sync_arxiv(service: Service, project: Project, since: str, until: str) -> SyncReport:
    with (running := make_syncer(service, project)).client:
        return running.sync_arxiv("cs.LG", IsoDate(since), IsoDate(until))


def test_an_arxiv_category_is_read_day_by_day(service: Service, project: Project) -> None:
    def answer(received: ReceivedRequest) -> Reply:
        query = received.params["search_query"]
        assert query.startswith("cat:cs.LG AND submittedDate:[")
        found = [arxiv_entry("2611.00001", DAMS)] if "202611200000" in query else []
        return arxiv_feed(found)

    service.on(QUERY, answer)
    report = sync_arxiv(service, project, FRIDAY, SATURDAY)
    paper = papers_of(project)[DAMS]
    assert report.new == [paper.id]
    assert (paper.arxiv, paper.abstract, paper.featured) == ("2611.00001", "We invent.", ())
    assert len(service.requests) == 2


def test_an_unexpected_empty_page_of_arxiv_is_requested_again(
    service: Service, project: Project
) -> None:
    service.on(QUERY, arxiv_feed([], total=1), arxiv_feed([arxiv_entry("2611.00001", DAMS)]))
    assert len(sync_arxiv(service, project, FRIDAY, FRIDAY).new) == 1


def test_all_pages_of_a_long_day_are_read(service: Service, project: Project) -> None:
    entries = [arxiv_entry(f"2611.{n:05}", f"River Number {n}") for n in range(203)]

    def answer(received: ReceivedRequest) -> Reply:
        start, most = int(received.params["start"]), int(received.params["max_results"])
        return arxiv_feed(entries[start : start + most], total=len(entries))

    service.on(QUERY, answer)
    assert len(sync_arxiv(service, project, FRIDAY, FRIDAY).new) == 203


def test_error_messages_of_arxiv_are_reported(service: Service, project: Project) -> None:
    service.on(QUERY, arxiv_error("incorrect id format"))
    report = sync_arxiv(service, project, FRIDAY, FRIDAY)
    assert report.failure is not None
    assert "incorrect id format" in report.failure.message


# --- one paper ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "2611.00001", "arXiv:2611.00001v3", "https://arxiv.org/abs/2611.00001",
        "https://arxiv.org/pdf/2611.00001v2.pdf", "10.48550/arXiv.2611.00001",
        "https://doi.org/10.48550/arXiv.2611.00001",
    ],
)  # fmt: skip
def test_a_preprint_is_added_by_any_identifier_or_url(
    service: Service, project: Project, name: str
) -> None:
    service.on(QUERY, arxiv_feed([arxiv_entry("2611.00001", DAMS)]))
    report = add(service, project, name)
    assert service.requests[0].params["id_list"] == "2611.00001"
    assert report.new == ["learning-to-build-dams"]
    stored = yaml.safe_load((project.data / "papers" / "added.yaml").read_text("utf-8"))
    assert [(one["title"], str(one["added"])) for one in stored] == [(DAMS, "2026-11-24")]


def test_adding_a_paper_twice_adds_it_once(service: Service, project: Project) -> None:
    service.on(QUERY, arxiv_feed([arxiv_entry("2611.00001", DAMS)]))
    add(service, project, "2611.00001")
    before = (project.data / "papers" / "added.yaml").read_bytes()
    report = add(service, project, "2611.00001")
    assert (report.new, report.unchanged) == ([], 1)
    assert (project.data / "papers" / "added.yaml").read_bytes() == before


def test_a_dry_run_shows_changes_and_writes_nothing(service: Service, project: Project) -> None:
    service.on(QUERY, arxiv_feed([arxiv_entry("2611.00001", DAMS)]))
    report = add(service, project, "2611.00001", dry_run=True)
    assert DAMS.encode() in report.edits[-1].after
    assert not (project.data / "papers" / "added.yaml").exists()


def test_a_hugging_face_paper_is_added_by_url(service: Service, project: Project) -> None:
    item = hf_item("2611.00001", DAMS, FRIDAY, upvotes=12)
    service.on("/api/papers/2611.00001", reply_json(item["paper"]))
    report = add(service, project, "https://huggingface.co/papers/2611.00001")
    assert report.new == ["learning-to-build-dams"]
    assert count_lines(project)["2026-11-24"][0]["upvotes"] == 12


def test_an_acl_paper_is_added_by_url(service: Service, project: Project) -> None:
    entry = (
        "@inproceedings{byron-2024-dams, title = {Learning to Build Dams}, "
        "author = {Byron, Ada}, year = {2024}, url = {https://aclanthology.org/2024.acl-long.7/}, "
        "abstract = {Words of the proceedings.}}"
    )
    service.on("/2024.acl-long.7.bib", Reply(body=entry.encode()))
    add(service, project, "https://aclanthology.org/2024.acl-long.7/")
    paper = papers_of(project)[DAMS]
    assert paper.acl == "2024.acl-long.7"
    assert not paper.abstract


@pytest.mark.parametrize("name", ["", "river", "https://example.org/abs/1", "10.1000", "../etc"])
def test_invalid_identifiers_are_errors_before_any_request(
    service: Service, project: Project, name: str
) -> None:
    with pytest.raises(PapersError, match="is not an arXiv id"):
        add(service, project, name)
    assert service.requests == []


def test_a_paper_unknown_to_arxiv_is_reported(service: Service, project: Project) -> None:
    service.on(QUERY, arxiv_feed([]))
    report = add(service, project, "2611.00001")
    assert list(map(str, report.unknown)) == ["add: arxiv has no paper 2611.00001"]
    assert not (project.data / "papers" / "added.yaml").exists()


def test_doi_registries_are_queried_for_csl_json_without_abstracts(
    service: Service, project: Project
) -> None:
    service.on(
        "/10.1000/dam.1",
        Reply(status=302, headers={"Location": "/registry/10.1000/dam.1"}),
    )
    service.on("/registry/10.1000/dam.1", Reply(body=csl_item("10.1000/dam.1", DAMS)))
    add(service, project, "https://doi.org/10.1000/DAM.1")
    assert "csl+json" in service.requests[0].headers["Accept"]
    paper = papers_of(project)[DAMS]
    assert (paper.doi, paper.year, paper.abstract) == ("10.1000/dam.1", 2024, "")


def test_tests_use_only_the_local_network(service: Service) -> None:
    assert all(value.startswith("http://127.0.0.1:") for value in service.environ().values()), ROOT
