"""The hue of each tag, which is that of its group: a number from 1, or 0 without a hue.

Takes the catalogue; style sheets turn the number into a color. Groups have hues in the order of the
vocabulary, which repeat after `HUES`. A single group has none, since it distinguishes nothing.
"""

from __future__ import annotations

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import TagId

HUES = 12


def tag_hue(catalogue: Catalogue, tag: TagId) -> int:
    """Return the hue of a tag."""
    return group_hue(catalogue, catalogue.tags[tag].group)


def group_hue(catalogue: Catalogue, group: Slug) -> int:
    """Return the hue of a group of tags."""
    hues = catalogue.cached_index("tag hues", lambda: _number_groups(catalogue))
    return hues.get(group, 0)


def _number_groups(catalogue: Catalogue) -> dict[Slug, int]:
    groups = list(catalogue.groups)
    if len(groups) < 2:
        return {}
    return {group: place % HUES + 1 for place, group in enumerate(groups)}
