"""What the environment says of mail: the server, the login, who sends.

Variables come in, settings go out. A password is never shown, not even in a traceback's `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.digests.digest import Digest
from generator.digests.mailboxes import Mailbox, parse_mailbox
from generator.digests.messages import Sender
from generator.errors import PapersError, Problem
from generator.settings import Settings
from generator.urls import safe_url

HOST, PORT = "PAPERSHELF_SMTP_HOST", "PAPERSHELF_SMTP_PORT"
USER, PASSWORD = "PAPERSHELF_SMTP_USER", "PAPERSHELF_SMTP_PASSWORD"
FROM, UNSUBSCRIBE = "PAPERSHELF_SMTP_FROM", "PAPERSHELF_UNSUBSCRIBE"
SUBMISSION, SUBMISSION_TLS = 587, 465
"""RFC 6409 and RFC 8314: with STARTTLS, and with TLS from the first byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server that takes our messages."""

    host: str
    port: int = SUBMISSION
    user: str = ""
    password: str = field(default="", repr=False)


def parse_server(environment: Mapping[str, str]) -> Server:
    """The server to send by. Raises `PapersError` for what is missing or wrong."""
    problems = []
    host, port = environment.get(HOST, "").strip(), environment.get(PORT, "").strip()
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if not host:
        problems.append(Problem(HOST, 0, "", "is not set"))
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        problems.append(Problem(PORT, 0, "", "is not the number of a port"))
    if not environment.get(FROM):
        problems.append(Problem(FROM, 0, "", "is not set"))
    if bool(user) != bool(password):
        missing = PASSWORD if user else USER
        problems.append(
            Problem(missing, 0, "", "is not set, though the other half of the login is")
        )
    if problems:
        raise PapersError(problems)
    return Server(host=host, port=int(port or SUBMISSION), user=user, password=password)


def parse_sender(environment: Mapping[str, str], digest: Digest, settings: Settings) -> Sender:
    """Who sends a digest. Raises `PapersError` for an address that is none.

    Readers leave by `PAPERSHELF_UNSUBSCRIBE`, else by the address of the settings at which they
    ask for the digest, else by a mail to the sender.
    """
    mailbox = Mailbox(f"noreply@{digest.host or 'papershelf.invalid'}")
    if given := environment.get(FROM):
        try:
            mailbox = parse_mailbox(given)
        except ValueError as error:
            raise PapersError([Problem(FROM, 0, "", str(error))]) from None
    known = safe_url(settings.mail, mailto=True) or ""
    leave = known if known.startswith("mailto:") else f"mailto:{mailbox}"
    leave = f"{leave}?subject=unsubscribe"
    if given := environment.get(UNSUBSCRIBE, "").strip():
        leave = _parse_unsubscribe(given)
    return Sender(mailbox=mailbox, unsubscribe=leave)


def _parse_unsubscribe(text: str) -> str:
    plain = text.replace("{address}", "address")
    if safe_url(plain, mailto=True) and not plain.startswith("http:"):
        return text
    message = "is neither mailto:… nor https://…, in which {address} may stand for the recipient"
    raise PapersError([Problem(UNSUBSCRIBE, 0, "", message)])
