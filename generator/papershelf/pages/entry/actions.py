"""What readers can do with a paper without leaving a list: open its files, cite it, read its abstract.

Takes a `Paper` and the address of its page; returns HTML that needs no script.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from papershelf.core.messages import Messages
from papershelf.exports.citation_data import pdf_url
from papershelf.pages.entry.icons import icon_classes
from papershelf.pages.paper_texts import render_abstract, title_language
from papershelf.records.model import Paper
from papershelf.text.escaping import escape_html
from papershelf.text.urls import normalize_url

_ABSTRACT_BYTES = 8000
"""Longer abstracts are only on the page of the paper: eight of them must fit on a page."""
_FOLD_START, _FOLD_END = '<details class="abs"><summary>', "</details>"


def render_actions(
    paper: Paper, address: str, messages: Messages, *, with_abstract: bool = True
) -> str:
    """Render the links of a list entry and its folded abstract; `address` is that of the paper's page.

    A script makes the link to the citations copy the BibTeX entry.
    """
    labels = _action_labels(messages)
    links = [
        f'<a class="{icon_classes(kind, url)}" href="{escape_html(url)}">{labels[kind]}</a>'
        for kind, url in _list_files(paper)
    ]
    links.append(f'<a class="i i-cite" href="{address}#cite">{labels["cite"]}</a>')
    parts = render_abstract(paper) if with_abstract else ()
    abstract = "".join(f"<p>{part}</p>" for part in parts)
    fold = ""
    if len(abstract.encode()) > _ABSTRACT_BYTES:
        links.append(f'<a class="i i-abstract" href="{address}#abstract">{labels["abstract"]}</a>')
    elif abstract:
        language = title_language(paper, messages)
        fold = (
            f'{_FOLD_START}{labels["abstract"]}</summary><div dir="auto"{language}>{abstract}</div>'
            f"{_FOLD_END}"
        )
    return f'<div class="acts"><p>{" ".join(links)}</p>{fold}</div>'


def remove_abstract(item: str) -> str:
    """Return a list entry without its folded abstract."""
    before, start, rest = item.partition(_FOLD_START)
    # Text is escaped, so the first end tag is that of the element.
    return before + rest.partition(_FOLD_END)[2] if start else item


def _list_files(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the first address of each kind of file that a record has."""
    found = {
        "pdf": pdf_url(paper),
        "code": next(iter(paper.code), ""),
        "data": next(iter(paper.datasets), ""),
        "model": next(iter(paper.models), ""),
    }
    for kind, given in found.items():
        if given and (url := normalize_url(given)):
            yield kind, url


@lru_cache(maxsize=8)
def _action_labels(messages: Messages) -> dict[str, str]:
    kinds = ("pdf", "code", "data", "model", "cite", "abstract")
    return {kind: escape_html(messages.text(f"paper.{kind}")) for kind in kinds}
