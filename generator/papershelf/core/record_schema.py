"""The record's fields, in one table: what a key may hold, in the order in which we write them.

`loader` checks records by it, writers order keys by it, `docs/format.md` is tested against it,
and the JSON Schema of the static API is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "slug", "line", "block", "authors", "venue", "year", "date", "day", "days", "arxiv", "doi",
    "name", "url", "urls", "tags", "count", "lines", "status", "slugs", "key", "source", "type",
    "isbns", "issns", "versions", "works",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: its kind, what it means, and an example as written in YAML."""

    name: str
    kind: Kind
    meaning: str
    example: str


FIELDS: tuple[Field, ...] = (
    Field("id", "slug", "Permanent name; the page is `papers/<id>/`", "neural-tangent-kernel"),
    Field("title", "line", "Title as published; LaTeX maths is welcome", "On $\\ell_1$ balls"),
    Field("authors", "authors", "Names, or mappings with more about each", "[Ada Byron, Li Wei]"),
    Field("editors", "authors", "Editors of the book or volume, like `authors`", "[Carl Doe]"),
    Field("venue", "venue", "Id or alias from `venues.yaml`, else a mapping", "neurips"),
    Field("year", "year", "Year of the venue or of publication", "2024"),
    Field("track", "line", "Track of the conference", "Datasets and Benchmarks"),
    Field("session", "line", "Session of the programme", "Oral Session 3A"),
    Field("decision", "line", "How it was accepted: oral, spotlight, poster", "oral"),
    Field("published", "date", "When the work appeared", "2024-05-17"),
    Field("date_note", "line", "Date in the words of the source, where it says more", "in press"),
    Field("volume", "line", "Volume of the journal or proceedings", '"25"'),
    Field("issue", "line", "Issue of the journal", '"3"'),
    Field("pages", "line", "First and last page", "101-117"),
    Field("article_number", "line", "Place in the volume where there are no pages", '"e1042"'),
    Field("series", "line", "Series of the book or volume", "Lecture Notes in River Research"),
    Field("edition", "line", "Edition of the book, a number where it has one", '"2"'),
    Field("publisher", "line", "Who published it", "PMLR"),
    Field("place", "line", "Where it was published", "Cambridge"),
    Field("isbn", "isbns", "ISBN of the book or volume, 10 or 13 digits", '["9780306406157"]'),
    Field("issn", "issns", "ISSN of the journal or series", '["2049-3630"]'),
    Field("type", "type", "CSL type of the work", "paper-conference"),
    Field("language", "line", "Language of the paper, BCP 47", "en"),
    Field("summary", "block", "One or two sentences in the curator's own words", "Shows that …"),
    Field("abstract", "block", "Abstract as published; LaTeX maths is welcome", "We study …"),
    Field("tags", "tags", "Ids or aliases of `tags.yaml`, 100 at most", "[transformers, pruning]"),
    Field("arxiv", "arxiv", "arXiv identifier", '"2401.01234"'),
    Field("doi", "doi", "Digital Object Identifier", "10.1145/3292500.3330701"),
    Field("container_doi", "doi", "DOI of the book or volume", "10.1007/978-3-030-01234-5"),
    Field("acl", "name", "ACL Anthology identifier", "2023.acl-long.42"),
    Field("openreview", "name", "OpenReview forum", "N2WchST43h"),
    Field("pmlr", "name", "PMLR page, volume and name", "v139/doe21a"),
    Field("pmid", "name", "PubMed id", '"31452104"'),
    Field("dblp", "name", "DBLP key", "conf/icml/Doe21"),
    Field("s2", "name", "Semantic Scholar paper id", "649def34f8be52c8b66281af98ae884c09aef38b"),
    Field("openalex", "name", "OpenAlex work id", "W2741809807"),
    Field("url", "url", "The paper's own page", "https://example.org/paper"),
    Field("pdf", "url", "The full text", "https://example.org/paper.pdf"),
    Field("code", "urls", "Repositories with code", "[https://github.com/example/code]"),
    Field("project", "url", "Project page", "https://example.org/project"),
    Field("datasets", "urls", "Data sets that it brings", "[https://example.org/data]"),
    Field("models", "urls", "Trained models", "[https://example.org/model]"),
    Field("demos", "urls", "Demonstrations to try", "[https://example.org/demo]"),
    Field("video", "url", "Talk or video", "https://example.org/talk"),
    Field("slides", "url", "Slides", "https://example.org/slides.pdf"),
    Field("poster", "url", "Poster", "https://example.org/poster.pdf"),
    Field("versions", "versions", "Other versions, such as preprints", "[{year: 2023}]"),
    Field("awards", "lines", "Awards it won", "[Best paper]"),
    Field("references", "works", "Works it cites: DOI, arXiv or OpenAlex ids", "[W2741809807]"),
    Field("note", "block", "A remark for readers", "The list of authors is incomplete."),
    Field("status", "status", "What became of it, with a reason; see below", "{kind: retracted}"),
    Field("added", "day", "Day on which it entered this collection", "2026-11-21"),
    Field("featured", "days", "Days on which it stood on a daily list", "[2026-11-20]"),
    Field("submitted_by", "line", "Who put it on the daily list", "ada"),
    Field("upvotes", "count", "Upvotes, and the day of reading", "{value: 12, day: 2026-11-20}"),
    Field("comments", "count", "Comments, likewise", "{value: 3, day: 2026-11-20}"),
    Field("stars", "count", "Stars of its repository, likewise", "{value: 250, day: 2026-11-20}"),
    Field("citations", "count", "Citations, likewise", "{value: 41, day: 2026-11-20}"),
    Field("citation_key", "key", "BibTeX key that must stay as it is", "chen-etal-2018-neural"),
    Field("aliases", "slugs", "Earlier ids; each becomes a redirect", "[old-name]"),
    Field("source", "source", "Where the record came from", "{format: capture, from: page.txt}"),
)  # fmt: skip

PDF_URL = "pdf_url"
"""What exports of records add: the address of the PDF, told or derived. Readers pass it over."""

FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}

AUTHOR_KEYS = ("name", "given", "family", "kind", "orcid", "affiliation", "url")
COUNT_KEYS = ("value", "day")
StatusKind = Literal["withdrawn", "retracted", "rejected", "desk-rejected"]
STATUS_KINDS: tuple[StatusKind, ...] = get_args(StatusKind)
REJECTIONS: frozenset[StatusKind] = frozenset({"rejected", "desk-rejected"})
STATUS_KEYS = ("kind", "reason")
UNLISTED_VENUE_KEYS = ("name", "short", "kind")
VERSION_KEYS = ("doi", "arxiv", "url", "venue", "year")
SOURCE_KEYS = ("format", "from", "day", "fields", "seal")

CSL_TYPES = frozenset(
    {
        "article", "article-journal", "article-magazine", "book", "chapter", "dataset", "document",
        "paper-conference", "post-weblog", "report", "review", "software", "speech", "standard",
        "thesis", "webpage",
    }
)  # fmt: skip

TYPE_OF_KIND = {
    "conference": "paper-conference",
    "workshop": "paper-conference",
    "journal": "article-journal",
    "preprint": "article",
    "book": "chapter",
}
"""The CSL type of a paper that says none, by the kind of its venue."""

VENUE_KINDS = ("conference", "workshop", "journal", "preprint", "book")
VENUE_KEYS = ("id", "name", "full_name", "kind", "homepage", "description", "publisher", "aliases")
TAG_GROUP_KEYS = ("id", "name", "description")
TAG_KEYS = ("id", "name", "group", "description", "aliases", "rules")
TAG_RULE_KEYS = ("title", "text", "weak", "not")
