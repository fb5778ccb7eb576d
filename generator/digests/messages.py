"""Mails: a `Digest` and addresses come in, the bytes of a message go out, always the same ones.

By RFC 5322 and MIME, seven bits wide so that every server takes it. Header values are free of line
breaks before they get here, and the library refuses any that is not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote_from_bytes

from generator.digests.digest import Digest
from generator.digests.letters import Letter, render_letter
from generator.digests.mailboxes import Mailbox
from generator.text import clean_line, truncate

SIZE_LIMIT = 100_000
_HEADERS = 4_000
"""Bytes kept free for headers: those of ours have a limit each."""
_POLICY = SMTP.clone(cte_type="7bit")
_SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends a digest, and how a reader leaves.

    `unsubscribe` is `mailto:…` or `https://…`, in which `{address}` stands for the recipient.
    """

    mailbox: Mailbox
    unsubscribe: str

    def unsubscribe_for(self, recipient: Mailbox | None) -> str:
        """The address by which a recipient leaves."""
        known = quote_from_bytes((recipient or "").encode(), safe="")
        return self.unsubscribe.replace("{address}", known)


def message_id(digest: Digest) -> str:
    """The Message-ID of a digest: of its days, selection and site, and of nothing else."""
    return f"<digest.{digest.name}@{digest.host or 'papershelf.invalid'}>"


def render_message(digest: Digest, sender: Sender, recipient: Mailbox | None = None) -> bytes:
    """The digest as a message of at most 100 kB; without a recipient, to nobody by name."""
    message = _assemble(digest, sender, recipient, _fitting_letter(digest, sender, recipient))
    return message.as_bytes()


def _fitting_letter(digest: Digest, sender: Sender, recipient: Mailbox | None) -> Letter:
    """The letter with as many papers as a message can carry, found by halving."""
    unsubscribe = sender.unsubscribe_for(recipient)
    low, high = 0, len(digest.items)
    while low < high:
        middle = (low + high + 1) // 2
        letter = render_letter(digest, middle, unsubscribe)
        if len(_body(letter, "x").as_bytes()) <= SIZE_LIMIT - _HEADERS:
            low = middle
        else:
            high = middle - 1
    return render_letter(digest, low, unsubscribe)


def _body(letter: Letter, boundary: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message.set_boundary(boundary)
    return message


def _assemble(
    digest: Digest, sender: Sender, recipient: Mailbox | None, letter: Letter
) -> EmailMessage:
    mark = hashlib.blake2b(digest.name.encode(), digest_size=12).hexdigest()
    message = _body(letter, f"=_{mark}")
    host = digest.host or "papershelf.invalid"
    leave = sender.unsubscribe_for(recipient)
    noon = datetime.fromisoformat(f"{digest.span.last}T12:00:00").replace(tzinfo=UTC)
    name = truncate(clean_line(digest.site), 80)
    message["From"] = Address(name, addr_spec=sender.mailbox)
    message["To"] = recipient or Group("undisclosed-recipients", ())
    message["Subject"] = truncate(clean_line(digest.subject), _SUBJECT_LENGTH)
    message["Date"] = format_datetime(noon)
    message["Message-ID"] = message_id(digest)
    message["List-Id"] = f"<digest.{host}>"
    message["List-Unsubscribe"] = f"<{leave}>"
    if leave.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    if digest.archive:
        message["List-Archive"] = f"<{digest.archive}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    return message
