"""Client for the arXiv API: takes a category and a day, or arXiv ids, and returns papers.

Format: Atom from `GET /api/query` (info.arxiv.org/help/api/user-manual.html). Errors arrive as a
feed with one entry. The API occasionally returns an empty page in the middle of a listing; such
pages are retried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from papershelf.core.identifiers import ArxivId, IsoDate
from papershelf.services.client import Client
from papershelf.services.errors import RejectedRequestError
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response
from papershelf.text.markup import decode_markup

SERVICE_NAME = "arxiv"
PAGE_SIZE = 200
BATCH_SIZE = 100
_MAX_RANGE = 30_000  # limit of results per query, according to the manual
_ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
_TOTAL_RESULTS = "http://a9.com/-/spec/opensearch/1.1/ totalResults"
_MAX_HEADER_TEXT = 2000
"""Characters of a header value that are kept; longer values are truncated."""
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")


def parse_category(text: str) -> str:
    """Check an arXiv category such as `cs.LG`. Raises `ValueError`."""
    if not _CATEGORY.fullmatch(text):
        raise ValueError(f"{text!r} is not an arXiv category such as cs.LG")
    return text


def fetch_day(client: Client, category: str, day: IsoDate, today: IsoDate) -> FetchedPapers:
    """Fetch all papers submitted to a category on a day. Raises `ServiceError`."""
    compact = day.replace("-", "")
    query = f"cat:{category} AND submittedDate:[{compact}0000 TO {compact}2359]"
    fetched = FetchedPapers()
    start = total = 0
    while start == 0 or start < min(total, _MAX_RANGE):
        params = {
            "search_query": query, "start": str(start), "max_results": str(PAGE_SIZE),
            "sortBy": "submittedDate", "sortOrder": "ascending",
        }  # fmt: skip
        content, head = _fetch_page(client, params, start)
        total = head.total or 0
        if total == 0:
            break
        fetched += _parse_page(client, content, today)
        start += PAGE_SIZE
    return fetched


def fetch_papers(
    client: Client, arxiv_ids: Sequence[ArxivId], today: IsoDate
) -> Iterator[FetchedPapers]:
    """Fetch papers by arXiv id, in batches. Raises `ServiceError`."""
    for start in range(0, len(arxiv_ids), BATCH_SIZE):
        yield _fetch_batch(client, arxiv_ids[start : start + BATCH_SIZE], today)


def _fetch_batch(client: Client, batch: Sequence[ArxivId], today: IsoDate) -> FetchedPapers:
    """Fetch one batch; ids that arXiv rejects are removed and the others requested again."""
    left = list(batch)
    while left:
        params = {"id_list": ",".join(left), "max_results": str(len(left))}
        try:
            return _parse_page(client, _fetch_page(client, params, 0)[0], today)
        except RejectedRequestError as error:
            refused = set(error.response_body.decode("utf-8", "replace").split())
            if not refused.intersection(left):
                raise
            left = [one for one in left if one not in refused]
    return FetchedPapers()


@dataclass(slots=True)
class _FeedHeader:
    """Header of a feed: total number of papers, entries on this page, and error message.

    `total` is `None` if the response is not a feed of arXiv but, say, an error page of a proxy.
    """

    total: int | None = None
    entries: int = 0
    error: str = ""


def _fetch_page(client: Client, params: dict[str, str], start: int) -> tuple[bytes, _FeedHeader]:
    def judge(content: bytes) -> str:
        """An empty page before the end of a listing is a fault of the service; retry."""
        head = _parse_feed_header(content)
        if head.error:
            return ""
        if head.total is None:
            return "returned something other than a list of papers"
        return "returned an empty page" if head.total > start and not head.entries else ""

    request = ServiceRequest(
        path="/api/query", params=_to_params(params.items()), content_format="xml"
    )
    where = f"{client.service(SERVICE_NAME).display_base}{request.path}"
    try:
        content = client.fetch(SERVICE_NAME, request, judge)
        head = _parse_feed_header(content)
    except RejectedRequestError as error:
        try:
            head = _parse_feed_header(error.response_body)
        except expat.ExpatError:
            raise error from None
        if not head.error:
            raise
        content = b""
    if head.error:
        reason = decode_markup(head.error)[:200]
        raise RejectedRequestError(
            SERVICE_NAME, f"rejected the request: {reason}: {where}", reason.encode()
        )
    return content, head


def _parse_feed_header(content: bytes) -> _FeedHeader:
    """Parse the header of a feed in one pass, without storing its entries."""
    head = _FeedHeader()
    values = {f"{_ATOM_NAMESPACE} id": "", f"{_ATOM_NAMESPACE} summary": "", _TOTAL_RESULTS: ""}
    at = ""

    def start(name: str, _attributes: object) -> None:
        nonlocal at
        at = name
        if name in values:
            values[name] = ""
        head.entries += name == f"{_ATOM_NAMESPACE} entry"

    def text(part: str) -> None:
        if at in values and len(values[at]) < _MAX_HEADER_TEXT:
            values[at] += part

    def end(name: str) -> None:
        nonlocal at
        at = ""
        if name == f"{_ATOM_NAMESPACE} entry" and "/api/errors" in values[f"{_ATOM_NAMESPACE} id"]:
            head.error = head.error or values[f"{_ATOM_NAMESPACE} summary"] or "no reason given"

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(content, True)
    total = values[_TOTAL_RESULTS].strip()
    if total.isascii() and total.isdigit():
        head.total = int(total[:9])
    elif head.entries:
        head.total = head.entries
    return head


def _to_params(items: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(items)


def _parse_page(client: Client, content: bytes, today: IsoDate) -> FetchedPapers:
    service = client.service(SERVICE_NAME)
    return parse_response(service, content, f"{service.base}/api/query", today)
