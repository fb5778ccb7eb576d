"""Identifiers and links of a BibTeX entry, wherever people put them.

The fields of an entry come in, identifiers and addresses under our keys go out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.identifiers import ARXIV_ARCHIVES
from generator.sources.latex_text import read_verbatim
from generator.sources.links import as_arxiv, find_arxiv, place_address, read_address
from generator.sources.tracked import TrackedFields

_OLD_NUMBER = re.compile(r"\d{7}(?:v\d+)?")
_ADDRESS = re.compile(r"https?://[^\s{}\\\"]+(?:\\[_%&#~][^\s{}\\\"]*)*")
# An address with spaces is a path or a file name; what else follows a space is a remark.
_SPACED = re.compile(r"https?://\S+ (?:(?!://)[^(),;\"])+(?:/|\.[a-z0-9]{2,5})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([_%&#~])")
_LINKS = {
    "pdf": "pdf", "website": "project", "project": "project", "code": "code", "software": "code",
    "github": "code", "repository": "code", "video": "video", "slides": "slides",
    "poster": "poster", "demo": "demos", "data": "datasets", "model": "models",
}  # fmt: skip
_MANY = frozenset({"code", "demos", "datasets", "models"})


def has_address(text: str) -> bool:
    """Whether a web address stands in a text."""
    return bool(_ADDRESS.search(text))


def identify_entry(given: TrackedFields[str], fields: dict[str, object]) -> None:
    """Find the identifiers wherever they stand."""
    if "doi" in given:
        fields["doi"] = read_verbatim(given["doi"])
    fields["pmid"] = read_verbatim(given.get("pmid") or "") or _pubmed_eprint(given)
    fields["arxiv"] = _arxiv(given)
    for name in ("url", "html", "ee", "howpublished", "note", "eprint", "openreview"):
        kept = [place_address(fields, each) for each in _addresses(given.peek(name) or "")]
        if kept and all(kept):
            given.get(name)


def _arxiv(given: TrackedFields[str]) -> str:
    """The arXiv id of an entry; a text that is said to be one and is none comes as it stands."""
    eprint = _eprint(given)
    for name in ("eprint", "arxiv", "arxivid"):
        text = eprint if name == "eprint" else read_verbatim(given.peek(name) or "")
        if found := as_arxiv(text):
            given.get(name)
            return found
    for name in ("journal", "journaltitle", "note", "howpublished", "number", "volume"):
        text = (given.peek(name) or "").strip("{} ")
        if _tells(text) and (found := find_arxiv(text)):
            given.get(name)
            return found
    if eprint:
        return given["eprint"]
    told = given.peek("arxiv") or ""
    return given["arxiv"] if told and not has_address(told) else ""


def _eprint(given: TrackedFields[str]) -> str:
    """The arXiv id that an eprint is; as it is written, where only arXiv can be meant."""
    text = read_verbatim(given.peek("eprint") or "")
    system = (given.get("archiveprefix") or given.get("eprinttype") or "").strip("{} ").lower()
    archives = (system, given.get("primaryclass") or "", given.get("eprintclass") or "")
    archive = next((name for name in map(_archive, archives) if name in ARXIV_ARCHIVES), "")
    if archive and _OLD_NUMBER.fullmatch(text):
        return f"{archive}/{text}"
    if "arxiv" in system or archive:
        return text
    return "" if system else as_arxiv(text)


def _pubmed_eprint(given: TrackedFields[str]) -> str:
    """The PubMed id that an eprint is said to be."""
    system = (given.get("eprinttype") or given.get("archiveprefix") or "").strip("{} ").lower()
    return read_verbatim(given.get("eprint") or "") if system in ("pmid", "pubmed") else ""


def _archive(category: str) -> str:
    return category.strip("{} ").lower().partition(".")[0]


def _tells(text: str) -> bool:
    return "arxiv" in text.lower() or text.startswith("abs/")


def _addresses(text: str) -> Iterator[str]:
    if _SPACED.fullmatch(whole := read_verbatim(text)):
        yield whole
        return
    for found in _ADDRESS.findall(text):
        yield _ESCAPE.sub(r"\1", found).rstrip(".,;>")


def read_links(given: dict[str, str]) -> dict[str, object]:
    """What the extra keys of web sites made of BibTeX lead to, where that is an address."""
    fields: dict[str, object] = {}
    for name, key in _LINKS.items():
        found = list(_addresses(given.get(name, "")))
        if found and read_address(found[0])[0] in ("url", "pdf", "code"):
            fields.setdefault(key, found if key in _MANY else found[0])
    return fields
