"""SMTP client that delivers messages one by one and returns the server's answer to each.

Follows RFC 5321. Each step is a separate command, since the meaning of a lost connection depends
on the step: before the end of the data nothing was delivered, after it the outcome is unknown.
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
from papershelf.mail.delivery_log import DeliveryState
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.smtp_settings import SUBMISSION_TLS_PORT, SmtpServer

_TIMEOUT = 60.0
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_ENHANCED_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}")
_CODE_CLOSING, _CODE_START_DATA = 421, 354


class DeliveryResult(NamedTuple):
    """The outcome of a message; `detail` is the enhanced status code (RFC 3463) or one of our own words.

    The server's text is left out because it often repeats the address.
    """

    state: DeliveryState
    code: int = 0
    detail: str = ""


_CONNECTION_LOST = DeliveryResult("deferred", detail="connection lost")


class UnreachableError(Exception):
    """The server cannot be reached at the moment; a retry may succeed."""


@dataclass(slots=True, kw_only=True)
class SmtpClient:
    """A connection to a server, opened on demand; call `close` at the end.

    `sender` is the envelope sender, which receives bounces. `tls_context` verifies the server. On
    `tls_port`, TLS starts with the first byte.
    """

    server: SmtpServer
    sender: Mailbox
    tls_context: ssl.SSLContext
    timeout: float = _TIMEOUT
    tls_port: int = SUBMISSION_TLS_PORT
    _smtp: smtplib.SMTP | None = None

    def deliver(
        self, recipient: Mailbox, message: bytes, before_data_end: Callable[[], None]
    ) -> DeliveryResult:
        """Send a message to one recipient; `before_data_end` is called just before its data is sent.

        Raises `UnreachableError` if the server does not answer, and `PapersError` if it will never
        accept our messages.
        """
        outcome = self._send_envelope_with_retry(recipient)
        if outcome is None:
            before_data_end()
            outcome = self._send_data(message)
        if outcome.state == "unknown" or outcome.code in {0, _CODE_CLOSING}:
            self.abort()
        elif outcome.state != "sent":
            self._reset()
        return outcome

    def close(self) -> None:
        """End the session and close the connection."""
        if self._smtp:
            with suppress(OSError):
                self._smtp.quit()
        self.abort()

    def _send_envelope_with_retry(self, recipient: Mailbox) -> DeliveryResult | None:
        """Call `_send_envelope`, and reconnect if the connection was lost while idle."""
        was_open = self._smtp is not None
        try:
            return self._send_envelope(self._ensure_connected(), recipient)
        except OSError:  # base class of all errors in smtplib
            self.abort()
            return self._send_envelope_with_retry(recipient) if was_open else _CONNECTION_LOST

    def _send_envelope(self, smtp: smtplib.SMTP, recipient: Mailbox) -> DeliveryResult | None:
        """Send the sender, the recipient and DATA; return `None` when the server waits for the message."""
        code, reply = smtp.mail(self.sender)
        if code // 100 == 5:
            message = f"refused the sender ({_reply_detail(code, reply)})"
            raise self._fatal_error(message)
        if code // 100 == 2:
            code, reply = smtp.rcpt(recipient)
        if code // 100 == 2:
            code, reply = smtp.docmd("DATA")
            if code == _CODE_START_DATA:
                return None
        return _parse_reply(code, reply)

    def _send_data(self, message: bytes) -> DeliveryResult:
        """Send the message and its end, at which the server takes responsibility, and read the answer."""
        smtp = self._ensure_connected()
        try:
            smtp.send(_LEADING_DOT.sub(b"..", message.rstrip(b"\r\n")) + b"\r\n.\r\n")
        except OSError:
            return _CONNECTION_LOST
        try:
            code, reply = smtp.getreply()
        except OSError:
            return DeliveryResult("unknown", detail="connection lost before the reply")
        return _parse_reply(code, reply)

    def _ensure_connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code // 100 == 4:
                    raise UnreachableError(f"login deferred, {error.smtp_code}") from None
                raise self._fatal_error(f"refused the login ({error.smtp_code})") from None
            except ssl.SSLCertVerificationError as error:
                message = f"has an invalid certificate: {error.verify_message}"
                raise self._fatal_error(message) from None
            except OSError as error:
                raise UnreachableError(type(error).__name__) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if port == self.tls_port:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self.timeout, context=self.tls_context
            )
        else:
            smtp = smtplib.SMTP(host, port, timeout=self.timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if port != self.tls_port:
                self._start_tls(smtp)
            if self.server.user:
                self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        """Start TLS; it is optional only for a server on this machine."""
        if smtp.has_extn("starttls"):
            smtp.starttls(context=self.tls_context)
            smtp.ehlo()
        elif not is_loopback(self.server.host):
            raise self._fatal_error("does not support TLS, so nothing was sent")

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in with the first method that both sides support, once: a second attempt may lock the account."""
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        smtp.user, smtp.password = self.server.user, self.server.password
        if "PLAIN" in offered:
            smtp.auth("PLAIN", smtp.auth_plain)
        elif "LOGIN" in offered:
            smtp.auth("LOGIN", smtp.auth_login)
        else:
            raise self._fatal_error("supports neither PLAIN nor LOGIN authentication")

    def _reset(self) -> None:
        try:
            self._ensure_connected().rset()
        except OSError:
            self.abort()

    def abort(self) -> None:
        """Drop the connection at once, whatever its state."""
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _fatal_error(self, message: str) -> PapersError:
        return PapersError([Problem(f"{self.server.host}:{self.server.port}", 0, "", message)])


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _parse_reply(code: int, reply: bytes) -> DeliveryResult:
    state: DeliveryState = "refused"
    if code // 100 == 2:
        state = "sent"
    elif code // 100 == 4:
        state = "deferred"
    enhanced = _ENHANCED_CODE.match(reply)
    return DeliveryResult(state, code, enhanced[0].decode() if enhanced else "")


def _reply_detail(code: int, reply: bytes) -> str:
    enhanced = _ENHANCED_CODE.match(reply)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)
