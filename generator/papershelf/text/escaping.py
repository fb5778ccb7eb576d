"""Escapes clean text for XML, HTML, JSON-LD, YAML or Markdown.

All text in a document passes exactly once through an `escape_` or `quote_` function; URLs pass
through `urls.normalize_url`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from papershelf.text.json_text import dump_json

# Characters that XML forbids (XML 1.0, 2.2), even as references; HTML parsers would replace or drop
# them.
_INVALID_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# An underscore inside a word is literal; `-` and `1.` start a list only at the start of a line. The
# character comes first, so that texts are searched for a set of characters: six times as fast.
_MARKDOWN = re.compile(
    r"[\\`*\[\]<>|~$_&#+=-](?:(?<=[\\`*\[\]<>|~$])"
    r"|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=&)(?=[#\w])|(?<=^[#+=-]))",
    re.MULTILINE,
)
_MARKDOWN_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)


def escape_xml(text: str) -> str:
    """Escape text and quoted attributes for XML: feeds, sitemaps."""
    if not text.isprintable():
        text = _INVALID_XML.sub("", text).replace("\r", "\n")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def escape_html(text: str) -> str:
    """Escape text and quoted attributes for HTML, including HTML inside Markdown.

    Python-Markdown looks for code fences in raw lines before it parses HTML, and expands tabs.
    """
    return _escape_short(text) if len(text) <= _SHORT else _escape_html(text)


_SHORT = 120
"""The length of names, titles and addresses, which a page escapes several times."""


def _escape_html(text: str) -> str:
    text = escape_xml(text).replace("`", "&#96;").replace("~~", "&#126;&#126;")
    return text.replace("\t", "&#9;")


_escape_short = lru_cache(maxsize=1 << 13)(_escape_html)


def escape_json_script(obj: object) -> str:
    """Serialize JSON that cannot close a `<script>` element (HTML, 4.12.1.3)."""
    text = dump_json(obj)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def quote_yaml(text: str) -> str:
    """Return a double-quoted YAML scalar on one line; lone surrogates are dropped."""
    # JSON strings are YAML scalars (YAML 1.2.2, 1.3), except for characters that YAML requires to
    # be escaped, none of which is printable.
    scalar = dump_json(text)
    if scalar.isprintable():
        return scalar
    scalar = scalar.encode("utf-8", "ignore").decode()
    return _YAML_UNSAFE.sub(lambda c: f"\\u{ord(c[0]):04x}", scalar)


def escape_markdown(text: str) -> str:
    """Escape clean paragraphs for CommonMark and GFM, so that no markup is recognized."""
    if not text:
        return text
    return _MARKDOWN_NUMBER.sub(r"\1\\\2", _MARKDOWN.sub(_add_backslash, text))


def fence_markdown(lines: Iterable[str]) -> str:
    """Return lines as a code block of Markdown that none of them can end."""
    text = "\n".join(lines)
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"


_BACKTICKS = re.compile("`+")


def _add_backslash(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def is_language_tag(text: str) -> bool:
    """Return whether a text has the form of a language tag (BCP 47)."""
    return bool(_LANGUAGE_TAG.fullmatch(text))


def language_attribute(language: str, name: str = "lang") -> str:
    """Return an HTML attribute for the language of a text, with a leading space, or ""."""
    return f' {name}="{language}"' if is_language_tag(language) else ""
