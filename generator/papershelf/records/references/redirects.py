"""Validates the redirects of a collection: a raw mapping from old addresses to new ones.

Addresses are relative to the site's root, such as `papers/old-name/`. A target may also be an
external URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from papershelf.core.errors import Problem
from papershelf.records.id_ledger import REMOVED_MARK
from papershelf.records.model import Paper
from papershelf.records.scalar_fields import FieldReporter, quote_value
from papershelf.records.site_paths import paper_address
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.urls import normalize_url

_ADDRESS = re.compile(
    r"(?:[a-z0-9_~-][a-z0-9._~-]*/)*(?:[a-z0-9_~-][a-z0-9._~-]*\.html)?", re.IGNORECASE
)
_INDEX_FILE = re.compile(r"(?<![^/])index\.html\Z")
_ADDRESS_LIMIT = 200


def load_redirects(
    record: RawRecord | None, papers: Iterable[Paper], problems: list[Problem]
) -> dict[str, str]:
    """Load redirects; aliases of papers are not included, they are stored with their paper.

    An address whose page was removed on purpose has `REMOVED_MARK` as its target.
    """
    if record is None:
        return {}
    pages = {paper_address(paper.id) for paper in papers}
    aliases = {f"papers/{alias}/" for paper in papers for alias in paper.aliases}
    redirects: dict[str, str] = {}
    for key, value in record.fields.items():
        report = FieldReporter(record, problems, key)
        old = _normalize_address(_INDEX_FILE.sub("", key.strip()))
        new = _normalize_address(value) if isinstance(value, str) else None
        if new is None and isinstance(value, str) and "://" in value:
            new = normalize_url(value)
        if value == REMOVED_MARK:
            new = REMOVED_MARK
        if old is None:
            report.error("is not an address on this site, such as papers/old-name/")
        elif old in pages:
            report.error("is the address of an existing paper")
        elif old in aliases:
            report.error("is already an alias of a paper")
        elif old in redirects:
            report.error("already has a redirect")
        elif new is None or new == old:
            report.error(f"does not redirect to another address: {quote_value(value)}")
        else:
            redirects[old] = new
    return redirects


def _normalize_address(text: str) -> str | None:
    """Return the address without a leading slash and, unless it is a file, with a trailing one."""
    text = text.strip().removeprefix("/")
    if text and not text.endswith(("/", ".html")):
        text += "/"
    return text if text and len(text) <= _ADDRESS_LIMIT and _ADDRESS.fullmatch(text) else None


def retarget_redirects(text: str, record: RawRecord, new_ids: Mapping[str, str]) -> str:
    """Return the text of a redirects file, with targets updated to the new ids of renamed papers.

    `record` is the parsed content of the text; `new_ids` maps old ids to new ones. A redirect whose
    target is on another line than its key is left as is: the alias of the old id still works.
    """
    lines = text.split("\n")
    for key, value in record.fields.items():
        number = record.lines.get(key, 0)
        address = _normalize_address(value) if isinstance(value, str) else None
        for old, new in new_ids.items():
            if address == f"papers/{old}/" and 0 < number <= len(lines):
                head, colon, tail = lines[number - 1].partition(":")
                pattern = rf"(?<![a-z0-9-])papers/{re.escape(old)}(?![a-z0-9-])"
                lines[number - 1] = head + colon + re.sub(pattern, f"papers/{new}", tail, count=1)
    return "\n".join(lines)
