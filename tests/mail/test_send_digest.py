"""Tests of the command that renders and sends digests, from data to mailbox."""

from __future__ import annotations

import email
import email.policy
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from papershelf.core.project import read_project
from papershelf.mail.delivery import RETRY_DELAYS
from papershelf.mail.send_digest import DeliveryOptions, prepare_mail, send_mail
from papershelf.mail.smtp_settings import UNSUBSCRIBE_MISSING
from papershelf.site.project_loader import load_project
from tests.mail.smtp_server import FakeSmtpServer, respond
from tests.services.server import FakeClock


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["digest", *words])


def test_a_digest_is_printed_or_written_to_a_file(project_folder: Path) -> None:
    result = run("--day", "2026-11-20", "--quiet")
    assert result.exit_code == 0
    mail = email.message_from_bytes(result.stdout_bytes, policy=email.policy.default)
    assert mail["Subject"] == "Tidal Attention for ℓ_1 Rivers · 2 papers, November 20, 2026"
    expected = run("--day", "2026-11-20", "--out", "x.eml")
    assert (project_folder / "x.eml").read_bytes() == result.stdout_bytes
    assert expected.stderr == "Papers, November 20, 2026: 2 papers\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--week", "2026-W47"), "Papers, Nov 16 – 22, 2026: 2 papers"),
        (("--since", "2026-11-01"), "Papers, Nov 1 – 20, 2026: 2 papers"),
        (("--day", "2026-11-20", "--tag", "Rivers"),
         "Papers on Rivers, November 20, 2026: 1 paper"),
        (("--day", "2026-11-20", "--tag", "rivers", "--tag", "tides"),
         "Papers on Rivers, Tides, November 20, 2026: 2 papers"),
        (("--day", "2026-11-19"), "Papers, November 19, 2026: No papers"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("project_folder")
def test_papers_are_selected_by_day_week_and_tag(words: tuple[str, ...], expected: str) -> None:
    assert run(*words, "--out", "x.eml").stderr == f"{expected}\n"


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ((), 2, "Use exactly one of --day, --week and --since."),
        (("--day", "2026-11-20", "--week", "2026-W47"), 2, "Use exactly one of --day"),
        (("--day", "2026-11-20", "--send"), 2, "--send and --recipients must be used together."),
        (
            ("--day", "2026-11-20", "--recipients", "x"),
            2,
            "--send and --recipients must be used together.",
        ),
        (("--day", "20 November"), 2, "--day: '20 November' is not a day"),
        (("--week", "2026-W60"), 2, "--week: '2026-W60' is not a week of that year"),
        (("--day", "2026-11-20", "--tag", "lakes"), 2, "--tag: 'lakes' is not in tags.yaml"),
    ],
)
@pytest.mark.usefixtures("project_folder")
def test_invalid_options_are_errors(words: tuple[str, ...], code: int, expected: str) -> None:
    result = run(*words)
    assert result.exit_code == code
    assert expected in result.stderr


def test_invalid_data_is_an_error(project_folder: Path) -> None:
    (project_folder / "data/papers/papers.yaml").write_text("- absract: x\n")
    result = run("--day", "2026-11-20")
    assert result.exit_code == 1
    assert "absract" in result.stderr


@pytest.fixture
def recipients(project_folder: Path) -> Path:
    path = project_folder.parent / "list.txt"
    path.write_text("ada@example.org\nbo@example.org\n")
    return path


def test_a_digest_is_sent_to_each_recipient_once(
    fake_server: FakeSmtpServer, recipients: Path
) -> None:
    words = ("--day", "2026-11-20", "--send", "--recipients", str(recipients))
    result = run(*words)
    assert result.exit_code == 0
    assert result.stdout == "1 of 2: sent\n2 of 2: sent\n2 sent\n"
    assert fake_server.recipients == ["ada@example.org", "bo@example.org"]
    for name, content in fake_server.arrived:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert mail["To"] == name
        assert mail["From"].addresses[0].addr_spec == "digest@papers.example"
    assert run(*words).stdout == "2 done before\n"
    assert len(fake_server.arrived) == 2


def test_a_digest_without_papers_is_not_sent(fake_server: FakeSmtpServer, recipients: Path) -> None:
    result = run("--day", "2026-11-19", "--send", "--recipients", str(recipients))
    assert (result.exit_code, result.stdout) == (0, "no papers; nothing was sent\n")
    assert fake_server.connections == 0
    assert not recipients.with_name("list.txt.journal").exists()


def test_deferred_recipients_are_retried(
    fake_server: FakeSmtpServer, project_folder: Path, recipients: Path
) -> None:
    fake_server.at_rcpt = {"bo": respond("450 4.2.0 later")}
    project = read_project(project_folder / "mkdocs.yml")
    mail = prepare_mail(load_project(project), {"day": "2026-11-20"}, (), os.environ)
    waited: list[float] = []
    posting = DeliveryOptions(
        recipients=recipients, report_line=lambda _: None, sleep=waited.append
    )
    assert str(send_mail(project, mail, posting)) == "1 sent, 1 deferred"
    assert waited == list(RETRY_DELAYS)


def test_unsent_messages_make_the_command_fail(
    fake_server: FakeSmtpServer, recipients: Path
) -> None:
    fake_server.at_rcpt = {"bo": respond("450 4.2.0 later")}
    clock = FakeClock()
    words = ("digest", "--day", "2026-11-20", "--send", "--recipients", str(recipients))
    result = CliRunner().invoke(main, words, obj=clock)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 sent, 1 deferred")
    assert clock.slept == list(RETRY_DELAYS)


def test_a_list_inside_the_repository_is_an_error(
    fake_server: FakeSmtpServer, project_folder: Path
) -> None:
    (project_folder / "list.txt").write_text("ada@example.org\n")
    result = run("--day", "2026-11-20", "--send", "--recipients", "list.txt")
    assert result.exit_code == 1
    assert "is inside the repository" in result.stderr
    assert fake_server.connections == 0


def test_missing_environment_variables_are_reported(
    recipients: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SMTP_HOST", "SMTP_FROM", "UNSUBSCRIBE"):
        monkeypatch.delenv(f"PAPERSHELF_{name}", raising=False)
    result = run("--day", "2026-11-20", "--send", "--recipients", str(recipients))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [
        "PAPERSHELF_SMTP_FROM: is not set",
        "PAPERSHELF_SMTP_HOST: is not set",
        f"PAPERSHELF_UNSUBSCRIBE: {UNSUBSCRIBE_MISSING}",
    ]
