"""The library of a group in Zotero: its number in, the items that changed since a version out.

Format: `GET /groups/<number>/items/top?format=json&since=…&start=…`
(zotero.org/support/dev/web_api/v3/basics), pages of up to 100 items; `Last-Modified-Version` is the
version of the whole library.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from papershelf.core.identifiers import IsoDate
from papershelf.services.client import Client
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer, render_list

NAME = "zotero"
PAGE = 100
_PAGES = 1000
_READINGS = 3
_GROUP = re.compile(r"(?:https?://(?:www\.)?zotero\.org/)?(?:groups/)?([0-9]{1,12})(?:/.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a library has that is newer than a version, and the version that it has itself.

    `is_whole` is false where the library changed each time while its pages were read.
    """

    findings: Findings
    version: int
    is_whole: bool


def parse_group(text: str) -> str:
    """The number of a group, from its address or by itself. Raises `ValueError`."""
    if found := _GROUP.fullmatch(text.strip()):
        return found[1]
    message = "is no group of Zotero, such as 2914042 or https://www.zotero.org/groups/2914042/name"
    raise ValueError(f"{text!r} {message}")


def ask_library(client: Client, group: str, since: int, today: IsoDate) -> Library:
    """The works of a group that changed after a version. Raises `ServiceError`."""
    for _ in range(_READINGS):
        items, version, is_whole = _read_pages(client, group, since)
        if is_whole:
            break
    service = client.service(NAME)
    origin = f"https://www.zotero.org/groups/{group}"
    content = render_list(items.values())
    findings = parse_answer(service, content, origin, today) if items else Findings()
    return Library(findings=findings, version=version, is_whole=is_whole)


def _read_pages(client: Client, group: str, since: int) -> tuple[dict[str, object], int, bool]:
    """All items by their keys, the version of the library, and whether it stayed the same."""
    items: dict[str, object] = {}
    versions: set[int] = set()
    for number in range(_PAGES):
        # In the order of their adding, an item that changes meanwhile keeps its place.
        params = {
            "v": "3", "format": "json", "since": str(since), "sort": "dateAdded",
            "direction": "asc", "limit": str(PAGE), "start": str(number * PAGE),
        }  # fmt: skip
        path = f"/groups/{group}/items/top"
        question = Question(path=path, params=tuple(params.items()), cached=False)
        answer = client.ask_answer(NAME, question, _judge)
        page = json.loads(answer.content)
        items |= {_key(item) or f"{number}.{at}": item for at, item in enumerate(page)}
        versions.add(_number(answer.headers.get("last-modified-version")))
        total = _number(answer.headers.get("total-results"))
        if not page or (number + 1) * PAGE >= total > 0 or (total == 0 and len(page) < PAGE):
            break
    return items, min(versions), len(versions) == 1


def _judge(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "answered with what is no list"


def _key(item: object) -> str:
    key = item.get("key") if isinstance(item, dict) else None
    return key if isinstance(key, str) else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
