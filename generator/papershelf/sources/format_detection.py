"""Detects the format of a file and dispatches to its reader.

A suffix used by only one format decides if the content agrees; a contradiction is a problem.
Otherwise the content decides, and the suffix if the content is inconclusive.

`IMPORT_FORMATS` lists all readers. To add a format, write a module with a `parse_` function and add
it to the list. Order matters: the first format whose `is_` function returns true reads the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from papershelf.core.errors import Problem
from papershelf.sources.formats.acl import is_acl, parse_acl
from papershelf.sources.formats.arxiv import is_arxiv, parse_arxiv
from papershelf.sources.formats.bibtex.reader import is_bibtex, parse_bibtex
from papershelf.sources.formats.capture.reader import is_capture, parse_capture
from papershelf.sources.formats.csl_json import is_csl, parse_csl
from papershelf.sources.formats.csv_tables import is_table, parse_table
from papershelf.sources.formats.dblp import is_dblp, parse_dblp
from papershelf.sources.formats.hf import is_hf, parse_hf
from papershelf.sources.formats.hf_page import is_hf_page, parse_hf_page
from papershelf.sources.formats.mlanthology import is_mlanthology, parse_mlanthology
from papershelf.sources.formats.openalex import is_openalex, parse_openalex
from papershelf.sources.formats.openreview import is_openreview, parse_openreview
from papershelf.sources.formats.paper_lists.reader import (
    is_html_list,
    is_markdown_list,
    parse_html_list,
    parse_markdown_list,
)
from papershelf.sources.formats.paperlists import is_paperlists, parse_paperlists
from papershelf.sources.formats.pubmed import is_pubmed, parse_pubmed
from papershelf.sources.formats.refer import (
    is_endnote_xml,
    is_refer,
    parse_endnote_xml,
    parse_refer,
)
from papershelf.sources.formats.ris import is_ris, parse_ris
from papershelf.sources.formats.s2 import is_s2, parse_s2
from papershelf.sources.formats.unsupported import refusal_advice
from papershelf.sources.formats.wos import is_wos, parse_wos
from papershelf.sources.formats.zotero import is_zotero, parse_zotero
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.record_formats import RECORD_FORMATS
from papershelf.sources.own.yaml_records import parse_yaml
from papershelf.sources.parsing.compression import inner_name
from papershelf.sources.parsing.encoding import decode_head
from papershelf.sources.parsing.raw_record import ReadResult

SAMPLE_SIZE = 65_536
"""Number of bytes of a file used to detect its format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """An import format.

    `detect` takes the first characters of a file, with line feeds only and without byte order mark.
    `suffixes` are used if no format recognizes the content.
    """

    name: str
    suffixes: tuple[str, ...]
    detect: Callable[[str], bool]
    parse: Callable[[bytes, str], ReadResult]


_JSONL = re.compile(r'\s*\{\s*"(?:[a-z0-9_]+)"\s*:.*\}[ \t]*(?:\n|\Z)')
_YAML = re.compile(
    r"(?:\s*#[^\n]*\n|\s*---[ \t]*\n|\s*\n)*- +(?:[a-z_0-9]+|\"[a-z_0-9]+\"):(?:\s|$)"
)


def is_jsonl(head: str) -> bool:
    """Whether the first line is a JSON object with a title under one of our keys."""
    return bool(_JSONL.match(head)) and '"title"' in head


def is_yaml(head: str) -> bool:
    """Whether the text starts as a list of mappings with plain keys."""
    return bool(_YAML.match(head))


_SUFFIXES = {known.name: known.suffixes for known in RECORD_FORMATS}

IMPORT_FORMATS: tuple[ImportFormat, ...] = (
    ImportFormat(name="hf", suffixes=(), detect=is_hf, parse=parse_hf),
    ImportFormat(name="hf-page", suffixes=(), detect=is_hf_page, parse=parse_hf_page),
    ImportFormat(name="arxiv", suffixes=(".atom",), detect=is_arxiv, parse=parse_arxiv),
    ImportFormat(name="openalex", suffixes=(), detect=is_openalex, parse=parse_openalex),
    ImportFormat(name="s2", suffixes=(), detect=is_s2, parse=parse_s2),
    ImportFormat(name="dblp", suffixes=(), detect=is_dblp, parse=parse_dblp),
    ImportFormat(name="acl", suffixes=(), detect=is_acl, parse=parse_acl),
    ImportFormat(name="openreview", suffixes=(), detect=is_openreview, parse=parse_openreview),
    ImportFormat(name="paperlists", suffixes=(), detect=is_paperlists, parse=parse_paperlists),
    ImportFormat(name="mlanthology", suffixes=(), detect=is_mlanthology, parse=parse_mlanthology),
    ImportFormat(name="zotero", suffixes=(), detect=is_zotero, parse=parse_zotero),
    ImportFormat(name="csl-json", suffixes=(".csl.json",), detect=is_csl, parse=parse_csl),
    ImportFormat(name="endnote-xml", suffixes=(), detect=is_endnote_xml, parse=parse_endnote_xml),
    ImportFormat(name="csv", suffixes=(".csv", ".tsv", ".tab"), detect=is_table, parse=parse_table),
    ImportFormat(name="ris", suffixes=(".ris",), detect=is_ris, parse=parse_ris),
    ImportFormat(name="pubmed", suffixes=(".nbib", ".medline"), detect=is_pubmed, parse=parse_pubmed),
    ImportFormat(name="wos", suffixes=(".ciw",), detect=is_wos, parse=parse_wos),
    ImportFormat(name="endnote", suffixes=(".enw",), detect=is_refer, parse=parse_refer),
    ImportFormat(name="jsonl", suffixes=_SUFFIXES["jsonl"], detect=is_jsonl, parse=parse_jsonl),
    ImportFormat(name="yaml", suffixes=_SUFFIXES["yaml"], detect=is_yaml, parse=parse_yaml),
    ImportFormat(name="bibtex", suffixes=_SUFFIXES["bibtex"], detect=is_bibtex, parse=parse_bibtex),
    ImportFormat(
        name="html", suffixes=(".html", ".htm"), detect=is_html_list, parse=parse_html_list
    ),
    ImportFormat(
        name="markdown", suffixes=(".md", ".markdown"), detect=is_markdown_list,
        parse=parse_markdown_list,
    ),
    ImportFormat(name="capture", suffixes=(".txt",), detect=is_capture, parse=parse_capture),
)  # fmt: skip


def detect_format(content: bytes, path: str) -> ImportFormat | None:
    """The format of a file, or `None` if neither content nor suffix identifies it."""
    head = decode_head(content, SAMPLE_SIZE)
    named = format_by_suffix(inner_name(path))
    # The suffixes .jsonl, .txt and .html are shared by several formats.
    if named is not None and named.name in _FORMATS_BY_SUFFIX and named.detect(head):
        return named
    return _format_by_content(head) or named


def _format_by_content(head: str) -> ImportFormat | None:
    return next((candidate for candidate in IMPORT_FORMATS if candidate.detect(head)), None)


_FORMATS_BY_SUFFIX = frozenset(
    {"bibtex", "ris", "yaml", "csl-json", "arxiv", "csv", "pubmed", "wos", "endnote"}
)
"""Formats whose suffix no other format uses."""


def format_by_suffix(path: str) -> ImportFormat | None:
    """The format suggested by the name of a file."""
    for candidate in IMPORT_FORMATS:
        if path.lower().endswith(candidate.suffixes):
            return candidate
    return None


def format_by_name(name: str) -> ImportFormat:
    """The format with a name. Raises `ValueError` that lists the valid names."""
    for candidate in IMPORT_FORMATS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in IMPORT_FORMATS)
    raise ValueError(f"{name!r} is not a format; the formats are {known}")


def parse_file_content(
    content: bytes, path: str, name: str | None = None
) -> tuple[ImportFormat | None, ReadResult]:
    """Parse a file, in any format or the named one. Raises `ValueError` for an unknown name."""
    chosen = format_by_name(name) if name else detect_format(content, path)
    if not name and (message := _refusal_reason(content, path, chosen)):
        return None, ReadResult(problems=(Problem(path, 0, "", message),))
    if chosen is None:
        known = ", ".join(candidate.name for candidate in IMPORT_FORMATS)
        message = f"has an unknown format; if it has one of these, name it with --format: {known}"
        return None, ReadResult(problems=(Problem(path, 0, "", message),))
    return chosen, chosen.parse(content, path)


def _refusal_reason(content: bytes, path: str, import_format: ImportFormat | None) -> str:
    """Why a file cannot be read in the detected format, or ""."""
    head = decode_head(content, SAMPLE_SIZE)
    is_certain = (
        import_format is not None and import_format.name != "capture" and import_format.detect(head)
    )
    if not is_certain and (refused := refusal_advice(head)):
        return refused
    named = format_by_suffix(inner_name(path))
    if (
        is_certain
        and import_format
        and named
        and import_format is not named
        and named.name in _FOREIGN_FORMATS_BY_SUFFIX
    ):
        names = f"--format {import_format.name} or --format {named.name}"
        return f"has the file name of {named.name} but looks like {import_format.name}; choose with {names}"
    return ""


_FOREIGN_FORMATS_BY_SUFFIX = _FORMATS_BY_SUFFIX - {"yaml"}


def require_records(
    content: bytes, path: str, import_format: ImportFormat, reading: ReadResult
) -> ReadResult:
    """The result, with an error added if a non-empty file yielded no record."""
    if reading.records or any(problem.severity == "error" for problem in reading.problems):
        return reading
    if not content.strip():
        problem = Problem(path, 0, "", "is empty", "warning")
    else:
        hint = (
            refusal_advice(decode_head(content, SAMPLE_SIZE))
            or "check the file, or name its format with --format"
        )
        problem = Problem(
            path, 0, "", f"contains no records in the format {import_format.name}; {hint}"
        )
    return ReadResult(problems=(*reading.problems, problem))
