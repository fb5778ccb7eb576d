"""What the page of a paper says of it: to readers, to Google Scholar, to schema.org, on cards.

An `HtmlPage` comes in, facts go out, those of each view apart; and what they must be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from papershelf.core.errors import Problem
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.name_rules import join_name
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import version_url
from papershelf.sitecheck.expected_facts import (
    LATEX,
    UNREADABLE,
    Facts,
    Keys,
    Truth,
    Value,
    compare,
    name_key,
    one_line,
)
from papershelf.sitecheck.html_page import HtmlPage, Tree, by_class, plain_text
from papershelf.sitecheck.records import PROGRAMME
from papershelf.text.latex_render import has_markup


def check_paper_page(
    page: HtmlPage, truth: Truth, settings: Settings, path: str
) -> Iterator[Problem]:
    """Every fact on a page that is not the record's; `path` is how problems name the page."""
    keys = LATEX if has_markup(truth.work.paper.title) else {}
    yield from compare(_read_visible(page), _visible_facts(truth), keys, path=path)
    tags, keys = _read_citation(page), dict.fromkeys(_PEOPLE, name_key)
    yield from compare(tags, _citation_facts(truth), keys, path=path, view="citation tags")
    try:
        article = _read_article(page)
    except UNREADABLE as error:
        yield Problem(path, 0, "JSON-LD", f"cannot be read back: {error}")
    else:
        yield from _check(article, _article_facts(truth), path, "JSON-LD")
    yield from _check(_read_card(page), _card_facts(truth, settings), path, "card")


def _check(told: Facts, meant: Facts, path: str, view: str) -> Iterator[Problem]:
    yield from compare(told, meant, NOTHING_LOOSE, path=path, view=view)


NOTHING_LOOSE: Keys = {}


# --- what readers see ---------------------------------------------------------------------------


def _read_visible(page: HtmlPage) -> Facts:
    headings = list(page.tree.iter("h1"))
    lists = [plain_text(p) for p in by_class(page.tree, "p", "authors")]
    folded = [plain_text(fold.find("p")) for fold in by_class(page.tree, "details", "authors")]
    details = _read_details(page)
    return {
        "title": " / ".join(map(plain_text, headings)),
        "authors": _split(", ".join(filter(None, [*lists, *folded]))),
        "venue": _detail(details, "Venue"),
        **{name: _detail(details, label) for name, label in _DETAILS.items()},
        "year": _detail(details, "Year"),
        "published": _times(details.get("Published")),
        "added": _days(details.get("Added")),
        "featured": _days(details.get("Daily lists")),
        "versions": tuple(
            sorted(a.get("href") for dd in details.get("Other versions", ()) for a in dd.iter("a"))
        ),
        "identifiers": tuple(
            sorted(plain_text(a) for dd in details.get("Identifiers", ()) for a in dd.iter("a"))
        ),
        "pdf": " ".join(a.get("href") for a in by_class(page.tree, "a", "i-pdf")),
        "status": "".join(
            plain_text(row.find("h2")).lower() for row in by_class(page.tree, "section", "status")
        ),
    }


_DETAILS = {
    "editors": "Editors", "series": "Series", "track": "Track", "session": "Session",
    "decision": "Decision", "edition": "Edition", "place": "Place",
    "article number": "Article number", "publisher": "Publisher", "isbn": "ISBN", "issn": "ISSN",
}  # fmt: skip


def _read_details(page: HtmlPage) -> dict[str, list[Tree]]:
    found: dict[str, list[Tree]] = {}
    for facts in by_class(page.tree, "dl", "facts"):
        for term in facts.iter("dt"):
            found.setdefault(plain_text(term), []).append(term.getnext())
    return found


def _detail(details: dict[str, list[Tree]], label: str) -> str:
    return " / ".join(map(plain_text, details.get(label, ())))


def _times(values: list[Tree] | None) -> tuple[str, ...]:
    return tuple(time.get("datetime") for value in values or () for time in value.iter("time"))


def _days(values: list[Tree] | None) -> tuple[str, ...]:
    return tuple(data.get("value") for value in values or () for data in value.iter("data"))


def _split(names: str) -> tuple[str, ...]:
    """Names one by one; one with a comma in it is two on both sides."""
    return tuple(names.split(", ")) if names else ()


def _visible_facts(truth: Truth) -> Facts:
    paper = truth.work.paper
    names = ", ".join(one_line(author.name) for author in paper.authors)
    return {
        "title": one_line(truth.work.title),
        "authors": _split(names),
        "venue": one_line(truth.work.container),
        **truth.pick("series", *PROGRAMME, "edition", "place", "article number", "publisher"),
        "editors": ", ".join(editor.name for editor in paper.editors),
        "isbn": ", ".join(paper.isbn),
        "issn": ", ".join(paper.issn),
        "year": str(paper.year or ""),
        "published": tuple(filter(None, [paper.published])),
        "added": tuple(filter(None, [paper.added])),
        "featured": paper.featured,
        "versions": tuple(sorted(filter(None, map(version_url, paper.versions)))),
        "identifiers": tuple(sorted(value for _, value in _identifiers(truth))),
        **truth.pick("pdf", "status"),
    }


def _identifiers(truth: Truth) -> list[tuple[str, str]]:
    values = ((scheme, getattr(truth.work.paper, scheme)) for scheme in SCHEMES)
    return [(scheme, value) for scheme, value in values if value]


# --- citation tags ------------------------------------------------------------------------------

_TAGS = {
    "citation_title": "title", "citation_volume": "volume", "citation_issue": "issue",
    "citation_firstpage": "first page", "citation_lastpage": "last page",
    "citation_publisher": "publisher", "citation_doi": "doi", "citation_arxiv_id": "arxiv",
    "citation_pmid": "pmid",
    "citation_journal_title": "venue", "citation_conference_title": "venue",
    "citation_inbook_title": "venue", "citation_abstract_html_url": "page",
    "citation_series_title": "series", "citation_dissertation_institution": "publisher",
    "citation_technical_report_institution": "publisher",
    "citation_technical_report_number": "issue", "citation_pdf_url": "pdf",
    "citation_abstract": "abstract", "prism.edition": "edition", "eprints.place_of_pub": "place",
}  # fmt: skip
_VENUED = frozenset(
    {"article-journal", "article-magazine", "review", "paper-conference", "chapter"}
)


_PEOPLE = {"authors": "citation_author", "editors": "citation_editor"}
_ROWS = {**_PEOPLE, "isbn": "citation_isbn", "issn": "citation_issn"}


def _read_citation(page: HtmlPage) -> Facts:
    facts: dict[str, Value] = {
        name: content for tag, content in page.metas if (name := _TAGS.get(tag))
    }
    for name in ("title", "abstract"):
        facts[name] = one_line(str(facts.get(name, "")))
    for name, tag in _ROWS.items():
        texts = (text for found, text in page.metas if found == tag)
        facts[name] = tuple(map(_turn_back, texts) if name in _PEOPLE else texts)
    date = page.meta("citation_cover_date") or _iso(page.meta("citation_publication_date"))
    facts["date"] = date or page.meta("citation_date")
    facts["tags"] = page.meta("citation_keywords")
    return facts


def _turn_back(name: str) -> str:
    """`Family, Given` as people say it; characters of the East are written together."""
    family, _, given = name.rstrip(";").partition(", ")
    return join_name(given, family)


def _iso(date: str) -> str:
    """`2024/5/17` by ISO 8601."""
    return "-".join(f"{part:0>2}" for part in date.split("/")) if date else ""


def _citation_facts(truth: Truth) -> Facts:
    """All that is known; nothing of a paper whose title has no words."""
    work = truth.work
    if not work.title:
        return {}
    facts = truth.pick_turned(*dict.fromkeys(_TAGS.values()), *_ROWS)
    facts["first page"] = facts["first page"] or work.paper.article_number
    facts["date"] = work.issued or work.paper.date_note
    facts["edition"] = work.edition
    facts["publisher"] = work.server or work.publisher
    facts["venue"] = work.container if work.type in _VENUED else ""
    facts["tags"] = "; ".join(truth.tags)
    return facts


# --- JSON-LD ------------------------------------------------------------------------------------


def _read_article(page: HtmlPage) -> Facts:
    scripts = [s for s in page.tree.iter("script") if s.get("type") == "application/ld+json"]
    if len(scripts) != 1:
        raise ValueError(f"it stands {len(scripts)} times on the page")
    article = json.loads(scripts[0].text or "")
    authors = article.get("author", [])
    facts = _unfold_parts(article.get("isPartOf"))
    if "Book" in article.get("@type", ()):
        facts |= _read_book(article)
    titles = {one_line(article.get("headline", "")), one_line(article.get("name", ""))}
    return {
        **facts,
        "title": " / ".join(sorted(titles)),
        "authors": tuple(author.get("name", "") for author in authors),
        "orcids": tuple(a["@id"] for a in authors if "orcid.org" in a.get("@id", "")),
        "editors": tuple(editor.get("name", "") for editor in article.get("editor", [])),
        "pages": article.get("pagination", ""),
        "place": article.get("locationCreated", {}).get("name", ""),
        "date": article.get("datePublished", ""),
        "publisher": article.get("publisher", {}).get("name", ""),
        "identifiers": tuple(
            f"{known['propertyID']}:{known['value']}" for known in article.get("identifier", [])
        ),
        "tags": tuple(article.get("keywords", ())),
        "page": article.get("url", ""),
        "pdf": article.get("encoding", {}).get("contentUrl", ""),
        "status": article.get("creativeWorkStatus", "").lower(),
    }


def _unfold_parts(part: Any) -> dict[str, Value]:  # noqa: ANN401  # JSON
    """The venue and the series at the bottom of nested parts, and the volume and issue above."""
    facts: dict[str, Value] = {}
    part = part or {}
    for name, key in (("issue", "issueNumber"), ("volume", "volumeNumber")):
        if key in part:
            facts[name] = part[key]
            part = part.get("isPartOf") or {}
    if part.get("isPartOf"):
        facts["series"] = part["isPartOf"].get("name", "")
    facts["venue"], facts["issn"] = part.get("name", ""), tuple(part.get("issn", ()))
    return facts | _read_book(part)


def _read_book(thing: dict[str, Any]) -> dict[str, Value]:
    return {"edition": thing.get("bookEdition", ""), "isbn": tuple(thing.get("isbn", ()))}


def _article_facts(truth: Truth) -> Facts:
    facts = truth.pick(
        "title", "authors", "editors", "date", "publisher", "place", "isbn", "tags", "page",
        "pdf", "status",
    )  # fmt: skip
    facts["edition"] = truth.work.edition
    facts["pages"] = truth.work.pages or truth.work.paper.article_number
    orcids = (author.orcid for author in truth.work.paper.authors)
    facts["orcids"] = tuple(f"https://orcid.org/{orcid}" for orcid in orcids if orcid)
    facts["identifiers"] = tuple(f"{scheme}:{value}" for scheme, value in _identifiers(truth))
    if truth.work.container and not truth.work.is_preprint:
        facts |= truth.pick("venue", "series", "volume", "issue", "issn")
    else:
        facts["venue"] = truth.work.paper.series
    return facts


# --- cards --------------------------------------------------------------------------------------


def _read_card(page: HtmlPage) -> Facts:
    canonical = [
        link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"
    ]
    return {
        "title": one_line(page.meta("og:title")),
        "page title": page.title,
        "page": page.meta("og:url"),
        "canonical link": " ".join(canonical),
    }


def _card_facts(truth: Truth, settings: Settings) -> Facts:
    title = one_line(truth.work.title)
    return {
        "title": title,
        "page title": one_line(f"{title} · {settings.site_name}"),
        "page": truth.page,
        "canonical link": truth.page,
    }
