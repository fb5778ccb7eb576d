"""Converts the corpus of real papers, if it is next to the checkout, to records of the native
format.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from papershelf.core.identifiers import parse_doi
from papershelf.core.slugs import make_slug
from papershelf.text.urls import normalize_url

DOI_SITE = "https://doi.org/"


def read_corpus_records(path: Path) -> Iterator[dict[str, object]]:
    """The records of `papers-3k.jsonl`, without values that the native format has no key for.

    Two entries have the same DOI; it is removed from the second, so that both can be built.
    """
    seen = set()
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        record = {key: row[key] for key in ("title", "authors", "abstract", "venue", "year")}
        record["id"] = make_slug(row["id"])
        url = str(row["url"])
        doi = parse_doi(url) if url.startswith(DOI_SITE) else None
        if doi and doi not in seen:
            record["doi"] = doi
            seen.add(doi)
        elif not doi and normalize_url(url):
            record["url"] = url
        yield {key: value for key, value in record.items() if value}


def write_corpus(path: Path, into: Path) -> int:
    """Write the corpus as a file of records, and return the number of papers."""
    lines = [json.dumps(record, ensure_ascii=False) for record in read_corpus_records(path)]
    into.write_text("\n".join(lines) + "\n", "utf-8")
    return len(lines)
