"""Checks that pages and exports say who wrote the summaries, and under which license they are.

Takes the texts of files; returns a problem for each file that does not say so.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping

from papershelf.core.errors import Problem
from papershelf.core.settings import Settings
from papershelf.exports.data_package import DATA_PACKAGE_PATH
from papershelf.exports.reuse import license_url

FILES_WITH_TERMS = (
    "downloads/index.html", "papers.bib", "papers.abstracts.bib", "feed.xml", "feed.json",
    "api/index.json", DATA_PACKAGE_PATH, "llms.txt",
)  # fmt: skip


def check_reuse_terms(texts: Mapping[str, str], settings: Settings, name: str) -> Iterator[Problem]:
    """Check the files, which are given by path; `llms.txt` may be a file of the user."""
    terms = {"license": license_url(settings), "curators": settings.curators}
    for path, text in texts.items():
        words = " ".join(_decode(path, text).split())
        for field, value in terms.items():
            expected = " ".join(value.split())
            if expected.replace("@", "(at)") not in words.replace("@", "(at)"):
                yield Problem(f"{name}/{path}", 0, field, f'does not contain "{expected}"')


def _decode(path: str, text: str) -> str:
    """Return a text without the escapes of its format."""
    if path.endswith(".json"):
        return json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"')
    return text.replace("\\", "") if path.endswith(".txt") else html.unescape(text)
