"""Validates raw records and vocabularies and builds the collection.

Input: a `RawCollection`. Output: a `Collection` of papers, vocabularies and every problem found.
Loading does not stop at the first problem: an invalid field is left empty, a record without a title
is skipped, and each is reported with its file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.core.identifier_schemes import derive_pdf
from papershelf.core.identifiers import ARXIV_DOI, Slug
from papershelf.core.own_fields import OwnField
from papershelf.core.record_schema import FIELD_BY_NAME, FIELD_SYNONYMS, PDF_URL, REJECTIONS
from papershelf.core.suggestions import Suggester
from papershelf.records.change_dates import Changes, add_changed_days, parse_changes
from papershelf.records.count_snapshots import add_latest_counts, load_counts
from papershelf.records.duplicates import check_duplicates
from papershelf.records.field_types import FIELD_TYPES
from papershelf.records.id_ledger import (
    REMOVED_MARK,
    FormerIds,
    Ledger,
    check_ledger,
    collect_former_ids,
    first_id,
    parse_ledger,
    removed_paper_addresses,
)
from papershelf.records.model import (
    CountSnapshot,
    KnownPerson,
    Paper,
    ReadingList,
    Tag,
    TagGroup,
    TagId,
    Venue,
    VenueId,
)
from papershelf.records.own_values import check_own_values
from papershelf.records.paper_ids import propose_ids
from papershelf.records.references.author_persons import assign_persons
from papershelf.records.references.people import load_people
from papershelf.records.references.reading_lists import load_reading_lists
from papershelf.records.references.redirects import load_redirects
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import FieldReporter, load_arxiv_id, quote_value
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import RawCollection
from papershelf.sources.parsing.raw_record import RawRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The validated content of one data folder.

    - `papers`: the papers, with the latest of their `counts`
    - `reading_lists`: the reading lists by id, in the order of their file
    - `people`: the persons of `people.yaml` by id; authors refer to them
    - `redirects`: new addresses by old address
    - `ledger`: all ids that were ever published
    - `former_ids`: the earlier ids of papers
    - `removed_addresses`: addresses of removed papers, and of pages removed on purpose

    If `problems` contains an error, the collection is incomplete and only suitable for a report.
    """

    papers: tuple[Paper, ...]
    venues: Mapping[VenueId, Venue]
    groups: Mapping[Slug, TagGroup]
    tags: Mapping[TagId, Tag]
    redirects: Mapping[str, str]
    problems: tuple[Problem, ...]
    reading_lists: Mapping[Slug, ReadingList] = field(default_factory=dict)
    people: Mapping[Slug, KnownPerson] = field(default_factory=dict)
    counts: tuple[CountSnapshot, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    changes: Changes = field(default_factory=Changes)
    former_ids: FormerIds = field(default_factory=dict)
    removed_addresses: frozenset[str] = frozenset()


def load_collection(raw: RawCollection, own_fields: Iterable[OwnField] | None = None) -> Collection:
    """Validate the content of a data folder.

    `own_fields` are the declared fields, with which the values in `extra` are compared; `None` skips
    this, for commands that do not read the settings of the site.
    """
    problems = list(raw.problems)
    vocabulary = load_vocabulary(raw.venues, raw.groups, raw.tags, problems)
    resolver = Resolver(vocabulary, raw.unread)
    papers = _load_papers(raw.records, resolver, own_fields, problems)
    problems += check_duplicates(papers, resolver.preprint_venues)
    counts = load_counts(raw.counts, papers, problems)
    redirects = load_redirects(raw.redirects, papers, problems)
    about_lists: list[Problem] = []
    reading_lists = load_reading_lists(raw.reading_lists, papers, about_lists)
    people = load_people(raw.people, papers, about_lists)
    papers = assign_persons(papers, people, about_lists)
    ledger = _load_ledger(raw, problems)
    changes = _load_changes(raw, problems)
    # If some files could not be read, papers that seem to be missing may still exist.
    is_whole = not has_errors(raw.problems)
    problems += about_lists if is_whole else ()
    about = check_ledger(ledger, papers, redirects)
    problems += (problem for problem in about if is_whole or problem.severity == "error")
    gone = {old for old, new in redirects.items() if new == REMOVED_MARK}
    former = collect_former_ids(papers, redirects)
    return Collection(
        papers=add_changed_days(
            _add_first_ids(add_latest_counts(papers, counts), ledger, former),
            changes,
            raw.commit_day,
        ),
        venues=vocabulary.venues,
        groups=vocabulary.groups,
        tags=vocabulary.tags,
        reading_lists=reading_lists,
        people=people,
        redirects={old: new for old, new in redirects.items() if new != REMOVED_MARK},
        problems=tuple(sorted(problems)),
        counts=counts,
        ledger=ledger,
        changes=changes,
        former_ids=former,
        removed_addresses=frozenset(gone.union(removed_paper_addresses(ledger, papers, redirects))),
    )


def _add_first_ids(
    papers: tuple[Paper, ...], ledger: Ledger, former_ids: FormerIds
) -> tuple[Paper, ...]:
    """Return the papers with `first_id` set on those first published under another id."""
    if not former_ids:
        return papers
    first = {paper: first_id(ledger, (paper, *names)) for paper, names in former_ids.items()}
    return tuple(
        replace(paper, first_id=name)
        if (name := first.get(paper.id, paper.id)) != paper.id
        else paper
        for paper in papers
    )


def _load_ledger(raw: RawCollection, problems: list[Problem]) -> Ledger:
    try:
        return parse_ledger(raw.ledger, raw.ledger_path)
    except PapersError as error:
        problems += error.problems
        return Ledger()


def _load_changes(raw: RawCollection, problems: list[Problem]) -> Changes:
    try:
        return parse_changes(raw.changes, raw.changes_path)
    except PapersError as error:
        problems += error.problems
        return Changes()


def load_values(record: RawRecord, problems: list[Problem], suggester: Suggester) -> dict[str, Any]:
    """Load each field of a record on its own; empty fields are left out."""
    report = FieldReporter(record, problems)
    values: dict[str, Any] = {}
    for name, value in record.fields.items():
        if value is None or value == "":
            continue
        report.field = _id_field_of(record) if name == "id" else name
        if _has_replacement_character(value):
            report.error("contains the replacement character U+FFFD; restore the lost letters")
            continue
        if name == PDF_URL:
            continue
        load = _LOADER_BY_FIELD.get(name)
        if load is None:
            report.error(f"is not a field of a record{suggester.suggest(name)}")
        elif loaded := load(value, report):
            values[name] = loaded
    if values.get("doi", "").startswith(ARXIV_DOI):
        _move_arxiv_doi(values, report)
    if url := record.fields.get(PDF_URL):
        _check_pdf_url(url, values, FieldReporter(record, problems, PDF_URL))
    return values


def _check_pdf_url(url: object, values: dict[str, Any], report: FieldReporter) -> None:
    """Warn about a `pdf_url` that exports did not derive, because it would be lost silently."""
    if url != (values.get("pdf") or derive_pdf(values.get)):
        report.warn(
            f"{quote_value(url)} is ignored, because exports add this field; use pdf instead, or delete it"
        )


def _id_field_of(record: RawRecord) -> str:
    """Return the field that holds the id of a record; BibTeX entries have a dedicated one."""
    return "papershelf" if record.citation_key else "id"


def _move_arxiv_doi(values: dict[str, Any], report: FieldReporter) -> None:
    """Replace a DOI that arXiv registered by the arXiv id it contains."""
    report.field = "doi"
    doi = values.pop("doi")
    if arxiv := load_arxiv_id(doi, report):
        known = values.setdefault("arxiv", arxiv)
        if known != arxiv:
            report.error(f"{doi} is the DOI of arXiv:{arxiv}, but arxiv is {known}")


def _has_replacement_character(value: object) -> bool:
    """Return whether a value contains U+FFFD, which marks text that could not be decoded."""
    if isinstance(value, str):
        return not value.isascii() and "\ufffd" in value
    rest = [value]  # no recursion: hostile values are nested a thousand levels deep
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            if "\ufffd" in part:
                return True
        elif isinstance(part, dict):
            rest += part.values()
        elif isinstance(part, list):
            rest += part
    return False


_LOADER_BY_FIELD = {name: FIELD_TYPES[field.kind].load for name, field in FIELD_BY_NAME.items()}
FIELD_SUGGESTER = Suggester(FIELD_BY_NAME, FIELD_SYNONYMS)


def _load_papers(
    records: Iterable[RawRecord],
    resolver: Resolver,
    own_fields: Iterable[OwnField] | None,
    problems: list[Problem],
) -> tuple[Paper, ...]:
    loaded: list[tuple[RawRecord, dict[str, Any]]] = []
    first: dict[str, RawRecord] = {}
    declared = None if own_fields is None else {field.name: field for field in own_fields}
    for record in records:
        values = load_values(record, problems, FIELD_SUGGESTER)
        report = FieldReporter(record, problems)
        if "title" not in values:
            report.field = "title"
            report.error("is missing")
            continue
        if (given := values.get("id")) is not None:
            other = first.setdefault(given, record)
            if other is not record:
                report.field = _id_field_of(record)
                report.error(f"{quote_value(given)} is already used at {other.path}:{other.line}")
                continue
        resolver.resolve(values, report)
        _check_status(values, resolver, report)
        resolver.add_keywords(values, record.keywords)
        if declared is not None and "extra" in values:
            report.field = "extra"
            check_own_values(values["extra"], declared, report)
        loaded.append((record, values))
    # A separate loop, because the tables it uses fill the processor cache.
    for record, values in loaded:
        # A curator who wrote `tags: []` wants no tags.
        if record.fields.get("tags") is None:
            resolver.propose_tags(values)
    _assign_ids(loaded, first, problems)
    return tuple(_make_paper(record, values) for record, values in loaded)


def _check_status(values: dict[str, Any], resolver: Resolver, report: FieldReporter) -> None:
    """Warn about a rejected paper with a venue, because citations would say it appeared there."""
    status, venue = values.get("status"), values.get("venue")
    if not (status and venue and status.kind in REJECTIONS):
        return
    if venue not in resolver.preprint_venues and getattr(venue, "kind", "") != "preprint":
        report.field = "venue"
        report.warn(
            f"must not be set for a {status.kind} paper; name the venue in the reason of status"
        )


def _assign_ids(
    loaded: Iterable[tuple[RawRecord, dict[str, Any]]],
    used_ids: Iterable[str],
    problems: list[Problem],
) -> None:
    """Assign an id to each paper that has none."""
    without_id = [(record, values) for record, values in loaded if "id" not in values]
    ids = propose_ids([values for _, values in without_id], used_ids)
    for (record, values), name in zip(without_id, ids, strict=True):
        values["id"] = name
        if "id" in record.fields:
            continue
        reason, advice = "is missing", f"id: {name}"
        if record.is_foreign:
            advice = f"papershelf = {{{name}}}"
        if record.citation_key:
            reason = f"is missing, and the key {quote_value(record.citation_key)} cannot be used as the id"
        report = FieldReporter(record, problems, "papershelf" if record.is_foreign else "id")
        report.warn(f"{reason}, so the address of the page may change; add {advice}")


def _make_paper(record: RawRecord, values: dict[str, Any]) -> Paper:
    if "year" not in values and "published" in values:
        values["year"] = int(values["published"][:4])
    return Paper(**values, path=record.path, line=record.line)
