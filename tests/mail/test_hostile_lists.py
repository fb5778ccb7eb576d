"""Tests of the command with hostile recipient lists, site names and servers.

Each problem is one line, no output contains an address, and only recipients on the list get a
message, with one sender and no injected header.
"""

from __future__ import annotations

import email
import email.policy
import ssl
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from tests.mail.conftest import name_site, set_server
from tests.mail.smtp_server import (
    Behavior,
    FakeSmtpServer,
    hang_up,
    make_contexts,
    respond,
    run_server,
)
from tests.services.server import FakeClock

PASSWORD = "s3cret-pass"
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive", "Auto-Submitted",
}  # fmt: skip
WRONG = "is not an e-mail address such as ada@example.org"


def send(recipients: Path) -> Result:
    words = ("digest", "--day", "2026-11-20", "--send", "--recipients", str(recipients))
    # Who is put off is tried again after a minute, by a clock that does not wait.
    result = CliRunner().invoke(main, words, obj=FakeClock())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def check_output(result: Result) -> None:
    """Check for no traceback, no control characters, and no address except the example of our own."""
    for line in (result.stdout + result.stderr).split("\n"):
        assert "Traceback" not in line
        assert line.isprintable()
        assert "@" not in line.replace("ada@example.org", "").replace("papers.example", "")


ZED, BO = "zed@example.org", "bo@example.org"
LISTS = {
    "plain": (b"zed@example.org\nbo@example.org\n", [ZED, BO]),
    "CRLF and BOM": (b"\xef\xbb\xbfzed@example.org\r\nbo@example.org", [ZED, BO]),
    "old Mac": (b"zed@example.org\rbo@example.org\r", [ZED, BO]),
    "remarks": (b"# all\nzed@example.org # bo@example.org\n", [ZED]),
    "twice": (b"zed@example.org\n zed@EXAMPLE.org\nzed@example.org\t\n", [ZED]),
    "another script": ("zed@bücher.example\n".encode(), ["zed@xn--bcher-kva.example"]),
    "odd names": (b"zed+x@x.org\nz%y@x.org\n", ["zed+x@x.org", "z%y@x.org"]),
    "separators of lines": ("zed@example.org\u2028bo@example.org\x0b".encode(), [ZED, BO]),
    "a dash first": (b"-oQ/tmp@example.org\n", ["-oQ/tmp@example.org"]),
    "many": (b"".join(b"p%d@x.org\n" % n for n in range(60)), [f"p{n}@x.org" for n in range(60)]),
}  # fmt: skip
REFUSED = {
    "two on a line": b"zed@example.org, bo@example.org\n",
    "semicolon": b"zed@example.org;bo@example.org\n",
    "a name": b"Zed <zed@example.org>\n",
    "a group": b"all: zed@example.org;\n",
    "mailto": b"mailto:zed@example.org\n",
    "a command": b"zed@example.org> RCPT TO:<bo@example.org\n",
    "a header": b"zed@example.org\\r\\nBcc: bo@example.org\n",
    "NUL": b"zed@exam\x00ple.org\n",
    "escape": b"\x1b]0;zed@example.org\x07@example.org\n",
    "encoded word": b"=?utf-8?q?=0aBcc=3ax?=@example.org\n",
    "quoted": b'"zed bo"@example.org\n',
    "a comment": b"zed(bo)@example.org\n",
    "a source route": b"@a.example,@b.example:zed@example.org\n",
    "bang path": b"host!zed\n",
    "a literal": b"zed@[127.0.0.1]\n",
    "two signs": b"zed@bo@example.org\n",
    "no domain": b"zed@\n",
    "no name": b"@example.org\n",
    "a dot at the end": b"zed@example.org.\n",
    "dots": b"zed..bo@example.org\n",
    "an underscore": b"zed@exam_ple.org\n",
    "letters that look alike": "zеd@example.org\n".encode(),
    "a direction": "zed\u202e@example.org\n".encode(),
    "a long name": b"z" * 65 + b"@example.org\n",
    "a long label": b"zed@" + b"x" * 64 + b".org\n",
    "a long domain": b"zed@" + b"x." * 200_000 + b"org\n",
    "a long line": b"z" * 5_000_000 + b"\n",
    "a wide sign": "zed＠example.org\n".encode(),
    "one wrong of many": b"bo@example.org\nzed\ncy@example.org\n",
    "a table": b"name,address\nZed,zed@example.org\n",
    "markup": b"<script>alert(1)</script>@example.org\n",
    "command of a shell": b"zed@$(touch x).org\n",
}
UNREADABLE = {
    "UTF-16": "zed@example.org\n".encode("utf-16"),
    "Latin-1": b"z\xe9d@example.org\n",
    "surrogates": b"zed\xed\xa0\x80@example.org\n",
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_valid_list_reaches_exactly_its_recipients(
    fake_server: FakeSmtpServer, project_folder: Path, name: str
) -> None:
    content, addresses = LISTS[name]
    path = project_folder.parent / "list.txt"
    path.write_bytes(content)
    result = send(path)
    assert result.exit_code == 0
    check_output(result)
    assert fake_server.recipients == addresses
    journal = path.with_name("list.txt.journal").read_text()
    assert "@" not in journal.replace("@papers.example>", "")


@pytest.mark.parametrize("name", [*REFUSED, *UNREADABLE])
def test_a_list_with_an_invalid_line_is_an_error(
    fake_server: FakeSmtpServer, project_folder: Path, name: str
) -> None:
    path = project_folder.parent / "list.txt"
    path.write_bytes((REFUSED | UNREADABLE)[name])
    result = send(path)
    assert result.exit_code == 1
    check_output(result)
    message = "cannot be read: is not UTF-8" if name in UNREADABLE else WRONG
    assert message in result.stderr
    assert fake_server.connections == 0
    assert not path.with_name("list.txt.journal").exists()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nobody yet\n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_an_error(
    fake_server: FakeSmtpServer, project_folder: Path, content: bytes
) -> None:
    path = project_folder.parent / "list.txt"
    path.write_bytes(content)
    result = send(path)
    assert (result.exit_code, result.stdout) == (0, "no recipients\n")
    assert fake_server.connections == 0


@pytest.mark.parametrize("kind", ["folder", "missing", "loop", "dangling"])
def test_a_list_that_is_not_a_file_is_an_error_with_its_path(
    fake_server: FakeSmtpServer, project_folder: Path, kind: str
) -> None:
    path = project_folder.parent / "list.txt"
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        path.symlink_to("list.txt" if kind == "loop" else "nowhere")
    result = send(path)
    assert result.exit_code in {1, 2}
    check_output(result)
    assert "list.txt" in result.stderr
    assert fake_server.connections == 0


NAMES = [
    "=?utf-8?q?=0aBcc:x?=",
    "=?utf-8?b?DQpCY2M6IGFsbEBleGFtcGxlLm9yZw==?=",
    "Shelf\r\nBcc: all@example.org",
    "Shelf\u2028Bcc: all@example.org",
    "Shelf\x85\x1b]0;x\x07",
    'A "quoted" \\ <all@example.org>, Shelf; (x): [y]',
    "all@example.org, other@example.org",
    "\u202eflehS",
    "Regal für Aufsätze 论文 🧑‍🔬",
    "word " * 2_000,
    "W" * 10_000,
    "</h1><script>alert(1)</script>{{ 7*7 }}{% raw %}",
]


@pytest.mark.parametrize("name", NAMES)
def test_site_names_cannot_inject_headers(
    fake_server: FakeSmtpServer, project_folder: Path, name: str
) -> None:
    name_site(project_folder, name)
    path = project_folder.parent / "list.txt"
    path.write_text("zed@example.org\n")
    result = send(path)
    check_output(result)
    if result.exit_code:
        assert result.stderr.startswith("mkdocs.yml: site_name: ")
        assert len(result.stderr.splitlines()) == 1
        assert not fake_server.arrived
        return
    [(address, content)] = fake_server.arrived
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert set(mail.keys()) == HEADERS
    assert address == mail["To"] == "zed@example.org"
    [sender] = mail["From"].addresses
    assert sender.addr_spec == "digest@papers.example"
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
@pytest.mark.parametrize(
    ("behavior", "word"),
    [
        (respond("550 5.1.1 bo@example.org is unknown"), "refused"),
        (respond("554 5.7.1 \x1b]0;bo@example.org\x07"), "refused"),
        (respond("452 4.2.2 bo@example.org is full", until=1), "deferred"),
        (hang_up(until=1), "sent"),
    ],
)
def test_a_refused_recipient_does_not_affect_others(
    fake_server: FakeSmtpServer, project_folder: Path, step: str, behavior: Behavior, word: str
) -> None:
    setattr(fake_server, step, {"bo": behavior})
    path = project_folder.parent / "list.txt"
    path.write_text("zed@example.org\nbo@example.org\ncy@example.org\n")
    result = send(path)
    check_output(result)
    assert word in result.stdout
    others = [name for name in fake_server.recipients if name != "bo@example.org"]
    assert others == ["zed@example.org", "cy@example.org"]
    result = send(path)
    check_output(result)
    assert len(set(fake_server.recipients)) == len(fake_server.recipients)
    if step == "at_rcpt":
        assert ("bo@example.org" in fake_server.recipients) == (word != "refused")


@pytest.mark.parametrize("kind", ["starttls", "foreign", "other name", "password", "clear"])
def test_nothing_is_sent_to_a_server_with_a_wrong_certificate(
    project_folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    fake_server, login = FakeSmtpServer(), (b"papers", PASSWORD.encode())
    server, client = make_contexts("elsewhere.example" if kind == "other name" else "127.0.0.1")
    if kind == "password":
        login = (b"papers", b"another")
    if kind != "foreign":
        monkeypatch.setattr(ssl, "create_default_context", lambda: client)
    monkeypatch.setenv("PAPERSHELF_SMTP_USER", "papers")
    monkeypatch.setenv("PAPERSHELF_SMTP_PASSWORD", PASSWORD)
    path = project_folder.parent / "list.txt"
    path.write_text("zed@example.org\n")
    starttls = None if kind == "clear" else server
    with run_server(
        fake_server, starttls=starttls, login=None if kind == "clear" else login
    ) as port:
        # Systems reach themselves at 0.0.0.0, too, but it is not a loopback address.
        set_server(monkeypatch, port, "0.0.0.0" if kind == "clear" else "127.0.0.1")
        result = send(path)
    check_output(result)
    assert PASSWORD not in result.stdout + result.stderr
    assert (result.exit_code, len(fake_server.arrived)) == (
        (0, 1) if kind == "starttls" else (1, 0)
    )
    if kind not in {"starttls", "password"}:
        assert fake_server.logins == []
