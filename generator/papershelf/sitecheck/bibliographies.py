"""Parses the bibliography formats of reference managers: BibTeX, RIS and CSL-JSON.

Takes the text of an export; yields the facts of each of its records, and computes the expected
facts. BibTeX is parsed by bibtexparser; its LaTeX by pylatexenc and, for titles with formulas, by
our own reader. None of them is used to write BibTeX.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text

from papershelf.core.name_rules import join_name
from papershelf.sitecheck.expected_facts import (
    BOOK_NORMALIZERS,
    LATEX_NORMALIZERS,
    NAME_NORMALIZERS,
    ExpectedFacts,
    FactNormalizers,
    FactValue,
    FactValues,
    FileFormatCheck,
    collapse_spaces,
    normalize_edition,
)
from papershelf.text.folding import plain_title_key
from papershelf.text.latex_render import render_plain

BIBTEX_NORMALIZERS: FactNormalizers = {
    **LATEX_NORMALIZERS,
    **NAME_NORMALIZERS,
    **dict.fromkeys(
        ("volume", "issue", "pages", "article number", "date", "date note"), plain_title_key
    ),
    "edition": lambda edition: plain_title_key(normalize_edition(edition)),
}
RIS_NORMALIZERS = CSL_NORMALIZERS = {**NAME_NORMALIZERS, **BOOK_NORMALIZERS}

_CONTAINED = frozenset(
    {"paper-conference", "article-journal", "article-magazine", "review", "chapter"}
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_LATEX = re.compile(r"[\\{}$~`'-]")
_IN_DOI = re.compile(r"\\([#%&$])")
_BOOK_FACTS = ("editors", "edition", "article number", "place", "isbn", "issn")
_BIBTEX_FACTS = (
    "title", "authors", "volume", "issue", "doi", "arxiv", "pmid", "pdf", "citation key", "status",
    *_BOOK_FACTS,
)  # fmt: skip


# --- BibTeX -------------------------------------------------------------------------------------


def parse_bibtex_facts(text: str) -> Iterator[FactValues]:
    """Yield the facts of each entry; a block that is not an entry is reported without a title.

    Raises `ValueError` for text that is not BibTeX.
    """
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)
    library = parse_string(text, parse_stack=[])
    if library.failed_blocks:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise ValueError(f"line {line} is not a BibTeX entry")
    for entry in library.entries:
        fields = {field.key: _strip_braces(str(field.value)) for field in entry.fields}
        yield _bibtex_facts(entry.key, fields)


def _bibtex_facts(citation_key: str, fields: dict[str, str]) -> FactValues:
    month = _MONTHS.get(fields.get("month", ""), 0)
    first, _, last = fields.get("pages", "").partition("--")
    return {
        "title": collapse_spaces(render_plain(fields.get("title", ""))),
        "authors": _split_names(fields.get("author", "")),
        "editors": _split_names(fields.get("editor", "")),
        "edition": _plain_text(fields.get("edition", "")),
        "article number": _plain_text(fields.get("articleno", "")),
        "place": _plain_text(fields.get("address", "")),
        "series": _plain_text(fields.get("series", "")),
        "isbn": _split_numbers(fields.get("isbn", "")),
        "issn": _split_numbers(fields.get("issn", "")),
        "date": _plain_text(fields.get("year", "")) + (f"-{month:02d}" if month else ""),
        "venue": _plain_text(fields.get("booktitle", "") or fields.get("journal", "")),
        "volume": _plain_text(fields.get("volume", "")),
        "issue": _plain_text(fields.get("number", "")),
        "pages": "-".join(filter(None, (_plain_text(first), _plain_text(last)))),
        "doi": _IN_DOI.sub(r"\1", fields.get("doi", "")),
        "arxiv": fields.get("eprint", ""),
        "pmid": fields.get("pmid", ""),
        "pdf": fields.get("pdf", ""),
        "citation key": citation_key,
        "status": fields.get("note", "").lower(),
        "date note": _plain_text(fields.get("datenote", "")),
    }


def _split_names(names: str) -> tuple[str, ...]:
    return tuple(_natural_name(_plain_text(name)) for name in split_multiple_persons_names(names))


def _split_numbers(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def expected_bibtex_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's BibTeX entry."""
    work = expected.citation
    facts = expected.pick_turned(*_BIBTEX_FACTS)
    facts["date"] = (work.issued or "")[:7] or work.paper.date_note
    facts["date note"] = work.paper.date_note if work.issued else ""
    facts["venue"] = work.container if work.type in _CONTAINED else ""
    is_book = work.type == "book" and work.publisher not in ("", work.container)
    facts["series"] = work.paper.series or (work.container if is_book else "")
    facts["pages"] = work.pages or work.paper.article_number
    return facts


def _strip_braces(value: str) -> str:
    """Strip the delimiters around the value of a field."""
    return value[1:-1] if value[:1] in {"{", '"'} else value


@lru_cache(maxsize=1 << 16)
def _plain_text(latex: str) -> str:
    if not _LATEX.search(latex):
        return collapse_spaces(latex)
    try:
        text = _make_bibtex_parser().latex_to_text(latex)
    except (RecursionError, LookupError):  # unbalanced braces, or commands without arguments
        raise ValueError(f"{latex[:60]} is not valid LaTeX") from None
    # pylatexenc renders `\textasciicircum` as a bare accent.
    return collapse_spaces(text.replace("ˆ", "^").replace("˜", "~"))


@cache
def _make_bibtex_parser() -> Any:  # noqa: ANN401  # pylatexenc has no types
    return LatexNodes2Text(math_mode="text", keep_comments=True)


def _natural_name(name: str) -> str:
    """Convert `Family, Jr., Given` to natural order."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2:
        return join_name(parts[1], parts[0])
    return f"{parts[2]} {parts[0]} {parts[1]}" if len(parts) == 3 else name


# --- RIS ----------------------------------------------------------------------------------------

_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")


def parse_ris_facts(text: str) -> Iterator[FactValues]:
    """Yield the facts of each record. Raises `ValueError` for a line without a tag."""
    values: dict[str, list[str]] = {}
    for number, line in enumerate(text.split("\r\n"), 1):
        if not line:
            continue
        found = _RIS_LINE.fullmatch(line)
        if not found:
            raise ValueError(f"line {number} is not a line of RIS")
        if found[1] == "ER":
            yield _ris_facts(values)
            values = {}
        else:
            values.setdefault(found[1], []).append(found[2])


def _ris_facts(values: dict[str, list[str]]) -> FactValues:
    def first(*tags: str) -> str:
        return next((values[tag][0] for tag in tags if tag in values), "")

    *parts, note = [*first("DA").split("/", 3), "", "", ""][:4]
    date = "-".join(filter(None, parts)) or first("PY")
    numbers = dict(number.split(":", 1) for number in values.get("AN", ()))
    return {
        "title": collapse_spaces(first("TI")),
        "authors": tuple(map(_natural_ris_name, values.get("AU", []))),
        "editors": tuple(map(_natural_ris_name, values.get("ED", []))),
        "series": first("T3"),
        "edition": first("ET"),
        "article number": first("C7"),
        "place": first("CY"),
        "isbn": tuple(number for number in values.get("SN", []) if "-" not in number),
        "issn": tuple(number for number in values.get("SN", []) if "-" in number),
        "date": date if date.startswith(first("PY")) else f"{date} and {first('PY')}",
        "venue": first("JO", "BT"),
        "volume": first("VL"),
        "issue": first("IS"),
        "first page": first("SP"),
        "last page": first("EP"),
        "publisher": first("PB"),
        "doi": first("DO"),
        "arxiv": numbers.get("arXiv", ""),
        "pmid": numbers.get("PMID", ""),
        "url": first("UR"),
        "pdf": first("L1"),
        "tags": tuple(values.get("KW", ())),
        "citation key": first("ID"),
        "status": first("N1").lower(),
        "date note": note,
    }


def _natural_ris_name(name: str) -> str:
    """Convert `Family, Given, Jr.` to natural order; remove the commas that mark an organization."""
    if ",," in name or name.endswith(","):
        return name.rstrip(",").replace(",,", ",", 1)
    family, _, rest = name.partition(", ")
    given, _, suffix = rest.partition(", ")
    return f"{join_name(given, family)} {suffix}".rstrip()


_REFERENCE_FACTS = (
    "title", "authors", "date", "venue", "volume", "issue", "first page", "last page",
    "publisher", "doi", "arxiv", "pmid", "url", "pdf", "citation key", "status", "series",
    *_BOOK_FACTS,
)  # fmt: skip


def expected_ris_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's RIS record."""
    facts = expected.pick_turned(*_REFERENCE_FACTS, "tags")
    note = expected.citation.paper.date_note
    facts["date"] = facts["date"] or note
    facts["date note"] = note if expected.citation.issued else ""
    return facts


# --- CSL-JSON -----------------------------------------------------------------------------------


def parse_csl_facts(text: str) -> Iterator[FactValues]:
    """Yield the facts of each item. Raises `ValueError` if the text is not an array of items."""
    items = json.loads(text)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("is not an array of items")
    yield from map(_csl_facts, items)


def _csl_facts(item: dict[str, Any]) -> FactValues:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    facts: dict[str, FactValue] = {
        name: str(item.get(key, ""))
        for name, key in (
            ("venue", "container-title"), ("volume", "volume"), ("issue", "issue"),
            ("pages", "page"), ("publisher", "publisher"), ("doi", "DOI"),
            ("pmid", "PMID"), ("url", "URL"), ("citation key", "id"),
            ("status", "status"), ("series", "collection-title"), ("edition", "edition"),
            ("place", "publisher-place"),
        )
    }  # fmt: skip
    facts["title"] = collapse_spaces(item.get("title", ""))
    facts["authors"] = tuple(map(_csl_name, item.get("author", [])))
    facts["editors"] = tuple(map(_csl_name, item.get("editor", [])))
    facts["isbn"], facts["issn"] = (_split_numbers(item.get(key, "")) for key in ("ISBN", "ISSN"))
    number, note = item.get("number", ""), item.get("note", "")
    is_arxiv = number.startswith(_ARXIV)
    facts["arxiv"] = (number if is_arxiv else note).removeprefix(_ARXIV)
    facts["issue"] = number if item.get("type") == "report" else facts["issue"]
    facts["article number"] = "" if is_arxiv or item.get("type") == "report" else number
    facts["date"] = "-".join(f"{part:02d}" for part in parts[0])
    literal, custom = (item.get("issued") or {}).get("literal", ""), item.get("custom") or {}
    facts["date note"], facts["pdf"] = literal or custom.get("date", ""), custom.get("pdf", "")
    return facts


_ARXIV = "arXiv:"


def _csl_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    whole = join_name(name.get("given", ""), name.get("family", ""))
    return f"{whole} {name.get('suffix', '')}".rstrip()


def expected_csl_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's CSL item."""
    facts = expected.pick_turned(*(name for name in _REFERENCE_FACTS if not name.endswith(" page")))
    work = expected.citation
    facts["pages"] = work.pages
    facts["date note"] = work.paper.date_note
    if work.is_preprint:
        facts["venue"], facts["publisher"] = "", work.preprint_server
    if work.type == "book":
        is_publisher = work.container == work.publisher
        facts["venue"] = ""
        facts["series"] = work.paper.series or ("" if is_publisher else work.container)
    return facts


_BIBTEX_CHECK = FileFormatCheck(
    parse=parse_bibtex_facts, expected_facts=expected_bibtex_facts, normalizers=BIBTEX_NORMALIZERS
)
BIBLIOGRAPHY_CHECKS: Mapping[str, FileFormatCheck] = {
    "bibtex": _BIBTEX_CHECK,
    "bibtex-abstracts": _BIBTEX_CHECK,
    "ris": FileFormatCheck(
        parse=parse_ris_facts, expected_facts=expected_ris_facts, normalizers=RIS_NORMALIZERS
    ),
    "csl-json": FileFormatCheck(
        parse=parse_csl_facts, expected_facts=expected_csl_facts, normalizers=CSL_NORMALIZERS
    ),
}
"""The check for each format, by its name."""
