"""Tests of the complete flow: a service, records and counts, a checked and built site."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.services.papers import arxiv_entry, arxiv_feed, hf_item, hf_pages
from tests.services.server import Reply, Service
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

THURSDAY, FRIDAY, SATURDAY = "2026-11-19", "2026-11-20", "2026-11-21"


def lists(friday: int, thursday: int) -> dict[str, list[dict[str, object]]]:
    return {
        THURSDAY: [hf_item("2611.00001", "Dams by Night", THURSDAY, upvotes=thursday)],
        FRIDAY: [hf_item("2611.00002", "Locks <b>Without</b> Keys & Wine", FRIDAY, upvotes=friday)],
    }


def test_from_a_service_to_a_checked_and_built_site(service: Service, space: Workspace) -> None:
    environ = service.environ()
    for today, counts in ((FRIDAY, (5, 30)), (SATURDAY, (40, 33))):
        service.on("/api/daily_papers", hf_pages(lists(*counts)))
        done = space.run("sync", "hf", "--since", THURSDAY, "--today", today, env=environ)
        assert (done.returncode, done.stderr.count("error")) == (0, 0), done.stderr
    assert "repeated 2026-11-21" in done.stdout
    service.on("/api/query", arxiv_feed([arxiv_entry("1806.07366", "Weirs", "We weir.")]))
    done = space.run("add", "1806.07366", "--today", SATURDAY, env=environ)
    assert done.returncode == 0, done.stderr
    done = space.run("check")
    assert done.returncode == 0, done.stdout
    done = space.run("build", "--quiet")
    assert done.returncode == 0, done.stderr
    site = space.root / "site"
    assert space.problems() == []
    assert "Dams by Night" in (site / f"days/{THURSDAY}/index.html").read_text("utf-8")
    saturday = (site / f"days/{SATURDAY}/index.html").read_text("utf-8")
    assert "Papers added on" in saturday
    assert "We weir." in (site / "papers/weirs/index.html").read_text("utf-8")
    newest = (site / "trending/index.html").read_text("utf-8")
    assert newest.index("Locks") < newest.index("Dams by Night")
    assert "+40 in 7 days" in saturday
    friday = (site / f"days/{FRIDAY}/index.html").read_text("utf-8")
    before = friday.partition('id="trending"')[2]
    assert before.index("Dams by Night") < before.index("Locks")
    feed = json.loads((site / "trending/feed.json").read_bytes())
    assert [item["id"].split("/")[-2] for item in feed["items"]][1] == "dams-by-night"


def test_commands_exit_1_with_one_line_if_a_service_fails(
    service: Service, space: Workspace
) -> None:
    service.on("/api/daily_papers", Reply(status=403))
    for words in (("sync", "hf", "--since", FRIDAY, "--until", FRIDAY), ("add", "1806.07366")):
        done = space.run(*words, env=service.environ(PAPERSHELF_HF_KEY="S3CRET"))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "hf: refused access (status 403)" in done.stderr or "arxiv: not found" in done.stderr
        assert "S3CRET" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("sync", "gopher"), 2, "gopher"),
        (("sync", "arxiv"), 2, "--category"),
        (("sync", "arxiv", "--category", "cs.LG OR all:x"), 2, "is not an arXiv category"),
        (("sync", "hf", "--since", "yesterday"), 2, "is not a day such as"),
        (("add",), 2, "ID"),
        (("add", "rivers"), 1, "is not an arXiv id"),
        (("enrich", "--limit", "0"), 2, "--limit"),
    ],
)
def test_invalid_arguments_are_errors(
    service: Service, space: Workspace, words: tuple[str, ...], code: int, message: str
) -> None:
    done = space.run(*words, env=service.environ())
    assert (done.returncode, service.requests) == (code, [])
    assert message in done.stderr


def test_fetched_abstracts_are_on_pages_and_not_in_records(
    service: Service, space: Workspace
) -> None:
    space.write([{"id": "dams", "title": "Dams", "arxiv": "2611.00001"}], "more.yaml")
    service.on("/api/query", arxiv_feed([arxiv_entry("2611.00001", "Dams", "We dam $x^2$.")]))
    done = space.run("enrich", env=service.environ())
    assert "1 fetched" in done.stdout
    space.build()
    page = (space.root / "site/papers/dams/index.html").read_text("utf-8")
    assert "We dam <" in page
    assert "<msup>" in page
    (record,) = yaml.safe_load((space.root / "data/papers/more.yaml").read_text("utf-8"))
    assert "abstract" not in record
    assert space.problems() == []


def test_leftovers_of_a_killed_sync_in_the_cache_are_deleted(
    service: Service, space: Workspace
) -> None:
    service.on("/api/daily_papers", hf_pages({}))
    left = space.root / ".cache/http/hf/ab/.papershelf-x.tmp"
    left.parent.mkdir(parents=True)
    left.touch()
    space.run("sync", "hf", "--since", FRIDAY, "--until", FRIDAY, env=service.environ())
    assert not left.exists()


def test_the_json_report_describes_the_run(service: Service, space: Workspace) -> None:
    service.on("/api/daily_papers", hf_pages(lists(5, 30)))
    words = ("sync", "hf", "--since", THURSDAY, "--until", FRIDAY, "--today", SATURDAY, "--json")
    done = space.run(*words, env=service.environ())
    report = json.loads(done.stdout)
    assert report["new"] == ["dams-by-night", "locks-without-keys-wine"]
    assert (report["days"], report["failure"]) == ([THURSDAY, FRIDAY], None)
