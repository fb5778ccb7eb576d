"""JSON on one line: a value comes in, its text goes out.

`json.dumps` makes an encoder for each call; a build would make several hundred thousand.
"""

from __future__ import annotations

import json

_COMPACT_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump_json(value: object) -> str:
    """A value as JSON (RFC 8259) in as few characters as can be, letters as they are."""
    return _COMPACT_ENCODER.encode(value)
