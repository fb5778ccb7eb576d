"""Parses a built site as a browser would: documents, links, and active content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import html5lib
from lxml import html

ORIGIN = "https://site.test/"
ALLOWED_SCHEMES = {"http", "https", "mailto", ""}


@dataclass(frozen=True, slots=True)
class Document:
    """A page of a built site: its path, and its tree as defined by the HTML standard."""

    path: str
    text: str

    @property
    def address(self) -> str:
        return ORIGIN + self.path.removesuffix("index.html")

    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def title(self) -> str:
        return (self.tree().findtext("head/title") or "").strip()


def read_documents(site: Path) -> Iterator[Document]:
    for path in sorted(site.rglob("*.html")):
        yield Document(path.relative_to(site).as_posix(), path.read_text("utf-8"))


def find_parse_errors(text: str) -> list[str]:
    """The parse errors of html5lib, except for names of MathML that it does not know."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    return [f"{code} at {position}" for position, code, _ in parser.errors]


def find_harmful(document: Document) -> list[str]:
    """Everything in a page that would run code or link to a forbidden URL."""
    found = []
    for element in document.tree().iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name.lower() == "srcdoc":
                found.append(f"{element.tag} {name}")
            if name.lower() in {
                "href",
                "src",
                "action",
                "formaction",
                "poster",
                "data",
                "xlink:href",
            }:
                scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.\s-]*):", value)
                if scheme and scheme[1].lower() not in ALLOWED_SCHEMES:
                    found.append(f"{element.tag} {name}={value[:60]}")
        is_data = element.get("src") or element.get("type") == "application/ld+json"
        if element.tag == "script" and not is_data:
            found.append(f"inline script {element.text_content()[:60]}")
        if element.tag in {"iframe", "object", "embed", "base"} or element.get("style"):
            found.append(str(element.tag))
    return found
