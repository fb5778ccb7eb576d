"""Tag pages: an index with two levels, and a listing for each tag.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from papershelf.catalogue.axes.tags import TAGS
from papershelf.catalogue.tag_hues import group_hue
from papershelf.core.identifiers import Slug
from papershelf.core.page import Page
from papershelf.pages.charts import render_bar_chart
from papershelf.pages.indexes import (
    MAX_ENTRIES_WITH_NOTES,
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
)
from papershelf.pages.layout import Crumb, axis_crumb, make_page
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.people.profiles import render_profile
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.tags.tag_links import render_tag_link
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.model import Tag, TagId

_PROFILE = ("venues", "authors", "years", "most_cited")
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
    yield PageTask(
        name=index.address, papers=(), facts=(index,), render=partial(_render_index, site, index)
    )
    for tag in site.catalogue.by_tag:
        yield plan_listing(site, _make_listing(site, site.catalogue.tags[tag]))


def _render_index(site: SiteContext, index: IndexPage) -> Iterator[Page]:
    """Render the groups with their tags; bars and descriptions only if the page stays small."""
    entries = [entry for section in index.sections for entry in section.entries]
    largest = max(entry.paper_count for entry in entries)
    is_short = len(entries) <= MAX_ENTRIES_WITH_NOTES
    groups = [
        (
            section,
            len(section.entries),
            [
                (
                    entry if is_short else entry._replace(note=""),
                    mark_safe(render_bar_chart(entry.paper_count, largest) if is_short else ""),
                )
                for entry in section.entries
            ],
        )
        for section in index.sections
    ]
    yield make_page(
        site,
        "tags.html.j2",
        address=index.address,
        title=index.title,
        description=index.lead,
        crumbs=(Crumb(index.title, index.address),),
        values={"heading": index.title, "lead": index.lead, "groups": groups},
    )


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
            hue=group_hue(site.catalogue, group),
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
        + render_profile(site, site.catalogue.by_tag[tag.id], _PROFILE),
        search_query=f"tag={tag.id}",
        tag=tag.id,
    )


def _render_companions(site: SiteContext, tag: TagId) -> str:
    """Render the tags that most often occur together with a tag."""
    together = Counter(
        other for paper in site.catalogue.by_tag[tag] for other in paper.tags if other != tag
    )
    often = sorted(together, key=lambda other: (-together[other], other))[:_MAX_COMPANIONS]
    links = [
        render_tag_link(site.catalogue, other)
        for other in often
        if together[other] >= _MIN_COMPANION_PAPERS
    ]
    label = site.messages.html("tags.often_with")
    return f'<p class="tags"><span>{label}</span> {" ".join(links)}</p>' if links else ""
