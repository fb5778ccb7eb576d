"""A collection in which every text is hostile: one record per payload, in two formats."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from tests.fabricated import ORDINARY
from tests.hostile.payloads import SCRIPT
from tests.workspaces import Workspace

_NAME = f'{SCRIPT}\' "x" &amp; {{{{6*7}}}} [a](javascript:alert(1)) $\\ell$ ]]> \\ }} {{'
HOSTILE_VENUES: Mapping[str, list[Mapping[str, object]]] = {
    "venues": [
        {"id": "icrr", "name": "ICRR"},
        {
            "id": "hostile-venue", "name": _NAME, "full_name": f"Full {_NAME}", "kind": "journal",
            "homepage": "https://a.example/?a=1&b=%22%3E", "description": f"Of {_NAME}",
            "publisher": _NAME, "aliases": [f"alias {_NAME}"],
        },
    ]
}  # fmt: skip
HOSTILE_TAGS: Mapping[str, list[Mapping[str, object]]] = {
    "groups": [{"id": "hostile-group", "name": f"G {_NAME}", "description": _NAME}],
    "tags": [
        {
            "id": "hostile-tag", "name": f"T {_NAME}", "group": "hostile-group",
            "description": _NAME, "aliases": [f"other {_NAME}"], "rules": {"title": ["script*"]},
        },
    ],
}  # fmt: skip


def hostile_record(name: str, text: str, number: int) -> dict[str, object]:
    """A record with the text in every text field; its unique title prevents merging."""
    year = 2000 + number % 25
    line = f"x {text}"  # of some payloads alone nothing is left
    return {
        "id": f"hostile-{name}",
        "title": f"{text} {name}",
        "authors": [line, {"name": f"{line} {name}", "given": text, "family": line,
                            "affiliation": f"{line}; {text} {name}"}],
        "editors": [{"name": line, "affiliation": text}],
        "abstract": f"{text}\n\n{text} end",
        **dict.fromkeys(
            ("summary", "note", "volume", "issue", "pages", "publisher", "submitted_by", "series",
             "edition", "place", "article_number", "track", "session", "decision", "date_note"),
            text,
        ),
        "awards": [text, name],
        "status": {"kind": "withdrawn", "reason": text},
        "year": year,
        "published": f"{year}-05-17",
        "added": "2026-11-20",
        "featured": ["2026-11-20"],
        "venue": "hostile-venue",
        "tags": ["hostile-tag"],
        "upvotes": {"value": number, "day": "2026-11-20"},
        "source": {"format": text, "from": text, "fields": {"title": text}},
    }  # fmt: skip


def write_hostile(space: Workspace, payloads: Mapping[str, str]) -> int:
    """Write the records of payloads, half as JSONL and half as YAML, and a few harmless ones."""
    space.vocabularies(HOSTILE_VENUES, HOSTILE_TAGS)
    records = [hostile_record(*item, number) for number, item in enumerate(payloads.items())]
    text = json.dumps(records[1::2], ensure_ascii=False).encode("utf-8", "ignore").decode()
    written = yaml.dump(json.loads(text), Dumper=yaml.CSafeDumper, sort_keys=False)
    (space.root / "data/papers/even.yaml").write_text(written)
    neighbors = [
        {**ORDINARY[0], "id": f"neighbor-{n}", "title": f"Rivers by Night {n}", "doi": f"10.1000/n{n}",
         "arxiv": f"2402.{n:05d}", "tags": ["hostile-tag"], "venue": "hostile-venue",
         "authors": [{"name": "Ada Byron", "affiliation": _NAME}, "Li Wei"]}
        for n in range(20 if len(records) > 100 else 3)
    ]  # fmt: skip
    lines = "".join(json.dumps(record) + "\n" for record in (*records[::2], *neighbors))
    (space.root / "data/papers/odd.jsonl").write_text(lines)
    return len(records) + len(neighbors)
