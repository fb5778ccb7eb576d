"""A formatted reference, ready to be pasted into a text.

Takes a `Citation`; returns one line of HTML in Papershelf's own style: authors, year, title,
container, permanent address. Unknown parts are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.exports.citation_data import Citation
from papershelf.records.model import Author
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import render_rich

_MAX_NAMES = 10
_NAMES_SHOWN = 7


def render_reference(citation: Citation) -> str:
    """Render the reference of a paper as HTML, with MathML in the title and the address as a link."""
    title = render_rich(citation.paper.title).html
    container = f"<cite>{escape_html(citation.container)}</cite>" if citation.container else ""
    url = escape_html(citation.url)
    link = f'<a href="{url}">{url}</a>' if url else ""
    return " ".join(_sentences(citation, title, container, link))


def render_name_list(authors: tuple[Author, ...]) -> str:
    """Join names with commas and "and"; more than ten are cut to seven and the number of the others."""
    names = [author.name for author in authors]
    if len(names) > _MAX_NAMES:
        return f"{', '.join(names[:_NAMES_SHOWN])}, and {len(names) - _NAMES_SHOWN} others"
    if len(names) > 2:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return " and ".join(names)


def _sentences(citation: Citation, title: str, container: str, url: str) -> Iterator[str]:
    """Yield the sentences of a reference; `title`, `container` and `url` are HTML already."""
    paper = citation.paper
    if people := render_name_list(paper.authors) or _render_editors(
        paper.editors, " (ed.)", " (eds.)"
    ):
        yield escape_html(_add_full_stop(people))
    # A work without authors is found by its title, so the title comes first.
    named = f"“{title}”" if citation.title.endswith(_SENTENCE_ENDS) else f"“{title}.”"
    dated = escape_html(_add_full_stop(citation.issued[:4] if citation.issued else paper.date_note))
    yield from filter(None, (dated, named) if people else (named, dated))
    place = [f"In {container}" if citation.type in _CONTAINED_TYPES and container else container]
    if paper.authors and paper.editors:
        place.append(escape_html(f"edited by {render_name_list(paper.editors)}"))
    place.append(escape_html(paper.series))
    if paper.volume:
        issue = f"({paper.issue})" if paper.issue else ""
        place.append(escape_html(f"volume {paper.volume}{issue}"))
    if citation.last_page:
        place.append(escape_html(f"pages {citation.first_page}–{citation.last_page}"))
    elif citation.first_page:
        place.append(escape_html(f"page {citation.first_page}"))
    elif paper.article_number:
        place.append(escape_html(f"article {paper.article_number}"))
    if any(place):
        yield _add_full_stop(", ".join(filter(None, place)))
    if citation.edition:
        yield escape_html(f"{citation.edition} edition.")
    publisher = citation.publisher if citation.publisher != citation.container else ""
    if publisher or paper.place:
        yield escape_html(_add_full_stop(", ".join(filter(None, (publisher, paper.place)))))
    if paper.status:
        yield f"{paper.status.kind.capitalize()}."
    if url:
        yield url


_SENTENCE_ENDS = ("?", "!", ".")
_CONTAINED_TYPES = ("paper-conference", "chapter")


def _render_editors(editors: tuple[Author, ...], one: str, more: str) -> str:
    return render_name_list(editors) + (more if len(editors) > 1 else one) if editors else ""


def _add_full_stop(text: str) -> str:
    return text if not text or text.endswith(_SENTENCE_ENDS) else f"{text}."
