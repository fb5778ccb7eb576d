"""The formats of export by name: what the command line, a file and a reader call each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FormatName = Literal[
    "bibtex", "bibtex-abstracts", "ris", "csl-json", "jsonl", "csv", "markdown"
]  # fmt: skip

GroupingAxis = Literal["tag", "venue", "year"]
"""What the sections of an awesome list are."""
AWESOME_FORMAT = "awesome"
"""A list of links in Markdown, which the command line exports and no page of a site offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """A format of export: what the command line, the file and the reader call it."""

    name: FormatName
    ending: str
    label: str
    media_type: str


FORMATS: Mapping[FormatName, ExportFormat] = {
    f.name: f
    for f in (
        ExportFormat(name="bibtex", ending=".bib", label="BibTeX", media_type="application/x-bibtex"),
        ExportFormat(
            name="bibtex-abstracts", ending=".abstracts.bib", label="BibTeX with abstracts",
            media_type="application/x-bibtex",
        ),
        ExportFormat(
            name="ris", ending=".ris", label="RIS",
            media_type="application/x-research-info-systems",
        ),
        ExportFormat(
            name="csl-json", ending=".csl.json", label="CSL-JSON",
            media_type="application/vnd.citationstyles.csl+json",
        ),
        ExportFormat(name="jsonl", ending=".jsonl", label="JSONL", media_type="application/jsonl"),
        ExportFormat(name="csv", ending=".csv", label="CSV", media_type="text/csv"),
        ExportFormat(name="markdown", ending=".md", label="Markdown", media_type="text/markdown"),
    )
}  # fmt: skip
