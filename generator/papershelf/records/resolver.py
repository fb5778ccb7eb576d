"""Resolves venue and tag names in records to ids, and proposes tags by rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from papershelf.core.identifiers import Slug
from papershelf.core.record_schema import TYPE_BY_VENUE_KIND, VENUE_KINDS
from papershelf.core.suggestions import Suggester
from papershelf.records.model import TagId, UnlistedVenue, VenueId
from papershelf.records.scalar_fields import QUOTED_LENGTH, FieldReporter, quote_value
from papershelf.records.tag_rules import Tagger
from papershelf.records.unlisted_venues import infer_venue_kind, venue_kind_from_name
from papershelf.records.venue_names import VenueIndex, normalize_venue
from papershelf.records.vocabulary import Vocabulary
from papershelf.text.folding import fold_text

MAX_TAGS_PER_PAPER = 100
"""Maximum number of tags per paper; each tag's pages, feeds and exports list the paper."""


class Resolver:
    """Looks up names in the vocabularies.

    `unread` lists vocabulary files that could not be read: names from them are not reported as
    unknown. The same applies to the name of an entry that is invalid.
    """

    def __init__(self, vocabulary: Vocabulary, unread: frozenset[str] = frozenset()) -> None:
        self._unread = unread
        self._listed_venues = vocabulary.listed_venues
        self._listed_tags = vocabulary.listed_tags
        venues = vocabulary.venues.values()
        self._venues = VenueIndex({v.id: (v.name, v.full_name, *v.aliases) for v in venues})
        self._venue_by_id = vocabulary.venues
        self.preprint_venues = frozenset(v.id for v in venues if v.kind == "preprint")
        tags: dict[str, TagId] = {}
        for tag in vocabulary.tags.values():
            for name in (tag.id, tag.name, *tag.aliases):
                tags.setdefault(fold_text(name), tag.id)
        # Cached: every paper with a tag repeats its name, mostly in the same spelling.
        self._find_tag = lru_cache(maxsize=1 << 14)(lambda name: tags.get(fold_text(name)))
        self._tagger = Tagger(vocabulary.rules)
        self._proposal_cache = {rule.tag: tags[fold_text(rule.tag)] for rule in vocabulary.rules}
        self._tag_hints = Suggester(vocabulary.tags)
        self._venue_hints = Suggester(name for v in venues for name in (v.id, v.name))

    def resolve(
        self, values: dict[str, Any], report: FieldReporter, *, keep_venue_names: bool = False
    ) -> None:
        """Replace names by ids; an unknown tag is reported as an error and dropped.

        An unknown venue is treated the same way, unless it is marked as unlisted or the record
        comes from another source (`keep_venue_names`).
        """
        if "venue" in values:
            self._resolve_venue(
                values, report, keep_names=keep_venue_names or report.record.is_foreign
            )
        if report.record.is_foreign:
            if "series" in values:
                self._take_series_as_venue(values, report)
            self._drop_implied_fields(values)
        if "tags" in values:
            values["tags"] = self._resolve_tags(values["tags"], report)

    def _resolve_venue(
        self, values: dict[str, Any], report: FieldReporter, *, keep_names: bool
    ) -> None:
        report.field = "venue"
        venue = self.find_listed(values["venue"])
        if isinstance(venue, UnlistedVenue):
            values["venue"] = self._infer_venue_kind(venue, values) if keep_names else venue
        elif venue is not None:
            values["venue"] = venue
        elif keep_names:
            values["venue"] = self._infer_venue_kind(UnlistedVenue(name=values["venue"]), values)
        else:
            name = values.pop("venue")
            hint = self._venue_hints.suggest(name)
            if "venues.yaml" in self._unread or normalize_venue(name) in self._listed_venues:
                return
            advice = f"add it there, or write venue: {{name: {_flow_text(name)}, kind: journal}}"
            report.error(
                f"{quote_value(name)} is not in venues.yaml{f'{hint} Otherwise' if hint else ';'}"
                f" {advice}; kinds: {', '.join(VENUE_KINDS)}"
            )

    def find_listed(self, venue: str | UnlistedVenue) -> str | UnlistedVenue | None:
        """Return the id of a listed venue, an unlisted venue as is, or `None` if unknown."""
        if isinstance(venue, UnlistedVenue):
            return self._venues.find(venue.name) or venue
        return self._venues.find(venue)

    def _infer_venue_kind(self, venue: UnlistedVenue, values: Mapping[str, Any]) -> UnlistedVenue:
        """Return the venue with its kind inferred from the type of the work or the name."""
        return replace(
            venue, kind=venue.kind or infer_venue_kind(venue.name, values.get("type", ""))
        )

    def _take_series_as_venue(self, values: dict[str, Any], report: FieldReporter) -> None:
        """Use a listed series as the venue, because some formats confuse the two."""
        venue = self._venues.find(values["series"])
        named = values.get("venue", venue)
        is_longer_name = (
            isinstance(named, UnlistedVenue) and venue_kind_from_name(named.name) != "workshop"
        )
        if venue is not None and (named == venue or is_longer_name):
            if isinstance(named, UnlistedVenue):
                report.field = "venue"
                report.warn(
                    f"{quote_value(named.name)} is read as {venue!r}, because that is its series"
                )
            values["venue"] = venue
            del values["series"]

    def find_venue(self, name: str) -> str | None:
        """Return the id of the venue with this name, or `None`."""
        return self._venues.find(name)

    def _resolve_tags(self, names: tuple[str, ...], report: FieldReporter) -> tuple[TagId, ...]:
        report.field = "tags"
        found: dict[TagId, None] = {}
        for name in names:
            tag = self._find_tag(name)
            if tag is not None:
                found[tag] = None
            elif "tags.yaml" not in self._unread and fold_text(name) not in self._listed_tags:
                hint = self._tag_hints.suggest(name) or "; add it there, or remove it here"
                report.error(f"{quote_value(name)} is not in tags.yaml{hint}")
        if len(found) > MAX_TAGS_PER_PAPER:
            report.error(f"has {len(found):,} tags; at most {MAX_TAGS_PER_PAPER} are allowed")
        return tuple(found)[:MAX_TAGS_PER_PAPER]

    def find_tag(self, name: str) -> TagId | None:
        """Return the id of the tag with this name, or `None`."""
        return self._find_tag(name)

    def add_keywords(self, values: dict[str, Any], words: Iterable[str]) -> None:
        """Add keywords of a source that are known tags, if the record has no tags yet.

        If they equal the tags proposed by the rules, the rules keep proposing them.
        """
        found = map(self._find_tag, words)
        tags = tuple(dict.fromkeys(tag for tag in found if tag))[:MAX_TAGS_PER_PAPER]
        if tags and "tags" not in values and set(tags) != set(self._proposed_tags(values)):
            values["tags"] = tags

    def _drop_implied_fields(self, values: dict[str, Any]) -> None:
        """Drop a type and publisher that the venue implies; exports add them back.

        The type `document` means that the source does not know the type.
        """
        named = values.get("venue", "")
        venue = (
            named
            if isinstance(named, UnlistedVenue)
            else self._venue_by_id.get(VenueId(Slug(named)))
        )
        if venue is None:
            return
        if venue.kind and values.get("type") in (TYPE_BY_VENUE_KIND[venue.kind], "document"):
            del values["type"]
        if isinstance(venue, UnlistedVenue):
            return
        if fold_text(values.get("publisher", "")) == fold_text(venue.publisher):
            values.pop("publisher", None)

    def propose_tags(self, values: dict[str, Any]) -> None:
        """Add tags proposed by the rules, for papers without tags."""
        if proposed := self._proposed_tags(values):
            values["tags"] = proposed
            values["tags_proposed"] = True

    def _proposed_tags(self, values: dict[str, Any]) -> tuple[TagId, ...]:
        names = self._tagger.propose(values.get("title", ""), values.get("abstract", ""))
        return tuple(self._proposal_cache[name] for name in names)


_UNQUOTED_FLOW = re.compile(r"[^\W\d_][\w &./()'-]*")


def _flow_text(text: str) -> str:
    """Format a text as a value in a YAML flow mapping, quoted if necessary."""
    if len(text) > QUOTED_LENGTH:
        return "..."
    return text if _UNQUOTED_FLOW.fullmatch(text) else json.dumps(text, ensure_ascii=False)
