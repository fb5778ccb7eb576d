"""Mail settings from environment variables: server, login and sender.

Takes variables; returns settings. Passwords are never shown, not even in the `repr` in a
traceback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.core.errors import PapersError, Problem
from papershelf.core.settings import Settings
from papershelf.exports.digest import Digest
from papershelf.mail.mailbox import Mailbox, parse_mailbox
from papershelf.mail.mime_message import PLACEHOLDER, Sender
from papershelf.text.cleaning import is_header_safe
from papershelf.text.urls import normalize_url

HOST_VARIABLE, PORT_VARIABLE = "PAPERSHELF_SMTP_HOST", "PAPERSHELF_SMTP_PORT"
USER_VARIABLE, PASSWORD_VARIABLE = "PAPERSHELF_SMTP_USER", "PAPERSHELF_SMTP_PASSWORD"
FROM_VARIABLE, UNSUBSCRIBE_VARIABLE = "PAPERSHELF_SMTP_FROM", "PAPERSHELF_UNSUBSCRIBE"
SUBMISSION_PORT, SUBMISSION_TLS_PORT = 587, 465
"""RFC 6409 and RFC 8314: with STARTTLS, and with TLS from the first byte."""
_UNSUBSCRIBE_LENGTH = 600
"""Maximum number of characters, so a message line has room for the recipient's address as well."""
_SAMPLE_ADDRESS = "address-of-the-recipient"
_MAIL_SUBJECT = re.compile(r"subject=[\w.%~+-]+", re.ASCII)
UNSUBSCRIBE_MISSING = (
    "is not set; set it to an https:// or mailto: URL for unsubscribing, or set "
    "extra.papershelf.mail to a mailto: address that you read"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server that accepts our messages."""

    host: str
    port: int = SUBMISSION_PORT
    user: str = ""
    password: str = field(default="", repr=False)


def parse_smtp_server(environment: Mapping[str, str], settings: Settings) -> SmtpServer:
    """Return the server to send with. Raises `PapersError` for missing or invalid settings."""
    problems = []
    host, port = (
        environment.get(HOST_VARIABLE, "").strip(),
        environment.get(PORT_VARIABLE, "").strip(),
    )
    user, password = environment.get(USER_VARIABLE, ""), environment.get(PASSWORD_VARIABLE, "")
    if not host:
        problems.append(Problem(HOST_VARIABLE, 0, "", "is not set"))
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        problems.append(Problem(PORT_VARIABLE, 0, "", "is not a port number"))
    if not environment.get(FROM_VARIABLE):
        problems.append(Problem(FROM_VARIABLE, 0, "", "is not set"))
    if not _unsubscribe_addresses(environment, settings):
        problems.append(Problem(UNSUBSCRIBE_VARIABLE, 0, "", UNSUBSCRIBE_MISSING))
    if bool(user) != bool(password):
        given, missing = USER_VARIABLE, PASSWORD_VARIABLE
        if password:
            given, missing = missing, given
        message = f"is not set, but {given} is; set both or neither"
        problems.append(Problem(missing, 0, "", message))
    if problems:
        raise PapersError(problems)
    return SmtpServer(host=host, port=int(port or SUBMISSION_PORT), user=user, password=password)


def parse_sender(environment: Mapping[str, str], digest: Digest, settings: Settings) -> Sender:
    """Return the sender of a digest. Raises `PapersError` for an invalid address.

    A digest that is only written to a file needs neither `PAPERSHELF_SMTP_FROM` nor an unsubscribe
    address.
    """
    mailbox = Mailbox(f"noreply@{digest.host or 'papershelf.invalid'}")
    if given := environment.get(FROM_VARIABLE):
        try:
            mailbox = parse_mailbox(given)
        except ValueError as error:
            raise PapersError([Problem(FROM_VARIABLE, 0, "", str(error))]) from None
    return Sender(mailbox=mailbox, unsubscribe=_unsubscribe_addresses(environment, settings))


def _unsubscribe_addresses(environment: Mapping[str, str], settings: Settings) -> tuple[str, ...]:
    """Return the unsubscribe addresses, https first; empty if nothing is configured.

    `PAPERSHELF_UNSUBSCRIBE` takes precedence over the mail address in the settings. The sender is
    not a default, since nobody may read its mail. Raises `PapersError`.
    """
    given = environment.get(UNSUBSCRIBE_VARIABLE, "")
    if not given.strip():
        known = normalize_url(settings.mail, mailto=True) or ""
        return (f"{known}?subject=unsubscribe",) if known.startswith("mailto:") else ()
    found = [_parse_unsubscribe_address(text) for text in given.split()]
    schemes = [address.partition(":")[0] for address in found]
    if len(set(schemes)) < len(schemes):
        message = "has two addresses of the same kind; give one https://…, one mailto:… or both"
        raise PapersError([Problem(UNSUBSCRIBE_VARIABLE, 0, "", message)])
    return tuple(sorted(found))


def _parse_unsubscribe_address(text: str) -> str:
    """Normalize an address and keep its `{address}` placeholder. Raises `PapersError`."""
    plain = text.replace(PLACEHOLDER, _SAMPLE_ADDRESS)
    address, mark, subject = plain.partition("?") if _is_mailto(plain) else (plain, "", "")
    safe = normalize_url(address, mailto=True)
    if not safe or safe.startswith("http:") or (mark and not _MAIL_SUBJECT.fullmatch(subject)):
        message = "is not a mailto: or https:// URL (which may contain {address} for the recipient)"
    elif not is_header_safe(text):
        message = "contains =?, which is not allowed in e-mail headers"
    elif len(safe + subject) > _UNSUBSCRIBE_LENGTH:
        message = f"has an address of more than {_UNSUBSCRIBE_LENGTH} characters"
    else:
        return f"{safe}{mark}{subject}".replace(_SAMPLE_ADDRESS, PLACEHOLDER)
    raise PapersError([Problem(UNSUBSCRIBE_VARIABLE, 0, "", message)])


def _is_mailto(text: str) -> bool:
    return text[:7].lower() == "mailto:"
