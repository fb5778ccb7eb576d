"""Pages that stand at old addresses and lead to the new ones.

Addresses come in, small pages go out; they work on any static host, without JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from generator.addresses import paper_address
from generator.page import ROOT, Page
from generator.pages.context import PageUnit, Site
from generator.pages.templates import render_body
from generator.text import escape_html


def plan_redirects(site: Site, redirects: Mapping[str, str]) -> Iterator[PageUnit]:
    """A page for each alias of a paper, and for each old address of `redirects`."""
    moves = {
        paper_address(alias): paper_address(paper.id)
        for paper in site.catalogue.papers
        for alias in paper.aliases
    }
    for old, new in sorted({**redirects, **moves}.items()):
        yield PageUnit(name=old, papers=(), facts=(new,), render=partial(_render, site, old, new))


def _render(site: Site, old: str, new: str) -> Iterator[Page]:
    yield render_redirect(old, new, site.settings.site_url)


def render_redirect(old: str, new: str, site_url: str = "") -> Page:
    """The page at an old address: it sends browsers on and tells search engines where to."""
    target = f"{ROOT}{escape_html(new)}"
    canonical = f"{escape_html(site_url)}{escape_html(new)}" if site_url else target
    head = (
        "<title>This page has moved</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{canonical}">\n'
    )
    body = render_body("moved.html.j2", root=ROOT, address=new)
    return Page(address=old, title="This page has moved", head=head, body=body)
