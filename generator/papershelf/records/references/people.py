"""Validates the persons of a collection.

Input: the raw entries of `people.yaml`. Output: `KnownPerson`s whose papers have their current ids,
and every problem found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Orcid, Slug, parse_orcid
from papershelf.core.record_schema import PERSON_KEYS
from papershelf.core.slugs import make_name_slug
from papershelf.core.suggestions import Suggester
from papershelf.records.model import KnownPerson, Paper, PaperId
from papershelf.records.scalar_fields import (
    FieldReporter,
    check_mapping_keys,
    load_line,
    load_lines,
    load_parsed,
    load_slug,
    load_url,
    quote_value,
)
from papershelf.sources.parsing.raw_record import RawRecord

RESERVED_IDS = frozenset({"letter", "page"})
"""Names of folders below `authors/` that are not authors."""
_SWITCH = {"true": True, "false": False}


def load_people(
    records: Iterable[RawRecord], papers: Iterable[Paper], problems: list[Problem]
) -> dict[Slug, KnownPerson]:
    """Load the persons in their order; unusable ones are left out and reported in `problems`."""
    people: dict[Slug, KnownPerson] = {}
    orcids: dict[Orcid, KnownPerson] = {}
    reader: _Reader | None = None
    for record in records:
        reader = reader or _Reader(papers)
        report = FieldReporter(record, problems)
        found = reader.load(record, report)
        if found is None:
            continue
        if found.id in people:
            report.field = "id"
            report.error(f"{quote_value(found.id)} is already used on line {people[found.id].line}")
        elif found.orcid and (owner := orcids.setdefault(found.orcid, found)) is not found:
            report.field = "orcid"
            report.error(
                f"{found.orcid} is already the ORCID iD of {owner.id!r} on line {owner.line}"
            )
        else:
            people[found.id] = found
    return people


def person_slugs(person: KnownPerson) -> Iterator[Slug]:
    """Yield the slug of each spelling of a person, the id first."""
    slugs = (make_name_slug(name) for name in (person.name, *person.aliases))
    yield from dict.fromkeys([person.id, *filter(None, slugs)])


class _Reader:
    """Loads single persons, with the papers of the collection."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        papers = tuple(papers)
        self._papers: dict[str, Paper] = {
            name: paper for paper in papers for name in (*paper.aliases, paper.id)
        }
        self._suggester = Suggester(paper.id for paper in papers)

    def load(self, record: RawRecord, report: FieldReporter) -> KnownPerson | None:
        fields = record.fields
        check_mapping_keys(fields, PERSON_KEYS, report, "")
        name_id = _load_id(fields.get("id"), report)
        report.field = "name"
        name = load_line(fields.get("name") or "", report)
        if not name:
            report.error("is missing")
        elif not make_name_slug(name):
            report.error(f"has no letters: {quote_value(name)}")
            name = ""
        report.field = "aliases"
        aliases = _load_aliases(fields.get("aliases"), report)
        report.field = "orcid"
        orcid = load_parsed(parse_orcid, fields.get("orcid") or "", report)
        report.field = "affiliation"
        affiliation = load_line(fields.get("affiliation") or "", report)
        report.field = "homepage"
        homepage = load_url(fields.get("homepage") or "", report)
        report.field = "member"
        is_member = _load_switch(fields.get("member"), report)
        if not name_id or not name:
            return None
        person = KnownPerson(
            id=name_id,
            name=name,
            aliases=aliases,
            orcid=orcid,
            affiliation=affiliation,
            homepage=homepage,
            is_member=is_member,
            path=record.path,
            line=record.line,
        )
        report.field = "papers"
        return self._add_papers(person, fields.get("papers"), report)

    def _add_papers(self, person: KnownPerson, value: object, report: FieldReporter) -> KnownPerson:
        """Return the person with the papers that name one of the spellings as an author."""
        names = load_lines(value, report) if value is not None else ()
        spellings = frozenset(person_slugs(person))
        found: dict[PaperId, None] = {}
        for place, name in enumerate(names):
            part = f"[{place}]"
            if name not in self._papers:
                hint = self._suggester.suggest(name)
                report.error(f"{quote_value(name)} is not in the collection{hint}", part)
            elif not _has_author(paper := self._papers[name], spellings, person.orcid):
                authors = ", ".join(author.name for author in paper.authors) or "no authors"
                report.error(
                    f"{quote_value(name)} has no author of this name; add the spelling to aliases, "
                    f"if it is one of {quote_value(authors)}",
                    part,
                )
            else:
                found[paper.id] = None
        return replace(person, papers=frozenset(found))


def _has_author(paper: Paper, spellings: frozenset[Slug], orcid: Orcid | None) -> bool:
    return any(
        make_name_slug(author.name) in spellings or (orcid and author.orcid == orcid)
        for author in paper.authors
    )


def _load_id(value: object, report: FieldReporter) -> Slug | None:
    report.field = "id"
    if not value:
        report.error("is missing")
        return None
    found = load_slug(value, report)
    if found in RESERVED_IDS:
        report.error(f"{quote_value(found)} is the address of another page; choose another id")
        return None
    return found


def _load_aliases(value: object, report: FieldReporter) -> tuple[str, ...]:
    names = load_lines(value, report) if value is not None else ()
    for place, name in enumerate(names):
        if not make_name_slug(name):
            report.error(f"has no letters: {quote_value(name)}", f"[{place}]")
    return tuple(filter(make_name_slug, names))


def _load_switch(value: object, report: FieldReporter) -> bool:
    if value is None or value == "":
        return False
    text = str(value).lower()
    if text not in _SWITCH:
        report.error(f"is not true or false: {quote_value(value)}")
    return _SWITCH.get(text, False)
