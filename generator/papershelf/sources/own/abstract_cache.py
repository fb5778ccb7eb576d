"""Cache of fetched abstracts: maps arXiv ids to abstracts.

One JSON Lines file per arXiv month, in a folder that git ignores. Unreadable lines count as not
fetched. An empty abstract means that arXiv was asked and had none.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from papershelf.core.identifiers import ArxivId, parse_arxiv_id
from papershelf.sources.own.data_writer import replace_data_file


def read_abstracts(folder: Path) -> dict[ArxivId, str]:
    """Read all cached abstracts."""
    found: dict[ArxivId, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        found |= _read_abstract_file(path)
    return found


def _read_abstract_file(path: Path) -> dict[ArxivId, str]:
    found: dict[ArxivId, str] = {}
    for line in path.read_bytes().splitlines():
        try:
            entry = json.loads(line)
            found[parse_arxiv_id(entry["arxiv"])] = str(entry["abstract"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
    return found


def save_abstracts(folder: Path, abstracts: Mapping[ArxivId, str]) -> None:
    """Add abstracts to the cache."""
    files: defaultdict[str, dict[ArxivId, str]] = defaultdict(dict)
    for arxiv, abstract in abstracts.items():
        files[arxiv.rpartition("/")[2][:4]][arxiv] = abstract
    for name, news in files.items():
        path = folder / f"{name}.jsonl"
        kept = (_read_abstract_file(path) if path.exists() else {}) | news
        lines = [
            json.dumps({"arxiv": arxiv, "abstract": abstract}, ensure_ascii=True) + "\n"
            for arxiv, abstract in sorted(kept.items())
        ]
        replace_data_file(path, "".join(lines).encode())
