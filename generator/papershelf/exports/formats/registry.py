"""The registry of export formats. A new format is a module with an `ExportFormat` and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from papershelf.exports.formats.bibtex import BIBTEX, BIBTEX_WITH_ABSTRACTS
from papershelf.exports.formats.csl_json import CSL_JSON
from papershelf.exports.formats.csv_table import CSV
from papershelf.exports.formats.export_format import ExportFormat
from papershelf.exports.formats.jsonl import JSONL
from papershelf.exports.formats.markdown import MARKDOWN
from papershelf.exports.formats.ris import RIS

# In display order.
EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    known.name: known
    for known in (
        BIBTEX,
        BIBTEX_WITH_ABSTRACTS,
        RIS,
        CSL_JSON,
        JSONL,
        CSV,
        MARKDOWN,
    )
}

PAPER_FILE_FORMATS = tuple(known for known in EXPORT_FORMATS.values() if known.is_beside_papers)
"""The formats with a file for every paper."""

RECORD_FORMATS = (*PAPER_FILE_FORMATS, CSV)
"""The formats that a paper's JSON file has its record in."""


def format_of_path(path: str) -> ExportFormat:
    """Return the format of an export by its file ending, which must be registered."""
    # The longest ending wins: `.abstracts.bib` also ends in `.bib`.
    fitting = [known for known in EXPORT_FORMATS.values() if path.endswith(known.ending)]
    return max(fitting, key=lambda known: len(known.ending))
