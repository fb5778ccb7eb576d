"""CSL-JSON in, as Zotero and citeproc have it, and works of Crossref, which are much the same.

Sources: csl-data.json (1.0.2); Crossref REST API, whose texts are lists of one and hold JATS, and
whose answers lie under `message`. A preprint keeps its date and gets no year of a venue.
"""

from __future__ import annotations

import re
from typing import Any

from papershelf.core.identifier_schemes import identify_address
from papershelf.core.name_rules import join_particle
from papershelf.core.record_schema import CSL_TYPES, STATUS_KINDS
from papershelf.sources.parsing.author_names import Person, known, person, whole
from papershelf.sources.parsing.dates import FoundDate, read_date
from papershelf.sources.parsing.json_items import (
    Item,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.languages import read_language
from papershelf.sources.parsing.links import find_arxiv, place_address, read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import is_preprint_server, join_title, name_venue
from papershelf.sources.parsing.tracked_fields import TrackedFields
from papershelf.sources.parsing.volumes import read_edition, read_place, read_serials

_TYPES = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference",
    "book-chapter": "chapter", "posted-content": "", "dissertation": "thesis", "document": "",
    "article": "", "manuscript": "", "article-newspaper": "article-magazine", "monograph": "book",
    "entry-encyclopedia": "chapter", "review-book": "review", "post": "post-weblog",
}  # fmt: skip
_OWN_KEYS = (
    "container-title", "date-parts", "citation-key", "container-title-short", "event-title",
    "message-type", "archive_location", "non-dropping-particle",
)  # fmt: skip
# State of Zotero, and what Crossref says of its own record and its counts.
_BOOKKEEPING = re.compile(
    r"accessed|source|schema|system_id|categories|custom|citation-label"
    r"|prefix|member|score|indexed|created|deposited|reference|references-count|reference-count"
    r"|is-referenced-by-count|resource|content-domain|update-policy|license|assertion|relation"
    r"|alternative-id|short-container-title|original-title|journal-issue|subject|funder"
    r"|issn-type|isbn-type|published-other|link|short-title"
)
_SEASONS = {"1": "Spring", "2": "Summer", "3": "Autumn", "4": "Winter"}
_NUMBERED = frozenset(
    {
        "article-journal", "article-magazine", "paper-conference", "chapter", "review",
        "journal-article", "proceedings-article",
    }
)  # fmt: skip
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_csl(head: str) -> bool:
    """Whether it is JSON with keys of CSL, or an array of things that have a type and a title."""
    if any(has_keys(head, name) for name in _OWN_KEYS):
        return True
    return has_keys(head, "type", "title") and head.lstrip().startswith("[")


def parse_csl(content: bytes, path: str) -> Reading:
    """Read the items of an array, one item, or what Crossref answers."""
    gathered, items = gather_items(content, path, "title", lists=("items",))
    gathered.bookkeeping = _BOOKKEEPING
    for line, item in items:
        message = value_at(item, "message")
        work: TrackedFields[Any] = TrackedFields(message if isinstance(message, dict) else item)
        work.get("id")  # every item of CSL has one, a number or an address inside its program
        words = [" ".join(word.split()) for word in re.split(r"[,;]", _text(work, "keyword"))]
        gathered.add(csl_fields(work), line, keywords=words, unread=work.unread())
    return gathered.reading()


def _text(item: Item, *names: str) -> str:
    """The first text under some keys, or in a list under one."""
    for name in filter(item.__contains__, names):
        if found := text_at(item, name) or next(iter(texts_at(item, name)), ""):
            return found
    return ""


def csl_fields(item: Item) -> dict[str, object]:
    """The fields of one item of CSL, or of one that was translated into its variables."""
    fields: dict[str, object] = {
        "title": _title(item),
        "authors": known([_author(author) for author in items_at(item, "author")]),
        "editors": known([_author(editor) for editor in items_at(item, "editor")]),
        "edition": read_edition(_text(item, "edition", "edition-number")),
        "place": _text(item, "publisher-place", "publisher-location"),
        **read_serials(*texts_at(item, "ISBN"), *texts_at(item, "ISSN")),
        "abstract": _text(item, "abstract"),
        "doi": _text(item, "DOI"),
        "pmid": _text(item, "PMID"),
        "language": read_language(_text(item, "language")),
        "citation_key": _text(item, "citation-key"),
    }
    fields["arxiv"] = _arxiv(item)
    for address in (_text(item, "URL"), *(text_at(link, "URL") for link in _resources(item))):
        place_address(fields, address)
    if pdf := text_at(value_at(item, "custom"), "pdf"):
        _place_pdf(fields, pdf)
    short = _text(item, "container-title-short")
    series, container = _containers(item)
    fields["series"] = series
    date, kind = _date(item), _text(item, "type")
    server = _server(item, kind)
    venue = container or _text(item, "event-title", "event") or short or server
    if venue and not is_preprint_server(venue):
        fields["venue"] = name_venue(venue, short)
    if fields.get("arxiv") and "venue" not in fields:
        return fields | date.fields(is_preprint=True) | _status(item)
    fields |= {
        **date.fields(),
        "type": _TYPES.get(kind, kind if kind in CSL_TYPES else ""),
        "volume": _text(item, "volume"),
        "issue": _text(item, "issue", *(("number",) if kind == "report" else ())),
        "publisher": "" if server else _text(item, "publisher"),
    }
    pages = _DASH.sub("-", _text(item, "page"))
    fields |= read_place(pages, _text(item, "article-number"), _number(item, kind))
    return fields | _status(item)


def _number(item: Item, kind: str) -> str:
    """The article number, which CSL has under `number`; in reports and patents that is another."""
    number = text_at(dict(item), "number") if kind in _NUMBERED else ""
    return _text(item, "number") if number and not find_arxiv(number) else ""


def _server(item: Item, kind: str) -> str:
    """The preprint server, which CSL has as the publisher of an `article`, else ""."""
    publisher = text_at(dict(item), "publisher") if kind == "article" else ""
    return _text(item, "publisher") if is_preprint_server(publisher) else ""


def _containers(item: Item) -> tuple[str, str]:
    """The series and what the work appeared in; of two titles Crossref gives the series first."""
    titles = [title for title in texts_at(item, "container-title") if title]
    series = _text(item, "collection-title")
    if len(titles) > 1 and _text(item, "type") in ("book-chapter", "proceedings-article"):
        return series or titles[0], titles[1]
    return series, titles[0] if titles else ""


def _title(item: Item) -> str:
    title, subtitle = _text(item, "title"), next(iter(texts_at(item, "subtitle")), "")
    return join_title(title, "" if subtitle in title else subtitle)


def _author(author: Item) -> Person:
    more = {"orcid": text_at(author, "ORCID"), "affiliation": ""}
    if places := [text_at(place, "name") for place in items_at(author, "affiliation")]:
        more["affiliation"] = "; ".join(filter(None, places))
    literal = text_at(author, "literal") or text_at(author, "name")
    if literal:
        return whole(literal, **more)
    particle = text_at(author, "non-dropping-particle")
    family = join_particle(particle, text_at(author, "family"))
    given = f"{text_at(author, 'given')} {text_at(author, 'dropping-particle')}"
    return person(given, family, text_at(author, "suffix"), **more)


def _place_pdf(fields: dict[str, object], address: str) -> None:
    """Keep the PDF of our own export, unless it follows from an identifier."""
    if identify_address(address)[0]:
        place_address(fields, address)
    elif read_address(address)[0]:
        fields["pdf"] = address


def _resources(item: Item) -> list[Item]:
    """Where Crossref says that the text is."""
    return [
        link for link in items_at(item, "link") if text_at(link, "content-type").endswith("pdf")
    ]


def _arxiv(item: Item) -> str:
    look = dict(item)  # a copy: what is only looked at has not been read
    archive = _text(look, "archive")
    ids: dict[str, str] = {}
    for name in ("archive_location", "number", "note", "DOI", "URL"):
        text = _text(look, name)
        if "arxiv" in f"{text} {archive}".lower() and (found := find_arxiv(text)):
            ids[name] = found
    chosen = next(iter(ids.values()), "")
    for name in ("archive", *(name for name, found in ids.items() if found == chosen)):
        _text(item, name)
    return chosen


def _date(item: Item) -> FoundDate:
    """The date of issue, or the earliest that Crossref tells."""
    language = _text(item, "language")
    names = ("issued", "published", "published-print", "published-online")
    found = [_read_date(value_at(item, name), language) for name in names]
    date = next((date for date in found if date.iso), found[0])
    status = _text(item, "status")
    note = date.note or text_at(value_at(item, "custom"), "date")
    return FoundDate(date.iso, note or ("" if _status(item) else status))


def _read_date(issued: object, language: str) -> FoundDate:
    """A date in any form that CSL had: text, date parts, an object, or a list of objects."""
    if issued is None:
        return FoundDate()
    date = read_date(_date_text(issued), language=language)
    text = text_at(issued, "literal")
    literal = read_date(text, language=language)
    if text and (literal.note or literal.iso != date.iso):
        return FoundDate(date.iso, text)
    return date


def _date_text(issued: object) -> str:
    """A date of CSL as a text; a range has a slash, as by EDTF."""
    if isinstance(issued, list):
        return "/".join(filter(None, map(_date_text, issued)))
    if not isinstance(issued, dict):
        return str(issued) if isinstance(issued, str | int) else ""
    parts = issued.get("date-parts")
    dates = [each for each in parts if isinstance(each, list)] if isinstance(parts, list) else []
    dates = dates or [[issued.get(name) for name in ("year", "month", "day")]]
    text = "/".join(filter(None, ("-".join(str(p) for p in date if p) for date in dates)))
    text = text or text_at(issued, "raw") or text_at(issued, "literal")
    season = text_at(issued, "season")
    words = ["ca."] if issued.get("circa") and text else []
    words += [_SEASONS.get(season, season)] if season else []
    return " ".join([*words, text])


def _status(item: Item) -> dict[str, object]:
    status = _text(item, "status").lower()
    return {"status": status} if status in STATUS_KINDS else {}
