"""Reads Zotero items from its web API, Better BibTeX JSON or CSV; one record per paper.

Sources: Zotero web API v3; Better BibTeX, "Better BibTeX JSON"; Zotero's CSV translator. Fields are
mapped to CSL variables as Zotero does, and then read by `csl_json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from papershelf.sources.formats.csl_json import csl_fields
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    text_at,
)
from papershelf.sources.parsing.links import arxiv_id_in_text
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.tracked_fields import TrackedFields

_NON_PAPER_TYPES = {"attachment": "attachments", "note": "notes", "annotation": "annotations"}
# Internal state of the program and organization of the library.
IGNORED_KEYS = re.compile(
    r"key|version|itemID|itemKey|libraryID|library|uri|select|dateAdded|dateModified|accessDate"
    r"|collections|relations|attachments|notes|libraryCatalog|callNumber|rights|shortTitle"
    r"|journalAbbreviation|archive|numPages|meta|links|desktop_uri|citekey|parentItem|inPublications"
    r"|fileAttachments|linkAttachments|automaticTags"
)
_CSL_TYPES = {
    "journalArticle": "article-journal", "conferencePaper": "paper-conference", "book": "book",
    "bookSection": "chapter", "thesis": "thesis", "report": "report", "webpage": "webpage",
    "preprint": "article", "blogPost": "post-weblog", "computerProgram": "software",
    "dataset": "dataset", "magazineArticle": "article-magazine", "standard": "standard",
    "newspaperArticle": "article-magazine", "presentation": "speech",
    "encyclopediaArticle": "chapter", "dictionaryEntry": "chapter", "document": "",
    "manuscript": "",
}  # fmt: skip
_CSL_VARIABLES = {
    "title": "title", "DOI": "DOI", "ISBN": "ISBN", "ISSN": "ISSN", "url": "URL",
    "abstractNote": "abstract", "language": "language", "volume": "volume", "issue": "issue",
    "pages": "page", "edition": "edition", "place": "publisher-place", "publisher": "publisher",
    "university": "publisher", "institution": "publisher", "label": "publisher",
    "publicationTitle": "container-title", "proceedingsTitle": "container-title",
    "bookTitle": "container-title", "encyclopediaTitle": "container-title",
    "dictionaryTitle": "container-title", "blogTitle": "container-title",
    "websiteTitle": "container-title", "conferenceName": "event-title",
    "meetingName": "event-title", "series": "collection-title", "seriesTitle": "collection-title",
    "citationKey": "citation-key", "citekey": "citation-key",
}  # fmt: skip
_CREATOR_ROLES = {
    "author": "author",
    "editor": "editor",
    "programmer": "author",
    "presenter": "author",
    "contributor": "",
    "bookAuthor": "",
    "seriesEditor": "",
    "translator": "",
}
_EXTRA = re.compile(r"\s*([A-Za-z][A-Za-z -]{1,30}?)\s*:\s*(\S.*?)\s*")
_IN_EXTRA = {
    "doi": "DOI",
    "pmid": "PMID",
    "citation key": "citation-key",
    "issn": "ISSN",
    "isbn": "ISBN",
    "status": "status",
    "original date": "",
    "publisher place": "publisher-place",
}


def is_zotero(head: str) -> bool:
    """Whether the text is JSON with keys that only Zotero items have."""
    return has_keys(head, "itemType") and (
        has_keys(head, "creators") or has_keys(head, "title") or has_keys(head, "translatorID")
    )


def parse_zotero(content: bytes, path: str) -> ReadResult:
    """Parse the items of an export, a response of the web API, or a single item."""
    builder, items = gather_items(content, path, "itemType", lists=("items",))
    builder.ignored_fields = IGNORED_KEYS
    for line, item in items:
        data = item.get("data", item)
        kind = text_at(data, "itemType")
        if kind in _NON_PAPER_TYPES:
            builder.non_paper_counts[_NON_PAPER_TYPES[kind]] += 1
            continue
        work = item_to_csl(data if isinstance(data, Mapping) else {})
        words = [text_at(tag, "tag") for tag in items_at(data, "tags")]
        builder.add(csl_fields(work), line, keywords=words, unread=unread_zotero_fields(work, data))
    return builder.make_reading()


def item_to_csl(item: JsonObject) -> TrackedFields[Any]:
    """A Zotero item as CSL variables; fields without an equivalent keep their names."""
    kind = text_at(item, "itemType")
    work: dict[str, Any] = {"type": _CSL_TYPES.get(kind, "")}
    if kind not in _CSL_TYPES:
        work[f"itemType {kind}"] = kind
    for name, value in item.items():
        if not value or name in ("itemType", "creators", "tags", "extra", "date"):
            continue
        variable = _CSL_VARIABLES.get(name, name)
        if variable in work and work[variable] != value:
            variable = name
        work[variable] = value
    if item.get("date"):
        work["issued"] = {"raw": text_at(item, "date")}
    for role, person in _creator_names(item):
        work.setdefault(role, []).append(person)
    for name in ("archiveID", "archiveLocation", "number", "reportNumber", "repository"):
        text = text_at(item, name)
        if arxiv_id_in_text(text) and ("arxiv" in text.lower() or _is_arxiv(item)):
            work |= {"archive": "arXiv", "archive_location": text}
            work.pop(name, None)
    if _is_arxiv(item):
        work.pop("repository", None)
    _parse_extra(work, text_at(item, "extra"))
    return TrackedFields(work)


def unread_zotero_fields(work: TrackedFields[Any], item: object) -> Iterator[str]:
    """The unread fields of a translated item, by their Zotero names."""
    names = (
        {_CSL_VARIABLES.get(name, name): name for name in item} if isinstance(item, dict) else {}
    )
    return (names.get(variable, variable) for variable in work.unread())


def _is_arxiv(item: JsonObject) -> bool:
    names = ("repository", "publisher", "archive", "libraryCatalog")
    return any("arxiv" in text_at(item, name).lower() for name in names)


def _creator_names(item: JsonObject) -> Iterator[tuple[str, dict[str, str]]]:
    for creator in items_at(item, "creators"):
        role = text_at(creator, "creatorType")
        name = text_at(creator, "name")
        parts = {"family": text_at(creator, "lastName"), "given": text_at(creator, "firstName")}
        if not name and not any(parts.values()):
            continue
        if not name and not parts["given"] and text_at(creator, "fieldMode") == "1":
            name = parts["family"]
        yield _CREATOR_ROLES.get(role) or f"creator {role}", {"literal": name} if name else parts


def _parse_extra(work: dict[str, Any], extra: str) -> None:
    """Read the variables that people and translators put into the field `extra`."""
    left: list[str] = []
    for line in filter(str.strip, extra.split("\n")):
        found = _EXTRA.fullmatch(line)
        variable = _IN_EXTRA.get(found[1].lower(), "") if found else ""
        if "arxiv" in line.lower() and (arxiv := arxiv_id_in_text(line)):
            work.setdefault("archive", "arXiv")
            work.setdefault("archive_location", f"arXiv:{arxiv}")
        elif found and variable and work.get(variable, found[2]) == found[2]:
            work[variable] = found[2]
        else:
            left.append(line.strip())
    if left:
        work["extra"] = "\n".join(left)
