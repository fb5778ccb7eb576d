"""The table of record fields: their types and meanings, in the order they are written.

The loader validates records by it, writers order keys by it, the reference is generated from it,
and the JSON Schema of the static API is generated from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifier_schemes import SCHEMES


@dataclass(frozen=True, slots=True)
class RecordField:
    """One key of a record: its meaning, and an example as written in YAML.

    `kind` is the name of its type in `papershelf.records.field_types`.
    """

    name: str
    kind: str
    meaning: str
    example: str


def _identifier_fields(*names: str) -> Iterator[RecordField]:
    """Yield the fields of the named identifier schemes."""
    for scheme in map(SCHEMES.__getitem__, names):
        yield RecordField(scheme.field, scheme.field_type, scheme.meaning, scheme.example)


FIELDS: tuple[RecordField, ...] = (
    RecordField("id", "slug", "Permanent name; the page is `papers/<id>/`", "neural-tangent-kernel"),
    RecordField("title", "line", "Title as published; may contain LaTeX math", "On $\\ell_1$ balls"),
    RecordField("authors", "authors", "Names, or mappings with more about each", "[Ada Byron, Li Wei]"),
    RecordField("editors", "authors", "Editors of the book or volume, like `authors`", "[Carl Doe]"),
    RecordField("venue", "venue", "Id or alias from `venues.yaml`, else a mapping", "neurips"),
    RecordField("year", "year", "Year of the venue or of publication", "2024"),
    RecordField("track", "line", "Track of the conference", "Datasets and Benchmarks"),
    RecordField("session", "line", "Session of the conference program", "Oral Session 3A"),
    RecordField("decision", "line", "How it was accepted: oral, spotlight, poster", "oral"),
    RecordField("published", "date", "When the work appeared", "2024-05-17"),
    RecordField("date_note", "line", "Date as written in the source, if it says more", "in press"),
    RecordField("volume", "line", "Volume of the journal or proceedings", '"25"'),
    RecordField("issue", "line", "Issue of the journal", '"3"'),
    RecordField("pages", "line", "First and last page", "101-117"),
    RecordField("article_number", "line", "Number of the article, instead of pages", '"e1042"'),
    RecordField("series", "line", "Series of the book or volume", "Lecture Notes in River Research"),
    RecordField("edition", "line", "Edition of the book, as a number if possible", '"2"'),
    RecordField("publisher", "line", "Publisher", "PMLR"),
    RecordField("place", "line", "Place of publication", "Cambridge"),
    RecordField("isbn", "isbns", "ISBN of the book or volume, 10 or 13 digits", '["9780306406157"]'),
    RecordField("issn", "issns", "ISSN of the journal or series", '["2049-3630"]'),
    RecordField("type", "type", "CSL type of the work", "paper-conference"),
    RecordField("language", "line", "Language of the paper, BCP 47", "en"),
    RecordField("summary", "block", "One or two sentences in your own words", "Shows that …"),
    RecordField("abstract", "block", "Abstract as published; may contain LaTeX math", "We study …"),
    RecordField("tags", "tags", "Ids or aliases from `tags.yaml`, at most 100", "[transformers, pruning]"),
    *_identifier_fields("arxiv", "doi"),
    RecordField("container_doi", "doi", "DOI of the book or volume", "10.1007/978-3-030-01234-5"),
    *_identifier_fields(*(name for name in SCHEMES if name not in {"arxiv", "doi"})),
    RecordField("url", "url", "The paper's own page", "https://example.org/paper"),
    RecordField("pdf", "url", "The full text", "https://example.org/paper.pdf"),
    RecordField("code", "urls", "Repositories with code", "[https://github.com/example/code]"),
    RecordField("project", "url", "Project page", "https://example.org/project"),
    RecordField("datasets", "urls", "Data sets published with it", "[https://example.org/data]"),
    RecordField("models", "urls", "Trained models", "[https://example.org/model]"),
    RecordField("demos", "urls", "Demos to try", "[https://example.org/demo]"),
    RecordField("video", "url", "Talk or video", "https://example.org/talk"),
    RecordField("slides", "url", "Slides", "https://example.org/slides.pdf"),
    RecordField("poster", "url", "Poster", "https://example.org/poster.pdf"),
    RecordField("figure", "figure", "Picture, in a file beside the record", "{file: x.png, alt: Tides, license: MIT}"),
    RecordField("versions", "versions", "Other versions, such as preprints", "[{year: 2023}]"),
    RecordField("awards", "lines", "Awards", "[Best paper]"),
    RecordField("references", "works", "Cited works: DOI, arXiv or OpenAlex ids", "[W2741809807]"),
    RecordField("note", "block", "Note for readers", "The list of authors is incomplete."),
    RecordField("extra", "own_values", "Fields that `mkdocs.yml` declares", "{grant: RIV-12}"),
    RecordField("status", "status", "Withdrawn, retracted or rejected; see below", "{kind: retracted}"),
    RecordField("added", "day", "Day on which it entered this collection", "2026-11-21"),
    RecordField("featured", "days", "Days on which it was on a daily list", "[2026-11-20]"),
    RecordField("submitted_by", "line", "Person who put it on the daily list", "ada"),
    *(RecordField(kind.field, "count", kind.meaning, kind.example) for kind in COUNT_KINDS.values()),
    RecordField("citation_key", "key", "BibTeX key, if it is not computed", "chen-etal-2018-neural"),
    RecordField("aliases", "slugs", "Earlier ids; each becomes a redirect", "[old-name]"),
    RecordField("source", "source", "Where the record came from", "{format: capture, from: page.txt}"),
)  # fmt: skip

PDF_URL = "pdf_url"
"""Field added by exports: the URL of the PDF, given or derived. Readers ignore it."""

FIELD_BY_NAME: dict[str, RecordField] = {field.name: field for field in FIELDS}

FIELD_SYNONYMS = {
    "affiliation": "authors",
    "author": "authors",
    "booktitle": "venue",
    "conference": "venue",
    "dataset": "datasets",
    "date": "published or year",
    "description": "summary",
    "eprint": "arxiv",
    "github": "code",
    "homepage": "project",
    "journal": "venue",
    "keywords": "tags",
    "lang": "language",
    "link": "url",
    "month": "published",
    "name": "title",
    "number": "issue",
    "repository": "code",
    "subtitle": "title",
    "tldr": "summary",
    "topics": "tags",
    "website": "project",
}
"""Fields that are meant by names of other formats, for suggestions."""

AUTHOR_KEYS = ("name", "given", "family", "kind", "orcid", "affiliation", "url")
COUNT_KEYS = ("value", "day")
StatusKind = Literal["withdrawn", "retracted", "rejected", "desk-rejected"]
STATUS_KINDS: tuple[StatusKind, ...] = get_args(StatusKind)
REJECTIONS: frozenset[StatusKind] = frozenset({"rejected", "desk-rejected"})
STATUS_KEYS = ("kind", "reason")
UNLISTED_VENUE_KEYS = ("name", "short", "kind")
FIGURE_KEYS = ("file", "alt", "license")
FIGURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")
VERSION_KEYS = ("doi", "arxiv", "url", "venue", "year")
SOURCE_KEYS = ("format", "from", "day", "fields", "seal")

CSL_TYPES = frozenset(
    {
        "article", "article-journal", "article-magazine", "book", "chapter", "dataset", "document",
        "paper-conference", "post-weblog", "report", "review", "software", "speech", "standard",
        "thesis", "webpage",
    }
)  # fmt: skip

TYPE_BY_VENUE_KIND = {
    "conference": "paper-conference",
    "workshop": "paper-conference",
    "journal": "article-journal",
    "preprint": "article",
    "book": "chapter",
}
"""CSL type of a paper without a type, by the kind of its venue."""

VENUE_KINDS = ("conference", "workshop", "journal", "preprint", "book")
VENUE_KEYS = ("id", "name", "full_name", "kind", "homepage", "description", "publisher", "aliases")
READING_LIST_KEYS = ("id", "title", "text", "papers")
LISTED_PAPER_KEYS = ("paper", "note")
PERSON_KEYS = (
    "id", "name", "aliases", "orcid", "affiliation", "homepage", "member", "papers",
)  # fmt: skip
TAG_GROUP_KEYS = ("id", "name", "description")
TAG_KEYS = ("id", "name", "group", "description", "aliases", "rules")
TAG_RULE_KEYS = ("title", "text", "weak", "not")
