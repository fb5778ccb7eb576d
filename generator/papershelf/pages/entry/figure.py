"""The figure of a paper: small in lists, in full on its page.

Takes a `Figure`; returns HTML. Browsers load the images when they come into view.
"""

from __future__ import annotations

from markupsafe import Markup

from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.site_settings.license import parse_license
from papershelf.exports.reuse import license_link
from papershelf.records.model import Figure
from papershelf.records.site_paths import Picture, figure_pictures
from papershelf.text.escaping import escape_html

_WIDTHS = "(min-width: 48em) 46em, 100vw"
"""The width of the figure on the page of a paper."""


def render_thumbnail(figure: Figure | None) -> str:
    """Render the small image of a figure, or ""."""
    pictures = figure_pictures(figure)
    return _render_image(pictures[0], figure.alt) if figure and pictures else ""


def render_figure(figure: Figure | None) -> Markup:
    """Render a figure with its license, or ""."""
    pictures = figure_pictures(figure)
    if not figure or not pictures:
        return Markup()
    sources = ", ".join(f"{ROOT_PLACEHOLDER}{one.path} {one.width}w" for one in pictures)
    responsive = f' srcset="{sources}" sizes="{_WIDTHS}"' if len(pictures) > 1 else ""
    image = _render_image(pictures[-1], figure.alt, responsive)
    known = license_link(parse_license(figure.license))
    return Markup(f'<figure class="figure">{image}<figcaption>{known}</figcaption></figure>')  # noqa: S704


def _render_image(picture: Picture, alt: str, more: str = "") -> str:
    return (
        f'<img class="fig" src="{ROOT_PLACEHOLDER}{picture.path}"{more} width="{picture.width}" '
        f'height="{picture.height}" alt="{escape_html(alt)}" loading="lazy" decoding="async">'
    )
