"""The data model: immutable, validated objects used by everything after `loader`.

Texts are clean (no control characters, NFC) but not escaped: `title`, `abstract` and `summary` may
contain LaTeX, which `latex_render.render_rich` converts to HTML and plain text. An empty string, an
empty tuple or `None` means that the value is unknown.
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
class KnownPerson:
    """A person in `people.yaml`; `id` is the last part of the address.

    - `name`: the displayed name; `aliases` are other spellings
    - `papers`: papers that are certainly by this person, if others have the same name
    - `is_member`: whether the person is a member of the lab that the site is about
    - `path` and `line`: location of the entry, for messages
    """

    id: Slug
    name: str
    aliases: tuple[str, ...] = field(default=(), compare=False, repr=False)
    orcid: Orcid | None = None
    affiliation: str = ""
    homepage: str = ""
    is_member: bool = False
    papers: frozenset[PaperId] = field(default=frozenset(), compare=False, repr=False)
    path: str = field(default="", compare=False, repr=False)
    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One author as named on the paper; `name` is the displayed name.

    `given` and `family` are set only if a source gave them separately. The name of an organization
    is not split; `kind` is set if the name alone does not show that it is an organization. `person`
    is set by the collection, not by the record: who this is, if `people.yaml` knows.
    """

    name: str
    given: str = ""
    family: str = ""
    kind: AuthorKind = ""
    orcid: Orcid | None = None
    affiliation: str = ""
    url: str = ""
    person: KnownPerson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A series in which papers appear; the year is not part of it."""

    id: VenueId
    name: str
    full_name: str = ""
    kind: str = "conference"
    description: str = ""
    homepage: str = ""
    publisher: str = ""
    aliases: tuple[str, ...] = ()
    line: int = field(default=0, compare=False, repr=False)

    def __hash__(self) -> int:
        """Hash by id: venues are used in cache keys, and equal venues have the same id."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlistedVenue:
    """A venue that is not in `venues.yaml`, as its source names it.

    `short` is a label for lists, such as an acronym; it and `kind` may be empty.
    """

    name: str
    short: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagGroup:
    """A top-level group of tags in the vocabulary."""

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
    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number that changes over time, with the day it was read."""

    value: int
    day: IsoDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSnapshot:
    """What one source counted for one paper on one day; `None` means not given.

    The counts are those of `COUNT_KINDS`; `Paper` has fields of the same names for the latest
    values.
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
    """Why a paper is not valid, or no longer valid; its page shows a banner with this."""

    kind: StatusKind
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture of a paper.

    - `file`: its path, relative to the folder of the record's file
    - `alt`: what it shows, for those who do not see it
    - `license`: an SPDX id, an address or words
    - `content_hash`, `width` and `height`: of the image in the file, once it was read
    """

    file: str
    alt: str
    license: str
    content_hash: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Another version of a paper, such as its preprint; `venue` is a venue id or a name."""

    doi: Doi | None = None
    arxiv: ArxivId | None = None
    url: str = ""
    venue: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper in a reading list, with a word about it."""

    paper: PaperId
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """Papers that a curator chose and put in order, with a title and a text of paragraphs."""

    id: Slug
    title: str
    text: str = ""
    papers: tuple[ListedPaper, ...] = ()

    def __hash__(self) -> int:
        """Hash by id, as papers do."""
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record came from: format, file or URL, and day.

    `fields` lists the fields from other sources. `seal` holds a checksum of each field as the
    importer wrote it.
    """

    format: str = ""
    origin: str = ""
    day: IsoDate | None = None
    fields: tuple[tuple[str, str], ...] = ()
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One scholarly work in the collection. All fields except `id` and `title` may be empty.

    - `published`: when the work appeared
    - `added`: when it was added to this collection
    - `featured`: the days it was on a daily list
    - `tags_proposed`: true if rules, not a person, chose the tags
    - `first_id`: the id under which a renamed paper was first published
    - `extra`: the values of fields that the collection declares itself
    - `changed`: the day since which the record has its current content, if known
    - `path` and `line`: location of the record, for messages
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
    figure: Figure | None = None
    versions: tuple[Version, ...] = ()
    awards: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    note: str = ""
    extra: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    status: Status | None = None
    aliases: tuple[PaperId, ...] = ()
    citation_key: CitationKey | None = None
    source: Source | None = None
    first_id: PaperId | None = None
    changed: IsoDate | None = None
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __hash__(self) -> int:
        """Hash by id: papers are used in cache keys, and equal papers have the same id."""
        return hash(self.id)
