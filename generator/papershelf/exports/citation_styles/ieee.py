"""References by the IEEE Reference Guide of 2023.

A `Work` comes in, one line of HTML goes out; what is not known is left out.
"""

from __future__ import annotations

from papershelf.exports.citation_data import Work
from papershelf.exports.citation_styles.markup import (
    cited_people,
    cited_year,
    is_part,
    italic,
    joined,
    paragraph,
    stop,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    initials,
    join_names,
    page_range,
    straight,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

_IEEE_ITALIC = frozenset({"book", "standard", "software"})


def render_ieee(work: Work) -> str:
    """The reference of a work in IEEE style."""
    names, are_editors = cited_people(work)
    people = escape_html(_ieee_names(names))
    if len(names) > 6:
        people = f"{escape_html(straight(names[0], initials(names[0].given)))} <i>et al.</i>"
    if are_editors:
        people += ", Eds." if len(names) > 1 else ", Ed."
    rest = _ieee_rest(work)
    return f"{people}, {rest}" if people else rest


def _ieee_names(names: tuple[PersonName, ...]) -> str:
    return join_names([straight(n, initials(n.given)) for n in names], ", and ", " and ")


def _ieee_date(work: Work, *, day: bool = False) -> str:
    if not work.issued:
        return escape_html(work.paper.date_note)
    year, *rest = work.date_parts
    month = MONTHS[rest[0] - 1] if rest else ""
    short = month if len(month) < 4 else f"{month[:3]}."
    days = f"{rest[1]:02d}," if day and len(rest) > 1 else ""
    return " ".join(filter(None, (short, days, str(year))))


def _ieee_access(work: Work) -> str:
    if work.paper.doi and work.type not in ("webpage", "post-weblog"):
        return f"doi: {escape_html(work.paper.doi)}."
    return f"[Online]. Available: {escape_html(work.url)}" if work.url else ""


def _ieee_locators(work: Work) -> tuple[str, ...]:
    paper = work.paper
    edition = f"{work.edition} ed." if paper.edition.isdigit() else work.edition
    volume = f"vol. {paper.volume}" if paper.volume else ""
    issue = f"no. {paper.issue}" if paper.issue else ""
    return tuple(map(escape_html, (edition, volume, issue)))


def _ieee_pages(work: Work) -> str:
    paper = work.paper
    if work.type == "article-journal" and paper.article_number:
        return escape_html(f"Art. no. {paper.article_number}")
    pages = page_range(work.pages)
    return escape_html(f"{'pp.' if work.last_page else 'p.'} {pages}") if pages else ""


def _ieee_rest(work: Work) -> str:
    """All but the authors."""
    if work.type == "article-journal":
        return _ieee_article(work)
    if is_part(work):
        return _ieee_part(work)
    if work.is_preprint or work.type in ("report", "thesis"):
        return _ieee_paper(work)
    if work.type in ("webpage", "post-weblog"):
        return _with_access(f"“{stop(escape_html(work.title))}”", work)
    return _ieee_other(work)


def _with_access(html: str, work: Work) -> str:
    return " ".join(filter(None, (html, _ieee_access(work))))


def _quoted(work: Work) -> str:
    return f"“{escape_html(work.title)},”"


def _ieee_article(work: Work) -> str:
    short = italic(work.container_short or work.container)
    parts = joined(short, *_ieee_locators(work), _ieee_pages(work), _ieee_date(work))
    access = _ieee_access(work)
    return f"{_quoted(work)} {parts}{f', {access}' if access else '.'}"


def _ieee_part(work: Work) -> str:
    """A chapter or a paper of proceedings."""
    paper = work.paper
    is_chapter = work.type == "chapter"
    editors = _ieee_names(work.editors)
    editors = editors and f"{editors}, {'Eds.' if len(work.editors) > 1 else 'Ed.'}"
    locators = _ieee_locators(work) if is_chapter else ()
    series = escape_html(_ieee_series(work))
    head = joined(f"in {italic(work.container)}", *locators, escape_html(editors), series)
    placed = escape_html(": ".join(filter(None, (paper.place, work.publisher))))
    date = escape_html(cited_year(work)) if is_chapter else _ieee_date(work)
    tail = joined(placed, date, _ieee_pages(work))
    between = ". " if series else ", "
    body = stop(f"{head}{between}{tail}" if tail else head)
    return _with_access(f"{_quoted(work)} {body}", work)


def _ieee_series(work: Work) -> str:
    volume = f"vol. {work.paper.volume}" if work.paper.volume else ""
    return f"in {joined(work.paper.series, volume)}" if work.paper.series else ""


def _ieee_paper(work: Work) -> str:
    """A preprint, report or thesis."""
    paper = work.paper
    if work.is_preprint:
        number = f"arXiv:{paper.arxiv}" if paper.arxiv else ""
        server = ": ".join(filter(None, (italic(work.server), number)))
        parts = joined(_ieee_date(work, day=True), server)
    elif work.type == "report":
        issuer = joined(work.publisher, paper.place, paper.issue)
        parts = joined(escape_html(issuer), _ieee_date(work))
    else:
        parts = escape_html(joined(work.publisher, cited_year(work)))
    body = f"{_quoted(work)} {stop(parts)}" if parts else f"“{stop(escape_html(work.title))}”"
    return _with_access(body, work)


def _ieee_other(work: Work) -> str:
    """What stands for itself, and what is known too little of."""
    is_standard = work.type == "standard"
    where = joined(italic(work.container), *([] if is_standard else _ieee_locators(work)))
    tail = _ieee_issue(work)
    if work.type in _IEEE_ITALIC:
        head = joined(italic(work.title), where)
    elif where or (work.type == "speech" and tail):
        head = f"{_quoted(work)} {where}".rstrip()
    else:
        head = f"“{stop(escape_html(work.title))}”"
    if work.type in ("speech", "article-magazine", "standard"):
        between = " " if head.endswith("”") else ", "
        return _with_access(stop(f"{head}{between}{tail}" if tail else head), work)
    return _with_access(paragraph(head, escape_html(_ieee_series(work)), tail), work)


def _ieee_issue(work: Work) -> str:
    """Who published it where and when."""
    if work.type == "standard":
        return _ieee_date(work, day=True)
    if work.type == "book":
        issuer = ": ".join(filter(None, (work.paper.place, work.publisher)))
        return joined(escape_html(issuer), escape_html(cited_year(work)))
    date = _ieee_date(work, day=True)
    date = f"({date})" if date and work.type == "software" else date
    return joined(escape_html(joined(work.publisher, work.paper.place)), _ieee_pages(work), date)
