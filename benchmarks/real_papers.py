"""Records of real papers for the benchmark, from the folder ../shared if it is there.

Papershelf imports the papers once, so that every program gets the same tags, venues and ids.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.search_queries import CORPUS, load_folder
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.exports.citation_data import landing_url, pdf_url
from papershelf.importing.importer import run_import
from papershelf.records.model import Paper


def real_records(count: int) -> list[dict[str, Any]]:
    """Return `count` records, or one less if a few papers are duplicates; none if there are too few."""
    records = read_corpus()
    if len(records) < count * _ENOUGH:
        return []
    step = max(1.0, len(records) / count)
    return [records[int(place * step)] for place in range(min(count, len(records)))]


_ENOUGH = 0.99
"""The share of a size that counts as this size: some papers of the corpus are duplicates."""


@cache
def read_corpus() -> list[dict[str, Any]]:
    """Import the corpus, newest paper first; empty if there is none."""
    if not CORPUS.is_file():
        return []
    with tempfile.TemporaryDirectory() as folder:
        run_import([CORPUS], data=Path(folder), fallback=STARTER_VOCABULARIES)
        catalogue = load_folder(Path(folder))
    return [dict(_record_values(paper, catalogue)) for paper in catalogue.papers]


def _record_values(paper: Paper, catalogue: Catalogue) -> Iterator[tuple[str, Any]]:
    venue = catalogue.venue_of(paper)
    values = {
        "id": paper.id,
        "title": paper.title,
        "authors": list(dict.fromkeys(author.name for author in paper.authors)),
        "venue": venue.name if venue else "",
        "year": paper.year,
        "abstract": paper.abstract,
        "tags": sorted(paper.tags),
        "url": landing_url(paper),
        "pdf": pdf_url(paper),
    }
    yield from ((name, value) for name, value in values.items() if value)
