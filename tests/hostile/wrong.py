"""Records with an invalid value of each key: of another type, out of range, or disguised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from papershelf.core.record_schema import (
    AUTHOR_KEYS,
    COUNT_KEYS,
    FIELDS,
    SOURCE_KEYS,
    STATUS_KEYS,
    VERSION_KEYS,
)

Record = dict[str, object]
NAMES: Sequence[str] = (
    "../../etc/hostname", "..", ".", "", "CON", "con", "nul", "aux", "com1", "lpt9", "a" * 81, "a" * 300,
    "A", "Straße", "раура", "a/b", "a\\b", "a b", "a\nb", "a\0b", "-a", "a-", "a--b", "index", "feed",
    "feed.xml", "papers", "search", "page", "2", "<script>", "a%2fb", "a?b", "a#b", "a.html", ".git", "~",
    "a\u200bb", "a\u202eb", "é", "e\u0301", "\ud800", "__proto__", "constructor", "İ", "ａ", "a'b", 'a"b',
    "{{6*7}}", "*", "--out", "\x1b]0;x\x07", "::error::x",
)  # fmt: skip
"""Strings that are not valid as ids, aliases, tags, venues or keys, and similar valid ones."""
VALUES: Sequence[object] = (
    None, True, False, 0, -1, 10**30, 1.5, "", " ", [], {}, [[]], [{}], {"a": 1}, [None], "x" * 100_000,
    "\0", "\ud800", "\u202e", {"value": 10**30}, {"value": -1, "day": "x"}, {"__proto__": 1}, [["x"] * 10],
    [1, 2], "2024-02-30", "9999-99-99", "0000", "٢٠٢٤", "²", "１２", "+1", "1_000", "0x10", "1e3", "NaN",
    "../../x", "javascript:alert(1)", "<script>alert(1)</script>", "'", "${x}", "10.1000/" + "a" * 300,
    "10.1000/<script>", '10.1000/"x', "10.1000/../../x", "2401.00001v" + "9" * 50, "hep-th/9901001",
    "00000000", "0000-0000-0000-0001", "\x1b[31mred", "\n::error::x",
)  # fmt: skip
KEYS = (
    "\ud800",
    "\n::error::x",
    "\x1b]0;x\x07",
    "\u202e",
    "__proto__",
    "",
    "a" * 10_000,
    "<script>",
)


def wrong_records() -> Iterator[Record]:
    """Records with one possibly invalid value each."""
    for name in NAMES:
        yield {"id": name, "title": "t"}
        for key in ("aliases", "tags"):
            yield {"id": "x", "title": "t", key: [name]}
        for key in ("venue", "citation_key"):
            yield {"id": "x", "title": "t", key: name}
    for field in FIELDS:
        for value in VALUES:
            yield {"id": "x", "title": "t", field.name: value}
    for value in VALUES:
        for key in AUTHOR_KEYS:
            yield {"id": "x", "title": "t", "authors": [{"name": "Ada Byron", key: value}]}
        for key in STATUS_KEYS:
            yield {"id": "x", "title": "t", "status": {"kind": "retracted", key: value}}
        for key in SOURCE_KEYS:
            yield {"id": "x", "title": "t", "source": {key: value}}
        for key in COUNT_KEYS:
            yield {
                "id": "x",
                "title": "t",
                "upvotes": {"value": 1, "day": "2026-11-20", key: value},
            }
        for key in VERSION_KEYS:
            yield {"id": "x", "title": "t", "versions": [{"year": 2020, key: value}]}
    for key in KEYS:
        yield {"id": "x", "title": "t", key: 1}
