"""Links to the pages of tags, each with the dot of its group.

Takes the catalogue and tags; returns HTML. The style sheet draws the dots.
"""

from __future__ import annotations

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.records.model import TagId
from papershelf.records.site_paths import tag_address
from papershelf.text.escaping import escape_html


def hue_attribute(hue: int) -> str:
    """Return the attribute that gives an element the color of a hue, "" without one."""
    return f' class="hue-{hue}"' if hue else ""


def render_tag_link(catalogue: Catalogue, tag: TagId) -> str:
    """Render the name of a tag as a link to its page."""
    name = escape_html(catalogue.tags[tag].name)
    hue = hue_attribute(tag_hue(catalogue, tag))
    return f'<a{hue} href="{ROOT_PLACEHOLDER}{tag_address(tag)}">{name}</a>'
