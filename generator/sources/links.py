"""What an address or a remark says about a paper: text in, identifiers and links out.

Services put arXiv ids, DOIs and addresses of pages wherever they have room. Here they are found
and put under our keys, so that one paper is told in one way whoever tells it.
"""

from __future__ import annotations

import re

_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv[:.\s]\s*(?:abs/)?|\babs/)\s*"
    r"(?:arxiv:)?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(
    r"((?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?:\s*\[[^\]]*\])?"
)
_VERSION = re.compile(r"v\d+$")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{}^`|]+")

# Pages of papers that carry an identifier: the key it goes under, and where in the address it is.
_PAGES = (
    ("arxiv", re.compile(r"arxiv\.org/(?:abs|pdf|html)/([^?#]+?)(?:\.pdf)?(?:[?#]|$)")),
    ("doi", re.compile(r"(?:dx\.)?doi\.org/(10\.[^?#]+)")),
    ("acl", re.compile(r"acl(?:anthology\.org|web\.org/anthology)/([A-Za-z0-9.-]+?)(?:\.pdf|/)?$")),
    ("openreview", re.compile(r"openreview\.net/(?:forum|pdf)\?(?:[^#]*&)?id=([\w-]+)")),
    ("pmlr", re.compile(r"proceedings\.mlr\.press/(v\d+/[\w-]+)\.html")),
    ("dblp", re.compile(r"dblp\.[a-z.-]+/rec/(?:html/)?([\w./-]+?)(?:\.html|\.bib|\.xml)?$")),
    ("s2", re.compile(r"semanticscholar\.org/paper/(?:[^/]+/)?([0-9a-f]{40})")),
    ("openalex", re.compile(r"openalex\.org/(?:works/)?(W\d+)")),
)  # fmt: skip
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_CODE = re.compile(r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+")


def find_arxiv(text: str) -> str:
    """The arXiv id that a text names, without its version, or ""."""
    found = _BARE_ARXIV.fullmatch(text.strip()) or _ARXIV.search(text)
    return _VERSION.sub("", found[1]) if found else ""


def find_doi(text: str) -> str:
    """The DOI in a text, without the punctuation behind it, or ""."""
    found = _DOI.search(text.replace("\\_", "_").replace("%2F", "/"))
    return found[0].rstrip(".,;:'\\") if found else ""


def read_address(address: str) -> tuple[str, str]:
    """The key of our format that an address belongs under, and what to write there.

    `("", "")` for what is no address. Pages that an identifier leads to are told by that alone.
    """
    address = address.strip()
    start = _SCHEME.match(address)
    if not start:
        return "", ""
    rest = address[start.end() :]
    for name, page in _PAGES:
        if found := page.match(rest):
            return name, found[1].rstrip("/")
    if rest.partition("?")[0].lower().endswith(".pdf"):
        return "pdf", address
    if _CODE.match(rest):
        return "code", address
    return "url", address


def place_address(fields: dict[str, object], address: str) -> None:
    """Put an address under the key it belongs to, unless something stands there."""
    name, value = read_address(address)
    if name and not fields.get(name):
        fields[name] = [value] if name == "code" else value
