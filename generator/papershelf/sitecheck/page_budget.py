"""Checks the size of pages, excluding a paper's own texts, against the project's budgets.

Takes a parsed page; returns problems. A paper's page may have 8 kB in addition to the paper's
texts; any other page may have 150 kB in total (1 kB is 1,000 bytes).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import html

from papershelf.core.errors import Problem
from papershelf.sitecheck.html_page import HtmlPage, Tree

PAPER_PAGE_BUDGET = 8_000
PAGE_BUDGET = 150_000

_TEXT_TAGS = frozenset({"h1", "p", "pre", "li", "dd", "details"})
_TEXT_METAS = ("citation_", "og:", "twitter:", "description")


def check_page_budget(page: HtmlPage, path: str, *, is_paper: bool) -> Iterator[Problem]:
    """Yield a problem for a page over its budget."""
    if is_paper:
        frame = page_overhead(page)
        if frame > PAPER_PAGE_BUDGET:
            message = f"has {frame:,} bytes besides its own text; {PAPER_PAGE_BUDGET:,} are allowed"
            yield Problem(path, 0, "", message)
    elif page.size > PAGE_BUDGET:
        yield Problem(path, 0, "", f"has {page.size:,} bytes; {PAGE_BUDGET:,} are allowed")


def page_overhead(page: HtmlPage) -> int:
    """Return the bytes of a page that are not about its paper: head, navigation, headings, footer.

    The paper's metadata in the head and each paragraph and list item of the article are
    subtracted.
    """
    head = sum(map(_element_size, filter(_is_paper_meta, page.tree.find("head"))))
    article = page.tree.find(".//article")
    return page.size - head - (_text_size(article) if article is not None else 0)


def _is_paper_meta(element: Tree) -> bool:
    if element.tag == "meta":
        name = element.get("name") or element.get("property") or ""
        return name.startswith(_TEXT_METAS)
    return bool(element.tag == "title" or element.get("type") == "application/ld+json")


def _text_size(element: Tree) -> int:
    total = 0
    for child in element:
        is_text = child.tag in _TEXT_TAGS and "get" not in (child.get("class") or "").split()
        total += _element_size(child) if is_text else _text_size(child)
    return total


def _element_size(element: Tree) -> int:
    return len(html.tostring(element, encoding="utf-8", with_tail=False))
