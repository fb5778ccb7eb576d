"""Recognizes preprint servers by name, and preprints by their DOI prefixes."""

from __future__ import annotations

import re
from functools import lru_cache

_SERVER_NAME = re.compile(
    r"\b(?:"
    # arXiv, bioRxiv, medRxiv, ChemRxiv, PsyArXiv, SocArXiv, EarthArXiv, TechRxiv, engrXiv, …
    r"\w*[ar]r?xiv|corr|ssrn|social science research network"
    r"|osf(?: preprints?)?|open science framework|osf\.io"
    r"|research ?square|preprints?\.org|mdpi preprints|authorea|ess open archive|essoar"
    r"|cryptology eprint archive|iacr eprint|peerj preprints|scielo preprints|cambridge open engage"
    r"|zenodo|hyper articles en ligne|hal(?:-\w+)?(?:\.science|\.archives-ouvertes\.fr)"
    r")\b|^\s*(?:hal|preprints?|hal preprints?|hal \(.*\))\s*$",
    re.IGNORECASE,
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:"
    r"48550/arxiv\."
    r"|1101/\d|64898/"  # bioRxiv and medRxiv; the same publisher's journals have letters here
    r"|2139/ssrn\.|21203/rs\.|26434/chemrxiv|20944/preprints|36227/techrxiv|22541/"
    r"|1002/essoar|33774/|7287/peerj\.preprints|1590/scielopreprints|51094/jxiv"
    r"|31223/|31224/|5281/zenodo\."
    r"|(?!17605/)\d+/osf\.io/"  # 10.17605 is used for projects, not for preprints
    r")"
)
_VERSION = re.compile(r"(?:[/._-]v\d+)$")


@lru_cache(maxsize=1 << 12)
def is_preprint_server(venue: str) -> bool:
    """Return whether a venue name is that of a preprint server or repository."""
    return bool(_SERVER_NAME.search(venue[:200]))


def is_preprint_doi(doi: str) -> bool:
    """Return whether a lower-case DOI was registered by a preprint server or repository."""
    return bool(_PREPRINT_DOI.match(doi))


def drop_doi_version(doi: str) -> str:
    """Return the DOI of a preprint without the version number that some servers append."""
    return _VERSION.sub("", doi) if is_preprint_doi(doi) else doi
