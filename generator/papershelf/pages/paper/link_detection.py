"""Detects URLs of code, data and models that only the abstract of a paper contains.

Takes an abstract; returns the recognized URLs with the kind of their target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from papershelf.text.urls import normalize_url

DetectedLinkKind = Literal["code", "dataset", "model", "demo", "project"]

# A host commonly cited for code or data, with a path, excluding surrounding LaTeX.
_LINK_PATTERN = re.compile(
    r"(?:https?://)?(?P<host>(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org"
    r"|huggingface\.co|zenodo\.org|doi\.org|osf\.io|kaggle\.com|figshare\.com"
    r"|[a-z0-9-]+\.github\.io))(?P<path>/[\w./~%+?=&#@:-]*)?",
    re.IGNORECASE,
)
_ZENODO_DOI = "/10.5281/zenodo."
_TRAILING_SIGNS = ".,;:-"
_HOST_HINTS = (
    "github.", "gitlab.", "bitbucket.", "codeberg.", "huggingface.", "zenodo.", "osf.io", "kaggle.",
    "figshare.",
)  # fmt: skip
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_DATA_HOSTS = ("zenodo.org", "osf.io", "kaggle.com", "figshare.com")


@dataclass(frozen=True, slots=True)
class DetectedLink:
    """A URL found in an abstract, and the likely kind of its target."""

    kind: DetectedLinkKind
    url: str


def detect_links(abstract: str) -> tuple[DetectedLink, ...]:
    """Return the URLs of code, data, models and demos in an abstract, in order, without duplicates."""
    found: dict[str, DetectedLink] = {}
    if not _has_host(abstract):  # fast path for nearly all abstracts
        return ()
    # The pattern is slow, and addresses contain no spaces.
    addresses = " ".join(word for word in abstract.split() if "." in word and _has_host(word))
    # Two characters that LaTeX requires to be escaped in a URL.
    for match in _LINK_PATTERN.finditer(addresses.replace(r"\_", "_").replace(r"\%", "%")):
        host = match["host"].lower().removeprefix("www.")
        path = (match["path"] or "").rstrip(_TRAILING_SIGNS).removesuffix(".git")
        kind = _link_kind(host, path)
        url = normalize_url(f"https://{host}{path}")
        if kind and url:
            found.setdefault(url.rstrip("/").lower(), DetectedLink(kind, url))
    return tuple(found.values())


def _has_host(text: str) -> bool:
    lower = text.lower()
    return any(name in lower for name in _HOST_HINTS)


def _link_kind(host: str, path: str) -> DetectedLinkKind | None:
    """Return the kind of a URL's target; `None` if it names no work, as a bare host or an owner."""
    parts = [part for part in path.split("/") if part]
    if host in _CODE_HOSTS:
        return "code" if len(parts) >= 2 else None
    if host.endswith(".github.io"):
        return "project"
    if host == "doi.org":
        return "dataset" if path.lower().startswith(_ZENODO_DOI) else None
    if host == "huggingface.co":
        return _hugging_face_kind(parts)
    if host in _DATA_HOSTS:
        return "dataset" if parts else None
    return None


def _hugging_face_kind(parts: list[str]) -> DetectedLinkKind | None:
    if parts[:1] == ["datasets"]:
        return "dataset" if len(parts) >= 2 else None
    if parts[:1] == ["spaces"]:
        return "demo" if len(parts) >= 3 else None
    if parts[:1] in (["papers"], ["blog"], ["docs"], ["collections"]) or len(parts) < 2:
        return None
    return "model"
