"""The axis of tags: topics from the collection's vocabulary."""

from __future__ import annotations

from typing import Any

from papershelf.catalogue.axes.axis import Axis, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import TagId
from papershelf.records.site_paths import TAGS_ADDRESS


def _describe_tag(catalogue: Catalogue, group: Group) -> dict[str, Any]:
    tag = catalogue.tags[TagId(Slug(group.name))]
    return {
        "id": tag.id,
        "name": tag.name,
        "group": tag.group,
        "description": tag.description,
        "aliases": list(tag.aliases),
        "page": group.address,
    }


TAGS = Axis(
    kind="tag",
    address=TAGS_ADDRESS,
    papers_of=lambda catalogue: catalogue.by_tag,
    title_of=lambda catalogue, tag: catalogue.tags[tag].name,
    has_empty_index=True,
    home_entries=24,
    in_llms=True,
    has_feeds=True,
    exports="several",
    in_downloads=True,
    in_api=True,
    describe=_describe_tag,
)
