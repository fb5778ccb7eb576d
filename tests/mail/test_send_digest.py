"""The command that makes and sends digests, from the data to the mailbox."""

from __future__ import annotations

import email
import email.policy
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from papershelf.core.project import read_project
from papershelf.mail.delivery import RETRY_DELAYS
from papershelf.mail.send_digest import DeliveryOptions, prepare_mail, send_mail
from papershelf.mail.smtp_settings import UNSUBSCRIBE_MISSING
from papershelf.site.project_loader import load_project
from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.mail.smtp_server import PostOffice, answer, opened
from tests.services.server import FakeClock


@pytest.fixture
def desk(make_collection: MakeCollection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder of its own, and the folder beside it."""
    folder = tmp_path / "project"
    folder.mkdir()
    make_collection(ORDINARY, venues=VENUES, tags=TAGS, name="project/data")
    config = 'site_name: Shelf\nsite_url: "https://papers.example/"\n'
    (folder / "mkdocs.yml").write_text(config)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["digest", *words])


def test_a_digest_goes_to_the_standard_output_or_into_a_file(desk: Path) -> None:
    result = run("--day", "2026-11-20", "--quiet")
    assert result.exit_code == 0
    mail = email.message_from_bytes(result.stdout_bytes, policy=email.policy.default)
    assert mail["Subject"] == "Tidal Attention for ℓ_1 Rivers · 2 papers, 20 November 2026"
    told = run("--day", "2026-11-20", "--out", "x.eml")
    assert (desk / "x.eml").read_bytes() == result.stdout_bytes
    assert told.stderr == "Papers, 20 November 2026: 2 papers\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--week", "2026-W47"), "Papers, week 47 of 2026: 2 papers"),
        (("--since", "2026-11-01"), "Papers, 1 November 2026 to 20 November 2026: 2 papers"),
        (("--day", "2026-11-20", "--tag", "Rivers"),
         "Papers on Rivers, 20 November 2026: 1 paper"),
        (("--day", "2026-11-20", "--tag", "rivers", "--tag", "tides"),
         "Papers on Rivers, Tides, 20 November 2026: 2 papers"),
        (("--day", "2026-11-19"), "Papers, 19 November 2026: no papers"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("desk")
def test_days_weeks_and_tags_choose_what_is_in_it(words: tuple[str, ...], told: str) -> None:
    assert run(*words, "--out", "x.eml").stderr == f"{told}\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "Give one of --day, --week and --since."),
        (("--day", "2026-11-20", "--week", "2026-W47"), 2, "Give one of --day"),
        (("--day", "2026-11-20", "--send"), 2, "--send and --recipients go together."),
        (("--day", "2026-11-20", "--recipients", "x"), 2, "--send and --recipients go together."),
        (("--day", "20 November"), 2, "--day: '20 November' is not a date"),
        (("--week", "2026-W60"), 2, "--week: '2026-W60' is not in the calendar"),
        (("--day", "2026-11-20", "--tag", "lakes"), 2, "--tag: 'lakes' is no tag"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_wrong_words_are_told(words: tuple[str, ...], code: int, told: str) -> None:
    result = run(*words)
    assert result.exit_code == code
    assert told in result.stderr


def test_wrong_data_make_no_digest(desk: Path) -> None:
    (desk / "data/papers/papers.yaml").write_text("- absract: x\n")
    result = run("--day", "2026-11-20")
    assert result.exit_code == 1
    assert "absract" in result.stderr


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    office = PostOffice()
    with opened(office) as port:
        monkeypatch.setenv("PAPERSHELF_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("PAPERSHELF_SMTP_PORT", str(port))
        monkeypatch.setenv("PAPERSHELF_SMTP_FROM", "digest@papers.example")
        monkeypatch.setenv("PAPERSHELF_UNSUBSCRIBE", "https://papers.example/leave?who={address}")
        yield office


@pytest.fixture
def recipients(desk: Path) -> Path:
    path = desk.parent / "list.txt"
    path.write_text("ada@example.org\nbo@example.org\n")
    return path


def test_a_digest_goes_to_everybody_once(office: PostOffice, recipients: Path) -> None:
    words = ("--day", "2026-11-20", "--send", "--recipients", str(recipients))
    result = run(*words)
    assert result.exit_code == 0
    assert result.stdout == "1 of 2: sent\n2 of 2: sent\n2 sent\n"
    assert office.recipients == ["ada@example.org", "bo@example.org"]
    for name, content in office.arrived:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert mail["To"] == name
        assert mail["From"].addresses[0].addr_spec == "digest@papers.example"
    assert run(*words).stdout == "2 settled before\n"
    assert len(office.arrived) == 2


def test_an_empty_day_is_sent_to_nobody(office: PostOffice, recipients: Path) -> None:
    result = run("--day", "2026-11-19", "--send", "--recipients", str(recipients))
    assert (result.exit_code, result.stdout) == (0, "no papers, so nothing was sent\n")
    assert office.connections == 0
    assert not recipients.with_name("list.txt.journal").exists()


def test_whoever_is_put_off_is_waited_for(office: PostOffice, desk: Path, recipients: Path) -> None:
    office.at_rcpt = {"bo": answer("450 4.2.0 later")}
    project = read_project(desk / "mkdocs.yml")
    mail = prepare_mail(load_project(project), {"day": "2026-11-20"}, (), os.environ)
    waited: list[float] = []
    posting = DeliveryOptions(
        recipients=recipients, report_line=lambda _: None, sleep=waited.append
    )
    assert str(send_mail(project, mail, posting)) == "1 sent, 1 put off"
    assert waited == list(RETRY_DELAYS)


def test_whoever_is_left_over_makes_the_command_fail(office: PostOffice, recipients: Path) -> None:
    office.at_rcpt = {"bo": answer("450 4.2.0 later")}
    clock = FakeClock()
    words = ("digest", "--day", "2026-11-20", "--send", "--recipients", str(recipients))
    result = CliRunner().invoke(main, words, obj=clock)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "1 sent, 1 put off")
    assert clock.slept == list(RETRY_DELAYS)


def test_a_list_in_the_repository_is_refused_before_anything_is_sent(
    office: PostOffice, desk: Path
) -> None:
    (desk / "list.txt").write_text("ada@example.org\n")
    result = run("--day", "2026-11-20", "--send", "--recipients", "list.txt")
    assert result.exit_code == 1
    assert "is inside the repository" in result.stderr
    assert office.connections == 0


def test_without_the_environment_nothing_is_sent_and_it_says_what_is_missing(
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
