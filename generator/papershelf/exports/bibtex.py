r"""BibTeX: a `Work` comes in, an entry goes out that bibtex, biber, pybtex and bibtexparser read.

The order of fields is that of the ACL Anthology. Accents are LaTeX (see `tex`); `url`, `doi` and
`eprint` are verbatim, as biblatex 3.20 (2.3.2) and the url package read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from papershelf.exports.citation_data import Work
from papershelf.records.person_names import PersonName
from papershelf.text.latex_writer import escape_latex, render_latex

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# CSL type → entry type and the field for what it appeared in or who issued it.
_CONTAINED = {
    "paper-conference": ("inproceedings", "booktitle"),
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "review": ("article", "journal"),
    "chapter": ("incollection", "booktitle"),
}
_PUBLISHED = frozenset({"book", "chapter"})
"""Types whose entries need a publisher, even one that is the venue, too."""
_ISSUED = {"thesis": ("phdthesis", "school"), "report": ("techreport", "institution")}

# citation-js takes `'s` for a particle.
_SEPARATOR = re.compile(r",|\sand\s|^ ['’]", re.IGNORECASE)
_EQUALS = re.compile(r"(?<!\\)=")
_SYMBOL = re.compile(r"\\[$%&#_]")
# `hyperref` reads these escapes in a link; bare, they end or break an argument of LaTeX.
_IN_DOI, _ESCAPED = re.compile(r"[#%&$]"), r"\\\g<0>"
_VERBATIM = {ord(c): f"%{ord(c):02X}" for c in '\\{}" '}


def bibtex_entry(work: Work, tags: tuple[str, ...] = (), *, abstract: bool = False) -> str:
    """The BibTeX entry of a work, with or without its abstract; `tags` are its keywords."""
    entry = _render_entry(work, tags)
    if not abstract or not work.paper.abstract:
        return entry
    return f"{entry[:-2]}  abstract = {{{render_latex(work.paper.abstract)}}},\n}}\n"


# The page shows it, its Markdown has it, and a file beside both is it.
@lru_cache(maxsize=16)
def _render_entry(work: Work, tags: tuple[str, ...]) -> str:
    kind, container = _entry_type(work)
    fields = [*_fields(work, container), *_given("keywords", ", ".join(tags))]
    lines = [f"  {name} = {value},\n" for name, value in fields]
    return f"@{kind}{{{work.key},\n{''.join(lines)}}}\n"


def _entry_type(work: Work) -> tuple[str, str]:
    """The entry type and its field for the container; what lacks a required field is `@misc`."""
    if work.type in _CONTAINED and work.container:
        return _CONTAINED[work.type]
    if work.type in _ISSUED and work.publisher:
        return _ISSUED[work.type]
    if work.type == "book" and work.publisher:
        is_series = not work.paper.series and work.container != work.publisher
        return "book", "series" if is_series else "howpublished"
    return "misc", "howpublished"


def _fields(work: Work, container: str) -> Iterator[tuple[str, str]]:
    paper = work.paper
    yield "title", f"{{{render_latex(paper.title, title=True)}}}"
    yield from _people("author", work.names)
    yield from _people("editor", work.editors)
    issuer = work.publisher if container in ("school", "institution") else work.container
    # arXiv as a "venue" is told by eprint; nobody prints both.
    if issuer and not (work.is_preprint and paper.arxiv):
        yield container, f"{{{escape_latex(issuer)}}}"
    yield from _given("series", paper.series)
    yield from _given("volume", paper.volume)
    yield from _given("number", paper.issue)
    yield from _given("edition", work.edition)
    date = work.date_parts
    if len(date) > 1:
        yield "month", _MONTHS[date[1] - 1]
    if date:
        yield "year", f"{{{date[0]}}}"
    yield from _given("datenote" if date else "year", paper.date_note)
    yield from _given("address", paper.place)
    if issuer != work.publisher or work.type in _PUBLISHED:
        yield from _given("publisher", work.publisher)
    if note := _note(work):
        yield "note", f"{{{note}}}"
    yield from _verbatim("url", work.url)
    if paper.doi:
        yield "doi", f"{{{_IN_DOI.sub(_ESCAPED, paper.doi)}}}"
    yield from _pages(work)
    yield from _given("pmid", paper.pmid)
    yield from _given("language", paper.language)
    yield from _given("isbn", ", ".join(paper.isbn))
    yield from _given("issn", ", ".join(paper.issn))
    yield from _eprint(work)
    yield from _verbatim("pdf", work.pdf)


def _people(name: str, people: tuple[PersonName, ...]) -> Iterator[tuple[str, str]]:
    if people:
        yield name, f"{{{' and '.join(map(bibtex_name, people))}}}"


def _pages(work: Work) -> Iterator[tuple[str, str]]:
    """The pages, and the article number, which stands for them where there are none.

    No field for article numbers is known to both classic styles and biblatex, but all print
    `pages`; `articleno` tells acmart and those who read the entry that this is no page.
    """
    if work.last_page:
        yield "pages", f"{{{escape_latex(work.first_page)}--{escape_latex(work.last_page)}}}"
    else:
        yield from _given("pages", work.first_page or work.paper.article_number)
    yield from _given("articleno", work.paper.article_number)


def _eprint(work: Work) -> Iterator[tuple[str, str]]:
    """The fields of arXiv (info.arxiv.org/help/hypertex/bibstyles); the class only if told."""
    if arxiv := work.paper.arxiv:
        yield "eprint", f"{{{arxiv}}}"
        yield "archivePrefix", "{arXiv}"
        if "/" in arxiv:
            yield "primaryClass", f"{{{arxiv.partition('/')[0]}}}"


def _note(work: Work) -> str:
    status = work.paper.status
    return status.kind.capitalize() if status else ""


def _given(name: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield name, f"{{{escape_latex(value)}}}"


def _verbatim(name: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield name, f"{{{value.translate(_VERBATIM)}}}"


@lru_cache(maxsize=1 << 17)
def bibtex_name(name: PersonName) -> str:
    """A name in BibTeX's order, `van der Berg, Jr., Jan`, with braces around what must stay whole.

    Braces keep collaborations, the word "and", commas, and the lower-case words inside a family
    name that BibTeX would take for a particle.
    """
    if name.literal:
        return f"{{{_hide_equals(escape_latex(name.literal))}}}"
    if name.particle and name.surname[len(name.particle)] != " ":
        # What is attached ("d'", "al-") BibTeX sorts and prints as part of the family name.
        family = _escape_part(name.surname, whole=" " in name.family)
    else:
        family = _escape_part(name.family, whole=_has_particle(name.family))
        family = f"{_escape_part(name.particle)} {family}" if name.particle else family
    parts = [family, _escape_part(name.suffix), _escape_part(name.given)]
    return ", ".join(filter(None, parts))


def _escape_part(part: str, *, whole: bool = False) -> str:
    # bibtexparser takes `\$ and` for one word; in braces a symbol is one for all.
    escaped = _SYMBOL.sub(r"{\g<0>}", _hide_equals(escape_latex(part)))
    return f"{{{escaped}}}" if whole or _SEPARATOR.search(f" {part} ") else escaped


def _hide_equals(escaped: str) -> str:
    """Escaped text in which biber takes nothing for its extended names, on which it can hang."""
    return _EQUALS.sub("{=}", escaped)


def _has_particle(family: str) -> bool:
    """Whether BibTeX would take words inside a family name for a particle."""
    return any(not word[:1].isupper() for word in family.split()[:-1])
