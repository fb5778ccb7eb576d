"""The links of a BibTeX entry in, addresses under our keys out: one table for all fields.

BibBase (`url_Paper`), Hugo (`url_pdf`), al-folio and jekyll-scholar (`pdf`, `code`), BibDesk
(`bdsk-url-1`) and people have fields of their own for links; they differ in prefix and case only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.sources.parsing.latex_text import read_verbatim
from papershelf.sources.parsing.links import read_address
from papershelf.sources.parsing.tracked_fields import TrackedFields

_TABLE: tuple[tuple[str, str], ...] = (
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
"""Our keys, and the fields that lead there; "" for those whose address says what it leads to."""

_NOT_ALONE = frozenset({"doi", "arxiv", "publisher", "page", "source", "note", "howpublished"})
"""Names that mean a link only with a prefix: alone they hold something else, or are read apart."""
_PLAIN = frozenset({"note", "howpublished"})
_MANY = frozenset({"code", "demos", "datasets", "models"})
_PREFIXES = ("url_", "url-", "url", "link_", "bdsk-url-")
_ADDRESS = re.compile(r"https?://[^\s{}\\\"]+(?:\\[_%&#~][^\s{}\\\"]*)*")
# An address with spaces is a path or a file name; what else follows a space is a remark.
_SPACED = re.compile(r"https?://\S+ (?:(?!://)[^(),;\"])+(?:/|\.[a-z0-9]{2,5})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([_%&#~])")


def _name_table() -> dict[str, tuple[int, str]]:
    """Every spelling of a field with its rank and our key."""
    table: dict[str, tuple[int, str]] = {}
    for key, names in _TABLE:
        for name in names.split():
            rank = len(table)
            if name not in _NOT_ALONE or name in _PLAIN:
                table.setdefault(name, (rank, key))
            for spelling in (*(f"{prefix}{name}" for prefix in _PREFIXES[:4]), f"{name}_url"):
                table.setdefault(spelling, (rank, key))
    for number in range(1, 10):
        table[f"{_PREFIXES[4]}{number}"] = (len(table), "")
    return table


_KEY_OF = _name_table()


def has_address(text: str) -> bool:
    """Whether a web address stands somewhere in a text."""
    return bool(_ADDRESS.search(text))


def place_links(given: TrackedFields[str], fields: dict[str, object]) -> None:
    """Put the addresses of an entry where they belong; a field with one not used is unread."""
    found = sorted((_KEY_OF[name], name) for name in given if name in _KEY_OF)
    for (_, key), name in found:
        kept = [_place(fields, key, each) for each in _addresses(given.peek(name) or "")]
        if kept and all(kept):
            given.get(name)


def _addresses(text: str) -> Iterator[str]:
    if "://" not in text:  # as most fields have none, and this is quick to see
        return
    if _SPACED.fullmatch(whole := read_verbatim(text)):
        yield whole
        return
    for found in _ADDRESS.findall(text):
        yield _ESCAPE.sub(r"\1", found).rstrip(".,;>")


def _place(fields: dict[str, object], key: str, address: str) -> bool:
    """Whether an address says something under some key, or what stands there already."""
    kind, value = read_address(address)
    if not kind:
        return False
    if key and kind in ("url", "pdf", "code"):
        return _put(fields, key, address)
    # A second PDF, or a repository beside the code, is still a page of the paper.
    return _put(fields, kind, value) or (kind == "pdf" and _put(fields, "url", value))


def _put(fields: dict[str, object], key: str, value: str) -> bool:
    standing = fields.get(key)
    if key in _MANY:
        values = standing if isinstance(standing, list) else []
        fields[key] = [*values, value] if value not in values else values
        return True
    fields[key] = standing or value
    return fields[key] == value
