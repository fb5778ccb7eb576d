"""The list of all feeds: takes a catalogue, returns OPML 2.0 (opml.org/spec2.opml)."""

from __future__ import annotations

from papershelf.catalogue.axes import AXIS_BY_KIND
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND
from papershelf.catalogue.news import group_by_news
from papershelf.core.settings import Settings
from papershelf.exports.feeds import ATOM_FILE, feed_groups
from papershelf.records.site_paths import DIGESTS_ADDRESS, HOME_ADDRESS
from papershelf.text.escaping import escape_xml

OPML_PATH = "feeds.opml"


def render_opml(catalogue: Catalogue, settings: Settings, trending_title: str = "") -> str:
    """Render the list of all feeds, for readers that subscribe to many at once.

    `trending_title` is the address of the trending page, or "" if the site has none.
    """
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n<head><title>']
    parts.append(f"{escape_xml(settings.site_name)}</title></head>\n<body>\n")
    text = settings.messages.text
    kind = COLLECTION_KIND
    for group in feed_groups(catalogue, settings):
        if group.kind != kind:
            parts.append("</outline>\n" if kind != COLLECTION_KIND else "")
            kind = group.kind
            title = AXIS_BY_KIND[kind].text(settings.messages, "feeds")
            parts.append(f'<outline text="{escape_xml(title)}">\n')
        if kind == COLLECTION_KIND:
            parts.append(_render_outline(settings, settings.site_name, HOME_ADDRESS))
            parts.append(
                _render_outline(settings, text("trending.title"), trending_title)
                if trending_title
                else ""
            )
            if group_by_news(catalogue.papers):
                parts.append(_render_outline(settings, text("digests.title"), DIGESTS_ADDRESS))
        else:
            parts.append(_render_outline(settings, group.title, group.address))
    parts.append("</outline>\n" if kind != COLLECTION_KIND else "")
    parts.append("</body>\n</opml>\n")
    return "".join(parts)


def _render_outline(settings: Settings, title: str, address: str) -> str:
    page = escape_xml(f"{settings.site_url}{address}")
    name = escape_xml(title)
    return (
        f'<outline type="rss" text="{name}" title="{name}" '
        f'xmlUrl="{page}{ATOM_FILE}" htmlUrl="{page}"/>\n'
    )
