"""Hands one message after the other to a mail server, and tells what it said of each.

By RFC 5321; every step is taken singly, since what a lost connection means depends on the step:
before the end of a message nothing was delivered, after it nobody knows.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from papershelf.core.errors import PapersError, Problem
from papershelf.mail.delivery_log import State
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.smtp_settings import SUBMISSION_TLS, Server

_TIMEOUT = 60.0
_DOT = re.compile(rb"^\.", re.MULTILINE)
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
_CLOSING, _GO_AHEAD = 421, 354


class Outcome(NamedTuple):
    """What became of a message; `detail` is the enhanced code (RFC 3463) or a word of ours.

    The words of the server stay out of it: they often repeat the address.
    """

    state: State
    code: int = 0
    detail: str = ""


_LOST = Outcome("deferred", detail="connection lost")


class UnreachableError(Exception):
    """The server cannot be reached now; later it may."""


@dataclass(slots=True, kw_only=True)
class Courier:
    """A connection to a server, opened when needed; use `close` at the end.

    `sender` is the address that gets what comes back. `context` verifies the server by default.
    """

    server: Server
    sender: Mailbox
    context: ssl.SSLContext
    timeout: float = _TIMEOUT
    _smtp: smtplib.SMTP | None = None

    def deliver(
        self, recipient: Mailbox, message: bytes, before_end: Callable[[], None]
    ) -> Outcome:
        """Send a message to one recipient; `before_end` is called when it is about to count.

        Raises `UnreachableError` for a server that does not answer, `PapersError` for one that
        will never take anything from us.
        """
        outcome = self._offer_anew(recipient)
        if outcome is None:
            before_end()
            outcome = self._transfer(message)
        if outcome.state == "unknown" or outcome.code in {0, _CLOSING}:
            self.drop()
        elif outcome.state != "sent":
            self._reset()
        return outcome

    def close(self) -> None:
        """Take leave of the server."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.quit()
        self.drop()

    def _offer_anew(self, recipient: Mailbox) -> Outcome | None:
        """The same as `_offer`; a connection that was lost while it lay idle is opened again."""
        was_open = self._smtp is not None
        try:
            return self._offer(self._connected(), recipient)
        except OSError:  # which all errors of smtplib are
            self.drop()
            return self._offer_anew(recipient) if was_open else _LOST

    def _offer(self, smtp: smtplib.SMTP, recipient: Mailbox) -> Outcome | None:
        """Say from whom and to whom, and ask to send; `None` when the server waits for it."""
        code, reply = smtp.mail(self.sender)
        if code // 100 == 5:
            message = f"refuses the sender ({_codes(code, reply)})"
            raise self._hopeless(message)
        if code // 100 == 2:
            code, reply = smtp.rcpt(recipient)
        if code // 100 == 2:
            code, reply = smtp.docmd("DATA")
            if code == _GO_AHEAD:
                return None
        return _outcome(code, reply)

    def _transfer(self, message: bytes) -> Outcome:
        """Send the message to its end, where the server takes charge of it, and hear the answer."""
        smtp = self._connected()
        try:
            smtp.send(_DOT.sub(b"..", message.rstrip(b"\r\n")) + b"\r\n.\r\n")
        except OSError:
            return _LOST
        try:
            code, reply = smtp.getreply()
        except OSError:
            return Outcome("unknown", detail="connection lost before the answer")
        return _outcome(code, reply)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code // 100 == 4:
                    raise UnreachableError(f"login put off, {error.smtp_code}") from None
                raise self._hopeless(f"refuses the login ({error.smtp_code})") from None
            except ssl.SSLCertVerificationError as error:
                message = f"has a certificate that is not valid: {error.verify_message}"
                raise self._hopeless(message) from None
            except OSError as error:
                raise UnreachableError(type(error).__name__) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if port == SUBMISSION_TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self.timeout, context=self.context
            )
        else:
            smtp = smtplib.SMTP(host, port, timeout=self.timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if port != SUBMISSION_TLS:
                self._secure(smtp)
            if self.server.user:
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _secure(self, smtp: smtplib.SMTP) -> None:
        """Turn on TLS; only a server on this very machine may do without."""
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self.context)
            smtp.ehlo()
        elif not is_loopback(self.server.host):
            raise self._hopeless("offers no TLS; nothing is sent in the clear")

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in by the first way that both sides know: one try, for a second may lock us out."""
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        smtp.user, smtp.password = self.server.user, self.server.password
        if "PLAIN" in offered:
            smtp.auth("PLAIN", smtp.auth_plain)
        elif "LOGIN" in offered:
            smtp.auth("LOGIN", smtp.auth_login)
        else:
            raise self._hopeless("offers no login that we know")

    def _reset(self) -> None:
        try:
            self._connected().rset()
        except OSError:
            self.drop()

    def drop(self) -> None:
        """Break off, in the middle of whatever is going on."""
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _hopeless(self, message: str) -> PapersError:
        return PapersError([Problem(f"{self.server.host}:{self.server.port}", 0, "", message)])


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or its address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _outcome(code: int, reply: bytes) -> Outcome:
    state: State = "refused"
    if code // 100 == 2:
        state = "sent"
    elif code // 100 == 4:
        state = "deferred"
    enhanced = _ENHANCED.match(reply)
    return Outcome(state, code, enhanced[0].decode() if enhanced else "")


def _codes(code: int, reply: bytes) -> str:
    enhanced = _ENHANCED.match(reply)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
