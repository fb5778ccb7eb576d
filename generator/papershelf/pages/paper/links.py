"""Links to read, run and look up a paper, each with its icon.

Takes a `Paper`; returns labeled URLs, separately for actions and for identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.core.identifier_schemes import LINKED_SCHEMES, SCHEMES
from papershelf.core.messages import Messages
from papershelf.exports.citation_data import pdf_url
from papershelf.pages.entry.icons import icon_classes
from papershelf.pages.paper.link_detection import detect_links
from papershelf.pages.paper.services import arxiv_html_url
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """A URL with its label; `icon` names a kind of target, `note` a remark next to the label."""

    label: str
    url: str
    icon: str = "link"
    note: str = ""

    @property
    def classes(self) -> str:
        """The classes that draw its icon."""
        return icon_classes(self.icon, self.url)


def list_action_links(paper: Paper, messages: Messages) -> list[PaperLink]:
    """Return the links that a reader can open, most useful first, each URL once."""
    links: dict[str, PaperLink] = {}
    for link in _candidate_links(paper, messages):
        links.setdefault(_comparable_address(link.url), link)
    return list(links.values())


def list_identifier_links(paper: Paper) -> list[PaperLink]:
    """Return the identifiers of a paper, each with the URL that it resolves to."""
    return [
        PaperLink(label=scheme.label, url=url, note=value)
        for scheme in SCHEMES.values()
        if (value := getattr(paper, scheme.field)) and (url := normalize_url(scheme.url(value)))
    ]


def _candidate_links(paper: Paper, messages: Messages) -> Iterator[PaperLink]:
    def links(label: str, icon: str, urls: Iterable[str], note: str = "") -> Iterator[PaperLink]:
        return _labeled_links(messages, label, icon, urls, note)

    text = messages.text
    yield from links(text("paper.pdf"), "pdf", [pdf_url(paper)])
    yield from links("HTML", "html", [arxiv_html_url(paper)])
    for scheme in LINKED_SCHEMES:
        if value := getattr(paper, scheme.field):
            label = text("paper.publisher_page") if scheme.field == "doi" else scheme.label
            yield from links(label, "page", [scheme.url(value)])
    yield from links(_host_name(paper.url), "page", [paper.url])
    for name, urls in _list_resources(paper):
        yield from links(text(f"paper.{name}"), _ICONS[name], urls)
    for mined in detect_links(paper.abstract):
        name = "data" if mined.kind == "dataset" else mined.kind
        note = text("paper.link_in_abstract")
        yield from links(text(f"paper.{name}"), _ICONS[name], [mined.url], note)


def _list_resources(paper: Paper) -> list[tuple[str, Sequence[str]]]:
    """Return the kinds of links that a record can have, with their URLs, in display order."""
    return [
        ("code", paper.code),
        ("project", [paper.project]),
        ("data", paper.datasets),
        ("model", paper.models),
        ("demo", paper.demos),
        ("video", [paper.video]),
        ("slides", [paper.slides]),
        ("poster", [paper.poster]),
    ]


_ICONS = {
    "code": "code", "project": "home", "data": "data", "model": "model", "demo": "play",
    "video": "play", "slides": "slides", "poster": "slides",
}  # fmt: skip
"""The icon of each kind of link."""


def _labeled_links(
    messages: Messages, label: str, icon: str, urls: Iterable[str], note: str
) -> Iterator[PaperLink]:
    """Return the links of one kind; if there are several, their labels include the address."""
    safe = [url for url in map(normalize_url, filter(None, urls)) if url]
    for url in safe:
        name = label
        if len(safe) > 1:
            address = _shorten_address(url)
            name = messages.text("paper.link_and_address", label=label, address=address)
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
