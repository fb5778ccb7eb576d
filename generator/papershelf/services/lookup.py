"""Papers by what a person has of them: an arXiv id, a DOI, or the address of a page.

Text comes in; what the service that knows best says of the paper goes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.core.identifiers import ArxivId, Doi, IsoDate, doi_url, parse_arxiv_id, parse_doi
from papershelf.services.arxiv import BATCH, ask_papers
from papershelf.services.client import Client
from papershelf.services.errors import NotThereError
from papershelf.services.hf import ask_hf_paper
from papershelf.services.requests import Question
from papershelf.services.responses import Findings, parse_answer, render_list

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a service answered about some papers; it does not know those in `unknown`."""

    names: tuple[Name, ...]
    findings: Findings
    unknown: tuple[Name, ...]


def ask_batches(client: Client, names: Sequence[Name], today: IsoDate) -> Iterator[Batch]:
    """Papers of one service, as many in one question as it takes. Raises `ServiceError`."""
    size = BATCH if names[0].service == "arxiv" else 1
    for start in range(0, len(names), size):
        batch = tuple(names[start : start + size])
        if size > 1:
            yield _ask_arxiv(client, batch, today)
            continue
        try:
            findings = _ASK[batch[0].service](client, batch[0].value, today)
        except NotThereError:
            findings = Findings()
        found = findings.found or findings.problems
        yield Batch(names=batch, findings=findings, unknown=() if found else batch)


def _ask_arxiv(client: Client, names: tuple[Name, ...], today: IsoDate) -> Batch:
    (findings,) = ask_papers(client, [ArxivId(name.value) for name in names], today)
    found = {one.record.fields.get("arxiv") for one in findings.found}
    unknown = tuple(name for name in names if name.value not in found)
    return Batch(names=names, findings=findings, unknown=unknown)


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
    "hf": _ask_hf, "doi": _ask_doi, "openreview": _ask_openreview,
    "acl": _ask_acl,
}  # fmt: skip
