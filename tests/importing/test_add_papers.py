"""Tests of adding papers by identifier: batches, files of identifiers, and failures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.project import Project
from papershelf.importing.add_papers import add_papers, parse_name_list
from papershelf.services.arxiv import BATCH_SIZE
from tests.conftest import ROOT
from tests.importing.sync_projects import add, make_syncer, papers_of
from tests.services.papers import arxiv_entry, arxiv_error, arxiv_feed, csl_item
from tests.services.server import ReceivedRequest, Reply, Service
from tests.workspaces import Workspace

QUERY = "/api/query"
IDS = [f"2611.{number:05}" for number in range(1, 251)]


def feed(received: ReceivedRequest, lacking: frozenset[str] = frozenset()) -> Reply:
    """The response of arXiv to a request for identifiers; those in `lacking` are missing."""
    ids = [one for one in received.params["id_list"].split(",") if one not in lacking]
    return arxiv_feed([arxiv_entry(one, f"River Number {one}") for one in ids])


def test_preprints_are_requested_in_the_largest_batches(service: Service, project: Project) -> None:
    service.on(QUERY, feed)
    report = add(service, project, *IDS, IDS[0], f"https://arxiv.org/abs/{IDS[1]}v2")
    assert [len(one.params["id_list"].split(",")) for one in service.requests] == [
        BATCH_SIZE,
        BATCH_SIZE,
        50,
    ]
    assert len(report.new) == 250
    assert not report.unknown
    assert report.failure is None


def test_unknown_identifiers_are_reported_and_other_papers_added(
    service: Service, project: Project
) -> None:
    service.on(QUERY, lambda received: feed(received, frozenset({IDS[7]})))
    service.on("/10.1000/dam.1", Reply(body=csl_item("10.1000/dam.1", "Dams")))
    report = add(service, project, *IDS[:20], "10.1000/none", "rivers", "10.1000/dam.1")
    assert len(report.new) == 20
    assert [str(problem).partition(" is not an ")[0] for problem in report.unknown] == [
        "add: 'rivers'",
        "add: arxiv has no paper 2611.00008",
        "add: doi has no paper 10.1000/none",
    ]
    assert "unknown 3" in str(report)


@pytest.mark.parametrize("status", [200, 400])
def test_an_identifier_that_arxiv_rejects_does_not_fail_its_batch(
    service: Service, project: Project, status: int
) -> None:
    def answer(received: ReceivedRequest) -> Reply:
        if IDS[3] not in received.params["id_list"]:
            return feed(received)
        return Reply(status=status, body=arxiv_error(f"incorrect id format for {IDS[3]}").body)

    service.on(QUERY, answer)
    report = add(service, project, *IDS[:10])
    assert len(report.new) == 9
    assert [str(problem) for problem in report.unknown] == [f"add: arxiv has no paper {IDS[3]}"]


def test_a_rejected_request_without_a_bad_identifier_is_a_failure(
    service: Service, project: Project
) -> None:
    service.on(QUERY, Reply(status=400, body=b"no"))
    report = add(service, project, *IDS[:10])
    assert str(report.failure) == f"arxiv: returned status 400: {service.base}{QUERY}"
    assert len(service.requests) == 1


def test_papers_received_before_a_failure_are_kept_and_other_services_used(
    service: Service, project: Project
) -> None:
    service.on(QUERY, feed, Reply(status=403))
    service.on("/10.1000/dam.1", Reply(body=csl_item("10.1000/dam.1", "Dams")))
    report = add(service, project, *IDS, "10.1000/dam.1")
    assert len(report.new) == BATCH_SIZE + 1
    assert str(report.failure) == f"arxiv: refused access (status 403): {service.base}{QUERY}"
    assert [str(note) for note in report.notes if note.path == "arxiv"] == [
        "arxiv: warning: 150 papers from 2611.00101 on not requested; run the command again"
    ]
    assert "Dams" in papers_of(project)


def test_each_batch_is_written_before_the_next_request(service: Service, project: Project) -> None:
    written: list[int] = []

    def answer(received: ReceivedRequest) -> Reply:
        path = project.data / "papers" / "added.yaml"
        written.append(path.read_text("utf-8").count("River Number") if path.exists() else 0)
        return feed(received)

    service.on(QUERY, answer)
    add(service, project, *IDS)
    assert written == [0, 100, 200]


def test_a_dry_run_shows_all_batches_and_writes_nothing(service: Service, project: Project) -> None:
    service.on(QUERY, feed)
    report = add(service, project, *IDS, dry_run=True)
    ledger, edit = report.edits
    assert ledger.after.count(b"river-number-2611-") == 250
    assert edit.after.count(b"River Number") == 250
    assert not (project.data / "papers" / "added.yaml").exists()


def test_a_file_of_identifiers_is_read_with_line_numbers() -> None:
    content = b"# mine\n2611.00001\n\n  arXiv:2611.00002v1, 10.1000/dam.1; # a comment\nrivers\n"
    wanted, problems = parse_name_list(content, "ids.txt")
    assert [(one.name.service, one.name.value, one.line) for one in wanted] == [
        ("arxiv", "2611.00001", 2),
        ("arxiv", "2611.00002", 4),
        ("doi", "10.1000/dam.1", 4),
    ]
    assert [str(problem).partition(" is not an ")[0] for problem in problems] == [
        "ids.txt:5: 'rivers'"
    ]


@pytest.mark.parametrize("content", [b"# nothing\n", b"one two three\nfour\n", b"\xff\xfe\x00"])
def test_a_file_without_identifiers_is_one_problem(
    service: Service, project: Project, content: bytes
) -> None:
    wanted, problems = parse_name_list(content, "ids.txt")
    assert wanted == []
    assert len(problems) == 1
    with (running := make_syncer(service, project)).client, pytest.raises(PapersError):
        add_papers(running, wanted, problems)


def test_identifiers_are_read_from_arguments_files_and_standard_input(
    service: Service, space: Workspace
) -> None:
    service.on(QUERY, lambda received: feed(received, frozenset({IDS[2]})))
    (space.root / "ids.txt").write_text("\n".join(IDS[1:4]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "papershelf", "add", IDS[0], "ids.txt", "-", "none.txt"],
        cwd=space.root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **service.environ()},
        input=f"{IDS[4]}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ids.txt:2: arxiv has no paper 2611.00003" in done.stderr
    assert "add: 'none.txt' is not an arXiv id" in done.stderr
    assert done.stdout.splitlines() == [
        "new 4, merged 0, unchanged 0, refused 0, counts 0, unknown 2",
        "wrote data/citation-keys.tsv",
        "wrote data/papers/added.yaml",
        "Next: papershelf check",
    ]
    assert len(service.requests) == 1


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# Commands that a script starts in the background ignore interrupts, and so do their children.
_INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("papershelf", run_name="__main__", alter_sys=True)
"""


def test_an_interrupt_keeps_the_papers_received(service: Service, space: Workspace) -> None:
    def answer(received: ReceivedRequest) -> Reply:
        if len(service.requests) > 1:
            time.sleep(20)
        return feed(received)

    service.on(QUERY, answer)
    (space.root / "ids.txt").write_text("\n".join(IDS), encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTIBLE, "add", "ids.txt"],
        cwd=space.root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **service.environ()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    added = space.root / "data" / "papers" / "added.yaml"
    wait_until(lambda: len(service.requests) == 2)
    running.send_signal(signal.SIGINT)
    _, output = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "add: interrupted; 150 of 250 papers were not requested" in output
    assert "Traceback" not in output
    assert Path(added).read_text("utf-8").count("River Number") == 100
