"""Papers of Semantic Scholar in, a record for each out.

Source: the Academic Graph API, whose answers are a paper, an array, or an array under `data`, and
hold the fields that were asked for. Its TL;DR was written by a model and is not taken.
"""

from __future__ import annotations

from papershelf.sources.parsing.author_names import Person, known, named
from papershelf.sources.parsing.dates import read_date
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
from papershelf.sources.parsing.links import read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import is_preprint_server
from papershelf.sources.parsing.volumes import read_serials

_TYPES = {
    "JournalArticle": "article-journal", "Conference": "paper-conference", "Book": "book",
    "BookSection": "chapter", "Dataset": "dataset", "Review": "review",
}  # fmt: skip


def is_s2(head: str) -> bool:
    """Whether it is JSON with the keys of this service."""
    return has_keys(head, "paperId")


def parse_s2(content: bytes, path: str) -> Reading:
    """Read the papers of an answer; `null`, for one that is not there, is a warning."""
    gathered, items = gather_items(content, path, "paperId", lists=("data",))
    for line, item in items:
        # Lists of references hold the paper under a key of its own.
        inner = value_at(item, "citedPaper")
        gathered.add(_fields(inner if isinstance(inner, dict) else item), line)
    return gathered.reading()


def _fields(item: Item) -> dict[str, object]:
    date = read_date(text_at(item, "publicationDate"))
    kinds = [_TYPES[kind] for kind in texts_at(item, "publicationTypes") if kind in _TYPES]
    fields: dict[str, object] = {
        "title": text_at(item, "title"),
        "authors": known([_author(author) for author in items_at(item, "authors")]),
        "abstract": text_at(item, "abstract"),
        "s2": text_at(item, "paperId"),
        "arxiv": text_at(item, "externalIds", "ArXiv"),
        "doi": text_at(item, "externalIds", "DOI"),
        "acl": text_at(item, "externalIds", "ACL"),
        "dblp": text_at(item, "externalIds", "DBLP"),
        "pmid": text_at(item, "externalIds", "PubMed"),
        **date.fields(is_preprint=True),
    }
    address = text_at(item, "openAccessPdf", "url")
    if read_address(address)[0] in ("url", "pdf"):
        fields["pdf"] = address
    cited = number_at(item, "citationCount")
    if cited is not None:
        fields["citations"] = {"value": cited}
    venue = next(filter(None, _venues(item)), "")
    if venue and not is_preprint_server(venue):
        fields["venue"] = venue
        fields["year"] = read_date(value_at(item, "year")).year
        fields["type"] = "paper-conference" if "paper-conference" in kinds else "".join(kinds[:1])
        fields["volume"] = text_at(item, "journal", "volume")
        fields |= read_serials(text_at(item, "publicationVenue", "issn"))
        fields["pages"] = text_at(item, "journal", "pages").replace(" ", "")
    elif not date.iso:
        fields |= read_date(value_at(item, "year")).fields(is_preprint=True)
    return fields


def _venues(item: Item) -> list[str]:
    return [
        text_at(item, "publicationVenue", "name"),
        text_at(item, "venue"),
        text_at(item, "journal", "name"),
    ]


def _author(author: Item) -> Person:
    places = texts_at(author, "affiliations")
    return named(
        text_at(author, "name"),
        orcid=text_at(author, "externalIds", "ORCID"),
        affiliation="; ".join(places),
        url=text_at(author, "homepage"),
    )
