"""Axes of free-text names: an index of the names in papers, with an id for each.

Takes papers and a function that returns the names in a paper; returns a `NameIndex`. Each spelling
is a separate value. Its id is the slug of the name; if several names have the same slug, the name
that arrived first keeps it, and the others get a number: `eth-zurich`, `eth-zurich-2`. A new paper
never changes an existing id, unless it arrived earlier than all papers with that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from papershelf.catalogue.axes.axis import Axis
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.paper_days import arrival_day
from papershelf.core.identifiers import RESERVED_DEVICE_NAMES, SLUG_LIMIT, Slug
from papershelf.core.slugs import make_slug
from papershelf.records.model import Paper

NamesOfPaper = Callable[[Paper], Iterable[str]]
_NUMBER_LENGTH = len("-99999")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """The names in papers: papers by id, names by id, and ids by name."""

    papers: Mapping[Slug, tuple[Paper, ...]]
    names: Mapping[Slug, str]
    ids: Mapping[str, Slug]


def index_names(papers: Iterable[Paper], names_of: NamesOfPaper, kind: str) -> NameIndex:
    """Index the names in papers; a name without letters and digits has no id and is left out."""
    members: dict[str, list[Paper]] = {}
    for paper in papers:
        for name in dict.fromkeys(" ".join(name.split()) for name in names_of(paper)):
            members.setdefault(name, []).append(paper)
    ids = _assign_ids(members, kind)
    names = {slug: name for name, slug in sorted(ids.items(), key=lambda item: item[1])}
    by_id = {slug: tuple(members[name]) for slug, name in names.items()}
    return NameIndex(papers=by_id, names=names, ids=ids)


def _assign_ids(members: Mapping[str, Iterable[Paper]], kind: str) -> dict[str, Slug]:
    def arrival_key(name: str) -> tuple[tuple[str, str], str]:
        return min((arrival_day(p), p.first_id or p.id) for p in members[name]), name

    taken: set[Slug] = set()
    ids: dict[str, Slug] = {}
    for name in sorted(members, key=arrival_key):
        slug = make_slug(name, SLUG_LIMIT - _NUMBER_LENGTH)
        if not slug:
            continue
        if slug in RESERVED_DEVICE_NAMES:
            slug = Slug(f"{slug}-{kind}")
        numbered = (Slug(f"{slug}-{number}") for number in count(2))
        ids[name] = slug if slug not in taken else next(s for s in numbered if s not in taken)
        taken.add(ids[name])
    return ids


def make_named_axis(
    *, kind: str, address: str, names_of: NamesOfPaper, is_minor: bool = False
) -> Axis:
    """Create an axis of names in papers; if there are none, it has no pages.

    The values of a minor axis have no feeds, exports or API, and its index is not in the navigation.
    """

    def papers_of(catalogue: Catalogue) -> Mapping[Slug, tuple[Paper, ...]]:
        return get_name_index(catalogue, kind, names_of).papers

    def title_of(catalogue: Catalogue, slug: Slug) -> str:
        return get_name_index(catalogue, kind, names_of).names[slug]

    return Axis(
        kind=kind,
        address=address,
        papers_of=papers_of,
        title_of=title_of,
        min_papers=3,
        in_navigation=not is_minor,
        has_feeds=not is_minor,
        exports="none" if is_minor else "one",
        in_api=not is_minor,
    )


def get_name_index(catalogue: Catalogue, kind: str, names_of: NamesOfPaper) -> NameIndex:
    """Return the index of a catalogue, built on first use."""
    return catalogue.cached_index(kind, lambda: index_names(catalogue.papers, names_of, kind))
