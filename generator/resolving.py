"""The names that a record gives its venue and tags in, their ids out; tags proposed by rule."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from generator.model import TagId
from generator.schema import TYPE_OF_KIND
from generator.suggestions import Suggester
from generator.tagging import Tagger
from generator.text import fold
from generator.values import Reporter, show
from generator.venues import VenueIndex
from generator.vocabulary import Vocabulary


class Resolver:
    """Looks names up in the vocabularies."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        venues = vocabulary.venues.values()
        self._venues = VenueIndex({v.id: (v.name, v.full_name, *v.aliases) for v in venues})
        self._by_id = vocabulary.venues
        self.preprint_venues = frozenset(v.id for v in venues if v.kind == "preprint")
        tags: dict[str, TagId] = {}
        for tag in vocabulary.tags.values():
            for name in (tag.id, tag.name, *tag.aliases):
                tags.setdefault(fold(name), tag.id)
        # Every paper of a tag writes its name, most of them in the same letters.
        self._find_tag = lru_cache(maxsize=1 << 14)(lambda name: tags.get(fold(name)))
        self._tagger = Tagger(vocabulary.rules)
        self._proposed = {rule.tag: tags[fold(rule.tag)] for rule in vocabulary.rules}
        self._tag_hints = Suggester(vocabulary.tags)
        self._venue_hints = Suggester(name for v in venues for name in (v.id, v.name))

    def resolve(self, values: dict[str, Any], report: Reporter) -> None:
        """Put ids in the place of names; what nobody knows is an error and left out."""
        if "venue" in values:
            report.field = "venue"
            name = values.pop("venue")
            venue = self._venues.find(name)
            if venue is None:
                hint = self._venue_hints.hint(name)
                report.error(f"{show(name)} is not in venues.yaml{hint}")
            else:
                values["venue"] = venue
        if "series" in values and report.record.foreign:
            self._adopt_series(values)
        if "tags" in values:
            values["tags"] = self._resolve_tags(values["tags"], report)

    def _adopt_series(self, values: dict[str, Any]) -> None:
        """Take a series that is one of our venues for the venue, which other formats mix up."""
        venue = self._venues.find(values["series"])
        if venue is not None and values.get("venue", venue) == venue:
            values["venue"] = venue
            del values["series"]

    def find_venue(self, name: str) -> str | None:
        """The id of the venue that has a name."""
        return self._venues.find(name)

    def _resolve_tags(self, names: tuple[str, ...], report: Reporter) -> tuple[TagId, ...]:
        report.field = "tags"
        found: dict[TagId, None] = {}
        for name in names:
            tag = self._find_tag(name)
            if tag is None:
                report.error(f"{show(name)} is not in tags.yaml{self._tag_hints.hint(name)}")
            else:
                found[tag] = None
        return tuple(found)

    def add_keywords(self, values: dict[str, Any], words: Iterable[str]) -> None:
        """Take those words of a source that are tags, for a record that has no tags yet.

        Where they say what the rules propose, the rules go on to say it.
        """
        found = map(self._find_tag, words)
        tags = tuple(dict.fromkeys(tag for tag in found if tag))
        if tags and "tags" not in values and set(tags) != set(self._proposals(values)):
            values["tags"] = tags

    def drop_what_the_venue_says(self, values: dict[str, Any]) -> None:
        """Leave out the type and publisher that the venue implies: exports repeat them."""
        venue = self._by_id.get(values.get("venue", ""))
        if venue is None:
            return
        if values.get("type") == TYPE_OF_KIND.get(venue.kind):
            del values["type"]
        if fold(values.get("publisher", "")) == fold(venue.publisher):
            values.pop("publisher", None)

    def propose_tags(self, values: dict[str, Any]) -> None:
        """Let the rules propose tags, as they do for a paper for which nobody wrote any."""
        if proposed := self._proposals(values):
            values["tags"] = proposed
            values["tags_proposed"] = True

    def _proposals(self, values: dict[str, Any]) -> tuple[TagId, ...]:
        names = self._tagger.propose(values.get("title", ""), values.get("abstract", ""))
        return tuple(self._proposed[name] for name in names)
