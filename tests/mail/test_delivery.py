"""Sending to a real server: nobody twice, nobody forgotten, whatever the server does."""

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
from tests.mail.smtp_server import PostOffice, answer, hang_up, make_contexts, opened

ID = "<digest.2026-11-20.0123@papers.example>"
NAMES = ("ada", "bo", "cy", "dee")
LIST = [Mailbox(f"{name}@example.org") for name in NAMES]
SENDER = Mailbox("digest@papers.example")


class Desk:
    """Where a test sends from: one list, one journal, and what was told and waited for."""

    def __init__(self, folder: Path, port: int) -> None:
        self.path = folder / "list.txt.journal"
        self.recipients = LIST
        self.tls_port = SUBMISSION_TLS_PORT
        self.server = SmtpServer(host="127.0.0.1", port=port)
        self.context = ssl.create_default_context()
        self.told: list[str] = []
        self.waited: list[float] = []
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
                report_line=self.told.append,
                delays=(60.0, 300.0),
                resend_unknown=resend_unknown,
            ).run()

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.asleep()

    def entries(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def desk(office: PostOffice, tmp_path: Path) -> Iterator[Desk]:
    with opened(office) as port:
        yield Desk(tmp_path, port)


def addresses(*names: str) -> list[str]:
    return [f"{name}@example.org" for name in names]


def test_everybody_gets_a_message_of_their_own_as_it_was_written(
    office: PostOffice, desk: Desk
) -> None:
    report = desk.send()
    assert str(report) == "4 sent"
    assert report.is_complete
    assert office.recipients == addresses(*NAMES)
    for name, content in office.arrived:
        assert content == f"To: {name}\r\n\r\n.hidden\r\n..\r\nend\r\n".encode()
    assert office.connections == 1


def test_a_second_run_sends_to_nobody_and_another_digest_to_all(
    office: PostOffice, desk: Desk
) -> None:
    desk.send()
    assert str(desk.send()) == "4 settled before"
    assert len(office.arrived) == 4
    assert str(desk.send(message_id="<another@papers.example>")) == "4 sent"


def test_somebody_new_on_the_list_gets_it_alone(office: PostOffice, desk: Desk) -> None:
    desk.send()
    desk.recipients = [*LIST, Mailbox("eve@example.org")]
    assert str(desk.send()) == "1 sent, 4 settled before"
    assert office.recipients[-1:] == addresses("eve")


def test_whom_the_server_refuses_is_written_down_and_left_alone(
    office: PostOffice, desk: Desk
) -> None:
    office.at_rcpt = {"bo": answer("550 5.1.1 bo@example.org does not live here")}
    office.at_data = {"cy": answer("554 5.7.1 not in this house")}
    assert str(desk.send()) == "2 sent, 2 refused"
    assert desk.waited == []
    assert str(desk.send()) == "4 settled before"
    assert office.attempts["bo@example.org"] == 1
    assert [(e["state"], e.get("code"), e.get("detail")) for e in desk.entries()] == [
        ("sending", None, None), ("sent", 250, None),
        ("refused", 550, "5.1.1"),
        ("sending", None, None), ("refused", 554, "5.7.1"),
        ("sending", None, None), ("sent", 250, None),
    ]  # fmt: skip


def test_greylisting_is_waited_for_and_others_do_not_wait(office: PostOffice, desk: Desk) -> None:
    office.at_rcpt = {
        "ada": answer("451 4.7.1 greylisted", until=1),
        "cy": answer("450 4.2.0 greylisted", until=2),
    }
    assert str(desk.send()) == "4 sent"
    assert desk.waited == [60.0, 300.0]
    assert office.recipients == addresses("bo", "dee", "ada", "cy")


def test_whoever_is_put_off_for_too_long_gets_it_in_the_next_run(
    office: PostOffice, desk: Desk
) -> None:
    office.at_data = {"dee": answer("452 4.3.1 no room", until=3)}
    report = desk.send()
    assert str(report) == "3 sent, 1 put off"
    assert not report.is_complete
    assert desk.waited == [60.0, 300.0]
    assert str(desk.send()) == "1 sent, 3 settled before"
    assert office.recipients == addresses(*NAMES)


def test_a_connection_that_is_lost_before_the_message_counts_for_nothing(
    office: PostOffice, desk: Desk
) -> None:
    office.at_rcpt = {"bo": hang_up(until=2)}
    assert str(desk.send()) == "4 sent"
    assert sorted(office.recipients) == addresses(*NAMES)


def test_a_connection_that_is_lost_in_mid_transfer_may_have_delivered(
    office: PostOffice, desk: Desk
) -> None:
    office.at_data = {"bo": hang_up(until=1)}
    assert str(desk.send()) == "3 sent, 1 perhaps sent"
    assert any("perhaps sent (connection lost before the answer)" in line for line in desk.told)
    # Nobody sends it again but on request.
    report = desk.send()
    assert str(report) == "3 settled before, 1 perhaps sent"
    assert not report.is_complete
    assert office.recipients == addresses("ada", "cy", "dee")
    assert str(desk.send(resend_unknown=True)) == "1 sent, 3 settled before"
    assert office.recipients == addresses("ada", "cy", "dee", "bo")


def test_an_answer_that_never_comes_is_not_waited_for_and_may_have_been_yes(
    office: PostOffice, desk: Desk
) -> None:
    def stay_silent(server: object, _address: str, _attempt: int) -> str:
        server.transport.pause_reading()  # type: ignore[attr-defined]
        server._writer.write = lambda _: None  # type: ignore[attr-defined]
        return "250 OK"

    office.at_data = {"ada": stay_silent}
    courier = SmtpClient(server=desk.server, sender=SENDER, tls_context=desk.context, timeout=2)
    outcome = courier.deliver(LIST[0], b"a\r\n", lambda: None)
    courier.close()
    assert outcome.state == "unknown"


def test_a_server_that_says_goodbye_is_called_again(office: PostOffice, desk: Desk) -> None:
    office.at_rcpt = {"bo": answer("421 4.3.2 closing", until=1)}
    assert str(desk.send()) == "4 sent"
    assert office.connections >= 2
    assert office.recipients == addresses("ada", "cy", "dee", "bo")


def test_an_idle_connection_that_the_server_closed_is_opened_again_at_once(
    office: PostOffice, desk: Desk
) -> None:
    courier = SmtpClient(server=desk.server, sender=SENDER, tls_context=desk.context)
    assert courier.deliver(LIST[0], b"a\r\n", lambda: None).state == "sent"
    office.drop_connections()
    assert courier.deliver(LIST[1], b"a\r\n", lambda: None).state == "sent"
    courier.close()
    assert office.connections == 2
    assert office.recipients == addresses("ada", "bo")


def test_a_server_that_is_away_is_waited_for(office: PostOffice, tmp_path: Path) -> None:
    with opened(office) as port:
        pass  # so that nobody is at this port
    desk = Desk(tmp_path, port)
    report = desk.send()
    assert str(report) == "4 put off"
    assert desk.waited == [60.0, 300.0]
    assert "the server cannot be reached (ConnectionRefusedError)" in desk.told
    assert desk.entries() == []


def test_a_server_that_comes_back_gets_what_is_left(desk: Desk) -> None:
    away = SmtpServer(host="127.0.0.1", port=1)
    here, desk.server = desk.server, away
    courier = SmtpClient(server=away, sender=SENDER, tls_context=desk.context)
    desk.asleep = lambda: setattr(courier, "server", here)
    with DeliveryLog(desk.path, ID) as journal:
        report = Delivery(
            recipients=LIST, render_message=lambda _: b"a\r\n", client=courier, log=journal,
            sleep=desk.sleep, report_line=desk.told.append,
        ).run()  # fmt: skip
    assert str(report) == "4 sent"
    assert desk.waited == [60.0]


def test_a_run_killed_between_message_and_answer_does_not_send_again(
    office: PostOffice, desk: Desk
) -> None:
    with DeliveryLog(desk.path, ID) as journal:
        journal.write_state(LIST[0], "sent")
        journal.write_state(LIST[1], "sending")
    with desk.path.open("ab") as file:
        file.write(b'{"message": "torn')
    report = desk.send()
    assert str(report) == "2 sent, 1 settled before, 1 perhaps sent"
    assert not report.is_complete
    assert office.recipients == addresses("cy", "dee")
    with DeliveryLog(desk.path, ID) as journal:
        assert [journal.state(one) for one in LIST] == ["sent", "unknown", "sent", "sent"]


def test_what_is_about_to_count_is_on_the_disk_before_it_does(
    office: PostOffice, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        real(descriptor)
        if desk.path.exists() and (lines := desk.path.read_text().splitlines()):
            synced.append(json.loads(lines[-1])["state"])

    monkeypatch.setattr(os, "fsync", note)

    def look(_server: object, _address: str, _attempt: int) -> str:
        assert synced[-1] == "sending"
        return "250 OK"

    office.at_data = {"dee": look}
    assert desk.send().sent == 4
    assert synced == ["sending", "sent"] * 4


def test_a_disk_that_is_full_stops_everything_before_the_message(
    office: PostOffice, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    desk.path.touch()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        desk.send()
    assert office.arrived == []


def test_two_runs_at_once_are_one_too_many(desk: Desk) -> None:
    with DeliveryLog(desk.path, ID), pytest.raises(PapersError, match="another run is sending"):
        desk.send()


def test_neither_log_nor_journal_names_anybody(office: PostOffice, desk: Desk) -> None:
    office.at_rcpt = {
        "bo": answer("550 5.1.1 <bo@example.org> unknown"),
        "cy": answer("450 4.2.0 cy@example.org come back later", until=1),
    }
    desk.send()
    everything = "\n".join(desk.told) + desk.path.read_text()
    assert "example.org" not in everything
    assert desk.told[:4] == [
        "1 of 4: sent", "2 of 4: refused (550 5.1.1)", "3 of 4: put off (450 4.2.0)",
        "4 of 4: sent",
    ]  # fmt: skip
    assert desk.path.stat().st_mode & 0o077 == 0


def test_one_person_has_another_mark_in_each_message(desk: Desk) -> None:
    desk.send()
    desk.send(message_id="<another@papers.example>")
    marks = [e["to"] for e in desk.entries() if e["state"] == "sent"]
    assert len(set(marks)) == 8


def test_a_refused_sender_stops_the_run(office: PostOffice, desk: Desk) -> None:
    office.at_mail = "553 5.1.8 who are you"
    with pytest.raises(PapersError, match=r"refuses the sender \(553 5\.1\.8\)"):
        desk.send()
    assert office.arrived == []


def test_nothing_is_sent_in_the_clear_beyond_this_machine(desk: Desk, office: PostOffice) -> None:
    # By this address a system reaches itself, too, but it does not say so.
    desk.server = replace(desk.server, host="0.0.0.0")
    with pytest.raises(PapersError, match="offers no TLS; nothing is sent in the clear"):
        desk.send()
    assert not office.attempts


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("LOCALHOST", True), ("mail.example.org", False), ("10.0.0.1", False), ("0.0.0.0", False),
     ("localhost.example.org", False)],
)  # fmt: skip
def test_only_this_machine_is_the_loopback(host: str, here: bool) -> None:
    assert is_loopback(host) == here


# --- TLS and login ------------------------------------------------------------------------------

LOGIN = (b"papers", b"s3cret")


@pytest.fixture(scope="module")
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return make_contexts("127.0.0.1")


def test_starttls_comes_before_login_and_message(
    office: PostOffice, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with opened(office, starttls=server, login=LOGIN) as port:
        desk = Desk(tmp_path, port)
        desk.context = client
        desk.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="s3cret")
        assert str(desk.send()) == "4 sent"
    assert office.secure
    assert office.logins == [LOGIN]


def test_tls_from_the_first_byte_at_its_own_port(
    office: PostOffice, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with opened(office, tls=server) as port:
        desk = Desk(tmp_path, port)
        desk.tls_port = port
        desk.context = client
        assert str(desk.send()) == "4 sent"
    assert office.secure


def test_a_certificate_that_nobody_vouches_for_stops_the_run(
    office: PostOffice, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    with opened(office, starttls=contexts[0]) as port:
        desk = Desk(tmp_path, port)
        with pytest.raises(PapersError, match="has a certificate that is not valid"):
            desk.send()
    assert office.arrived == []


def test_a_certificate_of_somebody_else_stops_the_run(office: PostOffice, tmp_path: Path) -> None:
    server, client = make_contexts("elsewhere.example")
    with opened(office, starttls=server) as port:
        desk = Desk(tmp_path, port)
        desk.context = client
        with pytest.raises(PapersError, match="has a certificate that is not valid"):
            desk.send()
    assert office.arrived == []


def test_a_wrong_password_stops_the_run_and_is_not_told(
    office: PostOffice, tmp_path: Path, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server, client = contexts
    with opened(office, starttls=server, login=LOGIN) as port:
        desk = Desk(tmp_path, port)
        desk.context = client
        desk.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="wr0ng")
        with pytest.raises(PapersError, match=r"refuses the login \(535\)") as caught:
            desk.send()
    assert "wr0ng" not in str(caught.value) + repr(desk.server)
    assert office.arrived == []


@pytest.mark.parametrize(("without", "works"), [(("PLAIN",), True), (("PLAIN", "LOGIN"), False)])
def test_a_login_that_both_sides_know_is_taken_and_without_one_nothing_is_sent(
    office: PostOffice,
    tmp_path: Path,
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
    without: tuple[str, ...],
    works: bool,
) -> None:
    server, client = contexts
    with opened(office, starttls=server, login=LOGIN, without=without) as port:
        desk = Desk(tmp_path, port)
        desk.context = client
        desk.server = SmtpServer(host="127.0.0.1", port=port, user="papers", password="s3cret")
        if works:
            assert str(desk.send()) == "4 sent"
        else:
            with pytest.raises(PapersError, match="offers no login that we know"):
                desk.send()
            assert office.arrived == []
