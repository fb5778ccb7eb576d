"""CSL-JSON: takes a `Citation`, returns an item for citeproc, Zotero and pandoc.

Source: citation-style-language/schema, csl-data.json (1.0.2), which allows no other keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from papershelf.exports.bulk_file import Envelope
from papershelf.exports.citation_data import Citation
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.person_names import PersonName
from papershelf.text.json_text import dump_json


def csl_item(
    citation: Citation, tags: Iterable[str] = (), *, with_abstract: bool = True
) -> dict[str, Any]:
    """Build the CSL item of a work, with or without its abstract."""
    paper = citation.paper
    item: dict[str, Any] = {
        "id": citation.citation_key,
        "type": citation.type,
        "citation-key": citation.citation_key,
        "title": citation.title,
        "author": [csl_name(name) for name in citation.author_names],
        "editor": [csl_name(name) for name in citation.editors],
        "issued": _issued_date_parts(citation),
        "container-title": citation.container_title,
        "container-title-short": _short_container_title(citation),
        "collection-title": citation.series,
        "edition": paper.edition,
        "publisher": citation.preprint_server or citation.publisher,
        "publisher-place": paper.place,
        "volume": paper.volume,
        "issue": "" if citation.type == "report" else paper.issue,
        "page": citation.pages,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "URL": citation.url,
        "ISBN": " ".join(paper.isbn),
        "ISSN": " ".join(paper.issn),
        "number": _printed_number(citation),
        "language": paper.language,
        "keyword": ", ".join(tags),
        "status": paper.status.kind if paper.status else "",
        "custom": _custom(citation),
        # Styles would print any other variable next to the venue; reference managers keep this one.
        "note": arxiv if (arxiv := _arxiv_category(citation)) and not citation.is_preprint else "",
        "abstract": citation.abstract if with_abstract else "",
    }
    return {name: value for name, value in item.items() if value}


def _custom(citation: Citation) -> dict[str, str]:
    """Return values without a CSL variable: the PDF, a date in words, the venue of a whole book.

    A processor would print a literal date after the date parts, and the container of a book.
    """
    is_left_out = citation.type == "book" and citation.container != citation.series
    custom = {
        "date": citation.paper.date_note if citation.issued else "",
        "pdf": citation.pdf,
        "venue": citation.container if is_left_out else "",
    }
    return {name: value for name, value in custom.items() if value}


def _short_container_title(citation: Citation) -> str:
    title, short = citation.container_title, citation.container_short
    return short if title and short != title else ""


def _arxiv_category(citation: Citation) -> str:
    return f"arXiv:{citation.paper.arxiv}" if citation.paper.arxiv else ""


def _printed_number(citation: Citation) -> str:
    """Return the number that styles print: that of an article, a report, or a preprint on its server."""
    number = citation.paper.issue if citation.type == "report" else ""
    return (
        citation.paper.article_number
        or number
        or (_arxiv_category(citation) if citation.is_preprint else "")
    )


def _issued_date_parts(citation: Citation) -> dict[str, Any] | None:
    if citation.issued:
        return {"date-parts": [citation.date_parts]}
    return {"literal": citation.paper.date_note} if citation.paper.date_note else None


def csl_name(name: PersonName) -> dict[str, str]:
    """Convert a name to the name variables of CSL.

    Particles are part of the family name: styles print both forms alike, and reference managers
    that only read the family name would lose separate particles.
    """
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.surname, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


def _render(exported: ExportedPaper, with_abstract: bool) -> str:
    return dump_json(csl_item(exported.citation, exported.tags, with_abstract=with_abstract))


CSL_JSON = ExportFormat(
    name="csl-json",
    ending=".csl.json",
    label="CSL-JSON",
    media_type="application/vnd.citationstyles.csl+json",
    render=_render,
    envelope=Envelope(b"[\n", b",\n", b"\n]\n"),
    is_beside_papers=True,
    large_listings=("several",),
    has_abstracts_once=True,
)
