"""References in the author-date style of the Chicago Manual of Style, 18th edition.

Takes a `Citation`; returns one line of HTML. Unknown parts are omitted.
"""

from __future__ import annotations

from dataclasses import replace

from papershelf.exports.citation_data import Citation
from papershelf.exports.citation_styles.markup import (
    DAY_DATED_TYPES,
    add_full_stop,
    cited_people,
    cited_year,
    is_book_part,
    is_periodical_part,
    join_known_parts,
    join_sentences,
    preferred_url,
    render_italic,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    add_initial_stops,
    capitalize_title,
    join_names,
    render_family_first,
    render_given_first,
    render_page_range,
    shorten_by_chicago,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

_CHICAGO_ITALIC = frozenset({"book", "report", "standard", "software", "post-weblog"})


def render_chicago(citation: Citation) -> str:
    """Render the reference of a work in Chicago author-date style."""
    names, are_editors = cited_people(citation)
    people = _chicago_names(names)
    if are_editors:
        people += ", eds." if len(names) > 1 else ", ed."
    date = escape_html(cited_year(citation) or "n.d.")
    title = _chicago_title(citation)
    opening = (escape_html(people), date, title) if people else (title, date)
    link = preferred_url(citation)
    return join_sentences(*opening, *_chicago_source(citation)) + (f" {link}." if link else "")


def _chicago_names(names: tuple[PersonName, ...]) -> str:
    is_cut = len(names) > 6
    first = [
        render_given_first(n, add_initial_stops(n.given)) if i else _chicago_first(n)
        for i, n in enumerate(names[:3] if is_cut else names)
    ]
    return f"{', '.join(first)}, et al." if is_cut else join_names(first, ", and ")


def _chicago_first(name: PersonName) -> str:
    """Return the first author with the family name first, and particles after the given names."""
    if not name.particle or name.particle.endswith(("-", "–", "’")):
        return render_family_first(name, add_initial_stops(name.given))
    return render_family_first(
        replace(name, particle=""), f"{add_initial_stops(name.given)} {name.particle}".strip()
    )


def _chicago_title(citation: Citation) -> str:
    is_english = citation.paper.language[:2] in ("", "en")
    title = capitalize_title(citation.title) if is_english else citation.title
    if citation.type == "review" and citation.container:
        return f"Review of {render_italic(title)}"
    return (
        render_italic(title)
        if citation.type in _CHICAGO_ITALIC
        else f"“{add_full_stop(escape_html(title))}”"
    )


def _chicago_date(citation: Citation) -> str:
    """Return the month and day, which come after the source."""
    month, *day = citation.date_parts[1:] or [0]
    return " ".join([MONTHS[month - 1], *map(str, day)]) if month else ""


def _chicago_source(citation: Citation) -> tuple[str, ...]:
    paper = citation.paper
    publisher = escape_html(citation.publisher)
    if citation.is_preprint:
        number = f"arXiv:{paper.arxiv}" if paper.arxiv else ""
        return number, join_known_parts(
            "Preprint", escape_html(citation.preprint_server), _chicago_date(citation)
        )
    if is_periodical_part(citation):
        return (_chicago_article(citation),)
    series = escape_html(citation.series)
    edition = f"{citation.edition} ed." if paper.edition.isdigit() else citation.edition
    if is_book_part(citation):
        editors = join_names(
            [render_given_first(n, add_initial_stops(n.given)) for n in citation.editors],
            ", and ",
            " and ",
        )
        where = join_known_parts(
            f"In {render_italic(citation.container)}",
            escape_html(edition),
            escape_html(f"edited by {editors}") if editors else "",
            escape_html(f"vol. {paper.volume}") if paper.volume else "",
        )
        return where, series, publisher
    number = paper.issue if citation.type == "report" else ""
    number = f"no. {paper.issue}" if citation.type == "standard" and paper.issue else number
    volume = f"Vol. {paper.volume}" if paper.volume else ""
    day = _chicago_date(citation) if citation.type in DAY_DATED_TYPES else ""
    released = "Released" if citation.type == "software" else ""
    return escape_html(edition), escape_html(volume or number), series, publisher, day or released


def _chicago_article(citation: Citation) -> str:
    paper = citation.paper
    if citation.type == "article-magazine":
        return join_known_parts(render_italic(citation.container), _chicago_date(citation))
    month = "" if paper.issue or citation.type != "article-journal" else _chicago_date(citation)
    issue = paper.issue or month.partition(" ")[0]
    pages = render_page_range(citation.pages, shorten_by_chicago) or paper.article_number
    where = " ".join(filter(None, (paper.volume, f"({issue})" if issue else "")))
    if citation.type == "article-journal" and paper.doi and not (where or pages):
        return f"{render_italic(citation.container)}, ahead of print"
    head = f"{render_italic(citation.container)} {escape_html(where)}".rstrip()
    return f"{head}: {escape_html(pages)}" if pages else head
