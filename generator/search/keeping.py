"""The terms of papers, kept from one build to the next: a changed paper is read anew, no other.

A file comes in and goes out. What is not exactly as we wrote it is forgotten, never trusted.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path

from generator.manifest import digest
from generator.search.postings import PaperTerms

_DIGEST_LENGTH = 32


def load_terms(path: Path, code: str) -> dict[str, PaperTerms]:
    """The terms that the same code found, by the key of the paper; none from a damaged file."""
    try:
        content = path.read_bytes()
        name, packed = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
        if digest(packed).encode() != name:
            return {}
        data = json.loads(zlib.decompress(packed))
        if data["code"] != code:
            return {}
        return {
            key: PaperTerms(tuple(terms.split("\n")), weights.encode("latin-1"))
            for key, (terms, weights) in data["papers"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zlib.error):
        return {}


def store_terms(path: Path, code: str, papers: Mapping[str, PaperTerms]) -> None:
    """Write terms down for the next build, all at once."""
    data = {
        "code": code,
        "papers": {
            key: ("\n".join(found.terms), found.weights.decode("latin-1"))
            for key, found in sorted(papers.items())
        },
    }
    packed = zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(digest(packed).encode() + packed)
    new.replace(path)
