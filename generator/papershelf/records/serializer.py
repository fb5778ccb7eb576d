"""A paper as a record of our own format: what went in comes out, key by key.

A `Paper` comes in, a mapping in the order of `schema.FIELDS` goes out, without what is empty. A
line of JSON made of it is a line that `data/papers/*.jsonl` may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from papershelf.core.identifier_schemes import derive_pdf
from papershelf.core.identifiers import CitationKey
from papershelf.core.record_schema import FIELDS, PDF_URL, UNLISTED_VENUE_KEYS, VERSION_KEYS
from papershelf.records.model import Author, Count, Paper, Source, Status, UnlistedVenue, Version
from papershelf.text.json_text import dump_json


def serialize_paper(paper: Paper, citation_key: CitationKey | None = None) -> dict[str, Any]:
    """The record of a paper; `citation_key` is its citation key where the record pins none."""
    record: dict[str, Any] = {}
    for name, write in _FIELD_SERIALIZERS:
        value = getattr(paper, name)
        if value:
            record[name] = write(value) if write else value
        elif name == "citation_key" and citation_key:
            record[name] = citation_key
    return record


def public_record(paper: Paper, citation_key: CitationKey | None = None) -> dict[str, Any]:
    """The record of a paper as the site publishes it: with the address of its PDF, if it has one.

    Readers of our own format pass that over, so that nothing derived becomes part of a record.
    """
    record = serialize_paper(paper, citation_key)
    if pdf := paper.pdf or derive_pdf(partial(getattr, paper)):
        record[PDF_URL] = pdf
    return record


def serialize_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Some values of a record as we write them, in the order of the schema."""
    return {
        name: write(value) if write else value
        for name, write in _FIELD_SERIALIZERS
        if (value := values.get(name))
    }


def serialize_value(name: str, value: Any) -> Any:  # noqa: ANN401  # whatever JSON can hold
    """A value of one field as we write it."""
    write = _SERIALIZER_BY_FIELD[name]
    return write(value) if write else value


def render_jsonl_line(record: dict[str, Any]) -> str:
    """A record as one line of JSON, with its line break."""
    return dump_json(record) + "\n"


def _serialize_author(author: Author) -> str | dict[str, str]:
    # Nearly all have a name alone.
    if not (author.family or author.given or author.kind or author.orcid) and not (
        author.affiliation or author.url
    ):
        return author.name
    parts = {
        "name": author.name,
        "given": author.given,
        "family": author.family,
        "kind": author.kind,
        "orcid": author.orcid or "",
        "affiliation": author.affiliation,
        "url": author.url,
    }
    return {part: value for part, value in parts.items() if value}


def _serialize_authors(authors: tuple[Author, ...]) -> list[str | dict[str, str]]:
    return [_serialize_author(author) for author in authors]


def _serialize_venue(venue: str | UnlistedVenue) -> str | dict[str, str]:
    if not isinstance(venue, UnlistedVenue):
        return venue
    parts = {key: getattr(venue, key) for key in UNLISTED_VENUE_KEYS}
    return {part: value for part, value in parts.items() if value}


def _serialize_count(count: Count) -> dict[str, Any]:
    return {"value": count.value, "day": count.day} if count.day else {"value": count.value}


def _serialize_status(status: Status) -> dict[str, str]:
    reason = {"reason": status.reason} if status.reason else {}
    return {"kind": status.kind, **reason}


def _serialize_versions(versions: tuple[Version, ...]) -> list[dict[str, Any]]:
    return [_serialize_version(version) for version in versions]


def _serialize_version(version: Version) -> dict[str, Any]:
    parts = {key: getattr(version, key) for key in VERSION_KEYS}
    return {part: value for part, value in parts.items() if value}


def _serialize_source(source: Source) -> dict[str, Any]:
    parts = {
        "format": source.format,
        "from": source.origin,
        "day": source.day,
        "fields": dict(source.fields),
        "seal": source.seal,
    }
    return {part: value for part, value in parts.items() if value}


_SERIALIZER_BY_KIND: dict[str, Callable[[Any], Any]] = {
    "authors": _serialize_authors,
    "venue": _serialize_venue,
    "count": _serialize_count,
    "status": _serialize_status,
    "source": _serialize_source,
    "versions": _serialize_versions,
    **dict.fromkeys(("days", "urls", "tags", "lines", "slugs", "isbns", "issns", "works"), list),
}
_SERIALIZER_BY_FIELD = {field.name: _SERIALIZER_BY_KIND.get(field.kind) for field in FIELDS}
_FIELD_SERIALIZERS = tuple((field.name, _SERIALIZER_BY_KIND.get(field.kind)) for field in FIELDS)
