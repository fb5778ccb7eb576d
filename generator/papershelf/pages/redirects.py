"""Pages at old addresses, which redirect to the new ones or say that the paper was removed.

Takes addresses; yields small pages that work on any static host, without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from papershelf.catalogue.day_redirects import day_redirects
from papershelf.catalogue.known_people import person_redirects
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.core.settings import Settings
from papershelf.pages.layout import render_step
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.templates import mark_safe, render_body
from papershelf.records.site_paths import (
    HOME_ADDRESS,
    PAPERS_ADDRESS,
    SEARCH_ADDRESS,
    paper_address,
)
from papershelf.text.escaping import escape_html


def plan_redirects(site: SiteContext, redirects: Mapping[str, str]) -> Iterator[PageTask]:
    """Yield a page for each alias of a paper, each old address in `redirects`, of days and persons."""
    moves = {
        paper_address(alias): paper_address(paper.id)
        for paper in site.catalogue.papers
        for alias in paper.aliases
    }
    days = day_redirects(site.catalogue, site.trending)
    persons = person_redirects(site.catalogue, site.author_index)
    for old, new in sorted({**days, **persons, **redirects, **moves}.items()):
        yield PageTask(
            name=old, papers=(), facts=(new,), render=partial(_render_redirect_page, site, old, new)
        )


def _render_redirect_page(site: SiteContext, old_address: str, new_address: str) -> Iterator[Page]:
    yield render_redirect(old_address, new_address, site.settings)


def render_redirect(old: str, new: str, settings: Settings) -> Page:
    """Render a page that redirects browsers and gives search engines the new address."""
    target = f"{ROOT_PLACEHOLDER}{escape_html(new)}"
    canonical = (
        f"{escape_html(settings.site_url)}{escape_html(new.partition('#')[0])}"
        if settings.site_url
        else target
    )
    title = settings.messages.text("moved.title")
    head = (
        f"<title>{escape_html(title)}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{canonical}">\n'
    )
    link = mark_safe(f'<a href="{target}">{escape_html(new)}</a>')
    body = render_body("moved.html.j2", settings.messages, link=link)
    return Page(address=old, title=title, head=head, body=body)


def plan_removed(site: SiteContext, addresses: Iterable[str]) -> Iterator[PageTask]:
    """Yield a page for each address whose page was permanently removed."""
    for address in sorted(addresses):
        yield PageTask(
            name=address,
            papers=(),
            facts=("removed",),
            render=partial(_render_removed, site, address),
        )


def _render_removed(site: SiteContext, address: str) -> Iterator[Page]:
    messages = site.messages
    is_paper = address.startswith(PAPERS_ADDRESS)
    title = messages.text("removed.paper" if is_paper else "removed.page")
    head = f'<title>{escape_html(title)}</title>\n<meta name="robots" content="noindex">\n'
    body = render_body(
        "removed.html.j2",
        messages,
        title=title,
        search=mark_safe(render_step(SEARCH_ADDRESS, messages.text("removed.search"))),
        home=mark_safe(render_step(HOME_ADDRESS, messages.text("removed.home"))),
    )
    yield Page(address=address, title=title, head=head, body=body)
