"""Parses the page of a paper as read by people, Google Scholar, schema.org and social cards.

Takes an `HtmlPage`; returns the facts of each view separately, and computes the expected facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from papershelf.core.errors import Problem
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.messages import Messages
from papershelf.core.name_rules import join_name
from papershelf.core.record_schema import STATUS_KINDS
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import version_url
from papershelf.exports.reuse import license_url
from papershelf.sitecheck.expected_facts import (
    LATEX_NORMALIZERS,
    PARSE_ERRORS,
    ExpectedFacts,
    FactNormalizers,
    FactValue,
    FactValues,
    collapse_spaces,
    compare_facts,
    sorted_name_words,
)
from papershelf.sitecheck.html_page import HtmlPage, Tree, element_text, find_by_class
from papershelf.sitecheck.records import PROGRAM_FIELDS
from papershelf.text.latex_render import has_markup


def check_paper_page(
    page: HtmlPage, expected: ExpectedFacts, settings: Settings, path: str
) -> Iterator[Problem]:
    """Yield a problem for each fact on a page that differs from the record; `path` names the page."""
    keys = LATEX_NORMALIZERS if has_markup(expected.citation.paper.title) else {}
    yield from compare_facts(
        _parse_visible(page, settings.messages), _expected_visible_facts(expected), keys, path=path
    )
    tags, keys = _parse_citation_tags(page), dict.fromkeys(_PEOPLE, sorted_name_words)
    yield from compare_facts(
        tags, _expected_citation_facts(expected), keys, path=path, view="citation tags"
    )
    try:
        article = _parse_json_ld(page)
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "JSON-LD", f"cannot be read back: {error}")
    else:
        facts = {**_expected_json_ld_facts(expected), "license": license_url(settings)}
        yield from _compare_view(article, facts, path, "JSON-LD")
    yield from _compare_view(
        _parse_card(page), _expected_card_facts(expected, settings), path, "card"
    )


def _compare_view(
    actual: FactValues, expected: FactValues, path: str, view: str
) -> Iterator[Problem]:
    yield from compare_facts(actual, expected, NO_NORMALIZERS, path=path, view=view)


NO_NORMALIZERS: FactNormalizers = {}


# --- visible facts ------------------------------------------------------------------------------


def _parse_visible(page: HtmlPage, messages: Messages) -> FactValues:
    statuses = {messages.text(f"status.{kind}"): kind for kind in STATUS_KINDS}
    headings = list(page.tree.iter("h1"))
    lists = [element_text(p) for p in find_by_class(page.tree, "p", "authors")]
    folded = [
        element_text(fold.find("p")) for fold in find_by_class(page.tree, "details", "authors")
    ]
    details = _parse_details(page, messages)
    return {
        "title": " / ".join(map(element_text, headings)),
        "authors": _split_name_list(", ".join(filter(None, [*lists, *folded]))),
        "venue": _detail_text(details, "venue"),
        **{fact: _detail_text(details, name) for fact, name in _DETAIL_NAMES.items()},
        "year": _detail_text(details, "year"),
        "published": _time_values(details.get("published")),
        "added": _day_values(details.get("added")),
        "featured": _day_values(details.get("featured")),
        "versions": tuple(
            sorted(a.get("href") for dd in details.get("versions", ()) for a in dd.iter("a"))
        ),
        "identifiers": tuple(
            sorted(element_text(a) for dd in details.get("identifiers", ()) for a in dd.iter("a"))
        ),
        "pdf": " ".join(a.get("href") for a in find_by_class(page.tree, "a", "i-pdf")),
        "figure": " / ".join(
            image.get("alt") for image in page.tree.iter("img") if image.get("class") == "fig"
        ),
        "own fields": tuple(map(_own_value_text, details.get("own", ()))),
        "status": "".join(
            statuses.get(element_text(row.find("h2")), "")
            for row in find_by_class(page.tree, "section", "status")
        ),
    }


_DETAIL_NAMES = {
    "editors": "editors", "series": "series", "track": "track", "session": "session",
    "decision": "decision", "edition": "edition", "place": "place",
    "article number": "article_number", "publisher": "publisher", "isbn": "isbn", "issn": "issn",
}  # fmt: skip
"""The name of each fact in the messages `details.<name>`, which are the labels on the page."""


def _parse_details(page: HtmlPage, messages: Messages) -> dict[str, list[Tree]]:
    names = {
        label: key.removeprefix("details.")
        for key, label in messages.messages.items()
        if key.startswith("details.") and isinstance(label, str)
    }
    found: dict[str, list[Tree]] = {}
    for facts in find_by_class(page.tree, "dl", "facts"):
        for term in facts.iter("dt"):
            name = names.get(element_text(term), "")
            found.setdefault("own" if term.get("class") == "own" else name, []).append(
                term.getnext()
            )
    return found


def _detail_text(details: dict[str, list[Tree]], name: str) -> str:
    return " / ".join(map(element_text, details.get(name, ())))


def _own_value_text(value: Tree) -> str:
    """Return the text of a declared field as in the record: pages show dates in words."""
    return " / ".join(_time_values([value])) or element_text(value)


def _time_values(values: list[Tree] | None) -> tuple[str, ...]:
    return tuple(time.get("datetime") for value in values or () for time in value.iter("time"))


def _day_values(values: list[Tree] | None) -> tuple[str, ...]:
    return tuple(data.get("value") for value in values or () for data in value.iter("data"))


def _split_name_list(names: str) -> tuple[str, ...]:
    """Split a list of names; a name with a comma is split on both sides of the comparison."""
    return tuple(names.split(", ")) if names else ()


def _expected_visible_facts(expected: ExpectedFacts) -> FactValues:
    paper = expected.citation.paper
    names = ", ".join(collapse_spaces(author.name) for author in paper.authors)
    return {
        "title": collapse_spaces(expected.citation.title),
        "authors": _split_name_list(names),
        "venue": collapse_spaces(expected.citation.container),
        **expected.select_facts(
            "series", *PROGRAM_FIELDS, "edition", "place", "article number", "publisher"
        ),
        "editors": ", ".join(editor.name for editor in paper.editors),
        "isbn": ", ".join(paper.isbn),
        "issn": ", ".join(paper.issn),
        "year": str(paper.year or ""),
        "published": tuple(filter(None, [paper.published])),
        "added": tuple(filter(None, [paper.added])),
        "featured": paper.featured,
        "versions": tuple(sorted(filter(None, map(version_url, paper.versions)))),
        "identifiers": tuple(sorted(value for _, value in _expected_identifiers(expected))),
        "figure": paper.figure.alt if paper.figure else "",
        "own fields": expected.shown_own_values,
        **expected.select_facts("pdf", "status"),
    }


def _expected_identifiers(expected: ExpectedFacts) -> list[tuple[str, str]]:
    values = ((scheme, getattr(expected.citation.paper, scheme)) for scheme in SCHEMES)
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
_VENUE_TYPES = frozenset(
    {"article-journal", "article-magazine", "review", "paper-conference", "chapter"}
)


_PEOPLE = {"authors": "citation_author", "editors": "citation_editor"}
_LIST_TAGS = {**_PEOPLE, "isbn": "citation_isbn", "issn": "citation_issn"}


def _parse_citation_tags(page: HtmlPage) -> FactValues:
    facts: dict[str, FactValue] = {
        name: content for tag, content in page.metas if (name := _TAGS.get(tag))
    }
    for name in ("title", "abstract"):
        facts[name] = collapse_spaces(str(facts.get(name, "")))
    for name, tag in _LIST_TAGS.items():
        texts = (text for found, text in page.metas if found == tag)
        facts[name] = tuple(map(_natural_order, texts) if name in _PEOPLE else texts)
    date = page.meta("citation_cover_date") or _iso_date(page.meta("citation_publication_date"))
    facts["date"] = date or page.meta("citation_date")
    facts["tags"] = page.meta("citation_keywords")
    return facts


def _natural_order(name: str) -> str:
    """Convert `Family, Given` to natural order; Chinese, Japanese and Korean names have no space."""
    family, _, given = name.rstrip(";").partition(", ")
    return join_name(given, family)


def _iso_date(date: str) -> str:
    """Convert `2024/5/17` to ISO 8601."""
    return "-".join(f"{part:0>2}" for part in date.split("/")) if date else ""


def _expected_citation_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected citation tags; none for a paper whose title has no words."""
    work = expected.citation
    if not work.title:
        return {}
    facts = expected.pick_turned(*dict.fromkeys(_TAGS.values()), *_LIST_TAGS)
    facts["first page"] = facts["first page"] or work.paper.article_number
    facts["date"] = work.issued or work.paper.date_note
    facts["edition"] = work.edition
    facts["publisher"] = work.preprint_server or work.publisher
    facts["venue"] = work.container if work.type in _VENUE_TYPES else ""
    facts["tags"] = "; ".join(expected.tags)
    return facts


# --- JSON-LD ------------------------------------------------------------------------------------


def _parse_json_ld(page: HtmlPage) -> FactValues:
    scripts = [s for s in page.tree.iter("script") if s.get("type") == "application/ld+json"]
    if len(scripts) != 1:
        raise ValueError(f"found {len(scripts)} times on the page")
    article = json.loads(scripts[0].text or "")
    authors = article.get("author", [])
    facts = _unfold_parts(article.get("isPartOf"))
    if "Book" in article.get("@type", ()):
        facts |= _read_book(article)
    titles = {
        collapse_spaces(article.get("headline", "")),
        collapse_spaces(article.get("name", "")),
    }
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
        "license": article.get("sdLicense", ""),
    }


def _unfold_parts(part: Any) -> dict[str, FactValue]:  # noqa: ANN401  # JSON
    """Return the venue and series at the bottom of nested parts, and the volume and issue above them."""
    facts: dict[str, FactValue] = {}
    part = part or {}
    for name, key in (("issue", "issueNumber"), ("volume", "volumeNumber")):
        if key in part:
            facts[name] = part[key]
            part = part.get("isPartOf") or {}
    if part.get("isPartOf"):
        facts["series"] = part["isPartOf"].get("name", "")
    facts["venue"], facts["issn"] = part.get("name", ""), tuple(part.get("issn", ()))
    return facts | _read_book(part)


def _read_book(thing: dict[str, Any]) -> dict[str, FactValue]:
    return {"edition": thing.get("bookEdition", ""), "isbn": tuple(thing.get("isbn", ()))}


def _expected_json_ld_facts(expected: ExpectedFacts) -> FactValues:
    facts = expected.select_facts(
        "title", "authors", "editors", "date", "publisher", "place", "isbn", "tags", "page",
        "pdf", "status",
    )  # fmt: skip
    facts["edition"] = expected.citation.edition
    facts["pages"] = expected.citation.pages or expected.citation.paper.article_number
    orcids = (author.orcid for author in expected.citation.paper.authors)
    facts["orcids"] = tuple(f"https://orcid.org/{orcid}" for orcid in orcids if orcid)
    facts["identifiers"] = tuple(
        f"{scheme}:{value}" for scheme, value in _expected_identifiers(expected)
    )
    if expected.citation.container and not expected.citation.is_preprint:
        facts |= expected.select_facts("venue", "series", "volume", "issue", "issn")
    else:
        facts["venue"] = expected.citation.paper.series
    return facts


# --- cards --------------------------------------------------------------------------------------


def _parse_card(page: HtmlPage) -> FactValues:
    canonical = [
        link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"
    ]
    return {
        "title": collapse_spaces(page.meta("og:title")),
        "page title": page.title,
        "page": page.meta("og:url"),
        "canonical link": " ".join(canonical),
    }


def _expected_card_facts(expected: ExpectedFacts, settings: Settings) -> FactValues:
    title = collapse_spaces(expected.citation.title)
    return {
        "title": title,
        "page title": collapse_spaces(f"{title} · {settings.site_name}"),
        "page": expected.page_address,
        "canonical link": expected.page_address,
    }
