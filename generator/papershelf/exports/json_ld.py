"""JSON-LD for schema.org: takes a `Citation`, returns a `ScholarlyArticle`.

Empty values are left out. The vocabulary is schema.org 29; ORCID iDs and DOIs are given as URLs.
"""

from __future__ import annotations

from typing import Any

from papershelf.core.identifier_schemes import SCHEMES
from papershelf.exports.citation_data import Citation, identifier_urls, version_url
from papershelf.records.model import Author
from papershelf.records.person_names import is_organization

_SCHEMA_ORG_TYPES = {
    kind: f"https://schema.org/{name}"
    for kind, name in (
        ("book", "Book"), ("chapter", "Chapter"), ("dataset", "Dataset"), ("report", "Report"),
        ("review", "Review"), ("software", "SoftwareSourceCode"), ("thesis", "Thesis"),
        ("post-weblog", "BlogPosting"), ("webpage", "WebPage"),
    )
}  # fmt: skip


def make_scholarly_article(
    citation: Citation, tags: tuple[str, ...], canonical: str = "", record_license: str = ""
) -> dict[str, Any]:
    """Build the JSON-LD of a work; if its page has no known address, its best identifier is the `@id`.

    `record_license` is the address of the license of these facts, not of the work.
    """
    paper = citation.paper
    versions = map(version_url, paper.versions)
    links = [url for url in (paper.url, *identifier_urls(paper), *versions) if url]
    book = _book_facts(citation)
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _types("ScholarlyArticle", {} if _has_part(citation) else book),
        "@id": canonical or citation.url,
        "additionalType": _SCHEMA_ORG_TYPES.get(citation.type, ""),
        "url": canonical,
        "headline": citation.title,
        "name": citation.title,
        "author": [_author_object(author) for author in paper.authors],
        "editor": [_author_object(editor) for editor in paper.editors],
        "datePublished": citation.issued,
        "isPartOf": _container_object(citation, book),
        "pagination": citation.pages or paper.article_number,
        **({} if _has_part(citation) else book),
        "publisher": _organization_object(citation.publisher),
        "locationCreated": {"@type": "Place", "name": paper.place} if paper.place else None,
        "identifier": _identifier_objects(citation),
        "abstract": citation.abstract,
        "encoding": _pdf_encoding(citation.pdf),
        "sameAs": list(dict.fromkeys(links)),
        "keywords": list(tags),
        "inLanguage": paper.language,
        "award": list(paper.awards),
        "sdLicense": record_license,
        "creativeWorkStatus": paper.status.kind.capitalize() if paper.status else "",
    }
    return {name: value for name, value in article.items() if value}


def _author_object(author: Author) -> dict[str, Any]:
    agent = {
        "@type": "Organization" if is_organization(author) else "Person",
        "@id": f"https://orcid.org/{author.orcid}" if author.orcid else "",
        "name": author.name,
        "givenName": author.given,
        "familyName": author.family,
        "affiliation": _organization_object(author.affiliation),
        "url": author.url,
    }
    return {name: value for name, value in agent.items() if value}


def _organization_object(name: str) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _pdf_encoding(pdf: str) -> dict[str, str] | None:
    media = {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": pdf}
    return media if pdf else None


def _identifier_objects(citation: Citation) -> list[dict[str, str]]:
    return [
        {"@type": "PropertyValue", "propertyID": scheme, "value": value}
        for scheme in SCHEMES
        if (value := getattr(citation.paper, scheme))
    ]


def _has_part(work: Citation) -> bool:
    """Whether the work is part of a named container, which the ISBN and edition then describe."""
    return bool(work.container) and not work.is_preprint and work.type != "book"


def _book_facts(work: Citation) -> dict[str, Any]:
    """Return the properties that only a `Book` may have."""
    facts = {"bookEdition": work.edition, "isbn": list(work.paper.isbn)}
    return {name: value for name, value in facts.items() if value}


def _types(kind: str, book: dict[str, Any]) -> str | list[str]:
    return [kind, "Book"] if book else kind


def _container_object(citation: Citation, book: dict[str, Any]) -> dict[str, Any] | None:
    """Return the periodical, series or book, with the nested volume and issue."""
    paper = citation.paper
    series = {"@type": "CreativeWorkSeries", "name": paper.series} if paper.series else None
    if not citation.container or citation.is_preprint:
        return series
    kind = "Periodical" if citation.type == "article-journal" else "CreativeWorkSeries"
    book = book if _has_part(citation) else {}
    part: dict[str, Any] = {"@type": _types(kind, book), "name": citation.container, **book}
    if citation.container_short != citation.container:
        part["alternateName"] = citation.container_short
    if paper.issn:
        part["issn"] = list(paper.issn)
    if series:
        part["isPartOf"] = series
    if paper.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": paper.volume, "isPartOf": part}
    if paper.issue:
        part = {"@type": "PublicationIssue", "issueNumber": paper.issue, "isPartOf": part}
    return part
