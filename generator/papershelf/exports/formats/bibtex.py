r"""BibTeX: takes a `Citation`, returns an entry for bibtex, biber, pybtex and bibtexparser.

The order of fields is that of the ACL Anthology. Accents are LaTeX (see `tex`); `url`, `doi` and
`eprint` are verbatim, as biblatex 3.20 (2.3.2) and the url package expect them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from papershelf.exports.bulk_file import Envelope
from papershelf.exports.citation_data import Citation
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.person_names import PersonName
from papershelf.text.latex_writer import encode_latex, escape_latex

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# CSL type → entry type and the field for its container or issuer.
_CONTAINER_TYPES = {
    "paper-conference": ("inproceedings", "booktitle"),
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "review": ("article", "journal"),
    "chapter": ("incollection", "booktitle"),
}
_PUBLISHED = frozenset({"book", "chapter"})
"""Types whose entries require a publisher, even if it is also the venue."""
_ISSUER_TYPES = {"thesis": ("phdthesis", "school"), "report": ("techreport", "institution")}

# citation-js treats `'s` as a particle.
_SEPARATOR = re.compile(r",|\sand\s|^ ['’]", re.IGNORECASE)
_EQUALS = re.compile(r"(?<!\\)=")
_SYMBOL = re.compile(r"\\[$%&#_]")
# `hyperref` accepts these escapes in links; unescaped, they end or break a LaTeX argument.
_DOI_SPECIAL, _ESCAPED_SPECIAL = re.compile(r"[#%&$]"), r"\\\g<0>"
_VERBATIM_ESCAPES = {ord(c): f"%{ord(c):02X}" for c in '\\{}" '}


def render_bibtex_entry(
    citation: Citation, tags: tuple[str, ...] = (), *, with_abstract: bool = False
) -> str:
    """Render the BibTeX entry of a work, with or without its abstract; `tags` become its keywords."""
    entry = _render_entry(citation, tags)
    if not with_abstract or not citation.paper.abstract:
        return entry
    return f"{entry[:-2]}  abstract = {{{encode_latex(citation.paper.abstract)}}},\n}}\n"


# Rendered for the page, for its Markdown and for the `.bib` file, so it is cached.
@lru_cache(maxsize=16)
def _render_entry(citation: Citation, tags: tuple[str, ...]) -> str:
    kind, container = _entry_type(citation)
    fields = [*_entry_fields(citation, container), *_latex_field("keywords", ", ".join(tags))]
    lines = [f"  {name} = {value},\n" for name, value in fields]
    return f"@{kind}{{{citation.citation_key},\n{''.join(lines)}}}\n"


def _entry_type(citation: Citation) -> tuple[str, str]:
    """Return the entry type and its container field; works without a required field are `@misc`."""
    if citation.type in _CONTAINER_TYPES and citation.container:
        return _CONTAINER_TYPES[citation.type]
    if citation.type in _ISSUER_TYPES and citation.publisher:
        return _ISSUER_TYPES[citation.type]
    if citation.type == "book" and citation.publisher:
        is_series = not citation.paper.series and citation.container != citation.publisher
        return "book", "series" if is_series else "howpublished"
    return "misc", "howpublished"


def _entry_fields(citation: Citation, container: str) -> Iterator[tuple[str, str]]:
    paper = citation.paper
    yield "title", f"{{{encode_latex(paper.title, title=True)}}}"
    yield from _name_fields("author", citation.author_names)
    yield from _name_fields("editor", citation.editors)
    issuer = citation.publisher if container in ("school", "institution") else citation.container
    # If arXiv is the "venue", the eprint fields cover it; printing both is unusual.
    if issuer and not (citation.is_preprint and paper.arxiv):
        yield container, f"{{{escape_latex(issuer)}}}"
    yield from _latex_field("series", paper.series)
    yield from _latex_field("volume", paper.volume)
    yield from _latex_field("number", paper.issue)
    yield from _latex_field("edition", citation.edition)
    date = citation.date_parts
    if len(date) > 1:
        yield "month", _MONTHS[date[1] - 1]
    if date:
        yield "year", f"{{{date[0]}}}"
    yield from _latex_field("datenote" if date else "year", paper.date_note)
    yield from _latex_field("address", paper.place)
    if issuer != citation.publisher or citation.type in _PUBLISHED:
        yield from _latex_field("publisher", citation.publisher)
    if note := _note_text(citation):
        yield "note", f"{{{note}}}"
    yield from _verbatim_field("url", citation.url)
    if paper.doi:
        yield "doi", f"{{{_DOI_SPECIAL.sub(_ESCAPED_SPECIAL, paper.doi)}}}"
    yield from _page_fields(citation)
    yield from _latex_field("pmid", paper.pmid)
    yield from _latex_field("language", paper.language)
    yield from _latex_field("isbn", ", ".join(paper.isbn))
    yield from _latex_field("issn", ", ".join(paper.issn))
    yield from _eprint_fields(citation)
    yield from _verbatim_field("pdf", citation.pdf)


def _name_fields(name: str, people: tuple[PersonName, ...]) -> Iterator[tuple[str, str]]:
    if people:
        yield name, f"{{{' and '.join(map(render_bibtex_name, people))}}}"


def _page_fields(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the pages, and the article number, which also replaces missing pages.

    No article number field is supported by both classic styles and biblatex, but all print
    `pages`. `articleno` tells acmart and other readers of the entry that the value is not a page.
    """
    if citation.last_page:
        yield (
            "pages",
            f"{{{escape_latex(citation.first_page)}--{escape_latex(citation.last_page)}}}",
        )
    else:
        yield from _latex_field("pages", citation.first_page or citation.paper.article_number)
    yield from _latex_field("articleno", citation.paper.article_number)


def _eprint_fields(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the arXiv fields (info.arxiv.org/help/hypertex/bibstyles); the class only if the id contains it."""
    if arxiv := citation.paper.arxiv:
        yield "eprint", f"{{{arxiv}}}"
        yield "archivePrefix", "{arXiv}"
        if "/" in arxiv:
            yield "primaryClass", f"{{{arxiv.partition('/')[0]}}}"


def _note_text(citation: Citation) -> str:
    status = citation.paper.status
    return status.kind.capitalize() if status else ""


def _latex_field(name: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield name, f"{{{escape_latex(value)}}}"


def _verbatim_field(name: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield name, f"{{{value.translate(_VERBATIM_ESCAPES)}}}"


@lru_cache(maxsize=1 << 17)
def render_bibtex_name(name: PersonName) -> str:
    """Format a name for BibTeX, `van der Berg, Jr., Jan`, with braces around parts that must stay whole.

    Braces protect collaborations, the word "and", commas, and lowercase words inside a family name
    that BibTeX would treat as a particle.
    """
    if name.literal:
        return f"{{{_hide_equals(escape_latex(name.literal))}}}"
    if name.particle and name.surname[len(name.particle)] != " ":
        # BibTeX sorts and prints attached particles ("d'", "al-") as part of the family name.
        family = _escape_name_part(name.surname, keep_together=" " in name.family)
    else:
        family = _escape_name_part(name.family, keep_together=_has_particle(name.family))
        family = f"{_escape_name_part(name.particle)} {family}" if name.particle else family
    parts = [family, _escape_name_part(name.suffix), _escape_name_part(name.given)]
    return ", ".join(filter(None, parts))


def _escape_name_part(part: str, *, keep_together: bool = False) -> str:
    # bibtexparser reads `\$ and` as one word; every parser reads a symbol in braces correctly.
    escaped = _SYMBOL.sub(r"{\g<0>}", _hide_equals(escape_latex(part)))
    return f"{{{escaped}}}" if keep_together or _SEPARATOR.search(f" {part} ") else escaped


def _hide_equals(escaped: str) -> str:
    """Protect equals signs in escaped text, so that biber does not parse extended names, which can hang it."""
    return _EQUALS.sub("{=}", escaped)


def _has_particle(family: str) -> bool:
    """Whether BibTeX would treat words inside a family name as a particle."""
    return any(not word[:1].isupper() for word in family.split()[:-1])


def _render(exported: ExportedPaper, _with_abstract: bool) -> str:
    return render_bibtex_entry(exported.citation, exported.tags)


def _render_with_abstract(exported: ExportedPaper, _with_abstract: bool) -> str:
    return render_bibtex_entry(exported.citation, exported.tags, with_abstract=True)


BIBTEX = ExportFormat(
    name="bibtex",
    ending=".bib",
    label="BibTeX",
    media_type="application/x-bibtex",
    render=_render,
    envelope=Envelope(separator=b"\n"),
    comment="% ",
    is_beside_papers=True,
    large_listings=("several", "one"),
)
BIBTEX_WITH_ABSTRACTS = ExportFormat(
    name="bibtex-abstracts",
    ending=".abstracts.bib",
    label="BibTeX with abstracts",
    media_type="application/x-bibtex",
    render=_render_with_abstract,
    envelope=Envelope(separator=b"\n"),
    comment="% ",
    needs_abstracts=True,
)
