"""The icons of links: the kind of the target, and the mark of a well-known host.

Takes a kind and a URL; returns classes of the style sheet, which draws the icons.
"""

from __future__ import annotations

_BRANDS = {
    "arxiv.org": "arxiv",
    "github.com": "github",
    "huggingface.co": "hugging-face",
    "openreview.net": "openreview",
}
_KINDS_OF_FORMAT = {"pdf", "html"}
"""Kinds that say more to readers than the host: what will be opened."""


def icon_classes(kind: str, url: str) -> str:
    """Return the classes of a link with an icon."""
    host = url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
    brand = "" if kind in _KINDS_OF_FORMAT else _BRANDS.get(host, "")
    return f"i i-{kind} i-{brand}" if brand else f"i i-{kind}"
