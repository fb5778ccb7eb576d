"""References by the Publication Manual of the APA, 7th edition.

A `Work` comes in, one line of HTML goes out; what is not known is left out.
"""

from __future__ import annotations

from papershelf.exports.citation_data import Work
from papershelf.exports.citation_styles.markup import (
    DAYS,
    best_address,
    cited_people,
    is_article,
    is_part,
    italic,
    joined,
    paragraph,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    initials,
    join_names,
    page_range,
    straight,
    turned,
)
from papershelf.text.escaping import escape_html


def render_apa(work: Work) -> str:
    """The reference of a work in APA style."""
    names, are_editors = cited_people(work)
    people = _apa_names([turned(name, initials(name.given)) for name in names])
    if are_editors:
        people += " (Eds.)" if len(names) > 1 else " (Ed.)"
    title = _apa_title(work)
    date = f"({escape_html(_apa_date(work))})"
    opening = (escape_html(people), date, title) if people else (title, date)
    status = f" ({work.paper.status.kind.capitalize()})" if work.paper.status else ""
    link = best_address(work)
    body = paragraph(*opening, *_apa_source(work))
    return " ".join(filter(None, (body, link))) + status


def _apa_names(names: list[str]) -> str:
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return join_names(names, ", & ")


def _apa_date(work: Work) -> str:
    if not work.issued:
        return work.paper.date_note or "n.d."
    year, *rest = work.date_parts
    if work.type not in DAYS or not rest:
        return str(year)
    return f"{year}, {' '.join([MONTHS[rest[0] - 1], *map(str, rest[1:])])}"


def _apa_title(work: Work) -> str:
    if is_article(work) or is_part(work):
        review = work.type == "review"
        return f"[Review of {italic(work.title)}]" if review else escape_html(work.title)
    kind = {"dataset": "Dataset", "software": "Computer software"}.get(work.type, "")
    kind = work.publisher if work.type == "thesis" else kind
    more = joined(*_apa_details(work), _apa_number(work))
    parts = (
        italic(work.title),
        f"({escape_html(more)})" if more else "",
        kind and f"[{escape_html(kind)}]",
    )
    return " ".join(filter(None, parts))


def _apa_number(work: Work) -> str:
    paper = work.paper
    if work.is_preprint:
        return f"arXiv:{paper.arxiv}" if paper.arxiv else ""
    if work.type == "report":
        return paper.issue
    return f"Issue {paper.issue}" if paper.issue else ""


def _apa_details(work: Work) -> tuple[str, str, str]:
    paper = work.paper
    ordinal = paper.edition.isdigit()
    pages = page_range(work.pages)
    return (
        f"{work.edition} ed." if ordinal else work.edition,
        f"Vol. {paper.volume}" if paper.volume else "",
        f"{'pp.' if work.last_page else 'p.'} {pages}" if pages else "",
    )


def _apa_source(work: Work) -> tuple[str, ...]:
    paper = work.paper
    publisher = escape_html(work.server or work.publisher)
    if is_article(work):
        issue = f"({escape_html(paper.issue)})" if paper.issue else ""
        place = page_range(work.pages)
        place = place or (f"Article {paper.article_number}" if paper.article_number else "")
        volume = f"{italic(paper.volume)}{issue}"
        return (joined(italic(work.container), volume, escape_html(place)),)
    if is_part(work):
        editors = join_names([straight(n, initials(n.given)) for n in work.editors], ", & ", " & ")
        label = "(Eds.)" if len(work.editors) > 1 else "(Ed.)"
        details = joined(*_apa_details(work))
        where = [f"In {escape_html(editors)} {label}, " if editors else "In "]
        where += [italic(work.container), f" ({escape_html(details)})" if details else ""]
        return "".join(where), publisher
    return ("",) if work.type == "thesis" else (publisher,)
