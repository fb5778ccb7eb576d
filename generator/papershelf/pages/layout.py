"""Shared parts of all pages except those of papers: head, breadcrumbs and feed links.

Takes the values of a page; returns a `Page`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from papershelf.catalogue.axes import Axis
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.exports.formats.registry import EXPORT_FORMATS
from papershelf.exports.html_head import render_listing_head
from papershelf.pages.site_context import SiteContext
from papershelf.pages.templates import render_body
from papershelf.text.escaping import escape_html

FEED_FORMATS = (
    ("feed.xml", "Atom", "application/atom+xml"),
    ("feed.json", "JSON Feed", "application/feed+json"),
)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A breadcrumb, starting from the home page; the last one is the current page."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed of the current page: its name, address and media type."""

    label: str
    address: str
    media_type: str


def axis_crumb(site: SiteContext, axis: Axis) -> Crumb:
    """Return the breadcrumb of the index of an axis."""
    return Crumb(axis.text(site.messages, "title"), axis.address)


def render_step(address: str, label: str) -> str:
    """Render a link of the row above a listing, such as to the day before."""
    return f'<a href="{ROOT_PLACEHOLDER}{address}">{escape_html(label)}</a>'


def list_feed_links(site: SiteContext, address: str) -> list[FeedLink]:
    """Return the feeds that belong to a page."""
    return [
        FeedLink(label=label, address=f"{address}{name}", media_type=media_type)
        for name, label, media_type in FEED_FORMATS
        if f"{address}{name}" in site.files
    ]


def list_export_links(site: SiteContext, address: str) -> list[tuple[str, str]]:
    """Return the exports of a listing as pairs of label and address."""
    stem = address[:-1]
    return [
        (known.label, path)
        for known in EXPORT_FORMATS.values()
        if (path := f"{stem}{known.ending}") in site.files
    ]


def make_page(  # noqa: PLR0913  # parts of the page, passed by keyword
    site: SiteContext,
    template: str,
    *,
    address: str,
    title: str,
    description: str,
    crumbs: tuple[Crumb, ...],
    values: Mapping[str, Any],
    previous_address: str = "",
    next_address: str = "",
    feeds_of: str | None = None,
    page_template: str = "listing.html",
) -> Page:
    """Render a page from a template, with its head; `crumbs` end with the page itself."""
    head = render_listing_head(
        site.settings,
        address=address,
        title=title,
        description=description,
        previous_address=previous_address,
        next_address=next_address,
        feeds=[] if feeds_of is None else _head_feed_links(site, feeds_of),
    )
    body = render_body(
        template,
        site.messages,
        records=site.settings.outputs.record_pattern,
        crumbs=crumbs,
        previous=previous_address,
        following=next_address,
        **values,
    )
    return Page(address=address, title=title, head=head, body=body, template=page_template)


def _head_feed_links(site: SiteContext, address: str) -> list[tuple[str, str, str]]:
    return [(feed.address, feed.label, feed.media_type) for feed in list_feed_links(site, address)]
