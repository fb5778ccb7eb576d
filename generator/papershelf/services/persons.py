"""Fetches the works of one person by DBLP pid or ORCID iD.

Formats: `GET /pid/<pid>.xml` returns all records of a person
(dblp.org/faq/How+to+use+the+dblp+search+API.html). `GET /v3.0/<iD>/works` returns summaries in
groups, one group per work with its identifiers (info.orcid.org/documentation/api-tutorials). ORCID
summaries have no authors, so each work is fetched by its own identifier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from papershelf.core.identifiers import IsoDate
from papershelf.services.client import Client
from papershelf.services.lookup import ServiceId, parse_service_id
from papershelf.services.requests import ServiceRequest
from papershelf.services.responses import FetchedPapers, parse_response
from papershelf.sources.parsing.json_items import items_at, text_at

_PID = re.compile(
    r"(?:https?://(?:www\.)?dblp\.(?:org|uni-trier\.de)/)?(?:pid/)?"
    r"([0-9a-z]{1,5}/[0-9A-Za-z_=-]{1,80}?)(?:\.(?:html|xml|rdf|bib))?"
)
_OWN_RELATIONSHIPS = frozenset({"self", "version-of", ""})
_SCHEMES = ("doi", "arxiv")
"""Identifier schemes for fetching a work, in order of preference."""


def parse_pid(text: str) -> str:
    """Parse a DBLP pid, given alone or in an address. Raises `ValueError`."""
    if found := _PID.fullmatch(text.strip()):
        return found[1]
    message = "is not a DBLP person such as 65/9612 or https://dblp.org/pid/65/9612.html"
    raise ValueError(f"{text!r} {message}")


def fetch_dblp_person(client: Client, pid: str, today: IsoDate) -> FetchedPapers:
    """Fetch all DBLP records of a person. Raises `ServiceError`, `NotFoundError` if unknown."""
    service = client.service("dblp")
    content = client.fetch(
        "dblp", ServiceRequest(path=f"/pid/{pid}.xml", content_format="xml"), _validate_person
    )
    return parse_response(service, content, f"https://dblp.org/pid/{pid}", today)


def _validate_person(content: bytes) -> str:
    return "" if b"<dblpperson" in content else "returned something other than a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrcidRecord:
    """A work listed at ORCID: its title and the identifiers by which it can be fetched."""

    title: str
    service_ids: tuple[ServiceId, ...]


def fetch_orcid_records(client: Client, orcid: str) -> tuple[OrcidRecord, ...]:
    """Fetch the public works of a person. Raises `ServiceError`, `NotFoundError` if unknown."""
    request = ServiceRequest(path=f"/v3.0/{orcid}/works", accept="application/json")
    response = json.loads(client.fetch("orcid", request, _validate_records))
    return tuple(
        OrcidRecord(
            title=_work_title(group), service_ids=tuple(dict.fromkeys(_work_service_ids(group)))
        )
        for group in items_at(response, "group")
    )


def _validate_records(content: bytes) -> str:
    response = json.loads(content)
    groups = response.get("group") if isinstance(response, dict) else None
    return "" if isinstance(groups, list) else "returned no list of works"


def _work_title(group: object) -> str:
    titles = (text_at(one, "title", "title", "value") for one in items_at(group, "work-summary"))
    return next(filter(None, titles), "")


def _work_service_ids(group: object) -> Iterator[ServiceId]:
    """The identifiers of a work itself, excluding those of its book or journal."""
    holders = [group, *items_at(group, "work-summary")]
    ids = [one for holder in holders for one in items_at(holder, "external-ids", "external-id")]
    for scheme in _SCHEMES:
        for one in ids:
            if text_at(one, "external-id-type").lower() != scheme:
                continue
            if text_at(one, "external-id-relationship").lower() not in _OWN_RELATIONSHIPS:
                continue
            try:
                yield parse_service_id(text_at(one, "external-id-value"))
            except ValueError:
                continue
