"""Table of the supported services: base address, rate limit, cache lifetime, license rules.

`configure_service` takes the environment and returns a `Service`. API keys come only from the
environment and are excluded from every `repr`, and so from logs and messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Configuration of one service.

    `min_interval` is the minimum number of seconds between requests.

    `format` names the reader for its responses, if that differs from the service's name. `max_age`
    is the cache lifetime in seconds. `api_key_header` or `api_key_param` says how the API key is
    sent. `may_keep_abstracts` is true if the license allows a collection to store abstracts.
    `follows_redirects` allows redirects to other hosts; it is never set for a service that receives
    an API key.
    """

    name: str
    base: str
    format: str = ""
    min_interval: float = 1.0
    max_age: float = 0.0
    api_key_header: str = ""
    api_key_param: str = ""
    may_keep_abstracts: bool = False
    follows_redirects: bool = False
    api_key: str = field(default="", repr=False)

    @property
    def display_base(self) -> str:
        """The base address for messages, without user name and password."""
        scheme, mark, rest = self.base.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"

    @property
    def base_variable(self) -> str:
        """The environment variable that overrides the base address."""
        return f"PAPERSHELF_{self.name.upper()}_URL"

    @property
    def api_key_variable(self) -> str:
        """The environment variable with the API key."""
        return f"PAPERSHELF_{self.name.upper()}_KEY"


# arXiv: one request per 3 s on one connection; metadata with abstracts is CC0; results change once
# a day (info.arxiv.org/help/api/tou.html). OpenAlex: all data is CC0 (docs.openalex.org). Abstracts
# on Hugging Face come from arXiv. Semantic Scholar, publishers behind a DOI, OpenReview and older
# ACL volumes retain rights in their abstracts.
SERVICES: Mapping[str, Service] = {
    service.name: service
    for service in (
        Service(
            name="hf", base="https://huggingface.co", min_interval=0.5, may_keep_abstracts=True
        ),
        Service(
            name="arxiv",
            base="https://export.arxiv.org",
            min_interval=3.0,
            max_age=6 * 3600,
            may_keep_abstracts=True,
        ),
        Service(
            name="openalex",
            base="https://api.openalex.org",
            min_interval=0.2,
            api_key_param="api_key",
            may_keep_abstracts=True,
        ),
        Service(
            name="s2",
            base="https://api.semanticscholar.org",
            min_interval=1.1,
            api_key_header="x-api-key",
        ),
        Service(name="dblp", base="https://dblp.org", min_interval=2.0, max_age=24 * 3600),
        Service(name="doi", base="https://doi.org", format="csl-json", follows_redirects=True),
        Service(name="orcid", base="https://pub.orcid.org", max_age=3600),
        # Group libraries contain what members added, including abstracts from publishers.
        Service(name="zotero", base="https://api.zotero.org", api_key_header="Zotero-API-Key"),
        Service(name="openreview", base="https://api2.openreview.net"),
        Service(
            name="acl", base="https://aclanthology.org", format="bibtex", follows_redirects=True
        ),
    )
}


def configure_service(name: str, environ: Mapping[str, str]) -> Service:
    """A service with the address and key from the environment. Raises `KeyError` for unknown names."""
    service = SERVICES[name]
    return replace(
        service,
        base=environ.get(service.base_variable, service.base).rstrip("/"),
        api_key=environ.get(service.api_key_variable, "").strip(),
    )
