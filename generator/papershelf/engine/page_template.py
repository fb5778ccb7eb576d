"""Page templates: HTML documents rendered once by MkDocs, with placeholders for head, body and title.

Pages with the same template and the same depth differ only in these. So MkDocs renders each variant
of a template once, and a page is made by joining strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.engine.fingerprint import fingerprint_texts
from papershelf.text.escaping import escape_html

HEAD_PLACEHOLDER = "\x01head\x01"
BODY_PLACEHOLDER = "\x01body\x01"
TITLE_PLACEHOLDER = "\x01title\x01"
DEFAULT_FILE_REL = "alternate"
_PLACEHOLDER = re.compile("\x01(head|body|title)\x01")


class TemplateVariant(NamedTuple):
    """What a rendered template depends on: its name, the depth, and the page if it is in `nav`."""

    template: str
    depth: int
    nav_page_address: str | None


class PageTemplate(NamedTuple):
    """A rendered template: constant texts, and between them the names of what a page fills in."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the document with a value for each name."""
        parts = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            parts += values[name], text
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class PageTemplates:
    """All templates of a site; a page in `nav` has its own, which marks it as the current page.

    `file_rel` is the relation of a page to its feeds and exports in `<head>`.
    """

    nav_addresses: frozenset[str]
    by_variant: Mapping[TemplateVariant, PageTemplate]
    file_rel: str = DEFAULT_FILE_REL

    def fingerprint(self) -> str:
        """The hash of all templates."""
        parts = (
            f"{variant} {template}"
            for variant, template in sorted(self.by_variant.items(), key=repr)
        )
        return fingerprint_texts([*sorted(self.nav_addresses), self.file_rel, *parts])

    def render(self, page: Page) -> str:
        """The complete HTML document of a page."""
        template = self.by_variant[template_variant(page, self.nav_addresses)]
        head, body = resolve_page_links(page)
        head = replace_file_rel(head, self.file_rel)
        return template.fill({"head": head, "body": body, "title": escape_html(page.title)})


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
    """Split a document at its placeholders.

    Raises `ValueError` unless the head and then the body occur once each; the title may occur any
    number of times.
    """
    parts = _PLACEHOLDER.split(document)
    names = tuple(parts[1::2])
    if [name for name in names if name != "title"] != ["head", "body"]:
        raise ValueError(
            "the template must output page.meta.head and page.content exactly once each"
        )
    return PageTemplate(tuple(parts[::2]), names)


def replace_file_rel(head: str, rel: str) -> str:
    """Return the head of a page with another relation to its feeds and exports."""
    if rel == DEFAULT_FILE_REL:
        return head
    return head.replace(f'<link rel="{DEFAULT_FILE_REL}"', f'<link rel="{rel}"')


def render_page_templates(
    variants: Iterable[TemplateVariant],
    render: Callable[[TemplateVariant], str],
    nav_addresses: frozenset[str],
    file_rel: str = DEFAULT_FILE_REL,
) -> PageTemplates:
    """Make the templates of a site; `render` returns the document of a variant with placeholders."""
    templates = {variant: split_template(render(variant)) for variant in sorted(variants, key=repr)}
    return PageTemplates(nav_addresses, templates, file_rel)
