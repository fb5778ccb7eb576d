"""Sends a digest to everybody on a list, and to nobody twice.

Recipients, a courier and a journal come in, a report goes out. Whom the server puts off is tried
again after a while, a few times; whom it refuses is written down and left alone, and so is whoever
may have got the message already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from papershelf.mail.delivery_log import Journal, State
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.smtp_client import Courier, Outcome, UnreachableError

DELAYS = (60.0, 300.0, 900.0)
"""Seconds before each further round: greylisting mostly asks for five minutes."""


@dataclass(slots=True, kw_only=True)
class SendReport:
    """How many recipients there are, and what became of the message to each."""

    sent: int = 0
    before: int = 0
    refused: int = 0
    unknown: int = 0
    deferred: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether everybody has the message for certain, or was refused."""
        return self.deferred == 0 and self.unknown == 0

    def __str__(self) -> str:
        """`12 sent, 3 sent before, 1 refused`, without what did not happen."""
        counts = {
            "sent": self.sent, "settled before": self.before, "refused": self.refused,
            "perhaps sent": self.unknown, "put off": self.deferred,
        }  # fmt: skip
        told = [f"{count:,} {name}" for name, count in counts.items() if count]
        return ", ".join(told) or "nobody to send to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One message on its way to a list of recipients.

    `write` makes the message for a recipient, `sleep` waits some seconds, `tell` takes a line for
    the log, in which nobody is named.
    """

    recipients: Sequence[Mailbox]
    write: Callable[[Mailbox], bytes]
    courier: Courier
    journal: Journal
    sleep: Callable[[float], None]
    tell: Callable[[str], None]
    delays: Sequence[float] = DELAYS
    resend_unknown: bool = False

    def run(self) -> SendReport:
        """Send to everybody who neither has it, may have it, nor was refused.

        Raises `PapersError` as `Courier.deliver` does.
        """
        report = SendReport()
        waiting: list[int] = []
        for place, recipient in enumerate(self.recipients):
            state = self.journal.state(recipient)
            if state == "unknown" and not self.resend_unknown:
                report.unknown += 1
            elif state in _SETTLED:
                report.before += 1
            else:
                waiting.append(place)
        try:
            for delay in (0.0, *self.delays):
                if not waiting:
                    break
                if delay:
                    self.tell(f"{len(waiting)} put off; trying again in {delay:.0f} s")
                    self.sleep(delay)
                waiting = self._round(waiting, report)
        except BaseException:
            self.courier.drop()
            raise
        self.courier.close()
        report.deferred = len(waiting)
        return report

    def _round(self, places: Sequence[int], report: SendReport) -> list[int]:
        """Try each once; those who are put off come back, in their order."""
        waiting: list[int] = []
        for number, place in enumerate(places):
            try:
                outcome = self._deliver(self.recipients[place])
            except UnreachableError as error:
                self.tell(f"the server cannot be reached ({error})")
                return [*waiting, *places[number:]]
            self._tell_outcome(place, outcome)
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

    def _deliver(self, recipient: Mailbox) -> Outcome:
        message = self.write(recipient)
        outcome = self.courier.deliver(
            recipient, message, lambda: self.journal.record(recipient, "sending")
        )
        self.journal.record(recipient, outcome.state, outcome.code, outcome.detail)
        return outcome

    def _tell_outcome(self, place: int, outcome: Outcome) -> None:
        why = " ".join(filter(None, [str(outcome.code or ""), outcome.detail]))
        told = f" ({why})" if why and outcome.state != "sent" else ""
        self.tell(f"{place + 1} of {len(self.recipients)}: {_WORDS[outcome.state]}{told}")


_SETTLED: frozenset[State | None] = frozenset({"sent", "refused"})
_WORDS: dict[State, str] = {
    "sending": "on its way", "sent": "sent", "refused": "refused", "deferred": "put off",
    "unknown": "perhaps sent",
}  # fmt: skip
