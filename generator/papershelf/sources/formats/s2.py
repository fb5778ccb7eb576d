"""Papers of Semantic Scholar in, a record for each out.

Source: the Academic Graph API, whose answers are a paper, an array, or an array under `data`, and
hold the fields that were asked for. Its TL;DR was written by a model and is not taken.
"""

from __future__ import annotations

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.dates import parse_any_date
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
from papershelf.sources.parsing.links import classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import is_arxiv_venue
from papershelf.sources.parsing.volumes import parse_serials

_TYPES = {
    "JournalArticle": "article-journal", "Conference": "paper-conference", "Book": "book",
    "BookSection": "chapter", "Dataset": "dataset", "Review": "review",
}  # fmt: skip


def is_s2(head: str) -> bool:
    """Whether it is JSON with the keys of this service."""
    return has_keys(head, "paperId")


def parse_s2(content: bytes, path: str) -> ReadResult:
    """Read the papers of an answer; `null`, for one that is not there, is a warning."""
    gathered, items = gather_items(content, path, "paperId", lists=("data",))
    for line, item in items:
        # Lists of references hold the paper under a key of its own.
        inner = value_at(item, "citedPaper")
        gathered.add(_paper_fields(inner if isinstance(inner, dict) else item), line)
    return gathered.make_reading()


def _paper_fields(item: JsonObject) -> dict[str, object]:
    date = parse_any_date(text_at(item, "publicationDate"))
    kinds = [_TYPES[kind] for kind in texts_at(item, "publicationTypes") if kind in _TYPES]
    fields: dict[str, object] = {
        "title": text_at(item, "title"),
        "authors": drop_empty_authors(
            [_make_author(author) for author in items_at(item, "authors")]
        ),
        "abstract": text_at(item, "abstract"),
        "s2": text_at(item, "paperId"),
        "arxiv": text_at(item, "externalIds", "ArXiv"),
        "doi": text_at(item, "externalIds", "DOI"),
        "acl": text_at(item, "externalIds", "ACL"),
        "dblp": text_at(item, "externalIds", "DBLP"),
        "pmid": text_at(item, "externalIds", "PubMed"),
        **date.record_fields(is_preprint=True),
    }
    address = text_at(item, "openAccessPdf", "url")
    if classify_address(address)[0] in ("url", "pdf"):
        fields["pdf"] = address
    cited = number_at(item, "citationCount")
    if cited is not None:
        fields["citations"] = {"value": cited}
    venue = next(filter(None, _venue_names(item)), "")
    if venue and not is_arxiv_venue(venue):
        fields["venue"] = venue
        fields["year"] = parse_any_date(value_at(item, "year")).year
        fields["type"] = "paper-conference" if "paper-conference" in kinds else "".join(kinds[:1])
        fields["volume"] = text_at(item, "journal", "volume")
        fields |= parse_serials(text_at(item, "publicationVenue", "issn"))
        fields["pages"] = text_at(item, "journal", "pages").replace(" ", "")
    elif not date.iso:
        fields |= parse_any_date(value_at(item, "year")).record_fields(is_preprint=True)
    return fields


def _venue_names(item: JsonObject) -> list[str]:
    return [
        text_at(item, "publicationVenue", "name"),
        text_at(item, "venue"),
        text_at(item, "journal", "name"),
    ]


def _make_author(author: JsonObject) -> AuthorValue:
    places = texts_at(author, "affiliations")
    return make_author_from_name(
        text_at(author, "name"),
        orcid=text_at(author, "externalIds", "ORCID"),
        affiliation="; ".join(places),
        url=text_at(author, "homepage"),
    )
