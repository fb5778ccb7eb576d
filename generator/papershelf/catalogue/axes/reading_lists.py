"""The axis of reading lists, whose papers are in the order of the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papershelf.catalogue.axes.axis import Axis, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper
from papershelf.records.site_paths import READING_LISTS_ADDRESS


def _papers_of(catalogue: Catalogue) -> Mapping[Slug, tuple[Paper, ...]]:
    return {
        name: tuple(catalogue.by_id[listed.paper] for listed in one.papers)
        for name, one in catalogue.reading_lists.items()
    }


def _describe(catalogue: Catalogue, group: Group) -> Mapping[str, Any]:
    return {
        "id": group.name,
        "name": group.title,
        "description": catalogue.reading_lists[Slug(group.name)].text,
        "page": group.address,
    }


READING_LISTS = Axis(
    kind="reading_list",
    address=READING_LISTS_ADDRESS,
    papers_of=lambda catalogue: catalogue.cached_index(
        "reading lists", lambda: _papers_of(catalogue)
    ),
    title_of=lambda catalogue, name: catalogue.reading_lists[name].title,
    home_entries=12,
    in_llms=True,
    has_feeds=True,
    exports="one",
    in_downloads=True,
    in_api=True,
    describe=_describe,
)
