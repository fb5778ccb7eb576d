"""E-mail addresses: validates text and returns a `Mailbox`. The only way to create one."""

from __future__ import annotations

import re
from typing import NewType

from papershelf.text.cleaning import is_header_safe

Mailbox = NewType("Mailbox", str)
"""An address such as `ada@example.org` (RFC 5321, 4.1.2, without quotes) with an ASCII domain."""

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def parse_mailbox(text: str) -> Mailbox:
    """Parse an address that any mail server accepts. Raises `ValueError` without repeating the address."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    is_named = len(domain) <= 253 and all(_DOMAIN_LABEL.fullmatch(label) for label in labels)
    if not (
        at
        and is_header_safe(local)
        and len(local) <= 64
        and _LOCAL_PART.fullmatch(local)
        and is_named
    ):
        raise ValueError("is not an e-mail address such as ada@example.org")
    return Mailbox(f"{local}@{domain}")
