"""Checks the links of a site's pages and style sheets, and the resources that they load.

Takes a parsed page or the text of a file, and the paths of all files of the site; returns
problems: broken links and anchors, resources from other hosts, and a Content-Security-Policy that
is missing or allows other hosts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from papershelf.core.content_sources import is_source_of
from papershelf.core.errors import Problem
from papershelf.sitecheck.expected_facts import quote_fact
from papershelf.sitecheck.html_page import HtmlPage


class AnchorLink(NamedTuple):
    """A link to an anchor in another page: its location, the target page and the anchor."""

    source: str
    page: str
    fragment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChecker:
    """All files of a site; `site_url` is its address or "", `name` that of its folder in problems.

    `sources` are those from which the owner lets pages load.
    `has_own_theme` is false if another theme decides what pages load from other hosts.
    """

    files: Collection[str]
    site_url: str = ""
    name: str = "site"
    sources: Collection[str] = ()
    has_own_theme: bool = True
    _base: str = field(default="/", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_base", urlsplit(self.site_url).path or "/")

    def check_page(self, page: HtmlPage) -> Iterator[Problem | AnchorLink]:
        """Yield the problems of a page's links, and the anchor links that require the target page to check."""
        for link in dict.fromkeys(page.links):
            yield from self._check_link(page, link)
        yield from self._check_loads(page.path, "", page.loaded_addresses)
        for style in page.styles:
            yield from self.check_style(page.path, style)
        if self.has_own_theme:
            yield from self._check_policy(page)

    def check_style(self, path: str, text: str) -> Iterator[Problem]:
        """Check what a style sheet loads."""
        text = _CSS_COMMENT.sub("", text)
        found = [next(filter(None, match.groups())) for match in _CSS_LOAD.finditer(text)]
        yield from self._check_loads(path, "", found)

    def check_script(self, path: str, text: str) -> Iterator[Problem]:
        """Check the imports of a script whose addresses are literals."""
        yield from self._check_loads(path, "", [found[1] for found in _JS_IMPORT.finditer(text)])

    def check_address(self, path: str, field_name: str, address: str) -> Iterator[Problem]:
        """Check that an absolute address of this site, as used in feeds and sitemaps, exists."""
        target = self._find_target("", address)
        if target is None or target.page not in self.files:
            yield self._problem(path, field_name, f"{quote_fact(address)} does not exist")

    def _check_link(self, page: HtmlPage, link: str) -> Iterator[Problem | AnchorLink]:
        target = self._find_target(page.path, link)
        if target is None:
            return
        if target.page not in self.files:
            yield self._problem(page.path, "link", f"{quote_fact(link)} does not exist")
        elif target.fragment and target.page == page.path:
            if target.fragment not in page.anchor_names:
                yield self._problem(page.path, "link", f"{quote_fact(link)} does not exist")
        elif target.fragment and target.page.endswith(".html"):
            yield AnchorLink(page.path, target.page, target.fragment)

    def _check_loads(self, path: str, view: str, addresses: Iterable[str]) -> Iterator[Problem]:
        for address in dict.fromkeys(addresses):
            if address.startswith(("data:", "#")):
                continue
            target = self._find_target(path, address)
            if target is None and any(is_source_of(source, address) for source in self.sources):
                continue
            if target is None:
                if self.has_own_theme:
                    yield self._problem(
                        path, view, f"loads {quote_fact(address)} from another host"
                    )
            elif target.page not in self.files:
                yield self._problem(
                    path, view, f"loads {quote_fact(address)}, which does not exist"
                )

    def _check_policy(self, page: HtmlPage) -> Iterator[Problem]:
        """Check that the policy allows nothing by default and nothing from other hosts (W3C, CSP 3)."""
        policy = page.meta("content-security-policy")
        if not policy:
            yield self._problem(page.path, "", "has no Content-Security-Policy")
            return
        rules = [rule.split() for rule in policy.split(";") if rule.strip()]
        if not any(rule[0] == "default-src" for rule in rules):
            yield self._problem(page.path, "", "its Content-Security-Policy has no default-src")
        allowed = _ALLOWED_SOURCES.union(self.sources)
        # Hand-written pages allow their own inline parts, and attributes for styles.
        checked = (rule[1:] for rule in rules if rule[0] != "style-src-attr")
        foreign = sorted({s for sources in checked for s in sources if s not in allowed})
        foreign = [s for s in foreign if not s.startswith("'sha256-")]
        if foreign:
            message = f"its Content-Security-Policy allows {', '.join(foreign)}"
            yield self._problem(page.path, "", message)

    def _find_target(self, path: str, link: str) -> AnchorLink | None:
        """Return the file of this site and the anchor that a link points to; `None` for other sites."""
        link = link.strip()
        if self.site_url and link.startswith(self.site_url):
            link = self._base + link[len(self.site_url) :]
        try:
            parts = urlsplit(link)
        except ValueError:
            return AnchorLink(path, "", "")
        if parts.scheme or parts.netloc:
            return None
        target = unquote(parts.path)
        name = unquote(parts.fragment)
        if not target:
            return AnchorLink(path, path, name)
        if not target.startswith("/"):
            target = f"{self._base}{posixpath.dirname(path)}/{target}"
        full = posixpath.normpath(target).replace("//", "/")
        if target.endswith(("/", "/.", "/..")):
            full = full.rstrip("/") + "/"
        # Links that leave the folder of the site are broken: no file has such a path.
        full = full.removeprefix(self._base)
        return AnchorLink(
            path, f"{full}index.html" if not full or full.endswith("/") else full, name
        )

    def _problem(self, path: str, field_name: str, message: str) -> Problem:
        return Problem(f"{self.name}/{path}", 0, field_name, message)


_ALLOWED_SOURCES = frozenset({"'none'", "'self'", "data:", "blob:"})
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_LOAD = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""",
    re.IGNORECASE,
)
_JS_IMPORT = re.compile(
    r"""\b(?:import\s*\(?\s*|from\s*|importScripts\s*\(\s*)["'`]((?:https?:)?//[^"'`]+)""",
    re.IGNORECASE,
)
