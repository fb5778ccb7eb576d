"""Identifiers of a BibTeX entry, wherever people put them.

The fields of an entry come in, identifiers under our keys go out.
"""

from __future__ import annotations

import re

from papershelf.core.identifiers import ARXIV_ARCHIVES
from papershelf.sources.formats.bibtex.links import has_address
from papershelf.sources.parsing.latex_text import read_verbatim
from papershelf.sources.parsing.links import as_arxiv, find_arxiv
from papershelf.sources.parsing.tracked_fields import TrackedFields

_OLD_NUMBER = re.compile(r"\d{7}(?:v\d+)?")


def identify_entry(given: TrackedFields[str], fields: dict[str, object]) -> None:
    """Find the identifiers wherever they stand."""
    if "doi" in given:
        fields["doi"] = read_verbatim(given["doi"])
    fields["pmid"] = read_verbatim(given.get("pmid") or "") or _pubmed_eprint(given)
    fields["arxiv"] = _arxiv(given)


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
