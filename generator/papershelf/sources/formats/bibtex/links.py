"""Maps link fields of BibTeX entries to the keys of our format, by one table.

BibBase (`url_Paper`), Hugo (`url_pdf`), al-folio and jekyll-scholar (`pdf`, `code`), BibDesk
(`bdsk-url-1`) and hand-written files use names that differ only in prefix and case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.sources.parsing.latex_text import decode_verbatim
from papershelf.sources.parsing.links import classify_address
from papershelf.sources.parsing.tracked_fields import TrackedFields

_FIELD_TABLE: tuple[tuple[str, str], ...] = (
    ("pdf", "pdf fulltext"),
    ("code", "code software github gitlab repository repo source sourcecode"),
    ("project", "project website homepage page projectpage site webpage"),
    ("video", "video talk recording youtube"),
    ("slides", "slides presentation"),
    ("poster", "poster"),
    ("demos", "demo demos"),
    ("datasets", "data dataset datasets"),
    ("models", "model models weights checkpoint checkpoints"),
    ("", "url html ee howpublished note eprint openreview paper link arxiv preprint doi publisher"),
    ("", "acl aclanthology anthology hal pmlr dblp semanticscholar pubmed"),
)  # fmt: skip
"""Our keys and the fields that map to them; "" means that the address decides."""

_WEAK_FIELD_NAMES = frozenset(
    {"doi", "arxiv", "publisher", "page", "source", "note", "howpublished"}
)
"""Names that are links only with a prefix; alone, they are read elsewhere or mean something else.
"""
_PROSE_FIELDS = frozenset({"note", "howpublished"})
_LIST_FIELDS = frozenset({"code", "demos", "datasets", "models"})
_PREFIXES = ("url_", "url-", "url", "link_", "bdsk-url-")
_ADDRESS = re.compile(r"https?://[^\s{}\\\"]+(?:\\[_%&#~][^\s{}\\\"]*)*")
# An address with spaces must end like a path or a file; otherwise text after a space is a remark.
_URL_WITH_SPACES = re.compile(
    r"https?://\S+ (?:(?!://)[^(),;\"])+(?:/|\.[a-z0-9]{2,5})", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([_%&#~])")


def _field_name_table() -> dict[str, tuple[int, str]]:
    """Every spelling of a link field, with its priority and our key."""
    table: dict[str, tuple[int, str]] = {}
    for key, names in _FIELD_TABLE:
        for name in names.split():
            rank = len(table)
            if name not in _WEAK_FIELD_NAMES or name in _PROSE_FIELDS:
                table.setdefault(name, (rank, key))
            for spelling in (*(f"{prefix}{name}" for prefix in _PREFIXES[:4]), f"{name}_url"):
                table.setdefault(spelling, (rank, key))
    for number in range(1, 10):
        table[f"{_PREFIXES[4]}{number}"] = (len(table), "")
    return table


_FIELD_BY_NAME = _field_name_table()


def contains_url(text: str) -> bool:
    """Whether a text contains a web address."""
    return bool(_ADDRESS.search(text))


def assign_bibtex_links(source_fields: TrackedFields[str], fields: dict[str, object]) -> None:
    """Store the addresses of an entry under our keys; a field with an unused one counts as unread."""
    found = sorted((_FIELD_BY_NAME[name], name) for name in source_fields if name in _FIELD_BY_NAME)
    for (_, key), name in found:
        kept = [
            _assign_url(fields, key, each) for each in _find_urls(source_fields.peek(name) or "")
        ]
        if kept and all(kept):
            source_fields.get(name)


def _find_urls(text: str) -> Iterator[str]:
    if "://" not in text:  # true of most fields, and quick to check
        return
    if _URL_WITH_SPACES.fullmatch(whole := decode_verbatim(text)):
        yield whole
        return
    for found in _ADDRESS.findall(text):
        yield _ESCAPE.sub(r"\1", found).rstrip(".,;>")


def _assign_url(fields: dict[str, object], field: str, address: str) -> bool:
    """Whether an address was stored under some key or was stored there already."""
    kind, value = classify_address(address)
    if not kind:
        return False
    if field and kind in ("url", "pdf", "code"):
        return _set_field(fields, field, address)
    # A second PDF or repository is still useful as a page of the paper.
    return _set_field(fields, kind, value) or (kind == "pdf" and _set_field(fields, "url", value))


def _set_field(fields: dict[str, object], field: str, value: str) -> bool:
    current = fields.get(field)
    if field in _LIST_FIELDS:
        values = current if isinstance(current, list) else []
        fields[field] = [*values, value] if value not in values else values
        return True
    fields[field] = current or value
    return fields[field] == value
