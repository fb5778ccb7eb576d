"""Client for Zotero group libraries: takes a group number, returns items changed since a version.

Format: `GET /groups/<number>/items/top?format=json&since=…&start=…`
(zotero.org/support/dev/web_api/v3/basics), in pages of up to 100 items; the header
`Last-Modified-Version` is the version of the whole library.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from papershelf.core.identifiers import IsoDate
from papershelf.services.client import Client
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response, render_json_array

SERVICE_NAME = "zotero"
PAGE_SIZE = 100
_MAX_PAGES = 1000
_MAX_READ_ATTEMPTS = 3
_GROUP_ADDRESS = re.compile(
    r"(?:https?://(?:www\.)?zotero\.org/)?(?:groups/)?([0-9]{1,12})(?:/.*)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryChanges:
    """Items of a library that changed since a version, and its current version.

    `is_complete` is false if the library changed during every attempt to read its pages.
    """

    fetched: FetchedPapers
    version: int
    is_complete: bool


def parse_group(text: str) -> str:
    """Parse a group number, given alone or in an address. Raises `ValueError`."""
    if found := _GROUP_ADDRESS.fullmatch(text.strip()):
        return found[1]
    message = "is not a Zotero group such as 2914042 or https://www.zotero.org/groups/2914042/name"
    raise ValueError(f"{text!r} {message}")


def fetch_library(client: Client, group: str, since: int, today: IsoDate) -> LibraryChanges:
    """Fetch the items of a group that changed since a version. Raises `ServiceError`."""
    for _ in range(_MAX_READ_ATTEMPTS):
        items, version, is_whole = _fetch_pages(client, group, since)
        if is_whole:
            break
    service = client.service(SERVICE_NAME)
    origin = f"https://www.zotero.org/groups/{group}"
    content = render_json_array(items.values())
    fetched = parse_response(service, content, origin, today) if items else FetchedPapers()
    return LibraryChanges(fetched=fetched, version=version, is_complete=is_whole)


def _fetch_pages(client: Client, group: str, since: int) -> tuple[dict[str, object], int, bool]:
    """All items by key, the library's version, and whether it was the same on every page."""
    items: dict[str, object] = {}
    versions: set[int] = set()
    for number in range(_MAX_PAGES):
        # Sorting by date added keeps the position of an item that changes between two requests.
        params = {
            "v": "3", "format": "json", "since": str(since), "sort": "dateAdded",
            "direction": "asc", "limit": str(PAGE_SIZE), "start": str(number * PAGE_SIZE),
        }  # fmt: skip
        path = f"/groups/{group}/items/top"
        request = ServiceRequest(path=path, params=tuple(params.items()), may_cache=False)
        response = client.fetch_response(SERVICE_NAME, request, _validate_items)
        page = json.loads(response.content)
        items |= {_item_key(item) or f"{number}.{at}": item for at, item in enumerate(page)}
        versions.add(_parse_version(response.headers.get("last-modified-version")))
        total = _parse_version(response.headers.get("total-results"))
        if (
            not page
            or (number + 1) * PAGE_SIZE >= total > 0
            or (total == 0 and len(page) < PAGE_SIZE)
        ):
            break
    return items, min(versions), len(versions) == 1


def _validate_items(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "returned something other than a list"


def _item_key(item: object) -> str:
    key = item.get("key") if isinstance(item, dict) else None
    return key if isinstance(key, str) else ""


def _parse_version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
