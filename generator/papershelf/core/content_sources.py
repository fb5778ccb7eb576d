"""What pages may load besides files of the site: `extra.papershelf.allow` and other hosts in `extra_css`.

Input: values of `mkdocs.yml`. Output: `ContentSources`, by which the content security policy of pages
is extended (W3C, CSP 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_DIRECTIVES = {
    "script": "script-src", "style": "style-src", "font": "font-src", "connect": "connect-src",
    "img": "img-src", "frame": "frame-src", "media": "media-src", "form": "form-action",
}  # fmt: skip
_EVERY_PAGE = ("script", "style", "font", "connect")
"""Kinds that scripts and style sheets of the site need on every page, too.

The others are only allowed on hand-written pages: records may come from untrusted sources.
"""
_KEYWORDS = frozenset({"unsafe-inline", "unsafe-eval", "wasm-unsafe-eval"})
_SOURCE = re.compile(r"(https?|wss?)://(\*\.)?[a-zA-Z0-9.-]+(:[0-9]+)?(/[\w./~%+-]*)?|data:|blob:")


@dataclass(frozen=True, slots=True)
class ContentSources:
    """Pairs of a directive and a source, as `("img-src", "https://example.org")`, sorted."""

    on_every_page: tuple[tuple[str, str], ...] = ()
    on_own_pages: tuple[tuple[str, str], ...] = ()

    @property
    def all_sources(self) -> frozenset[str]:
        """Every source that some page may load from."""
        return frozenset(source for _, source in (*self.on_every_page, *self.on_own_pages))


def parse_content_sources(
    config: Mapping[str, object], allow: object
) -> tuple[ContentSources, list[str]]:
    """Return the sources that a configuration allows, and what is wrong with its `allow`."""
    every = {
        (_DIRECTIVES[kind], origin)
        for kind, name in (("style", "extra_css"), ("script", "extra_javascript"))
        for origin in _list_origins(config.get(name))
    }
    own: set[tuple[str, str]] = set()
    problems: list[str] = []
    if not isinstance(allow, Mapping):
        return ContentSources(), ["is not a mapping from kinds to lists of addresses"]
    for kind, sources in allow.items():
        if kind not in _DIRECTIVES:
            problems.append(f"{kind} is not a kind; there are {', '.join(_DIRECTIVES)}")
            continue
        for source in sources if isinstance(sources, list) else [sources]:
            if not isinstance(source, str) or not (source in _KEYWORDS or _is_source(source)):
                problems.append(f"{kind}: {source} is not an address such as https://example.org")
            elif source in _KEYWORDS:
                own.add((_DIRECTIVES[kind], f"'{source}'"))
            else:
                (every if kind in _EVERY_PAGE else own).add((_DIRECTIVES[kind], source))
    return ContentSources(tuple(sorted(every)), tuple(sorted(own))), problems


def _is_source(text: str) -> bool:
    return _SOURCE.fullmatch(text) is not None


def _list_origins(paths: object) -> Iterator[str]:
    """Yield the origins of the files that are on other hosts."""
    for item in paths if isinstance(paths, list) else ():
        path = item.get("path") if isinstance(item, Mapping) else item
        if origin := find_origin(str(path)):
            yield origin


def find_origin(address: str) -> str:
    """Return the scheme and host of an address on another host, or ""."""
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def is_source_of(source: str, address: str) -> bool:
    """Return whether a source of a policy includes an address."""
    if source.endswith(":"):
        return address.startswith(source)
    address = f"https:{address}" if address.startswith("//") else address
    try:
        wanted, given = urlsplit(source), urlsplit(address)
    except ValueError:
        return False
    is_host = (
        given.netloc.endswith(wanted.netloc[1:])
        if wanted.netloc.startswith("*.")
        else given.netloc == wanted.netloc
    )
    path = wanted.path
    is_path = given.path.startswith(path) if path.endswith("/") else given.path == path
    return is_host and given.scheme == wanted.scheme and (path in {"", "/"} or is_path)
