"""Pages of a lab: an index of its members, and publication lists for printing.

Takes a `SiteContext`; yields page tasks, none if no person in `people.yaml` is a member.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.catalogue import Person
from papershelf.core.chunking import split_evenly
from papershelf.core.page import Page
from papershelf.exports.citation_data import make_citation
from papershelf.exports.publication_list import (
    PublicationList,
    group_by_year,
    list_members,
    list_publications,
    render_list_item,
)
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, axis_crumb, make_page
from papershelf.pages.listings import page_links
from papershelf.pages.people.profile_links import list_publication_links
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.pages.value_listings import NAME_LENGTH, count_and_years
from papershelf.records.model import KnownPerson, Paper
from papershelf.records.site_paths import MEMBERS_ADDRESS, author_address, listing_page_address
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_LIST_LENGTH = 160
"""The references of a page: of 600 bytes each, they stay well below its largest size."""


def plan_members(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of members, and the publication lists of each and of all."""
    known = [one for one in site.catalogue.people.values() if one.is_member]
    if not known:
        return
    yield plan_index_page(site, _make_index(site, known))
    for listed in list_publications(site.catalogue, site.messages):
        ids = [paper.id for paper in listed.papers]
        pieces = split_evenly(ids, _LIST_LENGTH)
        for number, piece in enumerate(pieces, 1):
            yield _plan_list_page(site, listed, number, len(pieces), listed.papers[piece])


# --- the index --------------------------------------------------------------------------------


def _make_index(site: SiteContext, known: Sequence[KnownPerson]) -> IndexPage:
    messages, persons = site.messages, list_members(site.catalogue)
    others = [one for one in known if one.id not in site.catalogue.persons]
    count = messages.count("members.count", len(known))
    sections = [IndexSection(title=count, entries=tuple(map(_make_entry, persons)))]
    if others:
        sections.append(
            IndexSection(title=messages.text("members.others"), extra_html=_render_others(others))
        )
    lists = list_publications(site.catalogue, messages)[:1]
    links = " ".join(link for listed in lists for link in list_publication_links(site, listed))
    return IndexPage(
        address=MEMBERS_ADDRESS,
        title=messages.text("members.title"),
        lead=messages.text("members.lead", count=count),
        sections=tuple(section for section in sections if section.entries or section.extra_html),
        extra_html=f'<p class="more">{links}</p>' if links else "",
    )


def _make_entry(person: Person) -> IndexEntry:
    return IndexEntry(
        truncate(person.name, NAME_LENGTH),
        author_address(person.slug),
        len(person.papers),
        truncate(person.known.affiliation if person.known else "", NAME_LENGTH),
    )


def _render_others(others: Sequence[KnownPerson]) -> str:
    """Render the members who have no papers, and so no page."""
    items = "".join(f"<li>{_render_name(person)}</li>" for person in others)
    return f'<ul class="values" dir="auto">{items}</ul>'


def _render_name(person: KnownPerson) -> str:
    name = escape_html(truncate(person.name, NAME_LENGTH))
    return f'<a href="{escape_html(person.homepage)}">{name}</a>' if person.homepage else name


# --- publication lists ------------------------------------------------------------------------


def _plan_list_page(
    site: SiteContext, listed: PublicationList, number: int, last: int, papers: Sequence[Paper]
) -> PageTask:
    keys = tuple(site.citation_keys[paper.id] for paper in papers)
    return PageTask(
        name=listing_page_address(listed.page_address, number),
        papers=papers,
        facts=(listed.title, listed.facts, sorted(listed.slugs), number, last, keys),
        render=partial(_render_list_page, site, listed, number, last, papers),
    )


def _render_list_page(
    site: SiteContext, listed: PublicationList, number: int, last: int, papers: Sequence[Paper]
) -> Iterator[Page]:
    address = listing_page_address(listed.page_address, number)
    title = listed.title
    if number > 1:
        title = site.messages.text("list.title_and_page", title=title, page=number)
    steps = page_links(listed.page_address, number, last)
    addresses = {step.label: step.address for step in steps}
    yield make_page(
        site,
        "publications.html.j2",
        address=address,
        title=title,
        description=count_and_years(site, listed.papers),
        crumbs=(*_list_crumbs(site, listed), Crumb(listed.title, address)),
        previous_address=addresses.get(f"{number - 1}", ""),
        next_address=addresses.get(f"{number + 1}", ""),
        values={
            "heading": listed.title,
            "facts": " · ".join(listed.facts),
            "lead": count_and_years(site, listed.papers),
            "years": [*_render_years(site, listed, papers)],
            "pages": steps,
            "downloads": mark_safe(" ".join([*list_publication_links(site, listed)][1:])),
        },
    )


def _list_crumbs(site: SiteContext, listed: PublicationList) -> Iterator[Crumb]:
    if listed.address == MEMBERS_ADDRESS:
        yield Crumb(site.messages.text("members.title"), MEMBERS_ADDRESS)
    else:
        yield axis_crumb(site, AUTHORS)
        yield Crumb(truncate(listed.name, NAME_LENGTH), listed.address)


def _render_years(
    site: SiteContext, listed: PublicationList, papers: Sequence[Paper]
) -> Iterator[tuple[str, list[Markup]]]:
    for year, some in group_by_year(papers):
        citations = (
            make_citation(paper, site.citation_keys[paper.id], site.catalogue.venue_of(paper))
            for paper in some
        )
        items = [mark_safe(render_list_item(listed, citation)) for citation in citations]
        yield year or site.messages.text("axes.year.none"), items
