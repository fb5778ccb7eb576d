"""References in the styles that readers paste: APA, Chicago (author-date), IEEE and Vancouver.

A `Work` comes in, a line of HTML for each style goes out. They say what processors of CSL make of
our CSL-JSON with the styles of 2026, where those make no slip; a processor for every paper of a
large site would take minutes. The number of an entry is left to the list that it is put into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from generator.citation_styles.apa import render_apa
from generator.citation_styles.chicago import render_chicago
from generator.citation_styles.ieee import render_ieee
from generator.citation_styles.texts import typeset
from generator.citation_styles.vancouver import render_vancouver
from generator.names import PersonName
from generator.works import Work

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
