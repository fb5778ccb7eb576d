"""The content security policy of pages: what the owner allows, and what hand-written pages contain.

Input: a rendered page, `ContentSources`. Output: the page with a policy that allows these and its own
inline scripts and styles. What a page still may not load becomes a link, and is named.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from papershelf.core.content_sources import ContentSources, find_origin, is_source_of
from papershelf.text.escaping import escape_html

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
_OWN_STYLES = ("style-src-attr", "'unsafe-inline'")
"""Attributes such as the alignment of cells, which Markdown writes."""
_ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_TAG_END = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_PARTS = re.compile(
    rf"""
    <!--.*?-->
    | <(?P<pair>script|style|iframe|video|audio|object)\b(?P<head>{_TAG_END})>
      (?P<content>.*?)</(?P=pair)\s*>
    | <(?P<single>[a-z][a-z0-9]*)\b(?P<rest>{_TAG_END})>
    """,
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_HANDLER = re.compile(r"\s(on[a-z]+)\s*=", re.IGNORECASE)
_KINDS = {
    "script": "script", "link": "style", "img": "img", "iframe": "frame", "video": "media",
    "audio": "media", "embed": "object", "object": "object",
}  # fmt: skip
_SCRIPT_TYPES = frozenset({"", "module", "text/javascript", "application/javascript"})


@dataclass(slots=True)
class PagePolicy:
    """Makes the policies of the pages of one site; `blocked` lists what pages may not load.

    Items of `blocked` are a page and a message.
    """

    sources: ContentSources
    site_url: str = ""
    blocked: list[tuple[str, str]] = field(default_factory=list)

    def allow_on_generated(self, document: str) -> str:
        """Return a generated page, or its template, with what is allowed on every page."""
        return extend_policy(document, self.sources.on_every_page)

    def allow_on_own(self, document: str, source: str) -> str:
        """Return a hand-written page with what it may load, and links to what it may not."""
        if _POLICY.search(document) is None:
            return document  # in the preview of MkDocs, which has no policy
        found: set[tuple[str, str]] = {_OWN_STYLES}
        document = _PARTS.sub(lambda part: self._check_part(part, source, found), document)
        return extend_policy(
            document, (*sorted(found), *self.sources.on_every_page, *self.sources.on_own_pages)
        )

    def _check_part(self, part: re.Match[str], source: str, found: set[tuple[str, str]]) -> str:
        name = (part["pair"] or part["single"] or "").lower()
        head = part["head"] or part["rest"] or ""
        attributes = _parse_attributes(head)
        if handler := _HANDLER.search(head):
            message = f"has an {handler[1].lower()} attribute, which browsers do not run here"
            self.blocked.append((source, f"{message}; use a script of extra_javascript"))
        if name == "style":
            found.add(("style-src", _hash_source(part["content"])))
        if name == "script" and "src" not in attributes:
            if attributes.get("type", "") in _SCRIPT_TYPES:
                found.add(("script-src", _hash_source(part["content"])))
            return part[0]
        kind = _KINDS.get(name, "")
        if name == "link" and "stylesheet" not in attributes.get("rel", "").lower():
            return part[0]
        address = next(iter(_list_addresses(attributes, part["content"] or "")), "")
        if not kind or self._may_load(kind, address):
            return part[0]
        message = f"loads {address}, which the content security policy blocks"
        if kind != "object":
            message += f"; add {find_origin(address)} to extra.papershelf.allow.{kind}"
        self.blocked.append((source, message))
        if name in {"script", "link"}:
            return ""
        label = attributes.get("alt") or attributes.get("title") or address
        return f'<a href="{escape_html(address)}">{escape_html(label)}</a>'

    def _may_load(self, kind: str, address: str) -> bool:
        origin = find_origin(address)
        if not origin or (self.site_url and address.startswith(self.site_url)):
            return True
        directive = {"frame": "frame-src", "media": "media-src"}.get(kind, f"{kind}-src")
        pairs = (*self.sources.on_every_page, *self.sources.on_own_pages)
        return any(name == directive and is_source_of(source, address) for name, source in pairs)


def _list_addresses(attributes: dict[str, str], content: str) -> Iterator[str]:
    """Yield the addresses on other hosts that an element loads."""
    names = ("src", "href", "data", "poster")
    inner = [_parse_attributes(tag) for tag in re.findall(rf"<source\b{_TAG_END}>", content)]
    for element in (attributes, *inner):
        addresses = [element.get(name, "") for name in names]
        addresses += (
            part.split()[0] for part in element.get("srcset", "").split(",") if part.strip()
        )
        yield from (address for address in addresses if _is_loaded(address))


def _is_loaded(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"", "http", "https"} and find_origin(address) != ""
    except ValueError:
        return False


def _parse_attributes(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(head):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def _hash_source(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def extend_policy(document: str, additions: Iterable[tuple[str, str]]) -> str:
    """Return a page whose policy has more sources; hashes come first, since they are its own."""
    added: dict[str, list[str]] = {}
    for directive, source in additions:
        added.setdefault(directive, []).append(source)

    def extend(match: re.Match[str]) -> str:
        rules = [rule.split() for rule in match[2].split(";") if rule.strip()]
        known = {rule[0] for rule in rules}
        rules += ([name] for name in sorted(added) if name not in known)
        lines = []
        for name, *sources in rules:
            more = [
                source for source in dict.fromkeys(added.get(name, ())) if source not in sources
            ]
            hashes = [source for source in more if source.startswith("'sha256-")]
            others = [source for source in more if source not in hashes]
            if "'unsafe-inline'" in (*sources, *others):  # which hashes would turn off
                hashes = []
            lines.append(" ".join([name, *hashes, *sources, *others]))
        return f"{match[1]}{'; '.join(lines)}{match[3]}"

    return _POLICY.sub(extend, document, count=1) if added else document
