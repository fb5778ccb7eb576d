"""Fetches metadata from OpenAlex, Semantic Scholar and DBLP for papers already in a collection.

Takes papers with their identifiers and yields `FetchedPapers` in batches. Formats: `GET
/works?filter=doi:…|…` (docs.openalex.org), `POST /graph/v1/paper/batch`
(api.semanticscholar.org/api-docs), `GET /search/publ/api` (dblp.org/faq/13501473).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from papershelf.core.identifiers import ArxivId, Doi, IsoDate
from papershelf.services.client import Client
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response, render_json_array

_OPENALEX_BATCH, _S2_BATCH, _DBLP_HITS = 50, 500, 5
# No abstracts: publishers hold rights in those that Semantic Scholar shows.
_S2_FIELDS = (
    "externalIds,title,venue,publicationVenue,year,publicationDate,publicationTypes,journal,"
    "authors,citationCount,openAccessPdf"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuery:
    """The fields of a paper that a service needs to find it."""

    title: str
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    s2: str = ""
    openalex: str = ""


FillFetcher = Callable[[Client, Sequence[PaperQuery], IsoDate], Iterator[FetchedPapers]]


def fetch_openalex(
    client: Client, queries: Sequence[PaperQuery], today: IsoDate
) -> Iterator[FetchedPapers]:
    """Fetch works by DOI; preprints by their arXiv DOI. Raises `ServiceError`."""
    service = client.service("openalex")
    dois = [doi for paper in queries if (doi := _openalex_doi(paper))]
    for start in range(0, len(dois), _OPENALEX_BATCH):
        batch = dois[start : start + _OPENALEX_BATCH]
        params = (("filter", f"doi:{'|'.join(batch)}"), ("per-page", str(_OPENALEX_BATCH)))
        request = ServiceRequest(path="/works", params=params)
        works = json.loads(client.fetch("openalex", request, _validate_results))["results"]
        if works:
            yield parse_response(service, render_json_array(works), f"{service.base}/works", today)


def _openalex_doi(query: PaperQuery) -> str:
    """The DOI to query, or none if it contains a character that OpenAlex reads as "or" or "and"."""
    doi = query.doi or (f"10.48550/arxiv.{query.arxiv}" if query.arxiv else "")
    return "" if {"|", ","} & set(doi) else doi


def _validate_results(content: bytes) -> str:
    response = json.loads(content)
    results = response.get("results") if isinstance(response, dict) else None
    return "" if isinstance(results, list) else "returned no list of results"


def fetch_s2(
    client: Client, queries: Sequence[PaperQuery], today: IsoDate
) -> Iterator[FetchedPapers]:
    """Fetch papers by their identifiers. Raises `ServiceError`."""
    service = client.service("s2")
    names = [name for paper in queries if (name := _s2_paper_id(paper))]
    for start in range(0, len(names), _S2_BATCH):
        request = ServiceRequest(
            path="/graph/v1/paper/batch",
            params=(("fields", _S2_FIELDS),),
            body={"ids": names[start : start + _S2_BATCH]},
        )
        response = json.loads(client.fetch("s2", request, _validate_list))
        known = [paper for paper in response if isinstance(paper, dict)]
        if known:
            origin = f"{service.base}/graph/v1/paper"
            yield parse_response(service, render_json_array(known), origin, today)


def _s2_paper_id(query: PaperQuery) -> str:
    if query.s2:
        return query.s2
    if query.arxiv:
        return f"ARXIV:{query.arxiv}"
    return f"DOI:{query.doi}" if query.doi else ""


def _validate_list(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "returned something other than a list"


def fetch_dblp(
    client: Client, queries: Sequence[PaperQuery], today: IsoDate
) -> Iterator[FetchedPapers]:
    """Search for each title; results may include other papers. Raises `ServiceError`."""
    service = client.service("dblp")
    for paper in queries:
        words = "".join(c if c.isalnum() else " " for c in paper.title).split()
        params = (("q", " ".join(words)), ("format", "json"), ("h", str(_DBLP_HITS)))
        content = client.fetch(
            "dblp", ServiceRequest(path="/search/publ/api", params=params), _validate_hits
        )
        if b'"hit"' in content:
            yield parse_response(service, content, f"{service.base}/search/publ/api", today)


def _validate_hits(content: bytes) -> str:
    response = json.loads(content)
    result = response.get("result") if isinstance(response, dict) else None
    return "" if isinstance(result, dict) else "returned no result"


FILL_FETCHERS: Mapping[str, FillFetcher] = {
    "openalex": fetch_openalex,
    "s2": fetch_s2,
    "dblp": fetch_dblp,
}
"""The fetch function of each service that can fill missing fields."""
