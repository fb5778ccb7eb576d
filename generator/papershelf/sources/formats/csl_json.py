"""Reads CSL-JSON, as exported by Zotero and citeproc, and works of Crossref, which are similar.

Sources: csl-data.json (1.0.2); Crossref REST API, whose texts are one-element lists and may contain
JATS, and whose results are under `message`. A preprint keeps its date and gets no venue year.
"""

from __future__ import annotations

import re
from typing import Any

from papershelf.core.identifier_schemes import parse_identifier_url
from papershelf.core.name_rules import attach_particle
from papershelf.core.record_schema import CSL_TYPES, STATUS_KINDS
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_indivisible_author,
    make_person,
)
from papershelf.sources.parsing.dates import ParsedDate, parse_any_date
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.languages import normalize_language
from papershelf.sources.parsing.links import arxiv_id_in_text, assign_address, classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import is_arxiv_venue, join_title, make_venue_value
from papershelf.sources.parsing.tracked_fields import TrackedFields
from papershelf.sources.parsing.volumes import parse_edition, parse_pages, parse_serials

_CSL_TYPES = {
    "journal-article": "article-journal", "proceedings-article": "paper-conference",
    "book-chapter": "chapter", "posted-content": "", "dissertation": "thesis", "document": "",
    "article": "", "manuscript": "", "article-newspaper": "article-magazine", "monograph": "book",
    "entry-encyclopedia": "chapter", "review-book": "review", "post": "post-weblog",
}  # fmt: skip
_CSL_KEYS = (
    "container-title", "date-parts", "citation-key", "container-title-short", "event-title",
    "message-type", "archive_location", "non-dropping-particle",
)  # fmt: skip
# Internal state of Zotero, and Crossref's metadata about its own record.
_IGNORED_KEYS = re.compile(
    r"accessed|source|schema|system_id|categories|custom|citation-label"
    r"|prefix|member|score|indexed|created|deposited|reference|references-count|reference-count"
    r"|is-referenced-by-count|resource|content-domain|update-policy|license|assertion|relation"
    r"|alternative-id|short-container-title|original-title|journal-issue|subject|funder"
    r"|issn-type|isbn-type|published-other|link|short-title"
)
_SEASONS = {"1": "Spring", "2": "Summer", "3": "Autumn", "4": "Winter"}
_NUMBERED_TYPES = frozenset(
    {
        "article-journal", "article-magazine", "paper-conference", "chapter", "review",
        "journal-article", "proceedings-article",
    }
)  # fmt: skip
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_csl(head: str) -> bool:
    """Whether the text is JSON with CSL keys, or an array of objects with a type and a title."""
    if any(has_keys(head, name) for name in _CSL_KEYS):
        return True
    return has_keys(head, "type", "title") and head.lstrip().startswith("[")


def parse_csl(content: bytes, path: str) -> ReadResult:
    """Parse an array of items, one item, or a response of Crossref."""
    builder, items = gather_items(content, path, "title", lists=("items",))
    builder.ignored_fields = _IGNORED_KEYS
    for line, item in items:
        message = value_at(item, "message")
        work: TrackedFields[Any] = TrackedFields(message if isinstance(message, dict) else item)
        work.get("id")  # every CSL item has an id: a number or address internal to its program
        words = [" ".join(word.split()) for word in re.split(r"[,;]", _first_text(work, "keyword"))]
        builder.add(csl_fields(work), line, keywords=words, unread=work.unread())
    return builder.make_reading()


def _first_text(item: JsonObject, *names: str) -> str:
    """The first text under some keys, or in a list under one."""
    for name in filter(item.__contains__, names):
        if found := text_at(item, name) or next(iter(texts_at(item, name)), ""):
            return found
    return ""


def csl_fields(item: JsonObject) -> dict[str, object]:
    """The record fields of a CSL item, or of an item translated into CSL variables."""
    fields: dict[str, object] = {
        "title": _full_title(item),
        "authors": drop_empty_authors(
            [_make_author(author) for author in items_at(item, "author")]
        ),
        "editors": drop_empty_authors(
            [_make_author(editor) for editor in items_at(item, "editor")]
        ),
        "edition": parse_edition(_first_text(item, "edition", "edition-number")),
        "place": _first_text(item, "publisher-place", "publisher-location"),
        **parse_serials(*texts_at(item, "ISBN"), *texts_at(item, "ISSN")),
        "abstract": _first_text(item, "abstract"),
        "doi": _first_text(item, "DOI"),
        "pmid": _first_text(item, "PMID"),
        "language": normalize_language(_first_text(item, "language")),
        "citation_key": _first_text(item, "citation-key"),
    }
    fields["arxiv"] = _arxiv_id(item)
    for address in (
        _first_text(item, "URL"),
        *(text_at(link, "URL") for link in _full_text_links(item)),
    ):
        assign_address(fields, address)
    if pdf := text_at(value_at(item, "custom"), "pdf"):
        _place_pdf(fields, pdf)
    short = _first_text(item, "container-title-short")
    series, container = _series_and_container(item)
    fields["series"] = series
    date, kind = _issue_date(item), _first_text(item, "type")
    server = _preprint_server(item, kind)
    own_venue = text_at(value_at(item, "custom"), "venue")
    venue = container or own_venue or _first_text(item, "event-title", "event") or short or server
    if venue and not is_arxiv_venue(venue):
        fields["venue"] = make_venue_value(venue, short)
    if fields.get("arxiv") and "venue" not in fields:
        return fields | date.record_fields(is_preprint=True) | _status_fields(item)
    fields |= {
        **date.record_fields(),
        "type": _CSL_TYPES.get(kind, kind if kind in CSL_TYPES else ""),
        "volume": _first_text(item, "volume"),
        "issue": _first_text(item, "issue", *(("number",) if kind == "report" else ())),
        "publisher": "" if server else _first_text(item, "publisher"),
    }
    pages = _DASH.sub("-", _first_text(item, "page"))
    fields |= parse_pages(pages, _first_text(item, "article-number"), _article_number(item, kind))
    return fields | _status_fields(item)


def _article_number(item: JsonObject, kind: str) -> str:
    """The article number, in CSL `number`; for reports and patents, that is another number."""
    number = text_at(dict(item), "number") if kind in _NUMBERED_TYPES else ""
    return _first_text(item, "number") if number and not arxiv_id_in_text(number) else ""


def _preprint_server(item: JsonObject, kind: str) -> str:
    """The preprint server, which CSL stores as the publisher of an `article`, or ""."""
    publisher = text_at(dict(item), "publisher") if kind == "article" else ""
    return _first_text(item, "publisher") if is_arxiv_venue(publisher) else ""


def _series_and_container(item: JsonObject) -> tuple[str, str]:
    """The series and the container; of two container titles, Crossref gives the series first."""
    titles = [title for title in texts_at(item, "container-title") if title]
    series = _first_text(item, "collection-title")
    if len(titles) > 1 and _first_text(item, "type") in ("book-chapter", "proceedings-article"):
        return series or titles[0], titles[1]
    return series, titles[0] if titles else ""


def _full_title(item: JsonObject) -> str:
    title, subtitle = _first_text(item, "title"), next(iter(texts_at(item, "subtitle")), "")
    return join_title(title, "" if subtitle in title else subtitle)


def _make_author(author: JsonObject) -> AuthorValue:
    more = {"orcid": text_at(author, "ORCID"), "affiliation": ""}
    if places := [text_at(place, "name") for place in items_at(author, "affiliation")]:
        more["affiliation"] = "; ".join(filter(None, places))
    literal = text_at(author, "literal") or text_at(author, "name")
    if literal:
        return make_indivisible_author(literal, **more)
    particle = text_at(author, "non-dropping-particle")
    family = attach_particle(particle, text_at(author, "family"))
    given = f"{text_at(author, 'given')} {text_at(author, 'dropping-particle')}"
    return make_person(given, family, text_at(author, "suffix"), **more)


def _place_pdf(fields: dict[str, object], address: str) -> None:
    """Keep the PDF address of our own export, unless an identifier implies it."""
    if parse_identifier_url(address)[0]:
        assign_address(fields, address)
    elif classify_address(address)[0]:
        fields["pdf"] = address


def _full_text_links(item: JsonObject) -> list[JsonObject]:
    """The full-text links of a Crossref work."""
    return [
        link for link in items_at(item, "link") if text_at(link, "content-type").endswith("pdf")
    ]


def _arxiv_id(item: JsonObject) -> str:
    look = dict(item)  # copied, so that fields only inspected here do not count as read
    archive = _first_text(look, "archive")
    ids: dict[str, str] = {}
    for name in ("archive_location", "number", "note", "DOI", "URL"):
        text = _first_text(look, name)
        if "arxiv" in f"{text} {archive}".lower() and (found := arxiv_id_in_text(text)):
            ids[name] = found
    chosen = next(iter(ids.values()), "")
    for name in ("archive", *(name for name, found in ids.items() if found == chosen)):
        _first_text(item, name)
    return chosen


def _issue_date(item: JsonObject) -> ParsedDate:
    """The date of issue, or the earliest date that Crossref has."""
    language = _first_text(item, "language")
    names = ("issued", "published", "published-print", "published-online")
    found = [_parse_date(value_at(item, name), language) for name in names]
    date = next((date for date in found if date.iso), found[0])
    status = _first_text(item, "status")
    note = date.note or text_at(value_at(item, "custom"), "date")
    return ParsedDate(date.iso, note or ("" if _status_fields(item) else status))


def _parse_date(issued: object, language: str) -> ParsedDate:
    """Parse a date in any form used by CSL: text, date parts, an object, a list of objects."""
    if issued is None:
        return ParsedDate()
    date = parse_any_date(_date_text(issued), language=language)
    text = text_at(issued, "literal")
    literal = parse_any_date(text, language=language)
    if text and (literal.note or literal.iso != date.iso):
        return ParsedDate(date.iso, text)
    return date


def _date_text(issued: object) -> str:
    """A CSL date as text; a range has a slash, as in EDTF."""
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


def _status_fields(item: JsonObject) -> dict[str, object]:
    status = _first_text(item, "status").lower()
    return {"status": status} if status in STATUS_KINDS else {}
