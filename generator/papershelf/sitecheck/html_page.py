"""Parses a page of a built site: takes HTML, returns its contents as a browser sees them.

Pages are parsed by lxml: a site of ten thousand papers has fifty thousand pages, and lxml takes a
third of a millisecond for each, a fifth of the time of the standard library's parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from papershelf.sitecheck.expected_facts import collapse_spaces
from papershelf.text.plain_math import render_plain_math

_LINKING_ATTRIBUTES = {
    "a": ("href",), "area": ("href",), "form": ("action",), "button": ("data-copy",),
    "p": ("data-record",),
    "blockquote": ("cite",),
}  # fmt: skip
_LOADING_ATTRIBUTES = {
    "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "video": ("src",
    "poster"), "audio": ("src",), "track": ("src",), "iframe": ("src",), "embed": ("src",),
    "object": ("data",), "input": ("src",), "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"), "base": ("href",),
}  # fmt: skip
_LOADING_RELATIONS = frozenset(
    "stylesheet icon preload modulepreload prefetch preconnect dns-prefetch manifest "
    "apple-touch-icon mask-icon shortcut".split()
)
Tree = Any
"""An lxml element; lxml has no type hints."""


@dataclass(slots=True, kw_only=True)
class HtmlPage:
    """A parsed page: element ids, links, and the resources that a browser loads."""

    path: str
    size: int
    tree: Tree
    title: str = ""
    anchor_names: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded_addresses: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    redirect_target: str = ""

    def meta(self, name: str) -> str:
        """Return the content of a `meta` element, or ""."""
        return next((content for known, content in self.metas if known == name), "")

    def find(self, path: str) -> Tree | None:
        """Return the first element that matches an ElementPath."""
        return self.tree.find(path)


def parse_page(path: str, content: bytes) -> HtmlPage:
    """Parse a page. Raises `ValueError` for a file without any element."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(f"cannot be read as HTML: {collapse_spaces(str(error))}") from None
    page = HtmlPage(path=path, size=len(content), tree=tree)
    page.title = collapse_spaces(tree.findtext("head/title") or "")
    for element in tree.iter():
        if isinstance(element.tag, str):
            _visit(page, element, element.tag, element.attrib)
    return page


def _visit(page: HtmlPage, element: Tree, tag: str, attributes: Any) -> None:  # noqa: ANN401
    if not attributes:
        if tag == "style":
            page.styles.append(element.text or "")
        return
    if name := attributes.get("id") or (attributes.get("name") if tag == "a" else ""):
        page.anchor_names.add(name)
    if style := attributes.get("style"):
        page.styles.append(style)
    if tag == "meta":
        _visit_meta(page, attributes)
    elif tag == "link":
        relations = set((attributes.get("rel") or "").lower().split())
        target = page.loaded_addresses if relations & _LOADING_RELATIONS else page.links
        target.append(attributes.get("href", ""))
    else:
        page.links += [
            attributes[name] for name in _LINKING_ATTRIBUTES.get(tag, ()) if name in attributes
        ]
        for attribute in _LOADING_ATTRIBUTES.get(tag, ()):
            if attribute in attributes:
                page.loaded_addresses += _attribute_addresses(attribute, attributes[attribute])


def _visit_meta(page: HtmlPage, attributes: Any) -> None:  # noqa: ANN401
    content = attributes.get("content", "")
    if name := attributes.get("name") or attributes.get("property"):
        page.metas.append((name, content))
    elif kind := (attributes.get("http-equiv") or "").lower():
        page.metas.append((kind, content))
        if kind == "refresh":
            page.redirect_target = content.partition("url=")[2]
            page.links.append(page.redirect_target)


def _attribute_addresses(attribute: str, value: str) -> list[str]:
    if attribute != "srcset":
        return [value]
    return [part.split()[0] for part in value.split(",") if part.strip()]


def element_text(element: Tree | None) -> str:
    """Return the text of an element on one line, with formulas as `render_plain_math` writes them."""
    return collapse_spaces("".join(_iter_texts(element))) if element is not None else ""


def _iter_texts(element: Tree) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "math":
            yield render_plain_math(child)
        elif isinstance(child.tag, str):
            yield from _iter_texts(child)
        yield child.tail or ""


def find_by_class(element: Tree, tag: str, name: str) -> list[Tree]:
    """Return the elements with a tag name and a class."""
    return [found for found in element.iter(tag) if name in (found.get("class") or "").split()]
