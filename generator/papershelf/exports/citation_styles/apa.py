"""References in the style of the Publication Manual of the APA, 7th edition.

Takes a `Citation`; returns one line of HTML. Unknown parts are omitted.
"""

from __future__ import annotations

from papershelf.exports.citation_data import Citation
from papershelf.exports.citation_styles.markup import (
    DAY_DATED_TYPES,
    cited_people,
    is_book_part,
    is_periodical_part,
    join_known_parts,
    join_sentences,
    preferred_url,
    render_italic,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    join_names,
    render_family_first,
    render_given_first,
    render_initials,
    render_page_range,
)
from papershelf.text.escaping import escape_html


def render_apa(citation: Citation) -> str:
    """Render the reference of a work in APA style."""
    names, are_editors = cited_people(citation)
    people = _apa_author_names(
        [render_family_first(name, render_initials(name.given)) for name in names]
    )
    if are_editors:
        people += " (Eds.)" if len(names) > 1 else " (Ed.)"
    title = _apa_title(citation)
    date = f"({escape_html(_apa_date(citation))})"
    opening = (escape_html(people), date, title) if people else (title, date)
    status = f" ({citation.paper.status.kind.capitalize()})" if citation.paper.status else ""
    link = preferred_url(citation)
    body = join_sentences(*opening, *_apa_source(citation))
    return " ".join(filter(None, (body, link))) + status


def _apa_author_names(names: list[str]) -> str:
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return join_names(names, ", & ")


def _apa_date(citation: Citation) -> str:
    if not citation.issued:
        return citation.paper.date_note or "n.d."
    year, *rest = citation.date_parts
    if citation.type not in DAY_DATED_TYPES or not rest:
        return str(year)
    return f"{year}, {' '.join([MONTHS[rest[0] - 1], *map(str, rest[1:])])}"


def _apa_title(citation: Citation) -> str:
    if is_periodical_part(citation) or is_book_part(citation):
        review = citation.type == "review"
        return (
            f"[Review of {render_italic(citation.title)}]"
            if review
            else escape_html(citation.title)
        )
    kind = {"dataset": "Dataset", "software": "Computer software"}.get(citation.type, "")
    kind = citation.publisher if citation.type == "thesis" else kind
    more = join_known_parts(*_apa_details(citation), _apa_number(citation))
    parts = (
        render_italic(citation.title),
        f"({escape_html(more)})" if more else "",
        kind and f"[{escape_html(kind)}]",
    )
    return " ".join(filter(None, parts))


def _apa_number(citation: Citation) -> str:
    paper = citation.paper
    if citation.is_preprint:
        return f"arXiv:{paper.arxiv}" if paper.arxiv else ""
    if citation.type == "report":
        return paper.issue
    return f"Issue {paper.issue}" if paper.issue else ""


def _apa_details(citation: Citation) -> tuple[str, str, str]:
    paper = citation.paper
    ordinal = paper.edition.isdigit()
    pages = render_page_range(citation.pages)
    return (
        f"{citation.edition} ed." if ordinal else citation.edition,
        f"Vol. {paper.volume}" if paper.volume else "",
        f"{'pp.' if citation.last_page else 'p.'} {pages}" if pages else "",
    )


def _apa_source(citation: Citation) -> tuple[str, ...]:
    paper = citation.paper
    publisher = escape_html(citation.preprint_server or citation.publisher)
    if is_periodical_part(citation):
        issue = f"({escape_html(paper.issue)})" if paper.issue else ""
        place = render_page_range(citation.pages)
        place = place or (f"Article {paper.article_number}" if paper.article_number else "")
        volume = f"{render_italic(paper.volume)}{issue}"
        return (join_known_parts(render_italic(citation.container), volume, escape_html(place)),)
    if is_book_part(citation):
        editors = join_names(
            [render_given_first(n, render_initials(n.given)) for n in citation.editors],
            ", & ",
            " & ",
        )
        label = "(Eds.)" if len(citation.editors) > 1 else "(Ed.)"
        details = join_known_parts(*_apa_details(citation))
        where = [f"In {escape_html(editors)} {label}, " if editors else "In "]
        where += [
            render_italic(citation.container),
            f" ({escape_html(details)})" if details else "",
        ]
        return "".join(where), publisher
    return ("",) if citation.type == "thesis" else (publisher,)
