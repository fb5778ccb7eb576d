"""Sends a digest to every recipient on a list, and to none of them twice.

Takes recipients, an SMTP client and a delivery log; returns a report. Recipients that the server
defers are retried a few times after a delay. Recipients that it refuses are logged and not tried
again, nor are those who may already have received the message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from papershelf.mail.delivery_log import DeliveryLog, DeliveryState
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.smtp_client import DeliveryResult, SmtpClient, UnreachableError

RETRY_DELAYS = (60.0, 300.0, 900.0)
"""Seconds before each retry round; greylisting usually requires five minutes."""


@dataclass(slots=True, kw_only=True)
class SendReport:
    """The number of recipients, and the outcomes of their messages."""

    sent: int = 0
    before: int = 0
    refused: int = 0
    unknown: int = 0
    deferred: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every recipient either has the message for certain or was refused."""
        return self.deferred == 0 and self.unknown == 0

    def __str__(self) -> str:
        """Return a summary such as `12 sent, 3 done before, 1 refused`, without zero counts."""
        counts = {
            "sent": self.sent, "done before": self.before, "refused": self.refused,
            "unknown": self.unknown, "deferred": self.deferred,
        }  # fmt: skip
        texts = [f"{count:,} {name}" for name, count in counts.items() if count]
        return ", ".join(texts) or "no recipients"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The delivery of one message to a list of recipients.

    `render_message` renders the message for a recipient, `sleep` waits for some seconds, and
    `report_line` receives a log line without any recipient's name or address.
    """

    recipients: Sequence[Mailbox]
    render_message: Callable[[Mailbox], bytes]
    client: SmtpClient
    log: DeliveryLog
    sleep: Callable[[float], None]
    report_line: Callable[[str], None]
    delays: Sequence[float] = RETRY_DELAYS
    resend_unknown: bool = False

    def run(self) -> SendReport:
        """Send to all recipients except those refused before and those who have or may have the message.

        Raises `PapersError` under the same conditions as `SmtpClient.deliver`.
        """
        report = SendReport()
        waiting: list[int] = []
        for place, recipient in enumerate(self.recipients):
            state = self.log.state(recipient)
            if state == "unknown" and not self.resend_unknown:
                report.unknown += 1
            elif state in _FINAL_STATES:
                report.before += 1
            else:
                waiting.append(place)
        try:
            for delay in (0.0, *self.delays):
                if not waiting:
                    break
                if delay:
                    self.report_line(f"{len(waiting)} deferred; trying again in {delay:.0f} s")
                    self.sleep(delay)
                waiting = self._try_each(waiting, report)
        except BaseException:
            self.client.abort()
            raise
        self.client.close()
        report.deferred = len(waiting)
        return report

    def _try_each(self, indexes: Sequence[int], report: SendReport) -> list[int]:
        """Try each recipient once; return those that were deferred, in their order."""
        waiting: list[int] = []
        for number, place in enumerate(indexes):
            try:
                outcome = self._deliver_to(self.recipients[place])
            except UnreachableError as error:
                self.report_line(f"the server cannot be reached ({error})")
                return [*waiting, *indexes[number:]]
            self._report_result(place, outcome)
            match outcome.state:
                case "sent":
                    report.sent += 1
                case "refused":
                    report.refused += 1
                case "unknown":
                    report.unknown += 1
                case _:
                    waiting.append(place)
        return waiting

    def _deliver_to(self, recipient: Mailbox) -> DeliveryResult:
        message = self.render_message(recipient)
        outcome = self.client.deliver(
            recipient, message, lambda: self.log.write_state(recipient, "sending")
        )
        self.log.write_state(recipient, outcome.state, outcome.code, outcome.detail)
        return outcome

    def _report_result(self, index: int, result: DeliveryResult) -> None:
        why = " ".join(filter(None, [str(result.code or ""), result.detail]))
        reason = f" ({why})" if why and result.state != "sent" else ""
        self.report_line(
            f"{index + 1} of {len(self.recipients)}: {_STATE_LABELS[result.state]}{reason}"
        )


_FINAL_STATES: frozenset[DeliveryState | None] = frozenset({"sent", "refused"})
_STATE_LABELS: dict[DeliveryState, str] = {
    "sending": "sending", "sent": "sent", "refused": "refused", "deferred": "deferred",
    "unknown": "unknown",
}  # fmt: skip
