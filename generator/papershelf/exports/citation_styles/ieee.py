"""References in the style of the IEEE Reference Guide of 2023.

Takes a `Citation`; returns one line of HTML. Unknown parts are omitted.
"""

from __future__ import annotations

from papershelf.exports.citation_data import Citation
from papershelf.exports.citation_styles.markup import (
    add_full_stop,
    cited_people,
    cited_year,
    is_book_part,
    join_known_parts,
    join_sentences,
    render_italic,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    join_names,
    render_given_first,
    render_initials,
    render_page_range,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

_IEEE_ITALIC = frozenset({"book", "standard", "software"})


def render_ieee(citation: Citation) -> str:
    """Render the reference of a work in IEEE style."""
    names, are_editors = cited_people(citation)
    if len(names) > 6:
        first = render_given_first(names[0], render_initials(names[0].given))
        people = f"{escape_html(first)} <i>et al.</i>"
    else:
        people = escape_html(_ieee_names(names))
    if are_editors:
        people += ", Eds." if len(names) > 1 else ", Ed."
    rest = _ieee_without_authors(citation)
    return f"{people}, {rest}" if people else rest


def _ieee_names(names: tuple[PersonName, ...]) -> str:
    return join_names(
        [render_given_first(n, render_initials(n.given)) for n in names], ", and ", " and "
    )


def _ieee_date(citation: Citation, *, day: bool = False) -> str:
    if not citation.issued:
        return escape_html(citation.paper.date_note)
    year, *rest = citation.date_parts
    month = MONTHS[rest[0] - 1] if rest else ""
    short = month if len(month) < 4 else f"{month[:3]}."
    days = f"{rest[1]:02d}," if day and len(rest) > 1 else ""
    return " ".join(filter(None, (short, days, str(year))))


def _ieee_access(citation: Citation) -> str:
    if citation.paper.doi and citation.type not in ("webpage", "post-weblog"):
        return f"doi: {escape_html(citation.paper.doi)}."
    return f"[Online]. Available: {escape_html(citation.url)}" if citation.url else ""


def _ieee_locators(citation: Citation) -> tuple[str, ...]:
    paper = citation.paper
    edition = f"{citation.edition} ed." if paper.edition.isdigit() else citation.edition
    volume = f"vol. {paper.volume}" if paper.volume else ""
    issue = f"no. {paper.issue}" if paper.issue else ""
    return tuple(map(escape_html, (edition, volume, issue)))


def _ieee_pages(citation: Citation) -> str:
    paper = citation.paper
    if citation.type == "article-journal" and paper.article_number:
        return escape_html(f"Art. no. {paper.article_number}")
    pages = render_page_range(citation.pages)
    return escape_html(f"{'pp.' if citation.last_page else 'p.'} {pages}") if pages else ""


def _ieee_without_authors(citation: Citation) -> str:
    """Render everything except the authors."""
    if citation.type == "article-journal":
        return _ieee_article(citation)
    if is_book_part(citation):
        return _ieee_part(citation)
    if citation.is_preprint or citation.type in ("report", "thesis"):
        return _ieee_paper(citation)
    if citation.type in ("webpage", "post-weblog"):
        return _with_access(f"“{add_full_stop(escape_html(citation.title))}”", citation)
    return _ieee_standalone(citation)


def _with_access(html: str, citation: Citation) -> str:
    return " ".join(filter(None, (html, _ieee_access(citation))))


def _quoted_title(citation: Citation) -> str:
    return f"“{escape_html(citation.title)},”"


def _ieee_article(citation: Citation) -> str:
    short = render_italic(citation.container_short or citation.container)
    parts = join_known_parts(
        short, *_ieee_locators(citation), _ieee_pages(citation), _ieee_date(citation)
    )
    access = _ieee_access(citation)
    return f"{_quoted_title(citation)} {parts}{f', {access}' if access else '.'}"


def _ieee_part(citation: Citation) -> str:
    """Render a chapter or a paper in proceedings."""
    paper = citation.paper
    is_chapter = citation.type == "chapter"
    editors = _ieee_names(citation.editors)
    editors = editors and f"{editors}, {'Eds.' if len(citation.editors) > 1 else 'Ed.'}"
    locators = _ieee_locators(citation) if is_chapter else ()
    series = escape_html(_ieee_series(citation))
    head = join_known_parts(
        f"in {render_italic(citation.container)}", *locators, escape_html(editors), series
    )
    placed = escape_html(": ".join(filter(None, (paper.place, citation.publisher))))
    date = escape_html(cited_year(citation)) if is_chapter else _ieee_date(citation)
    tail = join_known_parts(placed, date, _ieee_pages(citation))
    between = ". " if series else ", "
    body = add_full_stop(f"{head}{between}{tail}" if tail else head)
    return _with_access(f"{_quoted_title(citation)} {body}", citation)


def _ieee_series(citation: Citation) -> str:
    volume = f"vol. {citation.paper.volume}" if citation.paper.volume else ""
    return f"in {join_known_parts(citation.series, volume)}" if citation.series else ""


def _ieee_paper(citation: Citation) -> str:
    """Render a preprint, report or thesis."""
    paper = citation.paper
    if citation.is_preprint:
        number = f"arXiv:{paper.arxiv}" if paper.arxiv else ""
        server = ": ".join(filter(None, (render_italic(citation.preprint_server), number)))
        parts = join_known_parts(_ieee_date(citation, day=True), server)
    elif citation.type == "report":
        issuer = join_known_parts(citation.publisher, paper.place, paper.issue)
        parts = join_known_parts(escape_html(issuer), _ieee_date(citation))
    else:
        parts = escape_html(join_known_parts(citation.publisher, cited_year(citation)))
    body = (
        f"{_quoted_title(citation)} {add_full_stop(parts)}"
        if parts
        else f"“{add_full_stop(escape_html(citation.title))}”"
    )
    return _with_access(body, citation)


def _ieee_standalone(citation: Citation) -> str:
    """Render a standalone work, or one with too little data for any other form."""
    is_standard = citation.type == "standard"
    where = join_known_parts(
        render_italic(citation.container_title), *([] if is_standard else _ieee_locators(citation))
    )
    tail = _ieee_issue(citation)
    if citation.type in _IEEE_ITALIC:
        head = join_known_parts(render_italic(citation.title), where)
    elif where or (citation.type == "speech" and tail):
        head = f"{_quoted_title(citation)} {where}".rstrip()
    else:
        head = f"“{add_full_stop(escape_html(citation.title))}”"
    if citation.type in ("speech", "article-magazine", "standard"):
        between = " " if head.endswith("”") else ", "
        return _with_access(add_full_stop(f"{head}{between}{tail}" if tail else head), citation)
    return _with_access(join_sentences(head, escape_html(_ieee_series(citation)), tail), citation)


def _ieee_issue(citation: Citation) -> str:
    """Render the publisher, place and date."""
    if citation.type == "standard":
        return _ieee_date(citation, day=True)
    if citation.type == "book":
        issuer = ": ".join(filter(None, (citation.paper.place, citation.publisher)))
        return join_known_parts(escape_html(issuer), escape_html(cited_year(citation)))
    date = _ieee_date(citation, day=True)
    date = f"({date})" if date and citation.type == "software" else date
    return join_known_parts(
        escape_html(join_known_parts(citation.publisher, citation.paper.place)),
        _ieee_pages(citation),
        date,
    )
