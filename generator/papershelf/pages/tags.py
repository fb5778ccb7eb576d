"""Tags: the index in two levels, and a listing for each tag.

A `Site` comes in, units of pages go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from papershelf.core.formatting import format_count
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT
from papershelf.pages.indexes import Entry, Index, Section, plan_empty, plan_index
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageUnit, Site
from papershelf.records import site_paths
from papershelf.records.model import Tag, TagId
from papershelf.text.escaping import escape_html

CRUMB = Crumb("Tags", site_paths.TAGS)
_COMPANIONS = 6
_COMPANION_MINIMUM = 2


def plan_tags(site: Site) -> Iterator[PageUnit]:
    """The index of tags and a listing for each."""
    if not site.catalogue.by_tag:
        yield from plan_empty(site, site_paths.TAGS, "Tags", "a tag")
        return
    sections = tag_sections(site)
    tags = format_count(len(site.catalogue.by_tag), "tag")
    index = Index(
        address=site_paths.TAGS,
        title="Tags",
        lead=f"{tags} in {format_count(len(sections), 'group')}, with the papers that carry them.",
        sections=sections,
    )
    yield plan_index(site, index)
    for tag in site.catalogue.by_tag:
        yield plan_listing(site, _listing(site, site.catalogue.tags[tag]))


def tag_sections(site: Site) -> tuple[Section, ...]:
    """The tags that have papers, under the groups of the vocabulary."""
    members: dict[Slug, list[Entry]] = {group: [] for group in site.catalogue.groups}
    for tag, papers in site.catalogue.by_tag.items():
        members[site.catalogue.tags[tag].group].append(
            _entry(site.catalogue.tags[tag], len(papers))
        )
    return tuple(
        Section(
            title=site.catalogue.groups[group].name,
            lead=site.catalogue.groups[group].description,
            entries=tuple(entries),
            anchor=group,
        )
        for group, entries in members.items()
        if entries
    )


def _entry(tag: Tag, count: int) -> Entry:
    return Entry(tag.name, site_paths.tag_address(tag.id), count, tag.description)


def _listing(site: Site, tag: Tag) -> Listing:
    group = site.catalogue.groups[tag.group]
    return Listing(
        address=site_paths.tag_address(tag.id),
        kind=group.name,
        title=tag.name,
        lead=tag.description,
        papers=site.catalogue.by_tag[tag.id],
        crumbs=(CRUMB, Crumb(group.name, f"{site_paths.TAGS}#{group.id}")),
        more=_render_companions(site, tag.id),
    )


def _render_companions(site: Site, tag: TagId) -> str:
    """The tags that most often stand on the same papers."""
    together = Counter(
        other for paper in site.catalogue.by_tag[tag] for other in paper.tags if other != tag
    )
    often = sorted(together, key=lambda other: (-together[other], other))[:_COMPANIONS]
    links = [
        f'<a href="{ROOT}{site_paths.tag_address(other)}">'
        f"{escape_html(site.catalogue.tags[other].name)}</a>"
        for other in often
        if together[other] >= _COMPANION_MINIMUM
    ]
    return f'<p class="tags"><span>Often with</span> {" ".join(links)}</p>' if links else ""
