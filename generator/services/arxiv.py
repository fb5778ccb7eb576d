"""arXiv: a category and a day, or some identifiers, in; papers out.

Format: Atom from `GET /api/query` (info.arxiv.org/help/api/user-manual.html). An error comes as a
feed with one entry, and now and then a page comes empty that is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.identifiers import ArxivId, IsoDate
from generator.services.answers import Findings, parse_answer
from generator.services.client import Client, Question
from generator.services.failures import ServiceError
from generator.text import plain_html

NAME = "arxiv"
PAGE = 200
BATCH = 100
_LONGEST = 30_000  # of a listing, by the manual
_TOTAL = re.compile(rb"totalResults[^>]*>\s*(\d+)\s*<")
_ERROR = re.compile(rb"<id>[^<]*/api/errors[^<]*</id>.*?<summary[^>]*>([^<]*)</summary>", re.DOTALL)
_ENTRY = re.compile(rb"<(?:\w+:)?entry[\s>]")
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")


def parse_category(text: str) -> str:
    """A subject class such as `cs.LG`. Raises `ValueError`."""
    if not _CATEGORY.fullmatch(text):
        raise ValueError(f"{text!r} is not a category of arXiv such as cs.LG")
    return text


def ask_day(client: Client, category: str, day: IsoDate, today: IsoDate) -> Findings:
    """All papers of a category that were submitted on a day. Raises `ServiceError`."""
    compact = day.replace("-", "")
    query = f"cat:{category} AND submittedDate:[{compact}0000 TO {compact}2359]"
    findings = Findings()
    start = total = 0
    while start == 0 or start < min(total, _LONGEST):
        params = {
            "search_query": query, "start": str(start), "max_results": str(PAGE),
            "sortBy": "submittedDate", "sortOrder": "ascending",
        }  # fmt: skip
        content = _ask(client, params, start)
        total = _total(content)
        if total == 0:
            break
        findings += _parse(client, content, today)
        start += PAGE
    return findings


def ask_papers(client: Client, wanted: Sequence[ArxivId], today: IsoDate) -> Iterator[Findings]:
    """Papers by their identifiers, a batch at a time. Raises `ServiceError`."""
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        params = {"id_list": ",".join(batch), "max_results": str(len(batch))}
        yield _parse(client, _ask(client, params, 0), today)


def _ask(client: Client, params: dict[str, str], start: int) -> bytes:
    def judge(content: bytes) -> str:
        """A page within the listing that holds nothing is a mistake of the service."""
        lacking = _total(content) > start and not _ENTRY.search(content)
        return "answered with an empty page" if lacking else ""

    question = Question(path="/api/query", params=_pairs(params.items()), form="xml")
    content = client.ask(NAME, question, judge)
    if error := _ERROR.search(content):
        message = plain_html(error[1].decode("utf-8", "replace"))
        raise ServiceError(NAME, f"refused the question: {message[:200]}")
    return content


def _pairs(items: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(items)


def _total(content: bytes) -> int:
    found = _TOTAL.search(content)
    return int(found[1]) if found else 0


def _parse(client: Client, content: bytes, today: IsoDate) -> Findings:
    service = client.service(NAME)
    return parse_answer(service, content, f"{service.base}/api/query", today)
