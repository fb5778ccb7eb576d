"""The frame around a page's own text: what MkDocs' templates make, once for many pages.

All pages of one template at one depth share every byte but their head and their body. So MkDocs
renders the template once with marks in those two places, and each page is three joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from papershelf.core.page import ROOT, Page
from papershelf.engine.fingerprint import fingerprint_texts

HEAD_MARK = "\x01head\x01"
BODY_MARK = "\x01body\x01"


class ShellKind(NamedTuple):
    """What a shell depends on: the template, the depth, and for a page of the `nav` which it is."""

    template: str
    depth: int
    nav_address: str | None


@dataclass(frozen=True, slots=True)
class Shell:
    """The three constant parts of a page."""

    before: str
    between: str
    after: str


@dataclass(frozen=True, slots=True)
class Shells:
    """All shells of a site; a page of the `nav` has its own, since it shows where we are."""

    nav_addresses: frozenset[str]
    by_kind: Mapping[ShellKind, Shell]

    def fingerprint(self) -> str:
        """The name of all shells: two sites with the same one have the same frame."""
        parts = (f"{kind} {shell}" for kind, shell in sorted(self.by_kind.items(), key=repr))
        return fingerprint_texts([*sorted(self.nav_addresses), *parts])

    def fill(self, page: Page) -> str:
        """The whole HTML document of a page."""
        shell = self.by_kind[shell_kind(page, self.nav_addresses)]
        head, body = resolve_links(page)
        return f"{shell.before}{head}{shell.between}{body}{shell.after}"


NO_SHELLS = Shells(frozenset(), {})
"""Of a site without pages."""


def shell_kind(page: Page, nav_addresses: frozenset[str]) -> ShellKind:
    """Which shell a page stands in."""
    nav_address = page.address if page.address in nav_addresses else None
    return ShellKind(page.template, page.address.count("/"), nav_address)


# The folder of MkDocs and the site ask one after the other for all pages of a unit.
@lru_cache(maxsize=256)
def resolve_links(page: Page) -> tuple[str, str]:
    """A page's own part of `<head>` and of `<main>`, with links as they are seen from there."""
    return page.head.replace(ROOT, page.root), page.body.replace(ROOT, page.root).strip()


def cut_shell(document: str) -> Shell:
    """A rendered document, taken apart at its marks. Raises `ValueError` where one is missing."""
    before, found_head, rest = document.partition(HEAD_MARK)
    between, found_body, after = rest.partition(BODY_MARK)
    if not (found_head and found_body) or BODY_MARK in after or HEAD_MARK in after:
        raise ValueError("the template does not print page.meta.head and page.content once each")
    return Shell(before, between, after)


def render_shells(
    kinds: Iterable[ShellKind],
    render: Callable[[ShellKind], str],
    nav_addresses: frozenset[str],
) -> Shells:
    """Every shell that a site needs; `render` makes the document with the marks in it."""
    shells = {kind: cut_shell(render(kind)) for kind in sorted(kinds, key=repr)}
    return Shells(nav_addresses, shells)
