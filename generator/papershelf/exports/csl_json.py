"""CSL-JSON: a `Work` comes in, an item that citeproc, Zotero and pandoc read goes out.

Source: citation-style-language/schema, csl-data.json (1.0.2), which allows no other keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from papershelf.exports.citation_data import Work
from papershelf.records.person_names import PersonName
from papershelf.text.json_text import dump_json


def render_csl(items: Iterable[dict[str, Any]]) -> str:
    """Items as a CSL-JSON file: an array, one item on each line."""
    lines = ",\n".join(map(render_csl_line, items))
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def render_csl_line(item: dict[str, Any]) -> str:
    """An item as one line, without its comma."""
    return dump_json(item)


def work_item(work: Work, tags: Iterable[str] = (), *, abstract: bool = True) -> dict[str, Any]:
    """The CSL item of a work, with its abstract or without."""
    paper = work.paper
    item: dict[str, Any] = {
        "id": work.key,
        "type": work.type,
        "citation-key": work.key,
        "title": work.title,
        "author": [csl_name(name) for name in work.names],
        "editor": [csl_name(name) for name in work.editors],
        "issued": _issued(work),
        "container-title": "" if work.is_preprint else work.container,
        "container-title-short": _short_container(work),
        "collection-title": paper.series,
        "edition": paper.edition,
        "publisher": work.server or work.publisher,
        "publisher-place": paper.place,
        "volume": paper.volume,
        "issue": "" if work.type == "report" else paper.issue,
        "page": work.pages,
        "DOI": paper.doi,
        "PMID": paper.pmid,
        "URL": work.url,
        "ISBN": " ".join(paper.isbn),
        "ISSN": " ".join(paper.issn),
        "number": _number(work),
        "language": paper.language,
        "keyword": ", ".join(tags),
        "status": paper.status.kind if paper.status else "",
        "custom": _custom(work),
        # Styles would print another variable beside the venue; reference managers keep this one.
        "note": arxiv if (arxiv := _arxiv(work)) and not work.is_preprint else "",
        "abstract": work.abstract if abstract else "",
    }
    return {name: value for name, value in item.items() if value}


def _custom(work: Work) -> dict[str, str]:
    """What CSL has no variable for: the PDF, and a date in words beside one in numbers.

    A processor would print a literal date beside the parts.
    """
    custom = {"date": work.paper.date_note if work.issued else "", "pdf": work.pdf}
    return {name: value for name, value in custom.items() if value}


def _short_container(work: Work) -> str:
    is_named = not work.is_preprint and work.container_short != work.container
    return work.container_short if is_named else ""


def _arxiv(work: Work) -> str:
    return f"arXiv:{work.paper.arxiv}" if work.paper.arxiv else ""


def _number(work: Work) -> str:
    """The number that styles print: of an article, a report, or a preprint on its server."""
    number = work.paper.issue if work.type == "report" else ""
    return work.paper.article_number or number or (_arxiv(work) if work.is_preprint else "")


def _issued(work: Work) -> dict[str, Any] | None:
    if work.issued:
        return {"date-parts": [work.date_parts]}
    return {"literal": work.paper.date_note} if work.paper.date_note else None


def csl_name(name: PersonName) -> dict[str, str]:
    """A name by the name variables of CSL.

    Particles are part of the family name: styles print them alike, and reference managers that
    read the family name only would lose them.
    """
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.surname, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
