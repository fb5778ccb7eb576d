"""Works of OpenAlex in, a record for each out.

Source: the documentation of the Work object. The abstract comes as an inverted index, each word
with its places, and is put together again. A list of authors stops at a hundred; that is told.
"""

from __future__ import annotations

from papershelf.core.record_schema import CSL_TYPES
from papershelf.sources.parsing.author_names import Person, known, named
from papershelf.sources.parsing.dates import read_date, read_day
from papershelf.sources.parsing.json_items import (
    Item,
    gather_items,
    has_keys,
    items_at,
    number_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.links import find_arxiv, read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import is_preprint_server
from papershelf.sources.parsing.volumes import read_serials

_AUTHORS_TOLD = 100
_LONGEST = 10_000
"""No abstract has a word further behind."""
_TYPES = {
    "article": "article-journal", "book-chapter": "chapter", "dissertation": "thesis",
    "preprint": "", "other": "", "review": "review", "proceedings-article": "paper-conference",
    "journal-article": "article-journal", "posted-content": "",
}  # fmt: skip
_CONFERENCE = "conference"


def is_openalex(head: str) -> bool:
    """Whether it is JSON with keys that only works of OpenAlex have."""
    return has_keys(head, "authorships") or has_keys(head, "abstract_inverted_index")


def parse_openalex(content: bytes, path: str) -> Reading:
    """Read a page of results, an array of works, works one a line, or one."""
    gathered, items = gather_items(content, path, "title", lists=("results",))
    for line, item in items:
        if value_at(item, "is_paratext") is True:
            gathered.warn(line, "is a cover or a table of contents, not a paper; left out")
            continue
        if len(items_at(item, "authorships")) == _AUTHORS_TOLD:
            gathered.warn(line, "ends after a hundred, where OpenAlex stops", "authors")
        gathered.add(_fields(item), line, day=read_day(text_at(item, "updated_date")))
    return gathered.reading()


def _fields(item: Item) -> dict[str, object]:
    keys = ("primary_location", "best_oa_location", "locations")
    places = [place for key in keys for place in items_at(item, key)]
    place = _published_in(places)
    venue, kind = (text_at(place, "source", name) for name in ("display_name", "type"))
    date = read_date(text_at(item, "publication_date"))
    fields: dict[str, object] = {
        "title": text_at(item, "title") or text_at(item, "display_name"),
        "authors": known([_author(one) for one in items_at(item, "authorships")]),
        "abstract": _abstract(value_at(item, "abstract_inverted_index")),
        "openalex": _last(text_at(item, "id") or text_at(item, "ids", "openalex")),
        "doi": text_at(item, "doi") or text_at(item, "ids", "doi"),
        "pmid": text_at(item, "ids", "pmid"),
        "arxiv": _arxiv(places),
        **date.fields(is_preprint=True),
        "pdf": _pdf(places),
        "language": text_at(item, "language"),
        "references": [_last(one) for one in texts_at(item, "referenced_works")],
    }
    cited = number_at(item, "cited_by_count")
    if cited is not None:
        day = read_day(text_at(item, "updated_date"))
        fields["citations"] = {"value": cited, "day": day} if day else {"value": cited}
    if value_at(item, "is_retracted") is True:
        fields["status"] = "retracted"
    if venue:
        fields |= _volume(item, venue, kind)
        fields |= read_serials(*texts_at(value_at(place, "source", "issn")))
    return fields


def _volume(item: Item, venue: str, kind: str) -> dict[str, object]:
    """What belongs to the venue: without one it would be that of the preprint."""
    told = text_at(item, "type_crossref") or text_at(item, "type")
    pages = [text_at(item, "biblio", name) for name in ("first_page", "last_page")]
    csl = "paper-conference" if kind == _CONFERENCE else _TYPES.get(told, told)
    return {
        "venue": venue,
        "year": text_at(item, "publication_year"),
        "type": csl if csl in CSL_TYPES else "",
        "volume": text_at(item, "biblio", "volume"),
        "issue": text_at(item, "biblio", "issue"),
        "pages": "-".join(dict.fromkeys(filter(None, pages))),
    }


def _published_in(places: list[Item]) -> Item:
    """The first place whose source publishes, and does not only keep."""
    for place in places:
        name, kind = text_at(place, "source", "display_name"), text_at(place, "source", "type")
        if name and kind != "repository" and not is_preprint_server(name):
            return place
    return {}


def _author(authorship: Item) -> Person:
    places = [text_at(place, "display_name") for place in items_at(authorship, "institutions")]
    return named(
        text_at(authorship, "author", "display_name") or text_at(authorship, "raw_author_name"),
        orcid=text_at(authorship, "author", "orcid"),
        affiliation="; ".join(dict.fromkeys(filter(None, places))),
    )


def _abstract(index: object) -> str:
    """The text of an inverted index; places that no word has are passed over."""
    if not isinstance(index, dict):
        return ""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if type(place) is int and 0 <= place < _LONGEST:
                words[place] = word
    return " ".join(words[place] for place in sorted(words))


def _last(address: str) -> str:
    """The name at the end of an address of OpenAlex."""
    name = address.strip().rpartition("/")[2]
    return name if name[:1] == "W" and name[1:].isdigit() else ""


def _arxiv(places: list[Item]) -> str:
    for place in places:
        for name in ("landing_page_url", "pdf_url"):
            address = text_at(place, name)
            if "arxiv" in address and (found := find_arxiv(address)):
                return found
    return ""


def _pdf(places: list[Item]) -> str:
    """The first open text that is not on arXiv, where its id leads anyway."""
    for place in places:
        address = text_at(place, "pdf_url")
        if value_at(place, "is_oa") is True and read_address(address)[0] in ("url", "pdf"):
            return address
    return ""
