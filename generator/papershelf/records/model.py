"""The objects that everything after `loader` works on: frozen, checked, complete.

Texts are clean (no control characters, NFC) but not escaped: `title`, `abstract` and `summary` may
hold LaTeX, which `latex_render.render_rich` turns into HTML and a plain twin. An empty string, an
empty tuple or `None` says that nobody told us.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NewType

from papershelf.core.identifiers import ArxivId, CitationKey, Doi, Isbn, IsoDate, Issn, Orcid, Slug
from papershelf.core.record_schema import StatusKind

PaperId = NewType("PaperId", Slug)
VenueId = NewType("VenueId", Slug)
TagId = NewType("TagId", Slug)

AuthorKind = Literal["", "organization"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One author as the paper names them; `name` is what readers see.

    `given` and `family` are set only where a source told them apart. An organization's name is one
    whole; its `kind` is set where the wording of the name does not say what it is.
    """

    name: str
    given: str = ""
    family: str = ""
    kind: AuthorKind = ""
    orcid: Orcid | None = None
    affiliation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """The series in which papers appear; the year is not part of it."""

    id: VenueId
    name: str
    full_name: str = ""
    kind: str = "conference"
    description: str = ""
    homepage: str = ""
    publisher: str = ""
    aliases: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """That of the id: venues stand in keys of memories, and equal ones have one id."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedVenue:
    """A venue that `venues.yaml` does not list, as its source names it.

    `short` is a label for lists, such as an acronym; it and `kind` may be empty.
    """

    name: str
    short: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagGroup:
    """The first level of the vocabulary of tags."""

    id: Slug
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A topic from the controlled vocabulary; `group` is the id of its `TagGroup`."""

    id: TagId
    name: str
    group: Slug
    description: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that changes, with the day on which it was read."""

    value: int
    day: IsoDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSnapshot:
    """What one source counted of one paper on one day; `None` is what it did not tell.

    The counts are those of `COUNT_KINDS`, like the fields of `Paper` with the newest of each.
    """

    day: IsoDate
    paper: PaperId
    source: str
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None
    citations: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Why a paper does not count, or no longer; its page has a banner that says so."""

    kind: StatusKind
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Another version of a paper, such as its preprint; `venue` is the id of a venue or a name."""

    doi: Doi | None = None
    arxiv: ArxivId | None = None
    url: str = ""
    venue: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record came from: format, file or address, day; `fields` names those that differ.

    `seal` holds a checksum of each field as the importer wrote it.
    """

    format: str = ""
    origin: str = ""
    day: IsoDate | None = None
    fields: tuple[tuple[str, str], ...] = ()
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One scholarly work in the collection. Every field but `id` and `title` may be empty.

    `published` is when the work appeared, `added` when it entered this collection, `featured`
    the days on which it stood on a daily list. `tags_proposed` is true where rules, not a person,
    chose the tags. `first_id` is the id under which a renamed paper was published first,
    `changed` the day since which the record says what it says, if that is known. `path` and
    `line` tell where its record stands, as problems name it.
    """

    id: PaperId
    title: str
    abstract: str = ""
    summary: str = ""
    authors: tuple[Author, ...] = ()
    editors: tuple[Author, ...] = ()
    venue: VenueId | UnlistedVenue | None = None
    year: int | None = None
    track: str = ""
    session: str = ""
    decision: str = ""
    published: IsoDate | None = None
    date_note: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    article_number: str = ""
    series: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""
    isbn: tuple[Isbn, ...] = ()
    issn: tuple[Issn, ...] = ()
    type: str = ""
    language: str = ""
    added: IsoDate | None = None
    featured: tuple[IsoDate, ...] = ()
    submitted_by: str = ""
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    container_doi: Doi | None = None
    acl: str = ""
    openreview: str = ""
    pmlr: str = ""
    pmid: str = ""
    dblp: str = ""
    s2: str = ""
    openalex: str = ""
    url: str = ""
    pdf: str = ""
    code: tuple[str, ...] = ()
    project: str = ""
    datasets: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    demos: tuple[str, ...] = ()
    video: str = ""
    slides: str = ""
    poster: str = ""
    tags: tuple[TagId, ...] = ()
    tags_proposed: bool = False
    upvotes: Count | None = None
    comments: Count | None = None
    stars: Count | None = None
    citations: Count | None = None
    versions: tuple[Version, ...] = ()
    awards: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    note: str = ""
    status: Status | None = None
    aliases: tuple[PaperId, ...] = ()
    citation_key: CitationKey | None = None
    source: Source | None = None
    first_id: PaperId | None = None
    changed: IsoDate | None = None
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __hash__(self) -> int:
        """That of the id: papers stand in keys of memories, and equal ones have one id."""
        return hash(self.id)
