"""Formatted references in the styles that readers paste: APA, Chicago, IEEE and Vancouver.

Citation data come in, HTML of one reference goes out. Pure.
Missing data are left out as the manuals of the styles say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from papershelf.exports.citation_data import Work
from papershelf.exports.citation_styles.apa import render_apa
from papershelf.exports.citation_styles.chicago import render_chicago
from papershelf.exports.citation_styles.ieee import render_ieee
from papershelf.exports.citation_styles.name_and_date_text import typeset
from papershelf.exports.citation_styles.vancouver import render_vancouver
from papershelf.records.person_names import PersonName

STYLES: Mapping[str, Callable[[Work], str]] = {
    "APA": render_apa,
    "Chicago": render_chicago,
    "IEEE": render_ieee,
    "Vancouver": render_vancouver,
}
_QUOTING = frozenset({"Chicago", "IEEE"})
"""Styles with quotation marks around titles, inside which others are single."""


def render_styles(work: Work) -> dict[str, str]:
    """The references of a work by the names of their styles."""
    outside, inside = _typeset(work), _typeset(work, inside=True)
    return {
        name: render(inside if name in _QUOTING else outside) for name, render in STYLES.items()
    }


def _typeset(work: Work, *, inside: bool = False) -> Work:
    """The work with marks of print; in its title single ones, if that is `inside` others."""
    return replace(
        work,
        title=typeset(work.title, inside=inside),
        container=typeset(work.container),
        container_short=typeset(work.container_short),
        names=tuple(map(_typeset_name, work.names)),
        editors=tuple(map(_typeset_name, work.editors)),
    )


@lru_cache(maxsize=1 << 16)
def _typeset_name(name: PersonName) -> PersonName:
    return replace(
        name,
        given=typeset(name.given),
        particle=typeset(name.particle),
        family=typeset(name.family),
        literal=typeset(name.literal),
    )
