"""Pages at old addresses, which redirect to the new ones or say that the paper was removed.

Takes addresses; yields small pages that work on any static host, without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.templates import render_body
from papershelf.records.site_paths import PAPERS_ADDRESS, SEARCH_ADDRESS, paper_address
from papershelf.text.escaping import escape_html


def plan_redirects(site: SiteContext, redirects: Mapping[str, str]) -> Iterator[PageTask]:
    """Yield a page for each alias of a paper, and for each old address in `redirects`."""
    moves = {
        paper_address(alias): paper_address(paper.id)
        for paper in site.catalogue.papers
        for alias in paper.aliases
    }
    for old, new in sorted({**redirects, **moves}.items()):
        yield PageTask(
            name=old, papers=(), facts=(new,), render=partial(_render_redirect_page, site, old, new)
        )


def _render_redirect_page(site: SiteContext, old_address: str, new_address: str) -> Iterator[Page]:
    yield render_redirect(old_address, new_address, site.settings.site_url)


def render_redirect(old: str, new: str, site_url: str = "") -> Page:
    """Render a page that redirects browsers and gives search engines the new address."""
    target = f"{ROOT_PLACEHOLDER}{escape_html(new)}"
    canonical = f"{escape_html(site_url)}{escape_html(new)}" if site_url else target
    head = (
        "<title>This page has moved</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{canonical}">\n'
    )
    body = render_body("moved.html.j2", root=ROOT_PLACEHOLDER, address=new)
    return Page(address=old, title="This page has moved", head=head, body=body)


def plan_removed(addresses: Iterable[str]) -> Iterator[PageTask]:
    """Yield a page for each address whose page was permanently removed."""
    for address in sorted(addresses):
        yield PageTask(
            name=address, papers=(), facts=("removed",), render=partial(_render_removed, address)
        )


def _render_removed(address: str) -> Iterator[Page]:
    what = "paper" if address.startswith(PAPERS_ADDRESS) else "page"
    title = f"This {what} was removed"
    head = f'<title>{title}</title>\n<meta name="robots" content="noindex">\n'
    body = render_body("removed.html.j2", root=ROOT_PLACEHOLDER, what=what, search=SEARCH_ADDRESS)
    yield Page(address=address, title=title, head=head, body=body)
