"""Extracts identifiers from all fields of a BibTeX entry.

Takes the fields of an entry and sets identifiers under the keys of our format.
"""

from __future__ import annotations

import re

from papershelf.core.identifiers import ARXIV_ARCHIVES
from papershelf.sources.formats.bibtex.links import contains_url
from papershelf.sources.parsing.latex_text import decode_verbatim
from papershelf.sources.parsing.links import arxiv_id_in_text, parse_whole_arxiv_id
from papershelf.sources.parsing.tracked_fields import TrackedFields

_OLD_NUMBER = re.compile(r"\d{7}(?:v\d+)?")


def add_identifiers(source_fields: TrackedFields[str], fields: dict[str, object]) -> None:
    """Set the identifiers found in any field."""
    if "doi" in source_fields:
        fields["doi"] = decode_verbatim(source_fields["doi"])
    fields["pmid"] = decode_verbatim(source_fields.get("pmid") or "") or _pubmed_eprint(
        source_fields
    )
    fields["arxiv"] = _entry_arxiv_id(source_fields)


def _entry_arxiv_id(source_fields: TrackedFields[str]) -> str:
    """The arXiv id of an entry; an invalid value of an arXiv field is returned unchanged."""
    eprint = _eprint_arxiv_id(source_fields)
    for name in ("eprint", "arxiv", "arxivid"):
        text = eprint if name == "eprint" else decode_verbatim(source_fields.peek(name) or "")
        if found := parse_whole_arxiv_id(text):
            source_fields.get(name)
            return found
    for name in ("journal", "journaltitle", "note", "howpublished", "number", "volume"):
        text = (source_fields.peek(name) or "").strip("{} ")
        if _names_arxiv(text) and (found := arxiv_id_in_text(text)):
            source_fields.get(name)
            return found
    if eprint:
        return source_fields["eprint"]
    arxiv = source_fields.peek("arxiv") or ""
    return source_fields["arxiv"] if arxiv and not contains_url(arxiv) else ""


def _eprint_arxiv_id(source_fields: TrackedFields[str]) -> str:
    """The arXiv id in `eprint`; an invalid value is returned unchanged if only arXiv can be meant."""
    text = decode_verbatim(source_fields.peek("eprint") or "")
    system = (
        (source_fields.get("archiveprefix") or source_fields.get("eprinttype") or "")
        .strip("{} ")
        .lower()
    )
    archives = (
        system,
        source_fields.get("primaryclass") or "",
        source_fields.get("eprintclass") or "",
    )
    archive = next(
        (name for name in map(_archive_of_category, archives) if name in ARXIV_ARCHIVES), ""
    )
    if archive and _OLD_NUMBER.fullmatch(text):
        return f"{archive}/{text}"
    if "arxiv" in system or archive:
        return text
    return "" if system else parse_whole_arxiv_id(text)


def _pubmed_eprint(source_fields: TrackedFields[str]) -> str:
    """The PubMed ID in `eprint`, if the entry says that it is one."""
    system = (
        (source_fields.get("eprinttype") or source_fields.get("archiveprefix") or "")
        .strip("{} ")
        .lower()
    )
    return (
        decode_verbatim(source_fields.get("eprint") or "") if system in ("pmid", "pubmed") else ""
    )


def _archive_of_category(category: str) -> str:
    return category.strip("{} ").lower().partition(".")[0]


def _names_arxiv(text: str) -> bool:
    return "arxiv" in text.lower() or text.startswith("abs/")
