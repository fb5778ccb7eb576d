"""Formatted references in common citation styles: APA, Chicago, IEEE and Vancouver.

Takes the citation data of a paper; returns one reference as HTML. Has no side effects. Missing
data is omitted as the manual of each style prescribes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from papershelf.exports.citation_data import Citation
from papershelf.exports.citation_styles.apa import render_apa
from papershelf.exports.citation_styles.chicago import render_chicago
from papershelf.exports.citation_styles.ieee import render_ieee
from papershelf.exports.citation_styles.name_and_date_text import typeset_quotes
from papershelf.exports.citation_styles.vancouver import render_vancouver
from papershelf.records.person_names import PersonName

STYLES: Mapping[str, Callable[[Citation], str]] = {
    "APA": render_apa,
    "Chicago": render_chicago,
    "IEEE": render_ieee,
    "Vancouver": render_vancouver,
}
_QUOTING_STYLES = frozenset({"Chicago", "IEEE"})
"""Styles that put titles in quotation marks; quotation marks inside the titles become single."""


def render_styles(citation: Citation) -> dict[str, str]:
    """Return the references of a work, by the name of the style."""
    outside = inside = citation
    if _has_quotes(citation):
        outside, inside = _typeset_citation(citation), _typeset_citation(citation, inside=True)
    return {
        name: render(inside if name in _QUOTING_STYLES else outside)
        for name, render in STYLES.items()
    }


def _has_quotes(citation: Citation) -> bool:
    names = (*citation.author_names, *citation.editors)
    parts = (part for n in names for part in (n.given, n.particle, n.family, n.literal))
    text = "".join((citation.title, citation.container, citation.container_short, *parts))
    return "'" in text or '"' in text


def _typeset_citation(citation: Citation, *, inside: bool = False) -> Citation:
    """Return the work with typographic quotation marks; single ones in its title if it is `inside` others."""
    return replace(
        citation,
        title=typeset_quotes(citation.title, is_nested=inside),
        container=typeset_quotes(citation.container),
        container_short=typeset_quotes(citation.container_short),
        author_names=tuple(map(_typeset_name, citation.author_names)),
        editors=tuple(map(_typeset_name, citation.editors)),
    )


def _typeset_name(name: PersonName) -> PersonName:
    return replace(
        name,
        given=typeset_quotes(name.given),
        particle=typeset_quotes(name.particle),
        family=typeset_quotes(name.family),
        literal=typeset_quotes(name.literal),
    )
