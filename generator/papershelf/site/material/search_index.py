"""Adds generated pages to the search index of Material.

Input: the index that Material's plugin wrote for pages of the site's owner, and a build plan.
Output: the index with an entry for each generated page. Material shows titles and texts of entries as
HTML, so both are escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from papershelf.catalogue.axes import AXES
from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.axes.submitters import SUBMITTERS, submitter_index
from papershelf.pages.navigation import default_navigation
from papershelf.records.model import Paper
from papershelf.records.site_paths import paper_address
from papershelf.site.build_plan import BuildPlan
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import render_plain

SEARCH_INDEX = "search/search_index.json"
"""The search index of Material, in the site."""


def uses_theme_search(plan: BuildPlan) -> bool:
    """Whether the site of a plan uses Material's search."""
    project = plan.loaded.project
    papers = len(plan.loaded.collection.papers)
    return project.theme.uses_theme_search(project.settings, papers)


def add_generated_pages(index: bytes, plan: BuildPlan) -> bytes:
    """Return a search index of Material with the generated pages."""
    content = json.loads(index)
    content["docs"] += _list_entries(plan)
    return json.dumps(content, separators=(",", ":")).encode()


def _list_entries(plan: BuildPlan) -> Iterator[dict[str, Any]]:
    """Yield an entry for each paper, each value of an axis and each index."""
    catalogue, messages = plan.loaded.catalogue, plan.loaded.settings.messages
    for paper in catalogue.papers:
        texts = filter(None, _paper_texts(plan, paper))
        yield _entry(paper_address(paper.id), render_plain(paper.title), *texts)
    for axis in AXES:
        for value, papers in axis.papers_of(catalogue).items():
            count = messages.count("count.papers", len(papers))
            address = axis.address_of(value)
            if axis is AUTHORS:
                address = plan.site.author_index.address_of(catalogue.persons[value])
            elif axis is SUBMITTERS:
                least = plan.site.settings.outputs.author_pages
                name = axis.title_of(catalogue, value)
                address = submitter_index(catalogue, least).address_of(name)
            yield _entry(address, axis.title_of(catalogue, value), count)
    addresses = set(plan.addresses)
    for title, source in default_navigation(messages).items():
        address = f"{source.removesuffix('.md')}/"
        if address in addresses:
            yield _entry(address, title)


def _paper_texts(plan: BuildPlan, paper: Paper) -> Iterator[str]:
    venue = plan.loaded.catalogue.venue_of(paper)
    yield ", ".join(author.name for author in paper.authors)
    yield " ".join(filter(None, [venue.name if venue else "", str(paper.year or "")]))
    yield render_plain(paper.summary)
    yield render_plain(paper.abstract)


def _entry(address: str, title: str, *texts: str) -> dict[str, str]:
    text = "".join(f"<p>{escape_html(text)}</p>" for text in texts)
    return {"location": address, "title": escape_html(title), "text": text}
