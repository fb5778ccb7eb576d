"""References in Vancouver style, following the NLM's Citing Medicine, 2nd edition.

Takes a `Citation`; returns one line of HTML. Unknown parts are omitted.
"""

from __future__ import annotations

from dataclasses import replace

from papershelf.exports.citation_data import Citation
from papershelf.exports.citation_styles.markup import (
    JOURNAL_TYPES,
    add_full_stop,
    cited_people,
    cited_year,
    is_book_part,
    join_sentences,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    render_family_first,
    render_initials,
    render_page_range,
    shorten_fully,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

_NAMES_SHOWN = 6


def render_vancouver(citation: Citation) -> str:
    """Render the reference of a work in Vancouver style."""
    names, are_editors = cited_people(citation)
    people = _vancouver_names(names)
    if are_editors:
        people += ", editors" if len(names) > 1 else ", editor"
    online = " [Internet]" if citation.url else ""
    title = escape_html(citation.title)
    date = escape_html(cited_year(citation))
    if citation.container and citation.type in JOURNAL_TYPES:
        sentences = [title, *_vancouver_article(citation, online)]
    else:
        where = f"{title}{online}"
        if is_book_part(citation):
            editors = _vancouver_names(citation.editors)
            label = "editors. " if len(citation.editors) > 1 else "editor. "
            where = f"{add_full_stop(title)} In: " + (
                f"{escape_html(editors)}, {label}" if editors else ""
            )
            where += f"{escape_html(citation.container)}{online}"
        sentences = [where, *_vancouver_source(citation, date)]
    available = f"Available from: {escape_html(citation.url)}" if citation.url else ""
    is_doi = citation.paper.doi and citation.type in JOURNAL_TYPES
    doi = f"doi:{escape_html(citation.paper.doi)}" if citation.paper.doi else ""
    body = join_sentences(escape_html(people), *sentences)
    return " ".join(filter(None, (body, "" if is_doi else available, doi)))


def _vancouver_names(names: tuple[PersonName, ...]) -> str:
    short = [
        render_family_first(
            replace(name, suffix=name.suffix.rstrip(".")) if name.suffix else name,
            render_initials(name.given, "", ""),
            comma=" ",
            suffix=" ",
        )
        for name in names[: _NAMES_SHOWN + 1]
    ]
    return ", ".join([*short[:-1], "et al"] if len(short) > _NAMES_SHOWN else short)


def _vancouver_article(citation: Citation, online: str) -> tuple[str, ...]:
    paper = citation.paper
    short = citation.container if citation.type == "article-magazine" else citation.container_short
    online = "" if paper.doi else online
    month, *day = citation.date_parts[1:] or [0]
    days = [MONTHS[month - 1][:3], *map(str, day)] if month else []
    date = " ".join([cited_year(citation), *days])
    issue = f"({paper.issue})" if paper.issue else ""
    pages = render_page_range(citation.pages, shorten_fully) or paper.article_number
    where = "".join(
        (f";{paper.volume}{issue}" if paper.volume or issue else "", f":{pages}" if pages else "")
    )
    name = (short or citation.container).replace(". ", " ").removesuffix(".")
    return escape_html(name) + online, escape_html(date + where)


def _vancouver_source(citation: Citation, date: str) -> tuple[str, ...]:
    paper = citation.paper
    edition = f"{citation.edition} ed" if paper.edition.isdigit() else citation.edition
    volume = f"Vol. {paper.volume}" if paper.volume and not is_book_part(citation) else ""
    if citation.date_parts[1:] and citation.type in ("post-weblog", "speech"):
        month, *day = citation.date_parts[1:]
        date = " ".join([date, MONTHS[month - 1][:3], *map(str, day)])
    issuer = ": ".join(filter(None, (paper.place, citation.preprint_server or citation.publisher)))
    issued = "; ".join(filter(None, (escape_html(issuer), date)))
    pages = render_page_range(citation.pages, shorten_fully)
    number = f"Report {paper.issue}" if citation.type == "report" and paper.issue else ""
    series = f"({escape_html(citation.series)})" if citation.series else ""
    return (
        escape_html(edition),
        escape_html(volume),
        issued,
        escape_html(f"p. {pages}" if pages else ""),
        escape_html(number),
        series,
    )
