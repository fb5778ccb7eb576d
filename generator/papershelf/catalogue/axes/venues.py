"""The axis of venues listed in `venues.yaml`."""

from __future__ import annotations

from typing import Any

from papershelf.catalogue.axes.axis import Axis, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import VenueId
from papershelf.records.site_paths import VENUES_ADDRESS


def _describe_venue(catalogue: Catalogue, group: Group) -> dict[str, Any]:
    venue = catalogue.venues[VenueId(Slug(group.name))]
    return {
        "id": venue.id,
        "name": venue.name,
        "full_name": venue.full_name,
        "kind": venue.kind,
        "description": venue.description,
        "homepage": venue.homepage,
        "publisher": venue.publisher,
        "aliases": list(venue.aliases),
        "page": group.address,
    }


VENUES = Axis(
    kind="venue",
    address=VENUES_ADDRESS,
    papers_of=lambda catalogue: catalogue.by_venue,
    title_of=lambda catalogue, venue: catalogue.venues[venue].name,
    has_empty_index=True,
    home_entries=16,
    in_llms=True,
    has_feeds=True,
    exports="several",
    in_downloads=True,
    in_api=True,
    describe=_describe_venue,
)
