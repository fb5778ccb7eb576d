"""The life of a correction in an empty folder: new, site, issue, record, pull request, check, site."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from tests.services.papers import arxiv_entry, arxiv_feed
from tests.services.server import serve
from tests.starter.test_workflows import CONTEXT, PROGRAMS, Runner, runner, script_steps, workflows

__all__ = ["runner"]

HOSTILE = (
    'Weirs `$(touch pwned)` $HOME ${IFS} "; exit 1 # <img src=x onerror=alert(1)> ::error::x @all'
)
FORM = "### Change\n\n```yaml\n{}\n```\n\n### Where can we verify this?\n\n{}\n"
CHANGE = "Change the records as the issue asks"


@pytest.fixture(autouse=True)
def context_of_an_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTEXT, "github.event.issue.body", "")


def run_change(runner: Runner, issue: str, **environment: str) -> str:
    """Run the step that changes the records; returns the comment."""
    step = script_steps("correct.yml", "read")[CHANGE]
    done = runner.run(step, ISSUE=issue, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return (runner.scratch / "answer/comment.md").read_text("utf-8")


def form_of(runner: Runner, paper: str) -> dict[str, str]:
    """What the link on a paper's page fills into the form."""
    page = (runner.folder / f"site/papers/{paper}/index.html").read_text("utf-8")
    (link,) = html.fromstring(page).xpath("//a[@data-correct]")
    address = urlsplit(link.get("href"))
    assert address.path.endswith("/issues/new")
    return {name: value for name, (value,) in parse_qs(address.query).items()}


@pytest.mark.site
def test_a_reader_corrects_a_paper(runner: Runner) -> None:
    build = script_steps("check.yml", "check")
    environment = {"REPO_URL": "https://github.com/ada/rivers", "BASE": "HEAD"}
    assert runner.run(build["Build the site"], **environment).returncode == 0
    paper = min(path.name for path in (runner.folder / "site/papers").iterdir() if path.is_dir())
    form = form_of(runner, paper)
    assert form["template"] == "fix-record.yml"
    assert (runner.folder / ".github/ISSUE_TEMPLATE/fix-record.yml").is_file()
    lines = form["change"].split("\n")
    assert lines[0] == f"paper: {paper}"
    lines = [
        'title: "The Corrected Title"' if line.startswith("title:") else line for line in lines
    ]
    comment = run_change(runner, FORM.format("\n".join(lines), "_No response_"))
    assert f"corrected title of '{paper}'" in comment
    assert "papershelf check: 4 papers, 0 errors" in comment
    assert runner.text("GITHUB_OUTPUT") == "result=change\n"
    patch = (runner.scratch / "answer/change.patch").read_text("utf-8")
    assert "+++ b/data/papers/papers.yaml" in patch
    assert "site/" not in patch
    for step in list(build.values())[1:]:
        done = runner.run(step, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "The Corrected Title" in (runner.folder / f"site/papers/{paper}/index.html").read_text()


@pytest.mark.parametrize("place", ["title", "reason"])
def test_a_hostile_issue_is_only_text(runner: Runner, place: str) -> None:
    records = runner.folder / "data/papers/papers.yaml"
    records.write_text("- id: weirs\n  title: Weirs\n", "utf-8")
    value = HOSTILE.replace('"', '\\"')
    title = (
        f'paper: weirs\ntitle: "{value} ```"' if place == "title" else "paper: weirs\nyear: 1999"
    )
    comment = run_change(runner, FORM.format(title, f"{HOSTILE}\n```yaml\npaper: x\n```"))
    assert comment.startswith("```")
    assert comment.count("@all") == 0
    assert not list(runner.folder.rglob("pwned"))
    assert ("onerror" in records.read_text("utf-8")) is (place == "title")


@pytest.mark.parametrize(
    ("issue", "said"),
    [
        ("### Change\n\nplease\n", "asks for no change"),
        (FORM.format("paper: nobody\nyear: 1", "@all"), "no paper has the id 'nobody'"),
        (FORM.format("paper: '```\n\n@all'\nyear: 1", ""), "no paper has the id"),
        ("### Identifier or URL\n\nnonsense @all\n", "contains no arXiv id"),
    ],
)
def test_an_issue_that_changes_nothing_is_answered(runner: Runner, issue: str, said: str) -> None:
    comment = run_change(runner, issue)
    assert said in comment
    assert runner.text("GITHUB_OUTPUT") == "result=none\n"
    fence = comment.split("text\n")[0]
    assert comment.rstrip().endswith(fence)
    assert f"\n{fence}" not in comment.rstrip().removesuffix(fence)[:-1]
    jobs = workflows()["correct.yml"]["jobs"]
    assert jobs["answer"]["if"] == "needs.read.outputs.result == 'none'"


def test_an_issue_adds_a_paper(runner: Runner) -> None:
    with serve() as service:
        service.on("/api/query", arxiv_feed([arxiv_entry("2611.00001", "Dams <b>by</b> Night")]))
        issue = "### Identifier or URL\n\n2611.00001\n\n### Note for the curators\n\n$(id)\n"
        comment = run_change(runner, issue, **service.environ())
    assert "papershelf check: 5 papers, 0 errors" in comment
    assert "by" in (runner.folder / "data/papers/added.yaml").read_text("utf-8")


def test_a_pull_request_is_made_of_the_change(runner: Runner, tmp_path: Path) -> None:
    remote, log, programs = tmp_path / "remote.git", tmp_path / "gh.log", tmp_path / "bin"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example"]
    for words in (
        ["init", "-q", "--bare", "-b", "master", str(remote)],
        ["remote", "add", "origin", str(remote)],
        ["push", "-q", "origin", "master"],
    ):
        subprocess.run([*git, *words], cwd=runner.folder, check=True)
    programs.mkdir()
    (programs / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {log}\n')
    (programs / "gh").chmod(0o755)
    (runner.folder / "data/papers/papers.yaml").write_text("- {id: weirs, title: Weirs}\n")
    subprocess.run([*git, "commit", "-qam", "y"], cwd=runner.folder, check=True)
    subprocess.run([*git, "push", "-q", "origin", "master"], cwd=runner.folder, check=True)
    run_change(runner, FORM.format("paper: weirs\nyear: 1999", HOSTILE))
    subprocess.run([*git, "reset", "-q", "--hard"], cwd=runner.folder, check=True)
    jobs = workflows()["correct.yml"]["jobs"]
    (step,) = [one for one in jobs["propose"]["steps"] if "run" in one and "gh pr" in one["run"]]
    done = runner.run(
        step,
        PATH=f"{programs}{os.pathsep}{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        BASE="master", BRANCH="correction/7", NUMBER="7", GITHUB_REPOSITORY="ada/rivers",
        **{f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    pushed = subprocess.run(
        ["git", "show", "correction/7:data/papers/papers.yaml"],
        cwd=remote, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "year: 1999" in pushed
    calls = log.read_text()
    assert "pr create --base master --head correction/7" in calls
    assert "--body Closes #7." in calls
    assert "pr comment correction/7 --edit-last --create-if-none --body-file " in calls
    assert "pwned" not in calls


def test_only_the_reading_job_sees_the_issue_and_it_cannot_write() -> None:
    flow = workflows()["correct.yml"]
    assert flow["permissions"] == {}
    assert flow["jobs"]["read"]["if"].startswith("vars.PAPERSHELF_CORRECTIONS == 'true' && ")
    assert flow["jobs"]["read"]["permissions"] == {"contents": "read"}
    assert flow["jobs"]["answer"]["permissions"] == {"issues": "write"}
    for job in flow["jobs"].values():
        for step in job["steps"]:
            assert "github.event" not in step.get("run", "")
            assert "secrets." not in str(step)
