"""Mails: a `Digest` and addresses come in, the bytes of a message go out, always the same ones.

By RFC 5322 and MIME, seven bits wide so that every server takes it. Titles and names go into
headers by `_header_text`: the library decodes encoded words (RFC 2047), and one of them could hold
a line break.
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
"""What stands for the recipient in an address by which readers leave."""
_POLICY = SMTP.clone(cte_type="7bit")
_NAME_LENGTH, _SUBJECT_LENGTH, _LINE_LENGTH = 80, 150, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends a digest, and how a reader leaves.

    `unsubscribe` has `https://…`, `mailto:…` or both, in this order; `{address}` stands for the
    recipient in them.
    """

    mailbox: Mailbox
    unsubscribe: tuple[str, ...]

    def unsubscribe_for(self, recipient: Mailbox | None) -> tuple[str, ...]:
        """The addresses by which a recipient leaves; without one, those that work for anybody."""
        if recipient is None:
            return tuple(text for text in self.unsubscribe if PLACEHOLDER not in text)
        known = quote_from_bytes(recipient.encode(), safe="")
        return tuple(text.replace(PLACEHOLDER, known) for text in self.unsubscribe)


def message_id(digest: Digest) -> str:
    """The Message-ID of a digest: of its days, selection and site, and of nothing else."""
    return f"<digest.{digest.name}@{digest.host or 'papershelf.invalid'}>"


def render_message(digest: Digest, sender: Sender, recipient: Mailbox | None = None) -> bytes:
    """The digest as a message of at most 100 kB; without a recipient, to nobody by name."""
    ways_out = sender.unsubscribe_for(recipient)
    headers = _text_headers(digest, sender) + _list_headers(digest, ways_out)

    def render(shown: int) -> bytes:
        letter = render_mail_body(digest, shown, ways_out[0] if ways_out else "")
        return headers + _assemble_message(digest, recipient, letter).as_bytes()

    message, shown, high = render(0), 0, len(digest.items)
    while shown < high:  # as many papers as a message can carry, found by halving
        middle = (shown + high + 1) // 2
        longer = render(middle)
        if len(longer) <= SIZE_LIMIT:
            message, shown = longer, middle
        else:
            high = middle - 1
    return message


def _text_headers(digest: Digest, sender: Sender) -> bytes:
    """Who sends it, and what is in it.

    They are written here since the library loses or doubles a space here and there when it folds a
    text of which it encodes some words only.
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
    """A text on the lines of a header; encoded as a whole unless it is all ASCII."""
    return Header(text, charset, header_name=header, maxlinelen=78).encode(linesep="\r\n")


def _is_short(text: str) -> bool:
    return text.isascii() and len(text) < _LINE_LENGTH


def _list_headers(digest: Digest, unsubscribe_addresses: Sequence[str]) -> bytes:
    """The headers with addresses (RFC 2369, RFC 8058), an address on each line.

    They are written here since the library turns a long address into encoded words, which no
    reader of mail takes for an address.
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
    """A text for a header: one line of limited length, and nothing in it that is decoded."""
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
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    return message
