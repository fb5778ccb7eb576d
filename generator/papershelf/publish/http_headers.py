"""The media type and the caching of each file of a site, by its path. Pure functions.

Hosts guess types by tables of their own, which lack formats of citations; and they do not know which
files never change.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TYPES = {
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "bib": "application/x-bibtex; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "md": "text/markdown; charset=utf-8",
    "opml": "text/x-opml; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
_SPECIAL_TYPES = {
    "feed.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
    "opensearch.xml": "application/opensearchdescription+xml",
    ".csl.json": "application/vnd.citationstyles.csl+json",
}
"""Types of file names, and of endings with several dots."""
DEFAULT_TYPE = "application/octet-stream"
_HASHED = re.compile(r"assets/[\w.-]+\.[A-Z0-9]{8}\.\w+|search/messages\.[0-9a-f]{10}\.json")
FOREVER = "public, max-age=31536000, immutable"
"""For files whose name has a hash of their content."""
CHECKED = "public, max-age=0, must-revalidate"
"""For pages, feeds and indexes: readers ask whether they have changed."""
AN_HOUR = "public, max-age=3600"
_CHECKED_ENDINGS = (".html", ".xml", ".json", ".opml", ".txt")


class HttpHeaders(NamedTuple):
    """The headers with which a host should send a file."""

    content_type: str
    cache_control: str


def http_headers(path: str) -> HttpHeaders:
    """Return the headers of a file of a site."""
    name = path.rpartition("/")[2]
    special = next((kind for end, kind in _SPECIAL_TYPES.items() if _matches(name, end)), "")
    content_type = special or _TYPES.get(name.rpartition(".")[2].lower(), DEFAULT_TYPE)
    if _HASHED.fullmatch(path):
        return HttpHeaders(content_type, FOREVER)
    is_checked = name.endswith(_CHECKED_ENDINGS)
    return HttpHeaders(content_type, CHECKED if is_checked else AN_HOUR)


def _matches(name: str, end: str) -> bool:
    return name.endswith(end) if end.startswith(".") else name == end
