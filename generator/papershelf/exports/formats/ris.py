"""RIS: takes a `Citation`, returns the tagged lines that reference managers import.

Source: Research Information Systems, RIS format (2001 and 2011), with tags as used by PMLR. RIS
has no escapes: values are plain text, and a line break in a value becomes a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from papershelf.core.name_rules import (
    is_indivisible,
    is_organization_name,
    split_east_asian,
    split_initials,
)
from papershelf.exports.bulk_file import Envelope
from papershelf.exports.citation_data import Citation
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.person_names import PersonName
from papershelf.sources.parsing.author_names import split_names

_TYPES = {
    "article": "UNPB", "article-journal": "JOUR", "article-magazine": "MGZN", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "paper-conference": "CPAPER", "post-weblog": "BLOG",
    "report": "RPRT", "review": "JOUR", "software": "COMP", "speech": "SLIDE",
    "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip


def render_ris_record(
    citation: Citation, tags: Iterable[str] = (), *, with_abstract: bool = True
) -> str:
    """Render the RIS record of a work, with or without its abstract; lines end with CR LF, as specified."""
    fields = [*_record_lines(citation, with_abstract), *(("KW", tag) for tag in tags)]
    lines = [f"{tag}  - {value}" for tag, value in fields if value]
    return "\r\n".join(["TY  - " + _TYPES.get(citation.type, "GEN"), *lines, "ER  - ", ""])


def _record_lines(citation: Citation, with_abstract: bool) -> Iterator[tuple[str, str]]:
    paper = citation.paper
    date = citation.date_parts
    yield "TI", citation.title
    for name in citation.author_names:
        yield "AU", render_ris_name(name)
    for name in citation.editors:
        yield "ED", render_ris_name(name)
    yield "JO" if citation.type == "article-journal" else "BT", citation.container
    yield "T3", paper.series
    yield "PY", str(date[0]) if date else paper.date_note
    # "2010/05/12/": the fourth part has whatever the first three cannot express, in words.
    padded = [f"{part:02d}" for part in date] + ["", "", ""]
    says_more = len(date) > 1 or (date and paper.date_note)
    yield "DA", "/".join([*padded[:3], paper.date_note]) if says_more else ""
    yield "ID", citation.citation_key
    yield "PB", citation.publisher
    yield "CY", paper.place
    yield "ET", citation.edition
    yield "VL", paper.volume
    yield "IS", paper.issue
    yield "SP", citation.first_page
    yield "EP", citation.last_page
    yield "C7", paper.article_number
    for number in (*paper.isbn, *paper.issn):
        yield "SN", number
    yield "DO", paper.doi or ""
    yield "AN", f"arXiv:{paper.arxiv}" if paper.arxiv else ""
    yield "AN", f"PMID:{paper.pmid}" if paper.pmid else ""
    yield "LA", paper.language
    yield "L1", citation.pdf
    yield "UR", citation.url
    yield "AB", " ".join(citation.abstract.split()) if with_abstract else ""
    yield "N1", paper.status.kind.capitalize() if paper.status else ""


def render_ris_name(name: PersonName) -> str:
    """Format a name in RIS order, `van der Berg, Jan, Jr.`.

    An organization whose name does not look like one gets a comma at its end, or a doubled first
    comma if its name contains one, as in EndNote.
    """
    literal = name.literal
    if literal and not _is_plainly_organization(literal):
        return literal.replace(",", ",,", 1) if "," in literal else f"{literal},"
    if literal:
        return literal
    return ", ".join(filter(None, [name.surname, name.given, name.suffix]))


def _is_plainly_organization(name: str) -> bool:
    """Whether readers treat a name as a single unit without a marker; most such names are single words."""
    if is_organization_name(name):
        return split_names(name) == [name] and not split_initials(name)[0]
    return is_indivisible(name) and not split_east_asian(name)[0]


def _render(exported: ExportedPaper, with_abstract: bool) -> str:
    return render_ris_record(exported.citation, exported.tags, with_abstract=with_abstract)


RIS = ExportFormat(
    name="ris",
    ending=".ris",
    label="RIS",
    media_type="application/x-research-info-systems",
    render=_render,
    envelope=Envelope(separator=b"\r\n"),
    is_beside_papers=True,
    large_listings=("several",),
    has_abstracts_once=True,
)
