"""Drafts entries for `venues.yaml` from venues that it does not list. Pure functions.

Takes groups of venues and the vocabulary, returns `VenueDraft`s for review by the curator.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count

from papershelf.core.slugs import make_slug
from papershelf.records.model import Venue
from papershelf.records.unlisted_venues import VenueGroup, clean_venue_name, venue_acronym
from papershelf.records.venue_names import VenueIndex, normalize_venue
from papershelf.sources.own.yaml_editor import render_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueDraft:
    """A proposed entry of `venues.yaml`; `similar_id` is an existing venue that may be the same."""

    entry: dict[str, object]
    similar_id: str = ""

    def render(self) -> str:
        """The entry as a YAML list item, indented by two spaces."""
        note = ""
        if self.similar_id:
            note = f"# If this is {self.similar_id}, add the names below to its aliases instead.\n"
        return textwrap.indent(note + render_yaml(self.entry), "  ")


def draft_venues(groups: Sequence[VenueGroup], venues: Iterable[Venue]) -> tuple[VenueDraft, ...]:
    """Draft an entry for each group, with names and ids that no other venue uses."""
    drafter = _NameAllocator(groups, tuple(venues))
    return tuple(map(drafter.draft, groups))


class _NameAllocator:
    """Assigns each name to at most one venue."""

    def __init__(self, groups: Sequence[VenueGroup], venues: Sequence[Venue]) -> None:
        self._venue_index = VenueIndex({v.id: (v.name, v.full_name, *v.aliases) for v in venues})
        self._ids = {str(venue.id) for venue in venues}
        self._normal_forms = {normalize_venue(group.name) for group in groups}

    def draft(self, group: VenueGroup) -> VenueDraft:
        """Draft the entry of one group."""
        candidates = [*group.shorts, *filter(None, map(venue_acronym, group.spellings))]
        form = normalize_venue(group.name)
        similar = next(filter(None, map(self._venue_index.find, candidates)), None)
        short = next((name for name in candidates if self._is_unused_name(name, form)), "")
        names = {"name": short, "full_name": group.name} if short else {"name": group.name}
        spellings = {
            name.casefold(): name for name in map(clean_venue_name, reversed(group.spellings))
        }
        entry: dict[str, object] = {
            "id": self._allocate_id((short, group.name), form),
            **names,
            "kind": group.kind or "conference",
        }
        own = {name.casefold() for name in names.values()}
        if aliases := [name for key, name in reversed(spellings.items()) if key not in own]:
            entry["aliases"] = aliases
        self._normal_forms.add(normalize_venue(short))
        return VenueDraft(entry=entry, similar_id=similar or "")

    def _is_unused_name(self, name: str, form: str) -> bool:
        """Whether a short name matches no other venue under the rules of name comparison."""
        own = normalize_venue(name)
        return self._venue_index.find(name) is None and (
            own == form or own not in self._normal_forms
        )

    def _allocate_id(self, names: Iterable[str], form: str) -> str:
        slugs: list[str] = [slug for name in names if name and (slug := make_slug(name))] or [
            "venue"
        ]
        # No digits: name comparison ignores them.
        longer = (f"{slugs[-1][:60]}{'-other' * times}" for times in count(1))
        candidates = chain(slugs, longer)
        found = next(n for n in candidates if n not in self._ids and self._is_unused_name(n, form))
        self._ids.add(found)
        self._normal_forms.add(normalize_venue(found))
        return found
