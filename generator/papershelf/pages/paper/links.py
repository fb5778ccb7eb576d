"""Links to read, run and look up a paper, each with its icon.

Takes a `Paper`; returns labeled URLs, separately for actions and for identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.core.identifier_schemes import LINKED_SCHEMES, SCHEMES
from papershelf.exports.citation_data import pdf_url
from papershelf.pages.paper.link_detection import detect_links
from papershelf.records.model import Paper
from papershelf.text.cleaning import truncate
from papershelf.text.urls import normalize_url

_LABEL_LENGTH = 48

# Common names of repositories and publishers; all others are shown by host name.
_HOST_NAMES = {
    "aclanthology.org": "ACL Anthology", "arxiv.org": "arXiv", "dl.acm.org": "ACM Digital Library",
    "ecva.net": "ECVA", "ieeexplore.ieee.org": "IEEE Xplore", "ijcai.org": "IJCAI",
    "jmlr.org": "JMLR", "link.springer.com": "Springer", "nature.com": "Nature",
    "openaccess.thecvf.com": "CVF Open Access", "openreview.net": "OpenReview",
    "papers.neurips.cc": "NeurIPS Proceedings", "papers.nips.cc": "NeurIPS Proceedings",
    "proceedings.mlr.press": "PMLR", "proceedings.neurips.cc": "NeurIPS Proceedings",
}  # fmt: skip
_MINED_LABELS = {
    "code": "Code", "dataset": "Data", "model": "Model", "demo": "Demo", "project": "Project",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A URL with its label; `icon` is a class in the style sheet, `note` a remark next to the label."""

    label: str
    url: str
    icon: str = "link"
    note: str = ""


def list_action_links(paper: Paper) -> list[PaperLink]:
    """Return the links that a reader can open, most useful first, each URL once."""
    links: dict[str, PaperLink] = {}
    for link in _candidate_links(paper):
        links.setdefault(_comparable_address(link.url), link)
    return list(links.values())


def list_identifier_links(paper: Paper) -> list[PaperLink]:
    """Return the identifiers of a paper, each with the URL that it resolves to."""
    return [
        PaperLink(label=scheme.label, url=url, note=value)
        for scheme in SCHEMES.values()
        if (value := getattr(paper, scheme.field)) and (url := normalize_url(scheme.url(value)))
    ]


def _candidate_links(paper: Paper) -> Iterator[PaperLink]:
    yield from _labeled_links("PDF", "pdf", [pdf_url(paper)])
    for scheme in LINKED_SCHEMES:
        if value := getattr(paper, scheme.field):
            label = "Publisher" if scheme.field == "doi" else scheme.label
            yield from _labeled_links(label, "page", [scheme.url(value)])
    yield from _labeled_links(_host_name(paper.url), "page", [paper.url])
    yield from _labeled_links("Code", "code", paper.code)
    yield from _labeled_links("Project", "home", [paper.project])
    yield from _labeled_links("Data", "data", paper.datasets)
    yield from _labeled_links("Model", "model", paper.models)
    yield from _labeled_links("Demo", "play", paper.demos)
    yield from _labeled_links("Video", "play", [paper.video])
    yield from _labeled_links("Slides", "slides", [paper.slides])
    yield from _labeled_links("Poster", "slides", [paper.poster])
    for mined in detect_links(paper.abstract):
        label = _MINED_LABELS[mined.kind]
        yield from _labeled_links(
            label, _MINED_ICONS[mined.kind], [mined.url], "found in the abstract"
        )


_MINED_ICONS = {
    "code": "code", "dataset": "data", "model": "model", "demo": "play", "project": "home",
}  # fmt: skip


def _labeled_links(
    label: str, icon: str, urls: Iterable[str], note: str = ""
) -> Iterator[PaperLink]:
    """Return the links of one kind; if there are several, their labels include the address."""
    safe = [url for url in map(normalize_url, filter(None, urls)) if url]
    for url in safe:
        name = label if len(safe) == 1 else f"{label} · {_shorten_address(url)}"
        yield PaperLink(label=name, url=url, icon=icon, note=note)


def _host_name(url: str) -> str:
    """Return the name of a URL's host, which says more to readers than "page"."""
    safe = normalize_url(url) if url else None
    host = urlsplit(safe).netloc.removeprefix("www.") if safe else ""
    return _HOST_NAMES.get(host) or truncate(host, _LABEL_LENGTH)


def _shorten_address(url: str) -> str:
    parts = urlsplit(url)
    return truncate((parts.netloc + parts.path).removeprefix("www.").rstrip("/"), _LABEL_LENGTH)


def _comparable_address(url: str) -> str:
    """Normalize a URL: those that differ only in scheme, `www.` or a trailing slash are the same."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/").lower()
