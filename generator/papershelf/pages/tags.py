"""Tag pages: an index with two levels, and a listing for each tag.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from papershelf.catalogue.axes.tags import TAGS
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
)
from papershelf.pages.layout import Crumb, axis_crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.people.profiles import render_profile
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Tag, TagId
from papershelf.text.escaping import escape_html

_MAX_COMPANIONS = 6
_MIN_COMPANION_PAPERS = 2


def plan_tags(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of tags and a listing for each."""
    if not site.catalogue.by_tag:
        yield plan_empty_index(site, TAGS)
        return
    sections = tag_sections(site)
    messages = site.messages
    tags = TAGS.count(messages, len(site.catalogue.by_tag))
    groups = messages.count("tags.groups", len(sections))
    index = IndexPage(
        address=site_paths.TAGS_ADDRESS,
        title=TAGS.text(messages, "title"),
        lead=messages.text("tags.lead", tags=tags, groups=groups),
        sections=sections,
    )
    yield plan_index_page(site, index)
    for tag in site.catalogue.by_tag:
        yield plan_listing(site, _make_listing(site, site.catalogue.tags[tag]))


def tag_sections(site: SiteContext) -> tuple[IndexSection, ...]:
    """Return the tags that have papers, by the groups of the vocabulary."""
    members: dict[Slug, list[IndexEntry]] = {group: [] for group in site.catalogue.groups}
    for tag, papers in site.catalogue.by_tag.items():
        members[site.catalogue.tags[tag].group].append(
            _index_entry(site.catalogue.tags[tag], len(papers))
        )
    return tuple(
        IndexSection(
            title=site.catalogue.groups[group].name,
            lead=site.catalogue.groups[group].description,
            entries=tuple(entries),
            anchor=group,
        )
        for group, entries in members.items()
        if entries
    )


def _index_entry(tag: Tag, count: int) -> IndexEntry:
    return IndexEntry(tag.name, site_paths.tag_address(tag.id), count, tag.description)


def _make_listing(site: SiteContext, tag: Tag) -> Listing:
    group = site.catalogue.groups[tag.group]
    return Listing(
        address=site_paths.tag_address(tag.id),
        kind=group.name,
        title=tag.name,
        lead=tag.description,
        papers=site.catalogue.by_tag[tag.id],
        crumbs=(axis_crumb(site, TAGS), Crumb(group.name, f"{site_paths.TAGS_ADDRESS}#{group.id}")),
        extra_html=_render_companions(site, tag.id)
        + render_profile(site, site.catalogue.by_tag[tag.id], ("venues", "authors", "years")),
        search_query=f"tag={tag.id}",
    )


def _render_companions(site: SiteContext, tag: TagId) -> str:
    """Render the tags that most often occur together with a tag."""
    together = Counter(
        other for paper in site.catalogue.by_tag[tag] for other in paper.tags if other != tag
    )
    often = sorted(together, key=lambda other: (-together[other], other))[:_MAX_COMPANIONS]
    links = [
        f'<a href="{ROOT_PLACEHOLDER}{site_paths.tag_address(other)}">'
        f"{escape_html(site.catalogue.tags[other].name)}</a>"
        for other in often
        if together[other] >= _MIN_COMPANION_PAPERS
    ]
    label = site.messages.html("tags.often_with")
    return f'<p class="tags"><span>{label}</span> {" ".join(links)}</p>' if links else ""
