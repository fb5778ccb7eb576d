"""Loads and dumps record fields with parts: authors, venue, counts, figure, status, versions, source.

Each `load_` function converts the plain value of a record into model objects and reports problems;
the `dump_` function of the same name is its inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from papershelf.core import identifiers
from papershelf.core.identifiers import COUNT_LIMIT, Orcid
from papershelf.core.name_rules import join_name, name_fault, name_parts_conflict
from papershelf.core.record_schema import (
    AUTHOR_KEYS,
    COUNT_KEYS,
    FIELD_BY_NAME,
    FIGURE_KEYS,
    FIGURE_SUFFIXES,
    SOURCE_KEYS,
    STATUS_KEYS,
    STATUS_KINDS,
    UNLISTED_VENUE_KEYS,
    VENUE_KINDS,
    VERSION_KEYS,
    StatusKind,
)
from papershelf.records.model import (
    Author,
    AuthorKind,
    Count,
    Figure,
    Source,
    Status,
    UnlistedVenue,
    Version,
)
from papershelf.records.scalar_fields import (
    FieldReporter,
    check_mapping_keys,
    load_arxiv_id,
    load_day,
    load_doi,
    load_line,
    load_parsed,
    load_url,
    load_year,
    parse_number,
    quote_value,
)
from papershelf.text.cleaning import clean_line

_T = TypeVar("_T")


def _load_optional(
    load: Callable[[object, FieldReporter, str], _T],
    value: object,
    report: FieldReporter,
    part: str,
    empty: _T,
) -> _T:
    return empty if value is None else load(value, report, part)


def load_authors(value: object, report: FieldReporter) -> tuple[Author, ...]:
    """Load a list of names, or of mappings with a name."""
    if not isinstance(value, list):
        advice = "write a list such as [Ada Byron, Li Wei]"
        report.error(f"is not a list of names: {quote_value(value)}; {advice}")
        return ()
    authors = [
        _load_author_name(item, report, i)
        if isinstance(item, str)
        else _load_author(item, report, i)
        for i, item in enumerate(value)
    ]
    return tuple([author for author in authors if author])


def _load_author_name(value: str, report: FieldReporter, index: int) -> Author | None:
    author, fault = _author_from_name(value)
    if author is None:
        report.error(f"is not a name: {quote_value(value)}", f"[{index}]")
    elif fault:
        report.warn(f"{quote_value(author.name)} {fault}", f"[{index}]")
    return author


def _load_author(value: object, report: FieldReporter, index: int) -> Author | None:
    part = f"[{index}]"
    if not isinstance(value, dict):
        report.error(f"is not a name: {quote_value(value)}", part)
        return None
    check_mapping_keys(value, AUTHOR_KEYS, report, part)
    texts = dict.fromkeys(("name", "given", "family", "affiliation"), "")
    for key in texts:
        if (text := value.get(key)) is not None:
            texts[key] = load_line(text, report, f"{part}.{key}")
    joined = join_name(texts["given"], texts["family"])
    if not texts["name"] or texts["name"] == f"{texts['given']} {texts['family']}":
        texts["name"] = joined
    if not texts["name"]:
        report.error("has no name", part)
        return None
    kind = _load_optional(_load_author_kind, value.get("kind"), report, f"{part}.kind", _NO_KIND)
    _check_author_name(texts, kind, report, part)
    orcid = _load_optional(_load_orcid, value.get("orcid"), report, f"{part}.orcid", None)
    url = _load_optional(load_url, value.get("url"), report, f"{part}.url", "")
    return Author(**texts, kind=kind, orcid=orcid, url=url)  # type: ignore[arg-type]  # the names of texts


def _check_author_name(
    texts: dict[str, str], kind: AuthorKind, report: FieldReporter, part: str
) -> None:
    """Report an implausible name, parts that contradict it, and parts given for an organization."""
    name, given, family = texts["name"], texts["given"], texts["family"]
    if kind and (given or family):
        report.error("has kind: organization, so it cannot have a given or family name", part)
        texts["given"] = texts["family"] = ""
    elif fault := name_parts_conflict(name, given, family):
        report.error(fault, f"{part}.name")
    if fault := name_fault(name, organization=bool(kind)):
        report.warn(f"{quote_value(name)} {fault}", part)


_NO_KIND: AuthorKind = ""


def _load_author_kind(value: object, report: FieldReporter, part: str) -> AuthorKind:
    if value == "organization":
        return "organization"
    report.error(f"is not a kind: {quote_value(value)}; the only kind is organization", part)
    return ""


@lru_cache(maxsize=1 << 18)
def _author_from_name(value: str) -> tuple[Author | None, str]:
    """Return an author with only a name, and the problem with that name, or ""."""
    name = clean_line(value)
    return (Author(name=name), name_fault(name)) if name else (None, "")


def _load_orcid(value: object, report: FieldReporter, part: str) -> Orcid | None:
    return load_parsed(identifiers.parse_orcid, value, report, part)


def load_venue(value: object, report: FieldReporter) -> str | UnlistedVenue | None:
    """Load a venue name, or a mapping for a venue that is not in `venues.yaml`."""
    if not isinstance(value, dict):
        return load_line(value, report)
    check_mapping_keys(value, UNLISTED_VENUE_KEYS, report, "")
    name, short, kind = (
        _load_optional(load_line, value.get(key), report, f".{key}", "")
        for key in UNLISTED_VENUE_KEYS
    )
    if kind and kind not in VENUE_KINDS:
        message = f"{quote_value(kind)} is not a kind of venue; use one of {', '.join(VENUE_KINDS)}"
        report.error(message, ".kind")
        kind = ""
    if not name:
        report.error("has no name")
        return None
    return UnlistedVenue(name=name, short=short if short != name else "", kind=kind)


def load_count(value: object, report: FieldReporter) -> Count | None:
    """Load a number, or a mapping with a number and the day it was read."""
    day = None
    number = value
    if isinstance(value, dict):
        check_mapping_keys(value, COUNT_KEYS, report, "")
        day = _load_optional(load_day, value.get("day"), report, ".day", None)
        number = value.get("value")
    counted = parse_number(number)
    if counted is None or not 0 <= counted < COUNT_LIMIT:
        report.error(f"is not a count: {quote_value(number)}; use a whole number from 0 to 10^15")
        return None
    return Count(value=counted, day=day)


def load_figure(value: object, report: FieldReporter) -> Figure | None:
    """Load a mapping with the file of a picture, its text alternative and its license."""
    if not isinstance(value, dict):
        report.error(f"is not a mapping such as {{file: x.png, alt: …}}: {quote_value(value)}")
        return None
    check_mapping_keys(value, FIGURE_KEYS, report, "")
    file, alt, terms = (
        _load_optional(load_line, value.get(key), report, f".{key}", "") for key in FIGURE_KEYS
    )
    missing = {".alt": "say what the picture shows", ".license": "say under which it may be shown"}
    for part, text in ((".alt", alt), (".license", terms)):
        if not text:
            report.error(f"is missing; {missing[part]}", part)
    if fault := _figure_file_fault(file):
        report.error(fault, ".file")
    return None if fault or not alt or not terms else Figure(file=file, alt=alt, license=terms)


def _figure_file_fault(file: str) -> str:
    """Describe why a text is not the path of a picture, or return ""."""
    if not file:
        return "is missing; name a file in the folder of the record"
    suffix = f".{file.rpartition('.')[2].lower()}"
    if suffix == ".svg":
        return "is an SVG file, which can contain scripts; save it as PNG or WebP"
    if suffix not in FIGURE_SUFFIXES:
        return f"{quote_value(file)} is not an image; use one of {', '.join(FIGURE_SUFFIXES)}"
    if file.startswith("/") or "\\" in file or ":" in file:
        return f"{quote_value(file)} is not a path from the folder of the record"
    return ""


_STATUS_BY_NAME: dict[str, StatusKind] = {kind: kind for kind in STATUS_KINDS}


def load_status(value: object, report: FieldReporter) -> Status | None:
    """Load a status kind, or a mapping with a kind and a reason."""
    given: Mapping[str, object] = value if isinstance(value, dict) else {"kind": value}
    check_mapping_keys(given, STATUS_KEYS, report, "")
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in _STATUS_BY_NAME:
        report.error(f"{quote_value(kind)} is not a status; use one of {', '.join(STATUS_KINDS)}")
        return None
    reason = _load_optional(load_line, given.get("reason"), report, ".reason", "")
    return Status(kind=_STATUS_BY_NAME[kind], reason=reason)


def load_versions(value: object, report: FieldReporter) -> tuple[Version, ...]:
    """Load mappings, each with the identifiers, URL, venue or year of one version."""
    if not isinstance(value, list):
        report.error(f"is not a list such as [{{arxiv: ..., year: ...}}]: {quote_value(value)}")
        return ()
    versions = [_load_version(item, report, f"[{i}]") for i, item in enumerate(value)]
    return tuple(dict.fromkeys(version for version in versions if version != _NO_VERSION))


def _load_version(value: object, report: FieldReporter, part: str) -> Version:
    if not isinstance(value, dict):
        report.error(
            f"is not a mapping such as {{arxiv: ..., year: ...}}: {quote_value(value)}", part
        )
        return _NO_VERSION
    check_mapping_keys(value, VERSION_KEYS, report, part)
    version = Version(
        doi=_load_optional(load_doi, value.get("doi"), report, f"{part}.doi", None),
        arxiv=_load_optional(load_arxiv_id, value.get("arxiv"), report, f"{part}.arxiv", None),
        url=_load_optional(load_url, value.get("url"), report, f"{part}.url", ""),
        venue=_load_optional(load_line, value.get("venue"), report, f"{part}.venue", ""),
        year=_load_optional(load_year, value.get("year"), report, f"{part}.year", None),
    )
    if version == _NO_VERSION:
        report.error(f"is empty; give one of {', '.join(VERSION_KEYS)}", part)
    return version


_NO_VERSION = Version()


def load_source(value: object, report: FieldReporter) -> Source | None:
    """Load a mapping that describes where the record came from."""
    if not isinstance(value, dict):
        report.error(
            f"is not a mapping such as {{format: bibtex, from: refs.bib}}: {quote_value(value)}"
        )
        return None
    check_mapping_keys(value, SOURCE_KEYS, report, "")
    fields = value.get("fields")
    if not isinstance(fields, dict | None):
        report.error(f"is not a mapping: {quote_value(fields)}", ".fields")
        fields = None
    origins: list[tuple[str, str]] = []
    for key, origin in sorted((fields or {}).items()):
        if key not in FIELD_BY_NAME:
            report.error(f"{quote_value(key)} is not a field", ".fields")
        elif text := load_line(origin, report, ".fields"):
            origins.append((key, text))
    return Source(
        format=_load_optional(load_line, value.get("format"), report, ".format", ""),
        origin=_load_optional(load_line, value.get("from"), report, ".from", ""),
        day=_load_optional(load_day, value.get("day"), report, ".day", None),
        fields=tuple(origins),
        seal=_load_optional(load_line, value.get("seal"), report, ".seal", ""),
    )


# --- from the model to a record -------------------------------------------------------------------


def _dump_author(author: Author) -> str | dict[str, str]:
    # Fast path: most authors have only a name.
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


def dump_authors(authors: tuple[Author, ...]) -> list[str | dict[str, str]]:
    """Return names, or mappings for authors with more details."""
    return [_dump_author(author) for author in authors]


def dump_venue(venue: str | UnlistedVenue) -> str | dict[str, str]:
    """Return the id or name, or a mapping for a venue that is not in `venues.yaml`."""
    if not isinstance(venue, UnlistedVenue):
        return venue
    parts = {key: getattr(venue, key) for key in UNLISTED_VENUE_KEYS}
    return {part: value for part, value in parts.items() if value}


def dump_count(count: Count) -> dict[str, Any]:
    """Return a mapping with the number and, if known, its day."""
    return {"value": count.value, "day": count.day} if count.day else {"value": count.value}


def dump_figure(figure: Figure) -> dict[str, str]:
    """Return a mapping with the file, the text alternative and the license."""
    return {key: getattr(figure, key) for key in FIGURE_KEYS}


def dump_status(status: Status) -> dict[str, str]:
    """Return a mapping with the kind and, if given, the reason."""
    reason = {"reason": status.reason} if status.reason else {}
    return {"kind": status.kind, **reason}


def dump_versions(versions: tuple[Version, ...]) -> list[dict[str, Any]]:
    """Return one mapping per version, with its known fields."""
    return [_dump_version(version) for version in versions]


def _dump_version(version: Version) -> dict[str, Any]:
    parts = {key: getattr(version, key) for key in VERSION_KEYS}
    return {part: value for part, value in parts.items() if value}


def dump_source(source: Source) -> dict[str, Any]:
    """Return a mapping with the known parts of the source."""
    parts = {
        "format": source.format,
        "from": source.origin,
        "day": source.day,
        "fields": dict(source.fields),
        "seal": source.seal,
    }
    return {part: value for part, value in parts.items() if value}
