"""Detects values without information: words for "nothing" and notes added by programs.

Scopus, Zotero, Pure and others fill the note of a record with the state of their database.
"""

from __future__ import annotations

import re

_NULL_WORDS = frozenset(
    "none n/a n.a. na null nan nil unknown undefined unspecified unavailable".split()
) | {"not available", "not applicable", "not specified", "not known", "no data", "no author"} | {
    "no abstract", "no abstract available", "abstract not available",
}  # fmt: skip
_TITLE_NULLS = frozenset({"none", "n/a", "null", "nan", "undefined"})
"""Fewer words than for other fields: a title may be "Unknown" or a single symbol."""
_NAME_NULLS = frozenset(
    "None none N/A n/a NULL null NaN nan nil unknown Unknown UNKNOWN undefined".split()
) | {"No author", "no author", "[No author]", "[no author]", "Not available", "not available"}
"""Other case variants are missing on purpose: Null and Nan are also names of people."""
_NULL_INITIALS = frozenset(letter for word in _NULL_WORDS for letter in (word[0], word[0].upper()))
_MAX_NULL_LENGTH = 40
_EDGE_BRACKETS = "[](){}<> "
_MACHINE_LABELS = (
    r"number|publisher|place|company|distributor|institution|label|section|series|volume|issue"
    r"|pages|edition|event|event-place|conference name|meeting name|journal abbreviation|issn|isbn"
    r"|type|medium|version|version number|archive location|library catalog|call number"
    r"|citation key|_eprint|google-books-id|pmid|pmcid|leading institution|backup publisher"
    r"|export date|correspondence address|conference code|conference date|coden|document type"
    r"|language of original document|abbreviated source title|pubmed id|source|author count"
    r"|funding information|publisher copyright|zscc|number of references|number of pages"
    r"|(?:total )?times cited(?: in [\w ]+)?|cited reference count|isi document delivery no\."
)
_PROQUEST = r"copyright|last updated|date (?:created|completed|revised)|number of references"
_EBSCO = "Accession Number:"
"""A note that starts so is from EBSCO: addresses of authors, subjects, numbers of pages."""
_MACHINE_NOTE = re.compile(
    rf"(?:{_MACHINE_LABELS})\s?:.*|(?:{_PROQUEST}) - .*"
    r"|conference of .*"
    r"|cited[ -]by\b[\s:(].*\d.*|citations?\s?:\s?\d.*|references\s?:\s?\d+"
    r"|(?:all )?open access(?:,.*)?"
    r"|(?:doi\s?:?\s*|https?://(?:dx\.)?doi\.org/)10\.\d{4,9}/\S+"
    r"|\[?(?:last )?accessed?\b(?: on)?:?\s.*\d.*",
    re.IGNORECASE,
)
_ONLINE_NOTE = re.compile(r"\[online[;,] accessed[^\]]*\]", re.IGNORECASE)
_SEPARATOR = re.compile(r"(\n+|;\s+)")


def is_null(name: str, value: object) -> bool:
    """Whether the value of a field is a word or symbol for "nothing"."""
    if not isinstance(value, str):
        return isinstance(value, dict) and value.get("name") in _NAME_NULLS  # an author
    if not value or len(value) > _MAX_NULL_LENGTH:
        return False
    # The first letter rules out most values, in a fifth of the time.
    if value[0].isalnum() and value[0] not in _NULL_INITIALS:
        return False
    if name == "authors":
        return value in _NAME_NULLS
    word = value.strip(_EDGE_BRACKETS).lower()
    if name == "title":
        return word in _TITLE_NULLS
    # Pages may be "None-None".
    return all(part in _NULL_WORDS for part in word.split("-")) or not any(map(str.isalnum, value))


def drop_machine_notes(note: str) -> str:
    """Remove the parts of a note that were written by programs."""
    if note.startswith(_EBSCO):
        return ""
    parts = _SEPARATOR.split(_ONLINE_NOTE.sub("", note))
    kept = [
        (parts[at - 1] if at else "", part)
        for at, part in enumerate(parts)
        if at % 2 == 0 and not _MACHINE_NOTE.fullmatch(part.strip())
    ]
    return "".join(part for pair in kept for part in pair).strip("; \n")
