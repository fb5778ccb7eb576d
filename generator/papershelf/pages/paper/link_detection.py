"""Addresses of code, data and models that stand in an abstract and nowhere else in the record.

An abstract comes in; the addresses that we recognise go out, told apart by where they lead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from papershelf.text.urls import safe_url

MinedKind = Literal["code", "dataset", "model", "demo", "project"]

# A host that people cite for code or data, with a path; LaTeX around it is not part of it.
_ADDRESS = re.compile(
    r"(?:https?://)?(?P<host>(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org"
    r"|huggingface\.co|zenodo\.org|doi\.org|osf\.io|kaggle\.com|figshare\.com"
    r"|[a-z0-9-]+\.github\.io))(?P<path>/[\w./~%+?=&#@:-]*)?",
    re.IGNORECASE,
)
_ZENODO_DOI = "/10.5281/zenodo."
_END = ".,;:-"
_NAMES = (
    "github.", "gitlab.", "bitbucket.", "codeberg.", "huggingface.", "zenodo.", "osf.io", "kaggle.",
    "figshare.",
)  # fmt: skip
_CODE_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
_DATA_HOSTS = ("zenodo.org", "osf.io", "kaggle.com", "figshare.com")


@dataclass(frozen=True, slots=True)
class Mined:
    """An address found in an abstract, and what is likely to be there."""

    kind: MinedKind
    url: str


def mine_links(abstract: str) -> tuple[Mined, ...]:
    """The addresses of code, data, models and demos in an abstract, in its order, each once."""
    found: dict[str, Mined] = {}
    lower = abstract.lower()
    if not any(name in lower for name in _NAMES):  # true of nearly all, and much faster to see
        return ()
    # Two characters that LaTeX asks to escape in an address.
    for match in _ADDRESS.finditer(abstract.replace(r"\_", "_").replace(r"\%", "%")):
        host = match["host"].lower().removeprefix("www.")
        path = (match["path"] or "").rstrip(_END).removesuffix(".git")
        kind = _kind(host, path)
        url = safe_url(f"https://{host}{path}")
        if kind and url:
            found.setdefault(url.rstrip("/").lower(), Mined(kind, url))
    return tuple(found.values())


def _kind(host: str, path: str) -> MinedKind | None:
    """What an address leads to; `None` for one that names no work: a bare host, an owner."""
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


def _hugging_face_kind(parts: list[str]) -> MinedKind | None:
    if parts[:1] == ["datasets"]:
        return "dataset" if len(parts) >= 2 else None
    if parts[:1] == ["spaces"]:
        return "demo" if len(parts) >= 3 else None
    if parts[:1] in (["papers"], ["blog"], ["docs"], ["collections"]) or len(parts) < 2:
        return None
    return "model"
