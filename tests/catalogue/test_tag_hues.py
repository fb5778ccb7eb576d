"""Tests of the hues of groups of tags."""

from __future__ import annotations

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.catalogue.tag_hues import HUES, group_hue, tag_hue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Tag, TagGroup, TagId


def catalogue_of(group_count: int) -> Catalogue:
    """A catalogue with a tag in each group, both numbered from 0."""
    groups = {Slug(f"g{n}"): TagGroup(id=Slug(f"g{n}"), name=f"G{n}") for n in range(group_count)}
    tags = {
        TagId(Slug(f"t{n}")): Tag(id=TagId(Slug(f"t{n}")), name=f"T{n}", group=Slug(f"g{n}"))
        for n in range(group_count)
    }
    return build_catalogue((), groups, tags, {})


def test_groups_have_hues_in_the_order_of_the_vocabulary_which_repeat() -> None:
    catalogue = catalogue_of(HUES + 2)
    hues = [group_hue(catalogue, Slug(f"g{n}")) for n in range(HUES + 2)]
    assert hues == [*range(1, HUES + 1), 1, 2]
    assert [tag_hue(catalogue, tag) for tag in catalogue.tags] == hues


def test_a_single_group_has_no_hue() -> None:
    assert group_hue(catalogue_of(1), Slug("g0")) == 0
    assert group_hue(catalogue_of(2), Slug("unknown")) == 0
