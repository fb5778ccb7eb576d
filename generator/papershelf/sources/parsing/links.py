"""What an address or a remark says about a paper: text in, identifiers and links out.

Services put arXiv ids, DOIs and addresses of pages wherever they have room. Here they are found
and put under our keys, so that one paper is told in one way whoever tells it.
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
"""Pages of publishers with the DOI of a paper in their address."""
_REPOSITORY_ADDRESS = re.compile(
    r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+"
)


def parse_whole_arxiv_id(text: str) -> str:
    """The arXiv id that a text is as a whole, without its version, or ""."""
    return _try_parse(parse_arxiv_id, text)


def arxiv_id_in_text(text: str) -> str:
    """The arXiv id that a text is or names, without its version, or ""."""
    return parse_whole_arxiv_id(text) or find_arxiv_id(text) or ""


def parse_whole_doi(text: str) -> str:
    """The DOI that a text is as a whole, or ""."""
    return _try_parse(parse_doi, text)


def _try_parse(parse: Callable[[str], str], text: str) -> str:
    if not text:
        return ""
    try:
        return parse(text)
    except ValueError:
        return ""


def classify_address(address: str) -> tuple[str, str]:
    """The key of our format that an address belongs under, and what to write there.

    `("", "")` for what is no address. Pages that an identifier leads to are told by that alone.
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
    """The identifier in the address of a page, which is given without its scheme and "www."."""
    if page := _ARXIV_PAGES.match(rest):
        return "arxiv", page["id"]
    if (page := _DOI_PAGES.fullmatch(rest)) and (doi := parse_whole_doi(unquote(page["doi"]))):
        return "doi", doi
    return "", ""


def assign_address(fields: dict[str, object], address: str) -> bool:
    """Put an address under the key it belongs to, unless it has a value; whether it is kept."""
    name, value = classify_address(address)
    if name and not fields.get(name):
        fields[name] = [value] if name == "code" else value
    return value.lower() in str(fields.get(name) or "").lower() if name else False


def split_addresses(text: str) -> list[str]:
    """The addresses of a text that holds several, with white space or `;` between; or the text."""
    if text.startswith("http") and "://" not in text[len("https") + 1 :]:  # most are one
        return [text.strip()]
    return [part.strip() for part in ADDRESS_SEPARATOR.split(text)]
