"""Cleans text to NFC without control characters, as one line or as paragraphs, and truncates it.

Every text of a record passes through `clean_line` or `clean_block`; if a source delivers HTML,
`markup` runs first.
"""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls except white space (Python-Markdown uses U+0002 and U+0003 as placeholders),
# bidirectional controls (Unicode TR 36, 2.4), zero-width characters without a function, lone
# surrogates and noncharacters. Given as code points, because most of them are invisible in source
# code.
_JUNK_RANGES = (
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C),
    (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFFC), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF), *((last - 1, last) for last in range(0xFFFF, 0x110000, 0x10000)),
)  # fmt: skip
_JUNK_CHARACTER = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _JUNK_RANGES) + "]")

# Joiners shape Indic and Arabic words and emoji; next to a Latin letter they are only invisible
# noise.
_JOINING_SCRIPT = r"[^\x00-\u036f\u2000-\u206f\u3000]"
_STRAY_JOINER = re.compile(
    rf"(?<!{_JOINING_SCRIPT})[\u200c\u200d]|[\u200c\u200d](?!{_JOINING_SCRIPT})"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\u2029")


def clean_line(text: str) -> str:
    """Return one line in NFC, without control or zero-width characters, with single spaces."""
    # `isprintable` is false for every character to drop except U+FFFC, and every space except
    # U+0020.
    return _compose_nfc(text) if text.isprintable() else _drop_junk(text)


def clean_block(text: str) -> str:
    """Return paragraphs separated by one blank line, each cleaned by `clean_line`."""
    if text.isprintable():
        return _compose_nfc(text)
    paragraphs = _PARAGRAPH_END.split(_NEWLINE.sub("\n", _JUNK_CHARACTER.sub("", text)))
    return "\n\n".join(filter(None, map(clean_line, paragraphs)))


def _compose_nfc(text: str) -> str:
    if not text.isascii():  # U+FFFC, the object placeholder, is printable to Python
        text = unicodedata.normalize("NFC", text.replace("\ufffc", ""))
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    return text


def _drop_junk(text: str) -> str:
    text = unicodedata.normalize("NFC", " ".join(_JUNK_CHARACTER.sub("", text).split()))
    if "\u200c" in text or "\u200d" in text:
        text = unicodedata.normalize("NFC", " ".join(_STRAY_JOINER.sub("", text).split()))
    return text


def is_header_safe(text: str) -> bool:
    """Return whether a text is safe in a header: no control character, no encoded word (RFC 2047).

    Mail libraries decode `=?utf-8?q?=0a?=` to a line break, which would start a new header.
    """
    return not _CONTROL.search(text) and "=?" not in text


def truncate(text: str, limit: int) -> str:
    """Truncate a text to `limit` characters at the end of a word, followed by "…"."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        head = head.rpartition(" ")[0] or head
    return head.rstrip(" \n,;:.–—-(") + "…"
