"""Reads lists of papercopilot/paperlists, one JSON array per conference and year.

Nested lists are texts separated by `;` (`,` in older files); -1 and "" mean unknown. The conference
comes from the BibTeX of an entry, else from the file name (`iclr2024.json`). Rejected and withdrawn
submissions get no venue, and workshop papers get the workshop. The track `main` is ignored. Counts
of Google Scholar have no date and are skipped.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.compression import inner_name
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    text_at,
    value_at,
)
from papershelf.sources.parsing.links import assign_address, classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.submission_status import SubmissionVerdict, parse_verdict

_FILE_NAME_SERIES = re.compile(r"(?:paperlists[_-])?([A-Za-z][A-Za-z-]*?)[_-]?((?:19|20)\d\d)")
_OPENREVIEW_ID = re.compile(r"[\w-]{9,14}")
_BIBTEX_FIELDS = (
    "venue", "year", "published", "date_note", "doi", "pages", "publisher", "volume",
    "citation_key", "editors",
    "article_number", "series", "edition", "place", "isbn", "issn",
)  # fmt: skip


def is_paperlists(head: str) -> bool:
    """Whether the text is an array with the keys that all these lists share."""
    if not head.lstrip().startswith("[") or not has_keys(head, "title", "author"):
        return False
    return has_keys(head, "track", "status") or has_keys(head, "aff", "github")


def parse_paperlists(content: bytes, path: str) -> ReadResult:
    """Parse the papers of a list."""
    builder, items = gather_items(content, path, "title")
    series = _FILE_NAME_SERIES.fullmatch(PurePosixPath(inner_name(path)).stem)
    for line, item in items:
        verdict = parse_verdict(text_at(item, "status"))
        conference = (series[1], series[2]) if series else ("", "")
        fields = _paper_fields(item) | _publication_fields(item, verdict, *conference)
        words = [word.strip() for word in text_at(item, "keywords").split(";")]
        builder.add(fields, line, keywords=words, outcome=verdict.outcome)
    return builder.make_reading()


def _paper_fields(item: JsonObject) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": text_at(item, "title"),
        "authors": _make_authors(item),
        "abstract": text_at(item, "abstract"),
        "arxiv": text_at(item, "arxiv"),
        "doi": text_at(item, "doi"),
    }
    name = text_at(item, "id")
    for key in ("openreview", "site", "pdf", "proceeding", "oa"):
        assign_address(fields, text_at(item, key))
    is_rated = "rating" in item or "openreview.net" in text_at(item, "pdf")
    if is_rated and _OPENREVIEW_ID.fullmatch(name):
        fields.setdefault("openreview", name)
    for key in ("project", "video", "slides", "poster"):
        address = text_at(item, key)
        fields[key] = address if classify_address(address)[0] else ""
    code = text_at(item, "github")
    fields["code"] = [code] if classify_address(code)[0] == "code" else []
    award = value_at(item, "award")
    fields["awards"] = [award] if isinstance(award, str) and award else []
    return fields


def _publication_fields(
    item: JsonObject, verdict: SubmissionVerdict, series: str, year: str
) -> dict[str, object]:
    """The venue fields from the paper's BibTeX, else from the file's series; or the outcome."""
    name = series.upper() if series.islower() else series
    if verdict.outcome:
        return {"year": year, **verdict.status(f"{name} {year}".strip())}
    fields = _fields_from_bibtex(item)
    if series and not fields.get("venue"):
        fields |= {"venue": series, "year": year}
        if verdict.is_workshop:
            fields["venue"] = {"name": f"{name} Workshop", "kind": "workshop"}
    track = text_at(item, "track")
    fields["track"] = "" if track.lower() == "main" else track
    fields["session"] = text_at(item, "session")
    fields["decision"] = verdict.decision
    return fields


def _fields_from_bibtex(item: JsonObject) -> dict[str, object]:
    records = parse_bibtex(text_at(item, "bibtex").encode("utf-8", "replace"), "").records
    fields = records[0].fields if len(records) == 1 else {}
    return {name: fields[name] for name in _BIBTEX_FIELDS if name in fields}


def _make_authors(item: JsonObject) -> list[AuthorValue]:
    text = text_at(item, "author") or text_at(item, "author_site") or text_at(item, "authors")
    if text == "Anonymous":
        return []
    names = [name.strip() for name in text.split(";" if ";" in text else ",")]
    places = [place.strip() for place in text_at(item, "aff").split(";")]
    orcids = [orcid.strip() for orcid in text_at(item, "orcid").split(";")]
    # Affiliations are in the order of the authors only if this index exists.
    if len(places) != len(names) or "aff_unique_index" not in item:
        places = [""] * len(names)
    if len(orcids) != len(names):
        orcids = [""] * len(names)
    details = zip(names, places, orcids, strict=True)
    return drop_empty_authors(
        [
            make_author_from_name(name, affiliation=place, orcid=orcid)
            for name, place, orcid in details
        ]
    )
