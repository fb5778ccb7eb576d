"""Client for Hugging Face Daily Papers: takes a day, returns the papers listed on that day.

Formats: `GET /api/daily_papers?date=…&p=…&limit=…` returns an array, one page at a time, and `GET
/api/papers/<arXiv id>` one paper. For a day without a list (a weekend) the API returns an earlier
list; only the dates inside the items reveal which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from papershelf.core.identifiers import ArxivId, IsoDate, parse_day
from papershelf.services.client import Client
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response, render_json_array

SERVICE_NAME = "hf"
PAGE_SIZE = 50
_MAX_PAGES = 40
_MAX_READ_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyList:
    """The list of `day`; `requested_day` is the day that was requested.

    `is_complete` is false if the list changed during every attempt to read it.
    """

    requested_day: IsoDate
    day: IsoDate
    fetched: FetchedPapers
    paper_ids: frozenset[str]
    is_complete: bool


def fetch_daily_list(client: Client, requested_day: IsoDate, today: IsoDate) -> DailyList:
    """Fetch the list that the API returns for a day. Raises `ServiceError`."""
    for _ in range(_MAX_READ_ATTEMPTS):
        items, whole = _fetch_pages(client, requested_day)
        if whole:
            break
    origin = f"{client.service(SERVICE_NAME).base}/api/daily_papers?date={requested_day}"
    fetched = parse_response(client.service(SERVICE_NAME), render_json_array(items), origin, today)
    return DailyList(
        requested_day=requested_day,
        day=_listed_day(items, requested_day),
        fetched=fetched if items else FetchedPapers(),
        paper_ids=frozenset(filter(None, map(_paper_id_of, items))),
        is_complete=whole,
    )


def _fetch_pages(client: Client, requested_day: IsoDate) -> tuple[list[object], bool]:
    """All items of a list, and whether it remained unchanged while its pages were read."""
    items: dict[str, object] = {}
    first = _fetch_page(client, requested_day, 0)
    page = first
    moved = False
    for number in range(1, _MAX_PAGES):
        before = len(items)
        items.update(
            (_paper_id_of(item) or f"nameless {before + at}", item) for at, item in enumerate(page)
        )
        # A repeated item means that it moved to another page between two requests.
        moved = moved or len(items) < before + len(page)
        if len(page) < PAGE_SIZE:
            break
        page = _fetch_page(client, requested_day, number)
    if len(first) == PAGE_SIZE and list(
        map(_paper_id_of, _fetch_page(client, requested_day, 0))
    ) != list(map(_paper_id_of, first)):
        moved = True
    return list(items.values()), not moved


def _fetch_page(client: Client, requested_day: IsoDate, number: int) -> list[object]:
    params = (("date", requested_day), ("limit", str(PAGE_SIZE)), ("p", str(number)))
    content = client.fetch(
        SERVICE_NAME, ServiceRequest(path="/api/daily_papers", params=params), _validate_list
    )
    page = json.loads(content)
    return page if isinstance(page, list) else []


def _validate_list(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "returned something other than a list"


def _paper_id_of(item: object) -> str:
    paper = item.get("paper") if isinstance(item, dict) else None
    name = paper.get("id") if isinstance(paper, dict) else None
    return name if isinstance(name, str) else ""


def _listed_day(items: list[object], requested_day: IsoDate) -> IsoDate:
    """The day of the list: the latest day on which an item was added, at most `requested_day`.

    If all items were added the evening before, this is a day too early; `is_repeated_list` detects
    lists that are really old.
    """
    days = [day for item in items for day in _listed_days(item)]
    return min(max(days, default=requested_day), requested_day)


def _listed_days(item: object) -> Iterator[IsoDate]:
    outer = item if isinstance(item, dict) else {}
    paper = outer.get("paper")
    inner = paper if isinstance(paper, dict) else {}
    for value in (
        inner.get("submittedOnDailyAt"),
        outer.get("submittedOnDailyAt"),
        outer.get("publishedAt"),
    ):
        if isinstance(value, str):
            try:
                yield parse_day(value[:10])
            except ValueError:
                continue
            return


def fetch_hf_paper(client: Client, arxiv: ArxivId, today: IsoDate) -> FetchedPapers:
    """Fetch the metadata of one paper. Raises `ServiceError`."""
    service = client.service(SERVICE_NAME)
    content = client.fetch(SERVICE_NAME, ServiceRequest(path=f"/api/papers/{arxiv}"))
    return parse_response(service, content, f"{service.base}/papers/{arxiv}", today)
