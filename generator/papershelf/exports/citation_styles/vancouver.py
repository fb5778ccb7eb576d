"""References in Vancouver style by the NLM, Citing Medicine, 2nd edition.

A `Work` comes in, one line of HTML goes out; what is not known is left out.
"""

from __future__ import annotations

from dataclasses import replace

from papershelf.exports.citation_data import Work
from papershelf.exports.citation_styles.markup import (
    JOURNALS,
    cited_people,
    cited_year,
    is_part,
    paragraph,
    stop,
)
from papershelf.exports.citation_styles.name_and_date_text import (
    MONTHS,
    initials,
    page_range,
    shorten_fully,
    turned,
)
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html


def render_vancouver(work: Work) -> str:
    """The reference of a work in Vancouver style."""
    names, are_editors = cited_people(work)
    people = _vancouver_names(names)
    if are_editors:
        people += ", editors" if len(names) > 1 else ", editor"
    online = " [Internet]" if work.url else ""
    title = escape_html(work.title)
    date = escape_html(cited_year(work))
    if work.container and work.type in JOURNALS:
        sentences = [title, *_vancouver_article(work, online)]
    else:
        where = f"{title}{online}"
        if is_part(work):
            editors = _vancouver_names(work.editors)
            label = "editors. " if len(work.editors) > 1 else "editor. "
            where = f"{stop(title)} In: " + (f"{escape_html(editors)}, {label}" if editors else "")
            where += f"{escape_html(work.container)}{online}"
        sentences = [where, *_vancouver_rest(work, date)]
    available = f"Available from: {escape_html(work.url)}" if work.url else ""
    is_doi = work.paper.doi and work.type in JOURNALS
    doi = f"doi:{escape_html(work.paper.doi)}" if work.paper.doi else ""
    body = paragraph(escape_html(people), *sentences)
    return " ".join(filter(None, (body, "" if is_doi else available, doi)))


def _vancouver_names(names: tuple[PersonName, ...]) -> str:
    bare = [replace(name, suffix=name.suffix.rstrip(".")) for name in names]
    short = [turned(n, initials(n.given, "", ""), comma=" ", suffix=" ") for n in bare]
    return ", ".join([*short[:6], "et al"] if len(short) > 6 else short)


def _vancouver_article(work: Work, online: str) -> tuple[str, ...]:
    paper = work.paper
    short = work.container if work.type == "article-magazine" else work.container_short
    online = "" if paper.doi else online
    month, *day = work.date_parts[1:] or [0]
    days = [MONTHS[month - 1][:3], *map(str, day)] if month else []
    date = " ".join([cited_year(work), *days])
    issue = f"({paper.issue})" if paper.issue else ""
    pages = page_range(work.pages, shorten_fully) or paper.article_number
    where = "".join(
        (f";{paper.volume}{issue}" if paper.volume or issue else "", f":{pages}" if pages else "")
    )
    name = (short or work.container).replace(". ", " ").removesuffix(".")
    return escape_html(name) + online, escape_html(date + where)


def _vancouver_rest(work: Work, date: str) -> tuple[str, ...]:
    paper = work.paper
    edition = f"{work.edition} ed" if paper.edition.isdigit() else work.edition
    volume = f"Vol. {paper.volume}" if paper.volume and not is_part(work) else ""
    if work.date_parts[1:] and work.type in ("post-weblog", "speech"):
        month, *day = work.date_parts[1:]
        date = " ".join([date, MONTHS[month - 1][:3], *map(str, day)])
    issuer = ": ".join(filter(None, (paper.place, work.server or work.publisher)))
    issued = "; ".join(filter(None, (escape_html(issuer), date)))
    pages = page_range(work.pages, shorten_fully)
    number = f"Report {paper.issue}" if work.type == "report" and paper.issue else ""
    series = f"({escape_html(paper.series)})" if paper.series else ""
    return (
        escape_html(edition),
        escape_html(volume),
        issued,
        escape_html(f"p. {pages}" if pages else ""),
        escape_html(number),
        series,
    )
