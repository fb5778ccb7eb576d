"""Looks up papers by arXiv id, DOI or page address.

`parse_service_id` picks the service with the best metadata for an identifier; `fetch_batches`
returns what that service knows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.core.identifier_schemes import SCHEMES, parse_identifier_url
from papershelf.core.identifiers import ArxivId, Doi, IsoDate, doi_url, parse_arxiv_id, parse_doi
from papershelf.services.arxiv import BATCH_SIZE, fetch_papers
from papershelf.services.client import Client
from papershelf.services.errors import NotFoundError
from papershelf.services.hf import fetch_hf_paper
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response, render_json_array

_CSL_MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


@dataclass(frozen=True, slots=True)
class ServiceId:
    """The identifier of a paper at a service."""

    service: str
    value: str


def parse_service_id(text: str) -> ServiceId:
    """The service to ask for an identifier or address. Raises `ValueError`."""
    text = text.strip()
    parts = urlsplit(text)
    host = (parts.hostname or "").removeprefix("www.")
    if host == "huggingface.co" and parts.path.startswith("/papers/"):
        return ServiceId("hf", parse_arxiv_id(parts.path.split("/")[2]))
    scheme, value = parse_identifier_url(text)
    if scheme in _FETCHERS:
        return ServiceId(scheme, value)
    for service, parse in (("arxiv", parse_arxiv_id), ("doi", parse_doi)):
        try:
            return ServiceId(service, parse(text))
        except ValueError:
            continue
    message = "is not an arXiv id, a DOI, or a URL at arxiv.org, doi.org, openreview.net, "
    raise ValueError(f"{text!r} {message}aclanthology.org or huggingface.co/papers")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedBatch:
    """The papers that a service returned; `not_found` lists the ids that it does not know."""

    service_ids: tuple[ServiceId, ...]
    fetched: FetchedPapers
    not_found: tuple[ServiceId, ...]


def fetch_batches(
    client: Client, service_ids: Sequence[ServiceId], today: IsoDate
) -> Iterator[FetchedBatch]:
    """Fetch papers from one service, in the largest batches that it accepts. Raises `ServiceError`."""
    size = BATCH_SIZE if service_ids[0].service == "arxiv" else 1
    for start in range(0, len(service_ids), size):
        batch = tuple(service_ids[start : start + size])
        if size > 1:
            yield _fetch_arxiv(client, batch, today)
            continue
        try:
            fetched = _FETCHERS[batch[0].service](client, batch[0].value, today)
        except NotFoundError:
            fetched = FetchedPapers()
        found = fetched.papers or fetched.problems
        yield FetchedBatch(service_ids=batch, fetched=fetched, not_found=() if found else batch)


def _fetch_arxiv(
    client: Client, service_ids: tuple[ServiceId, ...], today: IsoDate
) -> FetchedBatch:
    (fetched,) = fetch_papers(client, [ArxivId(name.value) for name in service_ids], today)
    found = {one.record.fields.get("arxiv") for one in fetched.papers}
    unknown = tuple(name for name in service_ids if name.value not in found)
    return FetchedBatch(service_ids=service_ids, fetched=fetched, not_found=unknown)


def _fetch_hf(client: Client, value: str, today: IsoDate) -> FetchedPapers:
    return fetch_hf_paper(client, ArxivId(value), today)


def _fetch_doi(client: Client, value: str, today: IsoDate) -> FetchedPapers:
    """Fetch CSL-JSON by content negotiation (citation.doi.org) from the registrar of a DOI."""
    origin = doi_url(Doi(value))
    path = origin.removeprefix("https://doi.org")
    content = client.fetch("doi", ServiceRequest(path=path, accept=_CSL_MEDIA_TYPE))
    return parse_response(
        client.service("doi"), render_json_array([json.loads(content)]), origin, today
    )


def _fetch_openreview(client: Client, value: str, today: IsoDate) -> FetchedPapers:
    content = client.fetch("openreview", ServiceRequest(path="/notes", params=(("id", value),)))
    origin = SCHEMES["openreview"].url(value)
    return parse_response(client.service("openreview"), content, origin, today)


def _fetch_acl(client: Client, value: str, today: IsoDate) -> FetchedPapers:
    content = client.fetch("acl", ServiceRequest(path=f"/{value}.bib", content_format="text"))
    origin = f"https://aclanthology.org/{value}"
    return parse_response(client.service("acl"), content, origin, today)


_FETCHERS: dict[str, Callable[[Client, str, IsoDate], FetchedPapers]] = {
    "hf": _fetch_hf, "doi": _fetch_doi, "openreview": _fetch_openreview,
    "acl": _fetch_acl,
}  # fmt: skip
