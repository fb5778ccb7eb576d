"""The daily lists of Hugging Face: a day in, what was listed that day out.

Formats: `GET /api/daily_papers?date=…&p=…&limit=…` answers with an array, a page at a time, and
`GET /api/papers/<arXiv id>` with one paper. A day without a list (a weekend) answers with that of
an earlier day, which only the dates inside tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from papershelf.core.identifiers import ArxivId, IsoDate, parse_day
from papershelf.services.client import Client
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer, render_list

NAME = "hf"
PAGE = 50
_PAGES = 40
_READINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyList:
    """What stood on the list of `day`; `asked` is the day that was asked for.

    `whole` is false where the list changed each time while it was read.
    """

    asked: IsoDate
    day: IsoDate
    findings: Findings
    names: frozenset[str]
    whole: bool


def ask_daily_list(client: Client, asked: IsoDate, today: IsoDate) -> DailyList:
    """The list that is given for a day. Raises `ServiceError`."""
    for _ in range(_READINGS):
        items, whole = _read_pages(client, asked)
        if whole:
            break
    origin = f"{client.service(NAME).base}/api/daily_papers?date={asked}"
    findings = parse_answer(client.service(NAME), render_list(items), origin, today)
    return DailyList(
        asked=asked,
        day=_day_of(items, asked),
        findings=findings if items else Findings(),
        names=frozenset(filter(None, map(_name, items))),
        whole=whole,
    )


def _read_pages(client: Client, asked: IsoDate) -> tuple[list[object], bool]:
    """All items of a list, and whether it stood still while we read its pages."""
    items: dict[str, object] = {}
    first = _read_page(client, asked, 0)
    page = first
    moved = False
    for number in range(1, _PAGES):
        before = len(items)
        items.update(
            (_name(item) or f"nameless {before + at}", item) for at, item in enumerate(page)
        )
        # An item that comes twice was pushed from one page to the next between two questions.
        moved = moved or len(items) < before + len(page)
        if len(page) < PAGE:
            break
        page = _read_page(client, asked, number)
    if len(first) == PAGE and list(map(_name, _read_page(client, asked, 0))) != list(
        map(_name, first)
    ):
        moved = True
    return list(items.values()), not moved


def _read_page(client: Client, asked: IsoDate, number: int) -> list[object]:
    params = (("date", asked), ("limit", str(PAGE)), ("p", str(number)))
    content = client.ask(NAME, Question(path="/api/daily_papers", params=params), _judge)
    page = json.loads(content)
    return page if isinstance(page, list) else []


def _judge(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "answered with what is no list"


def _name(item: object) -> str:
    paper = item.get("paper") if isinstance(item, dict) else None
    name = paper.get("id") if isinstance(paper, dict) else None
    return name if isinstance(name, str) else ""


def _day_of(items: list[object], asked: IsoDate) -> IsoDate:
    """The day whose list this is: the latest on which an item was put there, if before `asked`.

    Items may have been put there the evening before, all of them at once never.
    """
    days = [day for item in items for day in _listed_days(item)]
    return min(max(days, default=asked), asked)


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


def ask_hf_paper(client: Client, arxiv: ArxivId, today: IsoDate) -> Findings:
    """One paper as Hugging Face has it. Raises `ServiceError`."""
    service = client.service(NAME)
    content = client.ask(NAME, Question(path=f"/api/papers/{arxiv}"))
    return parse_answer(service, content, f"{service.base}/papers/{arxiv}", today)
