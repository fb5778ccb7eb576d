"""MIME messages: takes a `Digest` and addresses, returns the reproducible bytes of a message.

Follows RFC 5322 and MIME in seven-bit encoding, which every server accepts. Titles and names in
headers go through `_header_text`, because the standard library decodes encoded words (RFC 2047),
which could inject a line break.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Group
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import quote_from_bytes

from papershelf.exports.digest import Digest
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.message_body import MailBody, render_mail_body
from papershelf.text.cleaning import clean_line, truncate
from papershelf.text.urls import normalize_url

SIZE_LIMIT = 100_000
PLACEHOLDER = "{address}"
"""Placeholder for the recipient in an unsubscribe address."""
_POLICY = SMTP.clone(cte_type="7bit")
_NAME_LENGTH, _SUBJECT_LENGTH, _LINE_LENGTH = 80, 150, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The sender of a digest, and the unsubscribe addresses.

    `unsubscribe` has an `https://…` address, a `mailto:…` address or both, in this order;
    `{address}` in them is replaced by the recipient.
    """

    mailbox: Mailbox
    unsubscribe: tuple[str, ...]

    def unsubscribe_for(self, recipient: Mailbox | None) -> tuple[str, ...]:
        """Return the addresses for a recipient; without one, only those that need no recipient."""
        if recipient is None:
            return tuple(text for text in self.unsubscribe if PLACEHOLDER not in text)
        known = quote_from_bytes(recipient.encode(), safe="")
        return tuple(text.replace(PLACEHOLDER, known) for text in self.unsubscribe)


def message_id(digest: Digest) -> str:
    """Return the Message-ID of a digest, which depends only on its days, selection and site."""
    return f"<digest.{digest.name}@{digest.host or 'papershelf.invalid'}>"


def render_message(digest: Digest, sender: Sender, recipient: Mailbox | None = None) -> bytes:
    """Render the digest as a message of at most 100 kB; without a recipient, it has no named addressee."""
    ways_out = sender.unsubscribe_for(recipient)
    headers = _text_headers(digest, sender) + _list_headers(digest, ways_out)

    def render(shown: int) -> bytes:
        letter = render_mail_body(digest, shown, ways_out[0] if ways_out else "")
        return headers + _assemble_message(digest, recipient, letter).as_bytes()

    message, shown, high = render(0), 0, len(digest.items)
    # Binary search for the largest number of papers that fits into the size limit.
    while shown < high:
        middle = (shown + high + 1) // 2
        longer = render(middle)
        if len(longer) <= SIZE_LIMIT:
            message, shown = longer, middle
        else:
            high = middle - 1
    return message


def _text_headers(digest: Digest, sender: Sender) -> bytes:
    """Return the headers for the sender and the subject.

    Not created by the standard library, which adds or loses spaces when it folds a text with only
    some encoded words.
    """
    name = _header_text(digest.site, _NAME_LENGTH)
    mailbox = formataddr((name, sender.mailbox))
    if not _is_short(mailbox):
        mailbox = f"{_fold('From', name, 'utf-8')}\r\n <{sender.mailbox}>"
    subject = _header_text(digest.subject, _SUBJECT_LENGTH)
    is_plain = all(map(_is_short, subject.split(" ")))
    folded = _fold("Subject", subject, "us-ascii" if is_plain else "utf-8")
    return f"From: {mailbox}\r\nSubject: {folded}\r\n".encode("ascii")


def _fold(header: str, text: str, charset: str) -> str:
    """Fold a text into header lines; it is encoded as a whole unless it is all ASCII."""
    return Header(text, charset, header_name=header, maxlinelen=78).encode(linesep="\r\n")


def _is_short(text: str) -> bool:
    return text.isascii() and len(text) < _LINE_LENGTH


def _list_headers(digest: Digest, unsubscribe_addresses: Sequence[str]) -> bytes:
    """Return the unsubscribe headers (RFC 2369, RFC 8058), with one address on each line.

    Not created by the standard library, which turns a long address into encoded words that no mail
    client accepts as an address.
    """
    headers = []
    if unsubscribe_addresses:
        addresses = ",\r\n ".join(f"<{address}>" for address in unsubscribe_addresses)
        headers.append(f"List-Unsubscribe: {addresses}")
    if any(address.startswith("https:") for address in unsubscribe_addresses):
        headers.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    if archive := normalize_url(digest.archive_address):
        headers.append(f"List-Archive: <{archive}>")
    return "".join(f"{header}\r\n" for header in headers).encode("ascii")


def _header_text(text: str, limit: int) -> str:
    """Return text safe for a header: one line of limited length without encoded words."""
    return truncate(clean_line(text).replace("=?", "= ?"), limit)


def _make_multipart(body: MailBody, boundary: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(body.text)
    message.add_alternative(body.html, subtype="html")
    message.set_boundary(boundary)
    return message


def _assemble_message(digest: Digest, recipient: Mailbox | None, body: MailBody) -> EmailMessage:
    mark = hashlib.blake2b(digest.name.encode(), digest_size=12).hexdigest()
    message = _make_multipart(body, f"=_{mark}")
    host = digest.host or "papershelf.invalid"
    noon = datetime.fromisoformat(f"{digest.dates.last}T12:00:00").replace(tzinfo=UTC)
    message["To"] = recipient or Group("undisclosed-recipients", ())
    message["Date"] = format_datetime(noon)
    message["Message-ID"] = message_id(digest)
    message["List-Id"] = f"<digest.{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: suppresses automatic replies.
    return message
