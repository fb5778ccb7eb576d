"""Tests of a month of daily syncs with Git repositories: no day is lost, whenever a pull request is
merged.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from papershelf.core.errors import PapersError
from papershelf.core.identifiers import IsoDate
from papershelf.core.project import read_project
from papershelf.importing.sync import find_last_day
from papershelf.importing.sync_branch import SyncBranch
from tests.conftest import ROOT
from tests.fabricated import TAGS, VENUES
from tests.services.papers import hf_item, hf_pages
from tests.services.server import FakeClock, ReceivedRequest, Reply, Service

MAIN, BRANCH = "main", "sync/daily"
LISTS = "/api/daily_papers"
FIRST = date(2026, 11, 2)
DAYS = [FIRST + timedelta(days=number) for number in range(30)]
WINDOW = timedelta(days=7)
OUTAGE = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _identity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "bot")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "bot@example.org")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout.strip()


class Hub:
    """A repository like on a host, with a pull request that is merged occasionally."""

    def __init__(self, root: Path) -> None:
        self.root, self.number = root, 0
        self.origin = root / "origin.git"
        git(root, "init", "--quiet", "--bare", f"--initial-branch={MAIN}", str(self.origin))
        self.opened: date | None = None
        first = self.clone()
        (first / "mkdocs.yml").write_text("site_name: Rivers\n", encoding="utf-8")
        (first / ".gitignore").write_text(".cache/\n", encoding="utf-8")
        (first / "docs").mkdir()
        (first / "data/papers").mkdir(parents=True)
        (first / "data/venues.yaml").write_text(yaml.safe_dump(VENUES), encoding="utf-8")
        (first / "data/tags.yaml").write_text(yaml.safe_dump(TAGS), encoding="utf-8")
        (first / "data/papers/papers.yaml").write_text("- {id: a, title: A}\n", encoding="utf-8")
        self.commit(first, MAIN)

    def clone(self) -> Path:
        """A fresh checkout with all branches, as in a workflow job."""
        self.number += 1
        folder = self.root / f"clone-{self.number}"
        git(self.root, "clone", "--quiet", str(self.origin), str(folder))
        return folder

    def commit(self, folder: Path, branch: str) -> None:
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "By hand")
        git(folder, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")

    def add_by_hand(self, name: str, text: str, branch: str = MAIN) -> None:
        folder = self.clone()
        git(folder, "checkout", "--quiet", "--detach", f"origin/{branch}")
        (folder / name).write_text(text, encoding="utf-8")
        self.commit(folder, branch)

    def merge(self, how: str) -> None:
        """Merge the pull request; its branch is kept, which is the default of hosts."""
        folder = self.clone()
        git(folder, "checkout", "--quiet", MAIN)
        if how == "squash":
            git(folder, "merge", "--quiet", "--squash", f"origin/{BRANCH}")
            git(folder, "commit", "--quiet", "--message", "Squashed")
        else:
            git(folder, "merge", "--quiet", "--no-ff", "--no-edit", f"origin/{BRANCH}")
        git(folder, "push", "--quiet", "origin", MAIN)
        self.opened = None

    def kept(self, folder: Path, branch: str = BRANCH) -> SyncBranch:
        return SyncBranch(folder=folder, base=MAIN, branch=branch, is_open=self.opened is not None)

    def run(self, service: Service, today: date, branch: str = BRANCH) -> tuple[str, Result]:
        """The steps of the workflow on a day, its two jobs in separate checkouts."""
        reader, writer = self.clone(), self.clone()
        self.kept(reader, branch).start()
        done = sync(service, reader, today)
        git(reader, "add", "--all", "data")
        patch = self.root / "news.patch"
        changes = subprocess.run(
            ["git", "diff", "--cached", "--binary", "--full-index"],
            cwd=reader, capture_output=True, check=True,
        ).stdout  # fmt: skip
        patch.write_bytes(changes)
        message = self.kept(writer, branch).push(patch, "News") if changes else "nothing new"
        if changes and branch == BRANCH and self.opened is None:
            self.opened = today
        return message, done


def sync(service: Service, folder: Path, today: date) -> Result:
    words = ["sync", "hf", "--since-last", "--today", today.isoformat(), "--quiet"]
    words += ["--config", str(folder / "mkdocs.yml"), "--data", str(folder / "data")]
    return CliRunner().invoke(main, words, env=service.environ(), obj=FakeClock())


def listed(day: date) -> list[str]:
    """The arXiv ids in the list of a day."""
    return [f"2611.{day.day:02}{day.month % 10}0{number}" for number in (1, 2)]


def upvotes(arxiv: str, day: date, today: date) -> int:
    return int(arxiv[-1]) * 10 + 3 * (today - day).days


class Month:
    """A service with a list on each weekday, whose upvotes grow every day."""

    def __init__(self, service: Service) -> None:
        self.today = FIRST
        self.down = False
        service.on(LISTS, self.answer)

    def answer(self, received: ReceivedRequest) -> Reply:
        if self.down:
            return Reply(status=403)
        return hf_pages(self.lists())(received)

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        since = FIRST - timedelta(days=30)
        days = [since + timedelta(days=n) for n in range((self.today - since).days + 1)]
        return {
            day.isoformat(): [
                hf_item(
                    arxiv,
                    f"On {arxiv[-1]} of {day:%A} {day.isoformat()}",
                    day.isoformat(),
                    upvotes=upvotes(arxiv, day, self.today),
                )
                for arxiv in listed(day)
            ]
            for day in days
            if is_weekday(day)
        }


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def records_of(folder: Path) -> list[dict[str, Any]]:
    records = yaml.safe_load((folder / "data/papers/own.yaml").read_text("utf-8"))
    lines = (folder / "data/papers/hf.jsonl").read_text("utf-8").splitlines()
    return [*records, *map(json.loads, lines)]


def expect_everything(folder: Path, runs: list[date]) -> None:
    """Check that each listed paper is there once, with its date, and each count of each run once."""
    seen = runs[0] - WINDOW
    days = [seen + timedelta(days=n) for n in range((runs[-1] - seen).days + 1)]
    papers = {arxiv: day for day in days if is_weekday(day) for arxiv in listed(day)}
    records = records_of(folder)
    assert sorted(one["arxiv"] for one in records) == sorted(papers)
    featured = {one["arxiv"]: [str(day) for day in one["featured"]] for one in records}
    assert featured == {arxiv: [day.isoformat()] for arxiv, day in papers.items()}
    names = {one["id"]: one["arxiv"] for one in records}
    counts = {
        path.stem: sorted(
            (names[line["paper"]], line["upvotes"])
            for line in map(json.loads, path.read_text("utf-8").splitlines())
        )
        for path in (folder / "data/counts").iterdir()
    }
    assert counts == {
        run.isoformat(): sorted(
            (arxiv, upvotes(arxiv, day, run))
            for arxiv, day in papers.items()
            if run - WINDOW <= day <= run
        )
        for run in runs
    }


@pytest.mark.parametrize(("delay", "how"), [(0, "squash"), (3, "merge"), (10, "squash")])
def test_all_days_of_a_month_arrive_once_whenever_it_is_merged(
    service: Service, tmp_path: Path, delay: int, how: str
) -> None:
    hub, month = Hub(tmp_path), Month(service)
    listed_then = date(2026, 11, 18)
    own = {"id": "own-name", "title": "A Name of Our Own", "arxiv": listed(listed_then)[0]}
    for today in DAYS:
        month.today, month.down = today, today == OUTAGE
        if today == date(2026, 11, 10):  # a manual commit while a pull request may be open
            hub.add_by_hand("data/papers/own.yaml", yaml.safe_dump([own]))
        _, done = hub.run(service, today)
        assert done.exit_code == (1 if month.down else 0), done.output
        if hub.opened and (today - hub.opened).days >= delay:
            hub.merge(how)
    if hub.opened:
        hub.merge(how)
    expect_everything(hub.clone(), [day for day in DAYS if day != OUTAGE])


def test_syncing_can_commit_to_the_default_branch(service: Service, tmp_path: Path) -> None:
    hub, month = Hub(tmp_path), Month(service)
    hub.add_by_hand("data/papers/own.yaml", "[]\n")
    runs = DAYS[:4]
    for today in runs:
        month.today = today
        message, _ = hub.run(service, today, MAIN)
        assert message == "starts from main; pushed to main"
    expect_everything(hub.clone(), runs)


def test_after_weeks_without_a_run_syncing_starts_at_the_last_day_of_the_data(
    service: Service, tmp_path: Path
) -> None:
    hub, month = Hub(tmp_path), Month(service)
    for today in (DAYS[0], DAYS[29]):
        month.today = today
        hub.run(service, today, MAIN)
    lines = (hub.clone() / "data/papers/hf.jsonl").read_text("utf-8").splitlines()
    found = {json.loads(line)["arxiv"] for line in lines}
    assert found >= {arxiv for day in DAYS if is_weekday(day) for arxiv in listed(day)}


def test_an_imported_list_hides_no_earlier_day(service: Service, tmp_path: Path) -> None:
    hub, month = Hub(tmp_path), Month(service)
    hub.run(service, DAYS[0], MAIN)
    record = [{"id": "late", "title": "Late", "featured": [DAYS[20].isoformat()]}]
    hub.add_by_hand("data/papers/late.yaml", yaml.safe_dump(record))
    project = read_project(hub.clone() / "mkdocs.yml")
    assert find_last_day(project, IsoDate(DAYS[29].isoformat())) == DAYS[0].isoformat()
    month.today = DAYS[29]
    hub.run(service, DAYS[29], MAIN)
    received = {one.params["date"] for one in service.requests}
    assert {day.isoformat() for day in DAYS} <= received


def test_on_conflicts_the_open_branch_is_continued(service: Service, tmp_path: Path) -> None:
    hub, month = Hub(tmp_path), Month(service)
    hub.run(service, DAYS[0])
    hub.merge("squash")
    month.today = DAYS[1]
    hub.run(service, DAYS[1])
    main_lines = (hub.clone() / "data/papers/hf.jsonl").read_text("utf-8")
    hub.add_by_hand("data/papers/hf.jsonl", main_lines.replace("On 2 of", "Of 2 of"))
    month.today = DAYS[2]
    message, _ = hub.run(service, DAYS[2])
    assert message.startswith("continues sync/daily without main, which conflicts with it")
    folder = hub.clone()
    git(folder, "checkout", "--quiet", BRANCH)
    counts = sorted(path.stem for path in (folder / "data/counts").iterdir())
    assert counts == [day.isoformat() for day in DAYS[:3]]


def test_commits_of_reviewers_to_the_branch_are_kept(service: Service, tmp_path: Path) -> None:
    hub, month = Hub(tmp_path), Month(service)
    hub.run(service, DAYS[0])
    hub.add_by_hand("README.md", "By a reviewer\n", BRANCH)
    month.today = DAYS[1]
    hub.run(service, DAYS[1])
    hub.merge("merge")
    folder = hub.clone()
    assert (folder / "README.md").read_text("utf-8") == "By a reviewer\n"
    assert len(list((folder / "data/counts").iterdir())) == 2


def test_a_rejected_push_is_retried(service: Service, tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    Month(service)
    other, writer, reader = hub.clone(), hub.clone(), hub.clone()
    (other / "README.md").write_text("Quicker\n", encoding="utf-8")
    git(other, "add", "--all")
    git(other, "commit", "--quiet", "--message", "Quicker")
    hook = writer / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ngit -C '{other}' push --quiet origin {MAIN}\n", encoding="utf-8")
    hook.chmod(0o755)
    sync(service, reader, DAYS[0])
    git(reader, "add", "--all", "data")
    patch = tmp_path / "news.patch"
    patch.write_text(git(reader, "diff", "--cached") + "\n", encoding="utf-8")
    assert "pushed" in hub.kept(writer, MAIN).push(patch, "News")
    folder = hub.clone()
    assert (folder / "README.md").exists()
    assert (folder / "data/papers/hf.jsonl").exists()


def test_only_data_files_of_a_patch_are_applied(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    reader = hub.clone()
    for name in ("data/papers/new.yaml", "evil.py", "data-not.txt"):
        (reader / name).write_text("[]\n", encoding="utf-8")
    git(reader, "add", "--all")
    patch = tmp_path / "news.patch"
    patch.write_text(git(reader, "diff", "--cached") + "\n", encoding="utf-8")
    words = ["--base", MAIN, "--branch", BRANCH, "--repository", str(hub.clone())]
    done = CliRunner().invoke(main, ["sync-branch", "push", str(patch), *words])
    assert (done.exit_code, done.output) == (0, "starts from main; pushed to sync/daily\n")
    again = CliRunner().invoke(main, ["sync-branch", "start", *words, "--pull-request", "7"])
    assert again.output == "continues sync/daily, with main merged in\n"
    folder = hub.clone()
    assert git(folder, "diff", "--name-only", f"origin/{MAIN}", f"origin/{BRANCH}") == (
        "data/papers/new.yaml"
    )


def test_errors_of_git_are_one_line(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    patch = tmp_path / "news.patch"
    patch.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(PapersError) as caught:
        hub.kept(hub.clone()).push(patch, "News")
    (problem,) = caught.value.problems
    assert str(problem).startswith("git: apply: ")
    words = ["sync-branch", "start", "--base", "none", "--branch", BRANCH]
    done = CliRunner().invoke(main, [*words, "--repository", str(hub.clone())])
    assert done.exit_code == 1
    assert "none" in done.output


def test_since_last_is_for_daily_lists(service: Service) -> None:
    for words in (["openalex"], ["hf", "--since", "2026-11-01"]):
        done = CliRunner().invoke(main, ["sync", *words, "--since-last"])
        assert (done.exit_code, service.requests) == (2, [])
        assert "--since-last" in done.output


def test_the_workflow_runs_only_if_enabled() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/sync.yml").read_text("utf-8"))
    for job in workflow["jobs"].values():
        assert job.get("needs") == "read" or "vars.PAPERSHELF_SYNC == 'true' && " in job["if"]
    assert "`PAPERSHELF_SYNC`" in (ROOT / "docs/how-to/sync-every-day.md").read_text("utf-8")
