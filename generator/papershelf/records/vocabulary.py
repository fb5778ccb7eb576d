"""Validates venues, tag groups and tags and builds the controlled vocabularies.

Input: raw entries. Output: a `Vocabulary`, which resolves ids, names and aliases in records to ids
and proposes tags, and every problem found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Slug
from papershelf.core.record_schema import (
    TAG_GROUP_KEYS,
    TAG_KEYS,
    TAG_RULE_KEYS,
    VENUE_KEYS,
    VENUE_KINDS,
)
from papershelf.core.suggestions import Suggester
from papershelf.records.model import Tag, TagGroup, TagId, Venue, VenueId
from papershelf.records.scalar_fields import (
    FieldReporter,
    check_mapping_keys,
    load_block,
    load_line,
    load_lines,
    load_slug,
    load_url,
    quote_value,
)
from papershelf.records.tag_rules import TagRule
from papershelf.records.venue_names import normalize_venue
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.folding import fold_text
from papershelf.text.phrase_matcher import parse_phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The venues and tags that records may name.

    `listed_venues` and `listed_tags` are all normalized names in the files. A name in them
    that resolves to no entry belongs to an invalid entry.
    """

    venues: Mapping[VenueId, Venue]
    groups: Mapping[Slug, TagGroup]
    tags: Mapping[TagId, Tag]
    rules: tuple[TagRule, ...]
    listed_venues: frozenset[str] = frozenset()
    listed_tags: frozenset[str] = frozenset()


def load_vocabulary(
    venues: Iterable[RawRecord],
    groups: Iterable[RawRecord],
    tags: Iterable[RawRecord],
    problems: list[Problem],
) -> Vocabulary:
    """Validate the vocabularies; unusable entries are left out and reported in `problems`."""
    venues, groups, tags = tuple(venues), tuple(groups), tuple(tags)
    known_venues = {venue.id: venue for venue in _load_venues(venues, problems)}
    known_groups = {group.id: group for group in _load_groups(groups, problems)}
    known_tags: dict[TagId, Tag] = {}
    rules: list[TagRule] = []
    listed_groups = frozenset(_listed_names(groups, str))
    for tag, rule in _load_tags(tags, known_groups, listed_groups, problems):
        known_tags[tag.id] = tag
        rules.append(rule)
    return Vocabulary(
        venues=known_venues,
        groups=known_groups,
        tags=known_tags,
        rules=tuple(rules),
        listed_venues=frozenset(_listed_names(venues, normalize_venue)),
        listed_tags=frozenset(_listed_names(tags, fold_text)),
    )


def _listed_names(records: Iterable[RawRecord], normalize: Callable[[str], str]) -> Iterator[str]:
    """Yield every name of every entry, usable or not."""
    for record in records:
        aliases = record.fields.get("aliases")
        names = [record.fields.get(key) for key in ("id", "name", "full_name")]
        names += aliases if isinstance(aliases, list) else [aliases]
        yield from (normalize(name) for name in names if isinstance(name, str))


class _VocabularyReader:
    """Validates the entries of one vocabulary: keys, ids, and names that are already taken."""

    def __init__(
        self,
        allowed_keys: tuple[str, ...],
        problems: list[Problem],
        normalize: Callable[[str], str] = fold_text,
    ) -> None:
        self._allowed_keys = allowed_keys
        self._normalize = normalize
        self._problems = problems
        self._ids: dict[str, int] = {}
        self._names: dict[str, tuple[str, int]] = {}

    def load_entries(
        self, records: Iterable[RawRecord]
    ) -> Iterator[tuple[Slug, str, FieldReporter]]:
        """Yield the entries that have a new id and a name."""
        for record in records:
            report = FieldReporter(record, self._problems)
            check_mapping_keys(record.fields, self._allowed_keys, report, "")
            report.field = "id"
            given = record.fields.get("id")
            entry = load_slug(given, report) if given is not None else None
            if entry is None:
                if not given:
                    report.error("is missing")
                continue
            if entry in self._ids:
                report.error(f"{quote_value(entry)} is already used on line {self._ids[entry]}")
                continue
            self._ids[entry] = record.line
            name = _load_text_line(record, "name", report)
            if not name:
                report.error("is missing")
                continue
            yield entry, name, report

    def check_names_free(
        self, entry_id: Slug, names: Iterable[tuple[str, str]], report: FieldReporter
    ) -> None:
        """Report every name, given with its field, that already belongs to another entry."""
        for field, name in names:
            form = self._normalize(name)
            owner, line = self._names.setdefault(form, (entry_id, report.record.line))
            if form and owner != entry_id:
                report.field = field
                report.error(f"{quote_value(name)} is already a name of {owner!r} on line {line}")


def _load_text_line(record: RawRecord, key: str, report: FieldReporter) -> str:
    """Load one line of text under a key, "" if it is missing."""
    report.field = key
    value = record.fields.get(key)
    return "" if value is None else load_line(value, report)


def _load_aliases(record: RawRecord, report: FieldReporter) -> tuple[str, ...]:
    report.field = "aliases"
    value = record.fields.get("aliases")
    return () if value is None else load_lines(value, report)


def _load_description(record: RawRecord, report: FieldReporter) -> str:
    report.field = "description"
    value = record.fields.get("description")
    return "" if value is None else load_block(value, report)


def _load_homepage(record: RawRecord, report: FieldReporter) -> str:
    report.field = "homepage"
    value = record.fields.get("homepage")
    return "" if value is None else load_url(value, report)


def _load_venues(records: Iterable[RawRecord], problems: list[Problem]) -> Iterator[Venue]:
    entries = _VocabularyReader(VENUE_KEYS, problems, normalize_venue)
    for entry, name, report in entries.load_entries(records):
        record = report.record
        kind = _load_text_line(record, "kind", report) or "conference"
        if kind not in VENUE_KINDS:
            report.error(
                f"{quote_value(kind)} is not a kind of venue; use one of {', '.join(VENUE_KINDS)}"
            )
            kind = "conference"
        aliases = _load_aliases(record, report)
        full_name = _load_text_line(record, "full_name", report)
        names = [("id", entry), ("name", name), ("full_name", full_name)]
        names += [("aliases", alias) for alias in aliases]
        entries.check_names_free(entry, ((field, text) for field, text in names if text), report)
        yield Venue(
            id=VenueId(entry),
            name=name,
            full_name=full_name,
            kind=kind,
            description=_load_description(record, report),
            homepage=_load_homepage(record, report),
            publisher=_load_text_line(record, "publisher", report),
            aliases=aliases,
            line=record.line,
        )


def _load_groups(records: Iterable[RawRecord], problems: list[Problem]) -> Iterator[TagGroup]:
    for entry, name, report in _VocabularyReader(TAG_GROUP_KEYS, problems).load_entries(records):
        yield TagGroup(id=entry, name=name, description=_load_description(report.record, report))


def _load_tags(
    records: Iterable[RawRecord],
    groups: Mapping[Slug, TagGroup],
    listed_groups: frozenset[str],
    problems: list[Problem],
) -> Iterator[tuple[Tag, TagRule]]:
    entries = _VocabularyReader(TAG_KEYS, problems)
    suggester = Suggester(groups)
    for entry, name, report in entries.load_entries(records):
        record = report.record
        group = _load_text_line(record, "group", report)
        if not group:
            if record.fields.get("group") in (None, ""):
                report.error("is missing")
            continue
        if group not in groups:
            if group not in listed_groups:
                report.error(f"{quote_value(group)} is not a group{suggester.suggest(group)}")
            continue
        aliases = _load_aliases(record, report)
        names = [("id", entry), ("name", name), *(("aliases", alias) for alias in aliases)]
        entries.check_names_free(entry, names, report)
        tag = Tag(
            id=TagId(entry),
            name=name,
            group=Slug(group),
            description=_load_description(record, report),
            aliases=aliases,
            line=record.line,
        )
        yield tag, _load_rule(tag.id, record, report)


def _load_rule(tag: TagId, record: RawRecord, report: FieldReporter) -> TagRule:
    """Load the phrases that propose a tag; phrases that could never match are left out."""
    report.field = "rules"
    value = record.fields.get("rules")
    if not isinstance(value, dict):
        if value is not None:
            report.error(f"is not a mapping with the keys {', '.join(TAG_RULE_KEYS)}")
        return TagRule(tag=tag)
    check_mapping_keys(value, TAG_RULE_KEYS, report, "")
    phrases: dict[str, tuple[str, ...]] = {}
    for key in TAG_RULE_KEYS:
        report.field = f"rules.{key}"
        given = () if value.get(key) is None else load_lines(value[key], report)
        phrases[key] = tuple(text for text in given if _is_phrase(text, report))
    return TagRule(
        tag=tag,
        title=phrases["title"],
        text=phrases["text"],
        weak=phrases["weak"],
        veto=phrases["not"],
    )


def _is_phrase(text: str, report: FieldReporter) -> bool:
    try:
        parse_phrase(text)
    except ValueError as error:
        report.error(str(error))
        return False
    return True
