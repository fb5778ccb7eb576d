"""A formatted reference, ready to be pasted into a text.

Takes a `Citation`; returns one line of HTML in Papershelf's own style: authors, year, title,
container, permanent address. Unknown parts are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from papershelf.exports.citation_data import Citation
from papershelf.records.model import Author
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import render_rich

_MAX_NAMES = 10
_NAMES_SHOWN = 7


def _name_html(author: Author) -> str:
    return escape_html(author.name)


def _plain_name(author: Author) -> str:
    return author.name


def _is_cut(_author: Author) -> bool:
    return False


def render_reference(
    citation: Citation,
    name_html: Callable[[Author], str] = _name_html,
    is_kept: Callable[[Author], bool] = _is_cut,
) -> str:
    """Render the reference of a paper as HTML, with MathML in the title and the address as a link.

    `name_html` renders the name of an author; those that are kept are never among "others".
    """
    title = render_rich(citation.paper.title).html
    container = f"<cite>{escape_html(citation.container)}</cite>" if citation.container else ""
    url = escape_html(citation.url)
    link = f'<a href="{url}">{url}</a>' if url else ""
    people = render_name_list(citation.paper.authors, name_html, is_kept) or escape_html(
        _render_editors(citation.paper.editors, " (ed.)", " (eds.)")
    )
    return " ".join(_sentences(citation, people, title, container, link))


def render_name_list(
    authors: Sequence[Author],
    render: Callable[[Author], str] = _plain_name,
    is_kept: Callable[[Author], bool] = _is_cut,
) -> str:
    """Join names with commas and "and".

    More than ten are cut to the first seven, those that are kept, and the number of the others.
    """
    shown = authors
    if len(authors) > _MAX_NAMES:
        shown = [*authors[:_NAMES_SHOWN], *filter(is_kept, authors[_NAMES_SHOWN:])]
    names = [render(author) for author in shown]
    if others := len(authors) - len(shown):
        return f"{', '.join(names)}, and {others} other{'s' * (others > 1)}"
    if len(names) > 2:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return " and ".join(names)


def _sentences(
    citation: Citation, people: str, title: str, container: str, url: str
) -> Iterator[str]:
    """Yield the sentences of a reference; all parts are HTML already."""
    paper = citation.paper
    if people:
        is_ended = people.removesuffix("</b>").endswith(_SENTENCE_ENDS)
        yield people if is_ended else f"{people}."
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
