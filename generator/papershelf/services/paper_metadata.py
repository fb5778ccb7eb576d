"""What OpenAlex, Semantic Scholar and DBLP know of papers that a collection has already.

Papers with their identifiers go in, findings about them come out, a batch at a time. Formats:
`GET /works?filter=doi:…|…` (docs.openalex.org), `POST /graph/v1/paper/batch`
(api.semanticscholar.org/api-docs), `GET /search/publ/api` (dblp.org/faq/13501473).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from papershelf.core.identifiers import ArxivId, Doi, IsoDate
from papershelf.services.client import Client
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer, render_list

_OPENALEX_BATCH, _S2_BATCH, _DBLP_HITS = 50, 500, 5
# Without abstracts: publishers have rights in those that Semantic Scholar shows.
_S2_FIELDS = (
    "externalIds,title,venue,publicationVenue,year,publicationDate,publicationTypes,journal,"
    "authors,citationCount,openAccessPdf"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A paper of the collection, as far as a service needs to know it."""

    title: str
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    s2: str = ""
    openalex: str = ""


Ask = Callable[[Client, Sequence[Wanted], IsoDate], Iterator[Findings]]


def ask_openalex(client: Client, wanted: Sequence[Wanted], today: IsoDate) -> Iterator[Findings]:
    """Works by DOI, for preprints by the DOI that arXiv gives them. Raises `ServiceError`."""
    service = client.service("openalex")
    dois = [doi for paper in wanted if (doi := _doi_of(paper))]
    for start in range(0, len(dois), _OPENALEX_BATCH):
        batch = dois[start : start + _OPENALEX_BATCH]
        params = (("filter", f"doi:{'|'.join(batch)}"), ("per-page", str(_OPENALEX_BATCH)))
        question = Question(path="/works", params=params)
        works = json.loads(client.ask("openalex", question, _judge_results))["results"]
        if works:
            yield parse_answer(service, render_list(works), f"{service.base}/works", today)


def _doi_of(paper: Wanted) -> str:
    """The DOI to look for; one with a character that means "or" or "and" there is left out."""
    doi = paper.doi or (f"10.48550/arxiv.{paper.arxiv}" if paper.arxiv else "")
    return "" if {"|", ","} & set(doi) else doi


def _judge_results(content: bytes) -> str:
    answer = json.loads(content)
    results = answer.get("results") if isinstance(answer, dict) else None
    return "" if isinstance(results, list) else "answered without results"


def ask_s2(client: Client, wanted: Sequence[Wanted], today: IsoDate) -> Iterator[Findings]:
    """Papers by their identifiers. Raises `ServiceError`."""
    service = client.service("s2")
    names = [name for paper in wanted if (name := _s2_name(paper))]
    for start in range(0, len(names), _S2_BATCH):
        question = Question(
            path="/graph/v1/paper/batch",
            params=(("fields", _S2_FIELDS),),
            body={"ids": names[start : start + _S2_BATCH]},
        )
        answer = json.loads(client.ask("s2", question, _judge_list))
        known = [paper for paper in answer if isinstance(paper, dict)]
        if known:
            origin = f"{service.base}/graph/v1/paper"
            yield parse_answer(service, render_list(known), origin, today)


def _s2_name(paper: Wanted) -> str:
    if paper.s2:
        return paper.s2
    if paper.arxiv:
        return f"ARXIV:{paper.arxiv}"
    return f"DOI:{paper.doi}" if paper.doi else ""


def _judge_list(content: bytes) -> str:
    return "" if isinstance(json.loads(content), list) else "answered with what is no list"


def ask_dblp(client: Client, wanted: Sequence[Wanted], today: IsoDate) -> Iterator[Findings]:
    """What a search for each title finds, other papers too. Raises `ServiceError`."""
    service = client.service("dblp")
    for paper in wanted:
        words = "".join(c if c.isalnum() else " " for c in paper.title).split()
        params = (("q", " ".join(words)), ("format", "json"), ("h", str(_DBLP_HITS)))
        content = client.ask("dblp", Question(path="/search/publ/api", params=params), _judge_hits)
        if b'"hit"' in content:
            yield parse_answer(service, content, f"{service.base}/search/publ/api", today)


def _judge_hits(content: bytes) -> str:
    answer = json.loads(content)
    result = answer.get("result") if isinstance(answer, dict) else None
    return "" if isinstance(result, dict) else "answered without a result"


FILLERS: Mapping[str, Ask] = {"openalex": ask_openalex, "s2": ask_s2, "dblp": ask_dblp}
"""What fills gaps, by the name of the service."""
