"""One formatted reference, as a reader would paste it into a text.

A `Work` comes in, one line of HTML goes out, in a style of our own:
authors, year, title, where it appeared, its lasting address. What is not known is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.exports.citation_data import Work
from papershelf.records.model import Author
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import render_rich

_ALL_NAMES = 10
_FIRST_NAMES = 7


def reference_html(work: Work) -> str:
    """The reference of a paper as HTML: maths in the title, the address as a link."""
    title = render_rich(work.paper.title).html
    container = f"<cite>{escape_html(work.container)}</cite>" if work.container else ""
    url = escape_html(work.url)
    link = f'<a href="{url}">{url}</a>' if url else ""
    return " ".join(_sentences(work, title, container, link))


def name_list(authors: tuple[Author, ...]) -> str:
    """Names as a sentence lists them; of more than ten the first seven, and how many more."""
    names = [author.name for author in authors]
    if len(names) > _ALL_NAMES:
        return f"{', '.join(names[:_FIRST_NAMES])}, and {len(names) - _FIRST_NAMES} others"
    if len(names) > 2:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return " and ".join(names)


def _sentences(work: Work, title: str, container: str, url: str) -> Iterator[str]:
    """The parts of a reference; `title`, `container` and `url` are HTML already."""
    paper = work.paper
    if people := name_list(paper.authors) or _edited(paper.editors, " (ed.)", " (eds.)"):
        yield escape_html(_stop(people))
    # What nobody signed is found by its title, so that comes first.
    named = f"“{title}”" if work.title.endswith(_STOPS) else f"“{title}.”"
    dated = escape_html(_stop(work.issued[:4] if work.issued else paper.date_note))
    yield from filter(None, (dated, named) if people else (named, dated))
    place = [f"In {container}" if work.type in _IN and container else container]
    if paper.authors and paper.editors:
        place.append(escape_html(f"edited by {name_list(paper.editors)}"))
    place.append(escape_html(paper.series))
    if paper.volume:
        issue = f"({paper.issue})" if paper.issue else ""
        place.append(escape_html(f"volume {paper.volume}{issue}"))
    if work.last_page:
        place.append(escape_html(f"pages {work.first_page}–{work.last_page}"))
    elif work.first_page:
        place.append(escape_html(f"page {work.first_page}"))
    elif paper.article_number:
        place.append(escape_html(f"article {paper.article_number}"))
    if any(place):
        yield _stop(", ".join(filter(None, place)))
    if work.edition:
        yield escape_html(f"{work.edition} edition.")
    publisher = work.publisher if work.publisher != work.container else ""
    if publisher or paper.place:
        yield escape_html(_stop(", ".join(filter(None, (publisher, paper.place)))))
    if paper.status:
        yield f"{paper.status.kind.capitalize()}."
    if url:
        yield url


_STOPS = ("?", "!", ".")
_IN = ("paper-conference", "chapter")


def _edited(editors: tuple[Author, ...], one: str, more: str) -> str:
    return name_list(editors) + (more if len(editors) > 1 else one) if editors else ""


def _stop(text: str) -> str:
    return text if not text or text.endswith(_STOPS) else f"{text}."
