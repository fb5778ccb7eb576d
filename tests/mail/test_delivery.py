"""Tests of delivery to a real server: each recipient gets one message, whatever the server does."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.mail.delivery import Delivery, SendReport
from papershelf.mail.delivery_log import DeliveryLog
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.smtp_client import SmtpClient, is_loopback
from papershelf.mail.smtp_settings import SUBMISSION_TLS_PORT, SmtpServer
from tests.mail.smtp_server import FakeSmtpServer, hang_up, make_contexts, respond, run_server

ID = "<digest.2026-11-20.0123@papers.example>"
NAMES = ("ada", "bo", "cy", "dee")
LIST = [Mailbox(f"{name}@example.org") for name in NAMES]
SENDER = Mailbox("digest@papers.example")


class Mailer:
    """A mailer with recipients and log, which records messages and waiting times."""

    def __init__(self, folder: Path, port: int) -> None:
        self.path = folder / "list.txt.journal"
        self.recipients = LIST
        self.tls_port = SUBMISSION_TLS_PORT
        self.server = SmtpServer(host="127.0.0.1", port=port)
        self.context = ssl.create_default_context()
        self.reported_lines: list[str] = []
        self.waits: list[float] = []
        self.asleep: Callable[[], None] = lambda: None

    def send(self, *, resend_unknown: bool = False, message_id: str = ID) -> SendReport:
        with DeliveryLog(self.path, message_id, now=lambda: "2026-11-21T05:00:00+00:00") as journal:
            return Delivery(
                recipients=self.recipients,
                render_message=lambda to: f"To: {to}\r\n\r\n.hidden\r\n..\r\nend\r\n".encode(),
                client=SmtpClient(
                    server=self.server,
                    sender=SENDER,
                    tls_context=self.context,
                    timeout=5.0,
                    tls_port=self.tls_port,
                ),
                log=journal,
                sleep=self.sleep,
                report_line=self.reported_lines.append,
                delays=(60.0, 300.0),
                resend_unknown=resend_unknown,
            ).run()

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.asleep()

    def entries(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@pytest.fixture
def fake_server() -> FakeSmtpServer:
    return FakeSmtpServer()


@pytest.fixture
def mailer(fake_server: FakeSmtpServer, tmp_path: Path) -> Iterator[Mailer]:
    with run_server(fake_server) as port:
        yield Mailer(tmp_path, port)


def addresses(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


def test_each_recipient_gets_their_own_message_unchanged(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    report = mailer.send()
    assert str(report) == "4 sent"
    assert report.is_complete
    assert fake_server.recipients == addresses(*NAMES)
    for name, content in fake_server.arrived:
        assert content == f"To: {name}\r\n\r\n.hidden\r\n..\r\nend\r\n".encode()
    assert fake_server.connections == 1


def test_a_second_run_sends_nothing_but_another_digest_is_sent(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    mailer.send()
    assert str(mailer.send()) == "4 done before"
    assert len(fake_server.arrived) == 4
    assert str(mailer.send(message_id="<another@papers.example>")) == "4 sent"


def test_only_a_new_recipient_gets_the_message(fake_server: FakeSmtpServer, mailer: Mailer) -> None:
    mailer.send()
    mailer.recipients = [*LIST, Mailbox("eve@example.org")]
    assert str(mailer.send()) == "1 sent, 4 done before"
    assert fake_server.recipients[-1:] == addresses("eve")


def test_refused_recipients_are_logged_and_not_tried_again(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    fake_server.at_rcpt = {"bo": respond("550 5.1.1 bo@example.org does not live here")}
    fake_server.at_data = {"cy": respond("554 5.7.1 not in this house")}
    assert str(mailer.send()) == "2 sent, 2 refused"
    assert mailer.waits == []
    assert str(mailer.send()) == "4 done before"
    assert fake_server.attempts["bo@example.org"] == 1
    assert [(e["state"], e.get("code"), e.get("detail")) for e in mailer.entries()] == [
        ("sending", None, None), ("sent", 250, None),
        ("refused", 550, "5.1.1"),
        ("sending", None, None), ("refused", 554, "5.7.1"),
        ("sending", None, None), ("sent", 250, None),
    ]  # fmt: skip


def test_greylisted_recipients_are_retried_after_the_others(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    fake_server.at_rcpt = {
        "ada": respond("451 4.7.1 greylisted", until=1),
        "cy": respond("450 4.2.0 greylisted", until=2),
    }
    assert str(mailer.send()) == "4 sent"
    assert mailer.waits == [60.0, 300.0]
    assert fake_server.recipients == addresses("bo", "dee", "ada", "cy")


def test_recipients_deferred_too_often_get_the_message_in_the_next_run(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    fake_server.at_data = {"dee": respond("452 4.3.1 no room", until=3)}
    report = mailer.send()
    assert str(report) == "3 sent, 1 deferred"
    assert not report.is_complete
    assert mailer.waits == [60.0, 300.0]
    assert str(mailer.send()) == "1 sent, 3 done before"
    assert fake_server.recipients == addresses(*NAMES)


def test_a_connection_lost_before_the_message_is_retried(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    fake_server.at_rcpt = {"bo": hang_up(until=2)}
    assert str(mailer.send()) == "4 sent"
    assert sorted(fake_server.recipients) == addresses(*NAMES)


def test_a_connection_lost_during_the_message_has_an_unknown_outcome(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    fake_server.at_data = {"bo": hang_up(until=1)}
    assert str(mailer.send()) == "3 sent, 1 unknown"
    assert any(
        "unknown (connection lost before the reply)" in line for line in mailer.reported_lines
    )
    # Nobody sends it again but on request.
    report = mailer.send()
    assert str(report) == "3 done before, 1 unknown"
    assert not report.is_complete
    assert fake_server.recipients == addresses("ada", "cy", "dee")
    assert str(mailer.send(resend_unknown=True)) == "1 sent, 3 done before"
    assert fake_server.recipients == addresses("ada", "cy", "dee", "bo")


def test_a_missing_response_times_out_with_an_unknown_outcome(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    def stay_silent(server: object, _address: str, _attempt: int) -> str:
        server.transport.pause_reading()  # type: ignore[attr-defined]
        server._writer.write = lambda _: None  # type: ignore[attr-defined]
        return "250 OK"

    fake_server.at_data = {"ada": stay_silent}
    mail_client = SmtpClient(
        server=mailer.server, sender=SENDER, tls_context=mailer.context, timeout=2
    )
    outcome = mail_client.deliver(LIST[0], b"a\r\n", lambda: None)
    mail_client.close()
    assert outcome.state == "unknown"


def test_the_client_reconnects_after_421(fake_server: FakeSmtpServer, mailer: Mailer) -> None:
    fake_server.at_rcpt = {"bo": respond("421 4.3.2 closing", until=1)}
    assert str(mailer.send()) == "4 sent"
    assert fake_server.connections >= 2
    assert fake_server.recipients == addresses("ada", "cy", "dee", "bo")


def test_an_idle_connection_closed_by_the_server_is_reopened(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    mail_client = SmtpClient(server=mailer.server, sender=SENDER, tls_context=mailer.context)
    assert mail_client.deliver(LIST[0], b"a\r\n", lambda: None).state == "sent"
    fake_server.drop_connections()
    assert mail_client.deliver(LIST[1], b"a\r\n", lambda: None).state == "sent"
    mail_client.close()
    assert fake_server.connections == 2
    assert fake_server.recipients == addresses("ada", "bo")


def test_an_unreachable_server_is_retried(fake_server: FakeSmtpServer, tmp_path: Path) -> None:
    with run_server(fake_server) as port:
        pass  # so that nobody is at this port
    mailer = Mailer(tmp_path, port)
    report = mailer.send()
    assert str(report) == "4 deferred"
    assert mailer.waits == [60.0, 300.0]
    assert "the server cannot be reached (ConnectionRefusedError)" in mailer.reported_lines
    assert mailer.entries() == []


def test_delivery_continues_when_the_server_is_back(mailer: Mailer) -> None:
    away = SmtpServer(host="127.0.0.1", port=1)
    here, mailer.server = mailer.server, away
    mail_client = SmtpClient(server=away, sender=SENDER, tls_context=mailer.context)
    mailer.asleep = lambda: setattr(mail_client, "server", here)
    with DeliveryLog(mailer.path, ID) as journal:
        report = Delivery(
            recipients=LIST, render_message=lambda _: b"a\r\n", client=mail_client, log=journal,
            sleep=mailer.sleep, report_line=mailer.reported_lines.append,
        ).run()  # fmt: skip
    assert str(report) == "4 sent"
    assert mailer.waits == [60.0]


def test_a_message_of_a_killed_run_is_not_sent_again(
    fake_server: FakeSmtpServer, mailer: Mailer
) -> None:
    with DeliveryLog(mailer.path, ID) as journal:
        journal.write_state(LIST[0], "sent")
        journal.write_state(LIST[1], "sending")
    with mailer.path.open("ab") as file:
        file.write(b'{"message": "torn')
    report = mailer.send()
    assert str(report) == "2 sent, 1 done before, 1 unknown"
    assert not report.is_complete
    assert fake_server.recipients == addresses("cy", "dee")
    with DeliveryLog(mailer.path, ID) as journal:
        assert [journal.state(one) for one in LIST] == ["sent", "unknown", "sent", "sent"]


def test_the_log_is_synced_before_each_message(
    fake_server: FakeSmtpServer, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        real(descriptor)
        if mailer.path.exists() and (lines := mailer.path.read_text().splitlines()):
            synced.append(json.loads(lines[-1])["state"])

    monkeypatch.setattr(os, "fsync", note)

    def look(_server: object, _address: str, _attempt: int) -> str:
        assert synced[-1] == "sending"
        return "250 OK"

    fake_server.at_data = {"dee": look}
    assert mailer.send().sent == 4
    assert synced == ["sending", "sent"] * 4


def test_a_full_disk_stops_delivery_before_the_message(
    fake_server: FakeSmtpServer, mailer: Mailer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    mailer.path.touch()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        mailer.send()
    assert fake_server.arrived == []


def test_two_runs_at_once_are_an_error(mailer: Mailer) -> None:
    with (
        DeliveryLog(mailer.path, ID),
        pytest.raises(PapersError, match="another digest run is sending"),
    ):
        mailer.send()


def test_output_and_log_contain_no_addresses(fake_server: FakeSmtpServer, mailer: Mailer) -> None:
    fake_server.at_rcpt = {
        "bo": respond("550 5.1.1 <bo@example.org> unknown"),
        "cy": respond("450 4.2.0 cy@example.org come back later", until=1),
    }
    mailer.send()
    everything = "\n".join(mailer.reported_lines) + mailer.path.read_text()
    assert "example.org" not in everything
    assert mailer.reported_lines[:4] == [
        "1 of 4: sent", "2 of 4: refused (550 5.1.1)", "3 of 4: deferred (450 4.2.0)",
        "4 of 4: sent",
    ]  # fmt: skip
    assert mailer.path.stat().st_mode & 0o077 == 0


def test_the_log_has_different_hashes_of_a_recipient_for_each_message(mailer: Mailer) -> None:
    mailer.send()
    mailer.send(message_id="<another@papers.example>")
    marks = [e["to"] for e in mailer.entries() if e["state"] == "sent"]
    assert len(set(marks)) == 8


def test_a_refused_sender_stops_the_run(fake_server: FakeSmtpServer, mailer: Mailer) -> None:
    fake_server.at_mail = "553 5.1.8 who are you"
    with pytest.raises(PapersError, match=r"refused the sender \(553 5\.1\.8\)"):
        mailer.send()
    assert fake_server.arrived == []


def test_nothing_is_sent_without_tls_to_other_machines(
    mailer: Mailer, fake_server: FakeSmtpServer
) -> None:
    # By this address a system reaches itself, too, but it does not say so.
    mailer.server = replace(mailer.server, host="0.0.0.0")
    with pytest.raises(PapersError, match="does not support TLS, so nothing was sent"):
        mailer.send()
    assert not fake_server.attempts


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("LOCALHOST", True), ("mail.example.org", False), ("10.0.0.1", False), ("0.0.0.0", False),
     ("localhost.example.org", False)],
)  # fmt: skip
def test_loopback_addresses_are_recognized(host: str, here: bool) -> None:
    assert is_loopback(host) == here


# --- TLS and login ------------------------------------------------------------------------------

LOGIN = (b"papers", b"s3cret")


@pytest.fixture(scope="module")
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return make_contexts("127.0.0.1")


def test_starttls_precedes_login_and_message(
    fake_server: FakeSmtpServer, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with run_server(fake_server, starttls=server, login=LOGIN) as port:
        mailer = Mailer(tmp_path, port)
        mailer.context = client
        mailer.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="s3cret")
        assert str(mailer.send()) == "4 sent"
    assert fake_server.secure
    assert fake_server.logins == [LOGIN]


def test_implicit_tls_is_used_on_its_port(
    fake_server: FakeSmtpServer, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with run_server(fake_server, tls=server) as port:
        mailer = Mailer(tmp_path, port)
        mailer.tls_port = port
        mailer.context = client
        assert str(mailer.send()) == "4 sent"
    assert fake_server.secure


def test_an_untrusted_certificate_stops_the_run(
    fake_server: FakeSmtpServer, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    with run_server(fake_server, starttls=contexts[0]) as port:
        mailer = Mailer(tmp_path, port)
        with pytest.raises(PapersError, match="has an invalid certificate"):
            mailer.send()
    assert fake_server.arrived == []


def test_a_certificate_for_another_host_stops_the_run(
    fake_server: FakeSmtpServer, tmp_path: Path
) -> None:
    server, client = make_contexts("elsewhere.example")
    with run_server(fake_server, starttls=server) as port:
        mailer = Mailer(tmp_path, port)
        mailer.context = client
        with pytest.raises(PapersError, match="has an invalid certificate"):
            mailer.send()
    assert fake_server.arrived == []


def test_a_wrong_password_stops_the_run_and_is_not_printed(
    fake_server: FakeSmtpServer, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with run_server(fake_server, starttls=server, login=LOGIN) as port:
        mailer = Mailer(tmp_path, port)
        mailer.context = client
        mailer.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="wr0ng")
        with pytest.raises(PapersError, match=r"refused the login \(535\)") as caught:
            mailer.send()
    assert "wr0ng" not in str(caught.value) + repr(mailer.server)
    assert fake_server.arrived == []


@pytest.mark.parametrize(("without", "works"), [(("PLAIN",), True), (("PLAIN", "LOGIN"), False)])
def test_a_common_login_method_is_used_or_nothing_is_sent(
    fake_server: FakeSmtpServer,
    tmp_path: Path,
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
    without: tuple[str, ...],
    works: bool,
) -> None:
    server, client = contexts
    with run_server(fake_server, starttls=server, login=LOGIN, without=without) as port:
        mailer = Mailer(tmp_path, port)
        mailer.context = client
        mailer.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="s3cret")
        if works:
            assert str(mailer.send()) == "4 sent"
        else:
            with pytest.raises(
                PapersError, match="supports neither PLAIN nor LOGIN authentication"
            ):
                mailer.send()
            assert fake_server.arrived == []
