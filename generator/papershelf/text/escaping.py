"""Escapes clean text, once, for the place where it goes: XML, HTML, JSON-LD, YAML or Markdown.

The `escape_` and `quote_` functions are the only way of a text into a document; addresses go
through `urls.normalize_url`.
"""

from __future__ import annotations

import re

from papershelf.text.json_text import dump_json

# What no XML document may hold (XML 1.0, 2.2), even as a reference; HTML would mend or drop it.
_INVALID_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# An underscore inside a word is a letter; `-` and `1.` make a list only where a line begins.
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|^[#+=-]", re.MULTILINE)
_MARKDOWN_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)


def escape_xml(text: str) -> str:
    """For text and quoted attributes of XML: feeds, sitemaps."""
    if not text.isprintable():
        text = _INVALID_XML.sub("", text).replace("\r", "\n")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def escape_html(text: str) -> str:
    """For text and quoted attributes of HTML, also of HTML that stands in Markdown.

    Python-Markdown looks for fences in raw lines before it knows of HTML, and expands tabs.
    """
    text = escape_xml(text).replace("`", "&#96;").replace("~~", "&#126;&#126;")
    return text.replace("\t", "&#9;")


def escape_json_script(obj: object) -> str:
    """JSON that cannot leave a `<script>` element (HTML, 4.12.1.3): for JSON-LD and data blocks."""
    text = dump_json(obj)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def quote_yaml(text: str) -> str:
    """A double-quoted YAML scalar on one line; lone surrogates, which YAML cannot hold, go."""
    text = text.encode("utf-8", "ignore").decode()
    # JSON strings are YAML scalars (YAML 1.2.2, 1.3) but for characters YAML wants escaped.
    return _YAML_UNSAFE.sub(lambda c: f"\\u{ord(c[0]):04x}", dump_json(text))


def escape_markdown(text: str) -> str:
    """For clean paragraphs in CommonMark and GFM: nothing in them is read as markup."""
    return _MARKDOWN_NUMBER.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", text))


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag (BCP 47)."""
    return bool(_LANGUAGE_TAG.fullmatch(text))


def language_attribute(language: str, name: str = "lang") -> str:
    """The attribute that says the language of a text, with a space before it, or ""."""
    return f' {name}="{language}"' if is_language_tag(language) else ""
