"""Page templates: HTML documents rendered once by MkDocs, with placeholders for head and body.

Pages with the same template and the same depth differ only in their head and body. So MkDocs
renders each variant of a template once, and a page is made by joining five strings.
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
    """What a rendered template depends on: its name, the depth, and the page if it is in `nav`."""

    template: str
    depth: int
    nav_page_address: str | None


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """The three constant parts of an HTML document, around head and body."""

    head_start: str
    head_to_body: str
    body_end: str


@dataclass(frozen=True, slots=True)
class PageTemplates:
    """All templates of a site; a page in `nav` has its own, which marks it as the current page."""

    nav_addresses: frozenset[str]
    by_variant: Mapping[TemplateVariant, PageTemplate]

    def fingerprint(self) -> str:
        """The hash of all templates."""
        parts = (
            f"{variant} {template}"
            for variant, template in sorted(self.by_variant.items(), key=repr)
        )
        return fingerprint_texts([*sorted(self.nav_addresses), *parts])

    def render(self, page: Page) -> str:
        """The complete HTML document of a page."""
        template = self.by_variant[template_variant(page, self.nav_addresses)]
        head, body = resolve_page_links(page)
        return f"{template.head_start}{head}{template.head_to_body}{body}{template.body_end}"


NO_TEMPLATES = PageTemplates(frozenset(), {})
"""The templates of a site without pages."""


def template_variant(page: Page, nav_addresses: frozenset[str]) -> TemplateVariant:
    """The template variant of a page."""
    nav_address = page.address if page.address in nav_addresses else None
    return TemplateVariant(page.template, page.address.count("/"), nav_address)


# Cached, because the `docs` folder and the site each need all pages of a task.
@lru_cache(maxsize=256)
def resolve_page_links(page: Page) -> tuple[str, str]:
    """The parts of a page in `<head>` and `<main>`, with links relative to the page."""
    return page.head.replace(ROOT_PLACEHOLDER, page.path_to_root), page.body.replace(
        ROOT_PLACEHOLDER, page.path_to_root
    ).strip()


def split_template(document: str) -> PageTemplate:
    """Split a document at its placeholders. Raises `ValueError` unless each occurs once."""
    before, found_head, rest = document.partition(HEAD_PLACEHOLDER)
    between, found_body, after = rest.partition(BODY_PLACEHOLDER)
    if not (found_head and found_body) or BODY_PLACEHOLDER in after or HEAD_PLACEHOLDER in after:
        raise ValueError(
            "the template must output page.meta.head and page.content exactly once each"
        )
    return PageTemplate(before, between, after)


def render_page_templates(
    variants: Iterable[TemplateVariant],
    render: Callable[[TemplateVariant], str],
    nav_addresses: frozenset[str],
) -> PageTemplates:
    """Make the templates of a site; `render` returns the document of a variant with placeholders."""
    templates = {variant: split_template(render(variant)) for variant in sorted(variants, key=repr)}
    return PageTemplates(nav_addresses, templates)
