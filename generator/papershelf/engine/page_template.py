"""The frame around a page's own text: what MkDocs' templates make, once for many pages.

All pages of one template at one depth share every byte but their head and their body. So MkDocs
renders the template once with marks in those two places, and each page is three joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.engine.fingerprint import fingerprint_texts

HEAD_PLACEHOLDER = "\x01head\x01"
BODY_PLACEHOLDER = "\x01body\x01"


class TemplateVariant(NamedTuple):
    """What a shell depends on: the template, the depth, and for a page of the `nav` which it is."""

    template: str
    depth: int
    nav_page_address: str | None


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """The three constant parts of a page."""

    head_start: str
    head_to_body: str
    body_end: str


@dataclass(frozen=True, slots=True)
class PageTemplates:
    """All shells of a site; a page of the `nav` has its own, since it shows where we are."""

    nav_addresses: frozenset[str]
    by_variant: Mapping[TemplateVariant, PageTemplate]

    def fingerprint(self) -> str:
        """The name of all shells: two sites with the same one have the same frame."""
        parts = (f"{kind} {shell}" for kind, shell in sorted(self.by_variant.items(), key=repr))
        return fingerprint_texts([*sorted(self.nav_addresses), *parts])

    def render(self, page: Page) -> str:
        """The whole HTML document of a page."""
        shell = self.by_variant[template_variant(page, self.nav_addresses)]
        head, body = resolve_page_links(page)
        return f"{shell.head_start}{head}{shell.head_to_body}{body}{shell.body_end}"


NO_TEMPLATES = PageTemplates(frozenset(), {})
"""Of a site without pages."""


def template_variant(page: Page, nav_addresses: frozenset[str]) -> TemplateVariant:
    """Which shell a page stands in."""
    nav_address = page.address if page.address in nav_addresses else None
    return TemplateVariant(page.template, page.address.count("/"), nav_address)


# The folder of MkDocs and the site ask one after the other for all pages of a unit.
@lru_cache(maxsize=256)
def resolve_page_links(page: Page) -> tuple[str, str]:
    """A page's own part of `<head>` and of `<main>`, with links as they are seen from there."""
    return page.head.replace(ROOT_PLACEHOLDER, page.path_to_root), page.body.replace(
        ROOT_PLACEHOLDER, page.path_to_root
    ).strip()


def split_template(document: str) -> PageTemplate:
    """A rendered document, taken apart at its marks. Raises `ValueError` where one is missing."""
    before, found_head, rest = document.partition(HEAD_PLACEHOLDER)
    between, found_body, after = rest.partition(BODY_PLACEHOLDER)
    if not (found_head and found_body) or BODY_PLACEHOLDER in after or HEAD_PLACEHOLDER in after:
        raise ValueError("the template does not print page.meta.head and page.content once each")
    return PageTemplate(before, between, after)


def render_page_templates(
    variants: Iterable[TemplateVariant],
    render: Callable[[TemplateVariant], str],
    nav_addresses: frozenset[str],
) -> PageTemplates:
    """Every shell that a site needs; `render` makes the document with the marks in it."""
    shells = {kind: split_template(render(kind)) for kind in sorted(variants, key=repr)}
    return PageTemplates(nav_addresses, shells)
