"""Recognizes identifiers and links of papers in addresses and free text.

Services put arXiv ids, DOIs and page addresses into any field. This module maps them to the keys of
our format, so that all sources describe a paper in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from papershelf.core.identifier_schemes import parse_identifier_url
from papershelf.core.identifiers import find_arxiv_id, parse_arxiv_id, parse_doi

_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
ADDRESS_SEPARATOR = re.compile(r"[;,]?\s+(?=https?://)|;(?=https?://)")
_ARXIV_PAGES = re.compile(
    r"(?:ar5iv\.(?:labs\.arxiv\.)?org/(?:html|abs|pdf)|alphaxiv\.org/(?:abs|pdf|overview)"
    r"|huggingface\.co/papers|arxiv-vanity\.com/papers)/(?P<id>\d{4}\.\d{4,5})(?!\d)",
    re.IGNORECASE,
)
"""Pages of other sites that show the paper of an arXiv id."""
_DOI_PAGES = re.compile(
    r"(?:dl\.acm\.org/doi|link\.springer\.com/(?:article|chapter|content/pdf)"
    r"|[a-z]+\.wiley\.com/doi|tandfonline\.com/doi|pubs\.acs\.org/doi|science\.org/doi"
    r"|pnas\.org/doi|journals\.sagepub\.com/doi|(?:bio|med)rxiv\.org/content"
    r"|journals\.aps\.org/[a-z]+)/(?:(?:abs|abstract|full|pdf|pdfdirect|epdf|fullHtml)/)?"
    r"(?P<doi>10\.\d{4,9}/[^\s?#]+?)"
    r"(?:v\d+)?(?:\.full|\.abstract|/full|/abstract)?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
"""Pages of publishers whose address contains the DOI."""
_REPOSITORY_ADDRESS = re.compile(
    r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+"
)


def parse_whole_arxiv_id(text: str) -> str:
    """The arXiv id, without version, if the whole text is one; else ""."""
    return _try_parse(parse_arxiv_id, text)


def arxiv_id_in_text(text: str) -> str:
    """The arXiv id, without version, that a text contains; else ""."""
    return parse_whole_arxiv_id(text) or find_arxiv_id(text) or ""


def parse_whole_doi(text: str) -> str:
    """The DOI, if the whole text is one; else ""."""
    return _try_parse(parse_doi, text)


def _try_parse(parse: Callable[[str], str], text: str) -> str:
    if not text:
        return ""
    try:
        return parse(text)
    except ValueError:
        return ""


def classify_address(address: str) -> tuple[str, str]:
    """The key of our format for an address, and the value to store under it.

    Returns `("", "")` if the text is not an address. If a page can be derived from an identifier,
    only the identifier is returned.
    """
    address = address.strip()
    start = _SCHEME.match(address)
    if not start:
        return "", ""
    rest = address[start.end() :]
    if (found := parse_identifier_url(address))[0]:
        return found
    if (found := _identify_page(rest))[0]:
        return found
    if rest.partition("?")[0].lower().endswith(".pdf"):
        return "pdf", address
    if _REPOSITORY_ADDRESS.match(rest):
        return "code", address
    return "url", address


def _identify_page(rest: str) -> tuple[str, str]:
    """The identifier in the address of a page, given without scheme and "www."."""
    if page := _ARXIV_PAGES.match(rest):
        return "arxiv", page["id"]
    if (page := _DOI_PAGES.fullmatch(rest)) and (doi := parse_whole_doi(unquote(page["doi"]))):
        return "doi", doi
    return "", ""


def assign_address(fields: dict[str, object], address: str) -> bool:
    """Store an address under its key, unless the key has a value; returns whether it was stored."""
    name, value = classify_address(address)
    if name and not fields.get(name):
        fields[name] = [value] if name == "code" else value
    return value.lower() in str(fields.get(name) or "").lower() if name else False


def split_addresses(text: str) -> list[str]:
    """Split a text into addresses separated by white space or `;`."""
    # the most common case: one address
    if text.startswith("http") and "://" not in text[len("https") + 1 :]:
        return [text.strip()]
    return [part.strip() for part in ADDRESS_SEPARATOR.split(text)]
