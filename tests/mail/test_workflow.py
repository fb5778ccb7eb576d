"""Tests of the workflow that sends digests: its steps are run as on a GitHub runner."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.mail.smtp_server import FakeSmtpServer, run_server

pytestmark = pytest.mark.seconds  # each runs the shell of a workflow

JOB: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/digest.yml").read_text())["jobs"][
    "send"
]
CHECK, SEND = (step for step in JOB["steps"] if "run" in step)
SECRETS = {"HOST": "mail.example.org", "FROM": "d@papers.example", "RECIPIENTS": "a@example.org"}


def run(step: dict[str, Any], folder: Path, **environment: str) -> tuple[int, str, str]:
    """Run a step. Returns its exit code, its outputs and its summary."""
    files = {"GITHUB_OUTPUT": folder / "output", "GITHUB_STEP_SUMMARY": folder / "summary"}
    for path in files.values():
        path.touch()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=ROOT,
        env={
            **os.environ, **{name: str(path) for name, path in files.items()},
            "RUNNER_TEMP": str(folder), **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert not done.stdout + done.stderr
    output, summary = (path.read_text() for path in files.values())
    return done.returncode, output, summary


@pytest.mark.parametrize("missing", SECRETS)
def test_without_a_secret_the_step_reports_that_and_does_nothing(
    tmp_path: Path, missing: str
) -> None:
    code, output, summary = run(CHECK, tmp_path, **{**SECRETS, missing: ""})
    assert (code, output) == (0, "")
    assert "No digest was sent" in summary
    assert "not all set" in summary


def test_with_all_secrets_the_workflow_continues(tmp_path: Path) -> None:
    assert run(CHECK, tmp_path, **SECRETS) == (0, "ready=yes\n", "")


def test_all_later_steps_depend_on_the_check() -> None:
    later = JOB["steps"][1:]
    assert all("steps.secrets.outputs.ready == 'yes'" in step["if"] for step in later)


def test_the_step_sends_and_keeps_the_log_but_not_the_list(tmp_path: Path) -> None:
    office = FakeSmtpServer()
    with run_server(office) as port:
        settings = {
            "PAPERSHELF_SMTP_HOST": "127.0.0.1",
            "PAPERSHELF_SMTP_PORT": str(port),
            "PAPERSHELF_SMTP_FROM": "d@papers.example",
            "PAPERSHELF_UNSUBSCRIBE": "mailto:leave@papers.example",
            "RECIPIENTS": "ada@example.org\nbo@example.org",
            "SITE_URL": "https://papers.example/",
        }
        # The day on which the shipped papers were added.
        code, _, summary = run(SEND, tmp_path, DAY="2026-11-21", **settings)
    assert code == 0, summary
    assert "### The digest of 2026-11-21" in summary
    assert "2 sent" in summary
    assert "example.org" not in summary
    assert office.recipients == ["ada@example.org", "bo@example.org"]
    assert [path.name for path in (tmp_path / "digest").iterdir()] == ["list.txt.journal"]


def test_a_failed_run_fails_the_step_with_the_reason(tmp_path: Path) -> None:
    code, _, summary = run(
        SEND,
        tmp_path,
        DAY="2026-11-21",
        RECIPIENTS="not an address",
        PAPERSHELF_SMTP_HOST="127.0.0.1",
        PAPERSHELF_SMTP_FROM="d@x.example",
        PAPERSHELF_UNSUBSCRIBE="mailto:leave@x.example",
    )
    assert code == 1
    assert "list.txt:1: is not an e-mail address" in summary
    assert not list((tmp_path / "digest").iterdir())
