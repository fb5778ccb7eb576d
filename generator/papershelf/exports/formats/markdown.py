"""A paper as clean Markdown, for people who read plain text and for language models.

Takes a paper; returns CommonMark with the facts, the texts with plain formulas, and a citation.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.identifiers import CitationKey
from papershelf.core.settings import Settings
from papershelf.exports.bulk_file import Envelope
from papershelf.exports.citation_data import Citation, identifier_urls, make_citation, version_url
from papershelf.exports.formats.bibtex import render_bibtex_entry
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.model import Paper
from papershelf.records.own_values import own_texts
from papershelf.records.site_paths import paper_address
from papershelf.text.escaping import escape_markdown
from papershelf.text.latex_render import render_plain


def render_paper_markdown(
    paper: Paper, catalogue: Catalogue, settings: Settings, citation_key: CitationKey
) -> str:
    """Render the paper as Markdown, ending with a newline."""
    work = make_citation(paper, citation_key, catalogue.venue_of(paper))
    tags = catalogue.tag_names(paper)
    page = f"{settings.site_url}{paper_address(paper.id)}" if settings.site_url else ""
    facts = [f"- {label}: {value}\n" for label, value in _fact_lines(work, tags, page) if value]
    parts = [f"# {escape_markdown(' '.join(work.title.split()))}\n"]
    if paper.status:
        reason = f": {paper.status.reason}" if paper.status.reason else ""
        parts.append(f"> {escape_markdown(paper.status.kind.capitalize() + reason)}\n")
    parts.append("".join(facts))
    if own := "".join(_own_lines(paper, settings)):
        parts.append(f"## Further fields\n\n{own}")
    for heading, text in (("Summary", render_plain(paper.summary)), ("Abstract", work.abstract)):
        if text:
            parts.append(f"## {heading}\n\n{escape_markdown(text)}\n")
    parts.append(f"## Cite\n\n```bibtex\n{render_bibtex_entry(work, tags)}```\n")
    return "\n".join(filter(None, parts))


def _own_lines(paper: Paper, settings: Settings) -> Iterator[str]:
    for field in settings.fields:
        if field.is_exported and (texts := own_texts(paper.extra, field)):
            yield f"- {escape_markdown(field.label)}: {escape_markdown(', '.join(texts))}\n"


def _fact_lines(citation: Citation, tags: tuple[str, ...], page: str) -> Iterator[tuple[str, str]]:
    paper = citation.paper
    yield "Authors", escape_markdown(", ".join(author.name for author in paper.authors))
    yield "Editors", escape_markdown(", ".join(editor.name for editor in paper.editors))
    place = [citation.container, f"volume {paper.volume}" if paper.volume else ""]
    yield "Venue", escape_markdown(", ".join(filter(None, place)))
    yield "Series", escape_markdown(paper.series)
    yield "Track", escape_markdown(paper.track)
    yield "Session", escape_markdown(paper.session)
    yield "Decision", escape_markdown(paper.decision)
    yield "Edition", escape_markdown(citation.edition)
    yield "Pages", escape_markdown(citation.pages)
    yield "Article number", escape_markdown(paper.article_number)
    publisher = (citation.publisher, paper.place)
    yield "Publisher", escape_markdown(", ".join(filter(None, publisher)))
    yield "ISBN", ", ".join(paper.isbn)
    yield "ISSN", ", ".join(paper.issn)
    yield "Date", citation.issued or escape_markdown(paper.date_note)
    yield "Added", paper.added or ""
    yield "Tags", escape_markdown(", ".join(tags))
    yield "Awards", escape_markdown("; ".join(paper.awards))
    yield "Page", _render_link(page)
    yield "Paper", _render_link(paper.url)
    for url in identifier_urls(paper):
        yield "Identifier", _render_link(url)
    if paper.container_doi:
        yield "Book or volume", _render_link(SCHEMES["doi"].url(paper.container_doi))
    for version in paper.versions:
        where = escape_markdown(" ".join(filter(None, [version.venue, str(version.year or "")])))
        yield "Other version", " ".join(filter(None, [where, _render_link(version_url(version))]))
    yield "PDF", _render_link(citation.pdf)
    for label, urls in _LINK_FIELDS.items():
        for url in getattr(paper, urls):
            yield label, _render_link(url)


_LINK_FIELDS = {"Code": "code", "Data set": "datasets", "Model": "models", "Demo": "demos"}
_ADDRESS_ESCAPES = {ord("<"): "%3C", ord(">"): "%3E", ord(" "): "%20"}


def _render_link(url: str) -> str:
    return f"<{url.translate(_ADDRESS_ESCAPES)}>" if url else ""


def _render(exported: ExportedPaper, _with_abstract: bool) -> str:
    known = exported.paper, exported.catalogue, exported.settings, exported.citation_key
    return render_paper_markdown(*known)


MARKDOWN = ExportFormat(
    name="markdown",
    ending=".md",
    label="Markdown",
    media_type="text/markdown",
    render=_render,
    envelope=Envelope(separator=b"\n---\n\n"),
    is_beside_listings=False,
)
