"""arXiv: a category and a day, or some identifiers, in; papers out.

Format: Atom from `GET /api/query` (info.arxiv.org/help/api/user-manual.html). An error comes as a
feed with one entry, and now and then a page comes empty that is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from papershelf.core.identifiers import ArxivId, IsoDate
from papershelf.services.client import Client
from papershelf.services.errors import QuestionError
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer
from papershelf.text.markup import decode_markup

NAME = "arxiv"
PAGE = 200
BATCH = 100
_LONGEST = 30_000  # of a listing, by the manual
_ATOM = "http://www.w3.org/2005/Atom"
_TOTAL = "http://a9.com/-/spec/opensearch/1.1/ totalResults"
_LONGEST_TEXT = 2000
"""Characters of a value of a feed that we look at here."""
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
        content, head = _ask(client, params, start)
        total = head.total or 0
        if total == 0:
            break
        findings += _parse(client, content, today)
        start += PAGE
    return findings


def ask_papers(client: Client, wanted: Sequence[ArxivId], today: IsoDate) -> Iterator[Findings]:
    """Papers by their identifiers, a batch at a time. Raises `ServiceError`."""
    for start in range(0, len(wanted), BATCH):
        yield _ask_batch(client, wanted[start : start + BATCH], today)


def _ask_batch(client: Client, batch: Sequence[ArxivId], today: IsoDate) -> Findings:
    """Papers of one batch; an identifier that arXiv refuses is left out, and the rest asked for."""
    left = list(batch)
    while left:
        params = {"id_list": ",".join(left), "max_results": str(len(left))}
        try:
            return _parse(client, _ask(client, params, 0)[0], today)
        except QuestionError as error:
            refused = set(error.said.decode("utf-8", "replace").split())
            if not refused.intersection(left):
                raise
            left = [one for one in left if one not in refused]
    return Findings()


@dataclass(slots=True)
class _Head:
    """What a feed says of itself: papers in all, entries on this page, and its error.

    `total` is `None` where an answer is no feed of arXiv, such as a page of a proxy.
    """

    total: int | None = None
    entries: int = 0
    error: str = ""


def _ask(client: Client, params: dict[str, str], start: int) -> tuple[bytes, _Head]:
    def judge(content: bytes) -> str:
        """A page within the listing that holds nothing is a mistake of the service."""
        head = _parse_head(content)
        if head.error:
            return ""
        if head.total is None:
            return "answered with what is no list of papers"
        return "answered with an empty page" if head.total > start and not head.entries else ""

    question = Question(path="/api/query", params=_pairs(params.items()), form="xml")
    where = f"{client.service(NAME).shown_base}{question.path}"
    try:
        content = client.ask(NAME, question, judge)
        head = _parse_head(content)
    except QuestionError as error:
        try:
            head = _parse_head(error.said)
        except expat.ExpatError:
            raise error from None
        if not head.error:
            raise
        content = b""
    if head.error:
        said = decode_markup(head.error)[:200]
        raise QuestionError(NAME, f"refused the question: {said}: {where}", said.encode())
    return content, head


def _parse_head(content: bytes) -> _Head:
    """Read the head of a feed in one pass, without keeping its entries."""
    head = _Head()
    values = {f"{_ATOM} id": "", f"{_ATOM} summary": "", _TOTAL: ""}
    at = ""

    def start(name: str, _attributes: object) -> None:
        nonlocal at
        at = name
        if name in values:
            values[name] = ""
        head.entries += name == f"{_ATOM} entry"

    def text(part: str) -> None:
        if at in values and len(values[at]) < _LONGEST_TEXT:
            values[at] += part

    def end(name: str) -> None:
        nonlocal at
        at = ""
        if name == f"{_ATOM} entry" and "/api/errors" in values[f"{_ATOM} id"]:
            head.error = head.error or values[f"{_ATOM} summary"] or "it does not say why"

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(content, True)
    total = values[_TOTAL].strip()
    if total.isascii() and total.isdigit():
        head.total = int(total[:9])
    elif head.entries:
        head.total = head.entries
    return head


def _pairs(items: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(items)


def _parse(client: Client, content: bytes, today: IsoDate) -> Findings:
    service = client.service(NAME)
    return parse_answer(service, content, f"{service.base}/api/query", today)
