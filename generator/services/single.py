"""One paper by what a person has of it: an arXiv id, a DOI, or the address of its page.

Text comes in; what the service that knows best says of the paper goes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.identifiers import ArxivId, Doi, IsoDate, doi_url, parse_arxiv_id, parse_doi
from generator.services.answers import Findings, parse_answer, render_list
from generator.services.arxiv import ask_papers
from generator.services.client import Client, Question
from generator.services.failures import NotThereError
from generator.services.hf import ask_hf_paper

_CSL = "application/vnd.citationstyles.csl+json"
_ACL = re.compile(r"/(?:anthology/)?([A-Za-z0-9][\w.-]*?)(?:\.pdf|\.bib|v\d+\.pdf)?/?")
_OPENREVIEW = re.compile(r"id=([\w-]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """What a service calls a paper."""

    service: str
    value: str


def parse_name(text: str) -> Name:
    """Which service to ask, and for what. Raises `ValueError`."""
    text = text.strip()
    parts = urlsplit(text)
    host = (parts.hostname or "").removeprefix("www.")
    if host == "huggingface.co" and parts.path.startswith("/papers/"):
        return Name("hf", parse_arxiv_id(parts.path.split("/")[2]))
    if host == "openreview.net" and (found := _OPENREVIEW.search(parts.query)):
        return Name("openreview", found[1])
    if host == "aclanthology.org" and (acl := _ACL.fullmatch(parts.path)):
        return Name("acl", acl[1])
    for service, parse in (("arxiv", parse_arxiv_id), ("doi", parse_doi)):
        try:
            return Name(service, parse(text))
        except ValueError:
            continue
    message = "is no arXiv id, DOI, or address at arxiv.org, doi.org, openreview.net, "
    raise ValueError(f"{text!r} {message}aclanthology.org or huggingface.co/papers")


def ask_paper(client: Client, name: Name, today: IsoDate) -> Findings:
    """The paper. Raises `ServiceError`, `NotThereError` where nobody knows it."""
    findings = _ASK[name.service](client, name.value, today)
    if not findings.found and not findings.problems:
        raise NotThereError(name.service, f"knows no paper {name.value}")
    return findings


def _ask_arxiv(client: Client, value: str, today: IsoDate) -> Findings:
    (findings,) = ask_papers(client, [ArxivId(value)], today)
    return findings


def _ask_hf(client: Client, value: str, today: IsoDate) -> Findings:
    return ask_hf_paper(client, ArxivId(value), today)


def _ask_doi(client: Client, value: str, today: IsoDate) -> Findings:
    """Content negotiation (citation.doi.org): whoever registered the DOI answers in CSL-JSON."""
    origin = doi_url(Doi(value))
    path = origin.removeprefix("https://doi.org")
    content = client.ask("doi", Question(path=path, accept=_CSL))
    return parse_answer(client.service("doi"), render_list([json.loads(content)]), origin, today)


def _ask_openreview(client: Client, value: str, today: IsoDate) -> Findings:
    content = client.ask("openreview", Question(path="/notes", params=(("id", value),)))
    origin = f"https://openreview.net/forum?id={value}"
    return parse_answer(client.service("openreview"), content, origin, today)


def _ask_acl(client: Client, value: str, today: IsoDate) -> Findings:
    content = client.ask("acl", Question(path=f"/{value}.bib", form="text"))
    origin = f"https://aclanthology.org/{value}"
    return parse_answer(client.service("acl"), content, origin, today)


_ASK: dict[str, Callable[[Client, str, IsoDate], Findings]] = {
    "arxiv": _ask_arxiv, "hf": _ask_hf, "doi": _ask_doi, "openreview": _ask_openreview,
    "acl": _ask_acl,
}  # fmt: skip
