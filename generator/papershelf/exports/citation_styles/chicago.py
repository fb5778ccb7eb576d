"""References by the Chicago Manual of Style, 18th edition, author and date.

A `Work` comes in, one line of HTML goes out; what is not known is left out.
"""

from __future__ import annotations

from dataclasses import replace

from papershelf.exports.citation_data import Work
from papershelf.exports.citation_styles.markup import (
    DAYS,
    best_address,
    cited_people,
    cited_year,
    is_article,
    is_part,
    italic,
    joined,
    paragraph,
    stop,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    dotted,
    join_names,
    page_range,
    shorten_by_chicago,
    straight,
    title_case,
    turned,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

_CHICAGO_ITALIC = frozenset({"book", "report", "standard", "software", "post-weblog"})


def render_chicago(work: Work) -> str:
    """The reference of a work in Chicago style, with author and date."""
    names, are_editors = cited_people(work)
    people = _chicago_names(names)
    if are_editors:
        people += ", eds." if len(names) > 1 else ", ed."
    date = escape_html(cited_year(work) or "n.d.")
    title = _chicago_title(work)
    opening = (escape_html(people), date, title) if people else (title, date)
    link = best_address(work)
    return paragraph(*opening, *_chicago_source(work)) + (f" {link}." if link else "")


def _chicago_names(names: tuple[PersonName, ...]) -> str:
    first = [straight(n, dotted(n.given)) if i else _chicago_first(n) for i, n in enumerate(names)]
    if len(names) > 6:
        return f"{', '.join(first[:3])}, et al."
    return join_names(first, ", and ")


def _chicago_first(name: PersonName) -> str:
    """The first author with the family name first, and particles behind the given names."""
    if not name.particle or name.particle.endswith(("-", "–", "’")):
        return turned(name, dotted(name.given))
    return turned(replace(name, particle=""), f"{dotted(name.given)} {name.particle}".strip())


def _chicago_title(work: Work) -> str:
    is_english = work.paper.language[:2] in ("", "en")
    title = title_case(work.title) if is_english else work.title
    if work.type == "review" and work.container:
        return f"Review of {italic(title)}"
    return italic(title) if work.type in _CHICAGO_ITALIC else f"“{stop(escape_html(title))}”"


def _chicago_date(work: Work) -> str:
    """The month and the day, which stand behind the source."""
    month, *day = work.date_parts[1:] or [0]
    return " ".join([MONTHS[month - 1], *map(str, day)]) if month else ""


def _chicago_source(work: Work) -> tuple[str, ...]:
    paper = work.paper
    publisher = escape_html(work.publisher)
    if work.is_preprint:
        number = f"arXiv:{paper.arxiv}" if paper.arxiv else ""
        return number, joined("Preprint", escape_html(work.server), _chicago_date(work))
    if is_article(work):
        return (_chicago_article(work),)
    series = escape_html(paper.series)
    edition = f"{work.edition} ed." if paper.edition.isdigit() else work.edition
    if is_part(work):
        editors = join_names(
            [straight(n, dotted(n.given)) for n in work.editors], ", and ", " and "
        )
        where = joined(
            f"In {italic(work.container)}",
            escape_html(edition),
            escape_html(f"edited by {editors}") if editors else "",
            escape_html(f"vol. {paper.volume}") if paper.volume else "",
        )
        return where, series, publisher
    number = paper.issue if work.type == "report" else ""
    number = f"no. {paper.issue}" if work.type == "standard" and paper.issue else number
    volume = f"Vol. {paper.volume}" if paper.volume else ""
    day = _chicago_date(work) if work.type in DAYS else ""
    released = "Released" if work.type == "software" else ""
    return escape_html(edition), escape_html(volume or number), series, publisher, day or released


def _chicago_article(work: Work) -> str:
    paper = work.paper
    if work.type == "article-magazine":
        return joined(italic(work.container), _chicago_date(work))
    month = "" if paper.issue or work.type != "article-journal" else _chicago_date(work)
    issue = paper.issue or month.partition(" ")[0]
    pages = page_range(work.pages, shorten_by_chicago) or paper.article_number
    where = " ".join(filter(None, (paper.volume, f"({issue})" if issue else "")))
    if work.type == "article-journal" and paper.doi and not (where or pages):
        return f"{italic(work.container)}, ahead of print"
    head = f"{italic(work.container)} {escape_html(where)}".rstrip()
    return f"{head}: {escape_html(pages)}" if pages else head
