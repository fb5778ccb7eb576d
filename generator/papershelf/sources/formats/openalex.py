"""Reads works of OpenAlex; one record per work.

Source: documentation of the Work object. The abstract is an inverted index (positions of each
word), from which the text is rebuilt. Author lists are truncated at a hundred, which is reported.
"""

from __future__ import annotations

from papershelf.core.record_schema import CSL_TYPES
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.dates import parse_any_date, parse_whole_day
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    number_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.links import arxiv_id_in_text, classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import is_arxiv_venue
from papershelf.sources.parsing.volumes import parse_serials

_MAX_AUTHORS = 100
_MAX_ABSTRACT_WORDS = 10_000
"""Positions beyond this in an inverted index are ignored."""
_TYPES = {
    "article": "article-journal", "book-chapter": "chapter", "dissertation": "thesis",
    "preprint": "", "other": "", "review": "review", "proceedings-article": "paper-conference",
    "journal-article": "article-journal", "posted-content": "",
}  # fmt: skip
_CONFERENCE_TYPE = "conference"


def is_openalex(head: str) -> bool:
    """Whether the text is JSON with keys that only OpenAlex works have."""
    return has_keys(head, "authorships") or has_keys(head, "abstract_inverted_index")


def parse_openalex(content: bytes, path: str) -> ReadResult:
    """Parse a page of results, an array of works, JSON Lines, or a single work."""
    builder, items = gather_items(content, path, "title", lists=("results",))
    for line, item in items:
        if value_at(item, "is_paratext") is True:
            builder.warn(line, "is a cover or table of contents, not a paper, and was left out")
            continue
        if len(items_at(item, "authorships")) == _MAX_AUTHORS:
            builder.warn(line, "may be incomplete: OpenAlex lists at most 100", "authors")
        builder.add(_work_fields(item), line, day=parse_whole_day(text_at(item, "updated_date")))
    return builder.make_reading()


def _work_fields(item: JsonObject) -> dict[str, object]:
    keys = ("primary_location", "best_oa_location", "locations")
    places = [place for key in keys for place in items_at(item, key)]
    place = _publishing_location(places)
    venue, kind = (text_at(place, "source", name) for name in ("display_name", "type"))
    date = parse_any_date(text_at(item, "publication_date"))
    fields: dict[str, object] = {
        "title": text_at(item, "title") or text_at(item, "display_name"),
        "authors": drop_empty_authors([_make_author(one) for one in items_at(item, "authorships")]),
        "abstract": _plain_abstract(value_at(item, "abstract_inverted_index")),
        "openalex": _last_path_part(text_at(item, "id") or text_at(item, "ids", "openalex")),
        "doi": text_at(item, "doi") or text_at(item, "ids", "doi"),
        "pmid": text_at(item, "ids", "pmid"),
        "arxiv": _arxiv_id(places),
        **date.record_fields(is_preprint=True),
        "pdf": _open_pdf(places),
        "language": text_at(item, "language"),
        "references": [_last_path_part(one) for one in texts_at(item, "referenced_works")],
    }
    cited = number_at(item, "cited_by_count")
    if cited is not None:
        day = parse_whole_day(text_at(item, "updated_date"))
        fields["citations"] = {"value": cited, "day": day} if day else {"value": cited}
    if value_at(item, "is_retracted") is True:
        fields["status"] = "retracted"
    if venue:
        fields |= _volume_fields(item, venue, kind)
        fields |= parse_serials(*texts_at(value_at(place, "source", "issn")))
    return fields


def _volume_fields(item: JsonObject, venue: str, kind: str) -> dict[str, object]:
    """Venue, year, type, volume and pages; without a venue, they would describe the preprint."""
    source_type = text_at(item, "type_crossref") or text_at(item, "type")
    pages = [text_at(item, "biblio", name) for name in ("first_page", "last_page")]
    csl = "paper-conference" if kind == _CONFERENCE_TYPE else _TYPES.get(source_type, source_type)
    return {
        "venue": venue,
        "year": text_at(item, "publication_year"),
        "type": csl if csl in CSL_TYPES else "",
        "volume": text_at(item, "biblio", "volume"),
        "issue": text_at(item, "biblio", "issue"),
        "pages": "-".join(dict.fromkeys(filter(None, pages))),
    }


def _publishing_location(locations: list[JsonObject]) -> JsonObject:
    """The first location whose source is a publisher rather than a repository."""
    for place in locations:
        name, kind = text_at(place, "source", "display_name"), text_at(place, "source", "type")
        if name and kind != "repository" and not is_arxiv_venue(name):
            return place
    return {}


def _make_author(authorship: JsonObject) -> AuthorValue:
    places = [text_at(place, "display_name") for place in items_at(authorship, "institutions")]
    return make_author_from_name(
        text_at(authorship, "author", "display_name") or text_at(authorship, "raw_author_name"),
        orcid=text_at(authorship, "author", "orcid"),
        affiliation="; ".join(dict.fromkeys(filter(None, places))),
    )


def _plain_abstract(index: object) -> str:
    """The text of an inverted index; positions without a word are skipped."""
    if not isinstance(index, dict):
        return ""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if type(place) is int and 0 <= place < _MAX_ABSTRACT_WORDS:
                words[place] = word
    return " ".join(words[place] for place in sorted(words))


def _last_path_part(address: str) -> str:
    """The last part of an OpenAlex address."""
    name = address.strip().rpartition("/")[2]
    return name if name[:1] == "W" and name[1:].isdigit() else ""


def _arxiv_id(locations: list[JsonObject]) -> str:
    for place in locations:
        for name in ("landing_page_url", "pdf_url"):
            address = text_at(place, name)
            if "arxiv" in address and (found := arxiv_id_in_text(address)):
                return found
    return ""


def _open_pdf(locations: list[JsonObject]) -> str:
    """The first open-access PDF outside arXiv, whose PDF the arXiv id implies."""
    for place in locations:
        address = text_at(place, "pdf_url")
        if value_at(place, "is_oa") is True and classify_address(address)[0] in ("url", "pdf"):
            return address
    return ""
