"""The works of one person: an identifier of DBLP or an ORCID iD in, what they wrote out.

Formats: `GET /pid/<pid>.xml` answers with all records of a person
(dblp.org/faq/How+to+use+the+dblp+search+API.html), `GET /v3.0/<iD>/works` with summaries in groups,
each group one work with its identifiers (info.orcid.org/documentation/api-tutorials). A summary of
ORCID has no authors, so its works are fetched by their identifiers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from papershelf.core.identifiers import IsoDate
from papershelf.services.client import Client
from papershelf.services.lookup import Name, parse_name
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer
from papershelf.sources.parsing.json_items import items_at, text_at

_PID = re.compile(
    r"(?:https?://(?:www\.)?dblp\.(?:org|uni-trier\.de)/)?(?:pid/)?"
    r"([0-9a-z]{1,5}/[0-9A-Za-z_=-]{1,80}?)(?:\.(?:html|xml|rdf|bib))?"
)
_OWN = frozenset({"self", "version-of", ""})
_SCHEMES = ("doi", "arxiv")
"""How works are fetched, the best way first."""


def parse_pid(text: str) -> str:
    """The identifier of a person in DBLP, from an address or by itself. Raises `ValueError`."""
    if found := _PID.fullmatch(text.strip()):
        return found[1]
    message = "is no person of DBLP, such as 65/9612 or https://dblp.org/pid/65/9612.html"
    raise ValueError(f"{text!r} {message}")


def ask_dblp_person(client: Client, pid: str, today: IsoDate) -> Findings:
    """All that DBLP has of a person. Raises `ServiceError`, `NotThereError` for nobody."""
    service = client.service("dblp")
    content = client.ask("dblp", Question(path=f"/pid/{pid}.xml", form="xml"), _judge_person)
    return parse_answer(service, content, f"https://dblp.org/pid/{pid}", today)


def _judge_person(content: bytes) -> str:
    return "" if b"<dblpperson" in content else "answered with what is no person"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrcidWork:
    """A work in the record of a person: its title, and the names by which it can be fetched."""

    title: str
    names: tuple[Name, ...]


def ask_orcid_works(client: Client, orcid: str) -> tuple[OrcidWork, ...]:
    """The public works of a person. Raises `ServiceError`, `NotThereError` for nobody."""
    question = Question(path=f"/v3.0/{orcid}/works", accept="application/json")
    answer = json.loads(client.ask("orcid", question, _judge_works))
    return tuple(
        OrcidWork(title=_title(group), names=tuple(dict.fromkeys(_names(group))))
        for group in items_at(answer, "group")
    )


def _judge_works(content: bytes) -> str:
    answer = json.loads(content)
    groups = answer.get("group") if isinstance(answer, dict) else None
    return "" if isinstance(groups, list) else "answered without works"


def _title(group: object) -> str:
    titles = (text_at(one, "title", "title", "value") for one in items_at(group, "work-summary"))
    return next(filter(None, titles), "")


def _names(group: object) -> Iterator[Name]:
    """The names of a work, not those of the book or journal that it is part of."""
    holders = [group, *items_at(group, "work-summary")]
    ids = [one for holder in holders for one in items_at(holder, "external-ids", "external-id")]
    for scheme in _SCHEMES:
        for one in ids:
            if text_at(one, "external-id-type").lower() != scheme:
                continue
            if text_at(one, "external-id-relationship").lower() not in _OWN:
                continue
            try:
                yield parse_name(text_at(one, "external-id-value"))
            except ValueError:
                continue
