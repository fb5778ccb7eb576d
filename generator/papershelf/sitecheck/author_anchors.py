"""Checks the authors without a page: the pages of the index must show their papers.

Takes a parsed page of the index of authors and the persons on it; returns problems.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.author_index import AuthorIndex, AuthorIndexPage, author_anchor
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.known_people import distinct_name
from papershelf.core.errors import Problem
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.html_page import HtmlPage, Tree, element_text
from papershelf.text.cleaning import truncate

_NAME_LENGTH = 100
"""The maximum length of a name in headings."""


def check_author_anchors(
    page: HtmlPage, expected: AuthorIndexPage, index: AuthorIndex, catalogue: Catalogue, path: str
) -> Iterator[Problem]:
    """Check the name and the papers of each person who has no page."""
    sections = {section.get("id"): section for section in page.tree.iter("section")}
    for person in expected.persons:
        if index.has_page(person):
            continue
        section = sections.get(author_anchor(person.slug))
        if section is None:
            yield Problem(path, 0, "", f"does not show the papers of {person.name}")
            continue
        name = distinct_name(catalogue, person)
        papers = tuple(paper_address(paper.id) for paper in person.papers)
        if _listed_papers(section) != papers:
            yield Problem(path, 0, "", f"shows other papers of {person.name} than the records have")
        if element_text(section.find(".//h2")) != truncate(name, _NAME_LENGTH):
            yield Problem(path, 0, "", f"does not name {person.name}")


def _listed_papers(section: Tree) -> tuple[str, ...]:
    """Return the addresses of the papers that a section lists, from the root of the site."""
    links = (link.get("href", "") for link in section.iterfind(".//h3/a"))
    return tuple(link.replace("../", "") for link in links)
